using System;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// Makes packets of what comes from a line (RFC 1055). Wherever it begins, and whatever noise there is, the next END
    /// character sets it right: one does not occur within a packet.
    /// </summary>
    internal sealed class SlipDecoder
    {
        /// <summary>Holds the packet that <see cref="Decode"/> has completed.</summary>
        internal readonly byte[] packet;

        /// <summary>Bytes of that packet; 0 where none was completed.</summary>
        internal int length;

        private readonly SlipCounters counters;
        private int count;
        private bool escaped;

        // The packet is not to be had any more; what belongs to it is passed over.
        private bool spoilt;

        internal SlipDecoder(int maximumLength, SlipCounters counters)
        {
            packet = new byte[maximumLength];
            this.counters = counters;
        }

        /// <summary>Takes bytes of the line, up to the end of a packet at most.</summary>
        /// <param name="bytes">Holds them.</param>
        /// <param name="at">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        /// <returns>Index behind the last one that was taken.</returns>
        internal int Decode(byte[] bytes, int at, int end)
        {
            length = 0;
            while (at < end)
            {
                if (escaped)
                {
                    at = TakeEscaped(bytes, at);
                    continue;
                }

                int special = SlipCharacter.Find(bytes, at, end);
                if (special > at)
                {
                    Append(bytes, at, special - at);
                    at = special;
                    if (at == end)
                    {
                        break;
                    }
                }

                if (bytes[at++] == SlipCharacter.Escape)
                {
                    escaped = true;
                }
                else if (Complete())
                {
                    break;
                }
            }

            return at;
        }

        private int TakeEscaped(byte[] bytes, int at)
        {
            escaped = false;
            byte character = bytes[at];
            if (character == SlipCharacter.EscapedEnd || character == SlipCharacter.EscapedEscape)
            {
                if (spoilt)
                {
                    return at + 1;
                }

                if (count == packet.Length)
                {
                    spoilt = true;
                    counters.ReceivedTooLong++;
                    return at + 1;
                }

                packet[count++] = character == SlipCharacter.EscapedEnd ? SlipCharacter.End : SlipCharacter.Escape;
                return at + 1;
            }

            // A protocol violation. RFC 1055 thinks it best to leave the character in the packet, for a checksum to find;
            // but it is known here that the packet is wrong, and not every packet has a checksum. The character itself
            // is looked at anew: were END taken for a part of this packet, the next one would be lost with it.
            if (!spoilt)
            {
                spoilt = true;
                counters.BadEscapes++;
            }

            return at;
        }

        private void Append(byte[] bytes, int at, int run)
        {
            if (spoilt)
            {
                return;
            }

            if (run > packet.Length - count)
            {
                spoilt = true;
                counters.ReceivedTooLong++;
                return;
            }

            Array.Copy(bytes, at, packet, count, run);
            count += run;
        }

        /// <summary>END was met.</summary>
        /// <returns>Whether that completes a packet: between packets, it does not.</returns>
        private bool Complete()
        {
            if (!spoilt)
            {
                length = count;
            }

            count = 0;
            spoilt = false;
            return length != 0;
        }
    }
}
