namespace Nano.Net.Tests.Support
{
    /// <summary>
    /// SLIP once more, a character at a time, as RFC 1055 describes its two drivers: it knows nothing of ours, so that the
    /// two can be held against each other.
    /// </summary>
    internal sealed class Rfc1055(int maximumLength)
    {
        private const byte End = 192;
        private const byte Escape = 219;
        private const byte EscapedEnd = 220;
        private const byte EscapedEscape = 221;

        private readonly List<byte> packet = [];
        private bool escaped;

        /// <summary>Characters after an escape that may not be there.</summary>
        internal int Violations { get; private set; }

        /// <summary>A packet as it goes on the line.</summary>
        internal static byte[] Encode(ReadOnlySpan<byte> packet)
        {
            List<byte> line = [End];
            foreach (byte character in packet)
            {
                switch (character)
                {
                    case End:
                        line.Add(Escape);
                        line.Add(EscapedEnd);
                        break;
                    case Escape:
                        line.Add(Escape);
                        line.Add(EscapedEscape);
                        break;
                    default:
                        line.Add(character);
                        break;
                }
            }

            line.Add(End);
            return [.. line];
        }

        /// <summary>Takes a character of the line.</summary>
        /// <returns>The packet that it ends, or null.</returns>
        internal byte[]? Take(byte character)
        {
            if (escaped)
            {
                // What may not follow an escape stays in the packet as it is.
                escaped = false;
                switch (character)
                {
                    case EscapedEnd:
                        character = End;
                        break;
                    case EscapedEscape:
                        character = Escape;
                        break;
                    default:
                        Violations++;
                        break;
                }
            }
            else if (character == End)
            {
                byte[]? whole = packet.Count > 0 ? [.. packet] : null;
                packet.Clear();
                return whole;
            }
            else if (character == Escape)
            {
                escaped = true;
                return null;
            }

            // What is too long for the buffer is cut.
            if (packet.Count < maximumLength)
            {
                packet.Add(character);
            }

            return null;
        }

        /// <summary>The packets in characters of the line.</summary>
        internal List<byte[]> Take(ReadOnlySpan<byte> characters)
        {
            List<byte[]> packets = [];
            foreach (byte character in characters)
            {
                if (Take(character) is { } whole)
                {
                    packets.Add(whole);
                }
            }

            return packets;
        }
    }
}
