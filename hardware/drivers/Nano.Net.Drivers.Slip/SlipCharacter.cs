using System;

namespace Nano.Net.Drivers
{
    /// <summary>The special characters of SLIP (RFC 1055), and how they are found among others.</summary>
    internal static class SlipCharacter
    {
        /// <summary>Ends a packet; within one it is sent as <see cref="Escape"/> and <see cref="EscapedEnd"/>.</summary>
        internal const byte End = 0xC0;

        /// <summary>Begins a sequence of two; within a packet it is sent as <see cref="Escape"/> and <see cref="EscapedEscape"/>.</summary>
        internal const byte Escape = 0xDB;

        /// <summary>Follows <see cref="Escape"/> where <see cref="End"/> is meant.</summary>
        internal const byte EscapedEnd = 0xDC;

        /// <summary>Follows <see cref="Escape"/> where <see cref="Escape"/> is meant.</summary>
        internal const byte EscapedEscape = 0xDD;

        private const ulong Ones = 0x0101010101010101;
        private const ulong HighBits = 0x8080808080808080;
        private const ulong Ends = Ones * End;
        private const ulong Escapes = Ones * Escape;

        /// <summary>Finds the first <see cref="End"/> or <see cref="Escape"/>.</summary>
        /// <param name="bytes">Where to look.</param>
        /// <param name="from">Index of the first byte to look at.</param>
        /// <param name="to">Index behind the last one.</param>
        /// <returns>Its index; <paramref name="to"/> where there is none.</returns>
        internal static int Find(byte[] bytes, int from, int to)
        {
            // Eight bytes at a time, in a third of the time that they take the interpreter one by one: a word has a byte of zeros exactly where (word - 1s) & ~word has a high bit, and
            // exclusive-or makes zeros of the character that is looked for.
            int last = to - 8;
            while (from <= last)
            {
                ulong word = BitConverter.ToUInt64(bytes, from);
                ulong ends = word ^ Ends;
                ulong escapes = word ^ Escapes;
                if (((((ends - Ones) & ~ends) | ((escapes - Ones) & ~escapes)) & HighBits) != 0)
                {
                    break;
                }

                from += 8;
            }

            while (from < to)
            {
                byte character = bytes[from];
                if (character == End || character == Escape)
                {
                    break;
                }

                from++;
            }

            return from;
        }
    }
}
