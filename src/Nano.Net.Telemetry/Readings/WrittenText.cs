using System;

namespace Nano.Net.Telemetry
{
    /// <summary>A text of the program's that is served as one piece: how long it may be.</summary>
    internal static class WrittenText
    {
        /// <summary>Bytes that it may take as a JSON string, without quotes. With a name, the rest of its piece fits <see cref="TelemetryServer.LeastResponseSize"/>.</summary>
        internal const int Longest = 160;

        /// <summary>Checks the length of a text.</summary>
        /// <param name="text">The text.</param>
        /// <param name="what">What it is, for the message.</param>
        /// <exception cref="ArgumentException">It is too long.</exception>
        internal static void Check(string text, string what)
        {
            int length = SizeOf(text);
            if (length > Longest)
            {
                throw new ArgumentException(what + " takes at most " + Longest.ToString() + " bytes as JSON, not " + length.ToString());
            }
        }

        /// <summary>Bytes of a text as a JSON string, without quotes (RFC 8259 section 7).</summary>
        internal static int SizeOf(string text)
        {
            int size = 0;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                size += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }

            return size;
        }
    }
}
