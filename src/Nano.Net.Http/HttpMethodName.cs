namespace Nano.Net.Http
{
    /// <summary>Methods by their names, which are case-sensitive (RFC 9110 section 9.1).</summary>
    internal static class HttpMethodName
    {
        private static readonly string[] Names = new string[] { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS" };

        /// <summary>The method of a name; none where it is unknown.</summary>
        internal static HttpMethods Find(byte[] buffer, int offset, int length)
        {
            for (int i = 0; i < Names.Length; i++)
            {
                if (Names[i].Length == length && Ascii.Equal(buffer, offset, Names[i]))
                {
                    return (HttpMethods)(1 << i);
                }
            }

            return HttpMethods.None;
        }

        /// <summary>The name of one method.</summary>
        internal static string Of(HttpMethods method)
        {
            int i = 0;
            while (((int)method >> i) > 1)
            {
                i++;
            }

            return Names[i];
        }

        /// <summary>Writes the names of several methods as a list.</summary>
        internal static void WriteList(Utf8Writer writer, HttpMethods methods)
        {
            bool first = true;
            for (int i = 0; i < Names.Length; i++)
            {
                if (((int)methods & (1 << i)) != 0)
                {
                    if (!first)
                    {
                        writer.Write(", ");
                    }

                    first = false;
                    writer.Write(Names[i]);
                }
            }
        }
    }
}
