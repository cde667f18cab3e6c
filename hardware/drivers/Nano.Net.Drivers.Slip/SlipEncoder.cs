using System;

namespace Nano.Net.Drivers
{
    /// <summary>Puts packets on a line (RFC 1055), by way of a buffer that is smaller than an encoded packet may become.</summary>
    internal sealed class SlipEncoder
    {
        private const int BufferSize = 256;

        private readonly ISerialLine line;
        private readonly byte[] encoded = new byte[BufferSize];

        internal SlipEncoder(ISerialLine line)
        {
            this.line = line;
        }

        /// <summary>The most that a packet may become: every byte of it escaped, between two END characters.</summary>
        /// <param name="length">Its length in bytes.</param>
        internal static int MaximumEncodedLength(int length)
        {
            return (2 * length) + 2;
        }

        /// <summary>Writes a packet to the line, which has room for it.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <returns>How many bytes it has become.</returns>
        internal int Encode(byte[] packet, int offset, int length)
        {
            byte[] encoded = this.encoded;
            int at = offset;
            int end = offset + length;
            int total = 0;

            // An END in front ends what noise has put on the line; otherwise it is an empty packet, which is none.
            encoded[0] = SlipCharacter.End;
            int used = 1;
            while (true)
            {
                int special = SlipCharacter.Find(packet, at, end);
                while (at < special)
                {
                    int run = special - at;
                    if (run > BufferSize - used)
                    {
                        run = BufferSize - used;
                    }

                    Array.Copy(packet, at, encoded, used, run);
                    at += run;
                    used += run;
                    if (used == BufferSize)
                    {
                        line.Write(encoded, 0, used);
                        total += used;
                        used = 0;
                    }
                }

                if (at == end)
                {
                    break;
                }

                if (used > BufferSize - 3)
                {
                    line.Write(encoded, 0, used);
                    total += used;
                    used = 0;
                }

                // Two of three: the third is kept for the END behind.
                encoded[used] = SlipCharacter.Escape;
                encoded[used + 1] = packet[at] == SlipCharacter.End ? SlipCharacter.EscapedEnd : SlipCharacter.EscapedEscape;
                used += 2;
                at++;
            }

            encoded[used++] = SlipCharacter.End;
            line.Write(encoded, 0, used);
            return total + used;
        }
    }
}
