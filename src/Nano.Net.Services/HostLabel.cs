namespace Nano.Net.Services
{
    /// <summary>The name that a host gives itself: one label of a domain name.</summary>
    internal static class HostLabel
    {
        private const int LongestLabel = 63;

        /// <summary>Whether a name is one label of a host name (RFC 1123 section 2.1).</summary>
        internal static bool IsValid(string name)
        {
            int length = name == null ? 0 : name.Length;
            if (length == 0 || length > LongestLabel || name[0] == '-' || name[length - 1] == '-')
            {
                return false;
            }

            for (int i = 0; i < length; i++)
            {
                char c = name[i];
                if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
