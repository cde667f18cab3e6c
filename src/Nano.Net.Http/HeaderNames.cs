using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// The names of the header fields of a request that somebody reads: the server, or who has asked for them
    /// (<see cref="HttpServer.KeepHeader"/>). All others may be dropped while they arrive.
    /// </summary>
    internal sealed class HeaderNames
    {
        /// <summary>What is found where nobody reads a field.</summary>
        internal const int None = -1;

        // Those that the server has a rule for (RequestFields).
        internal const int Host = 0;
        internal const int Connection = 1;
        internal const int Expect = 2;
        internal const int Authorization = 3;
        internal const int ContentLength = 4;
        internal const int TransferEncoding = 5;

        private const byte End = 255;
        private const int MostNames = 100;

        // Names of this length and longer share a list.
        private const int LongestLength = 31;

        // In lower case. The first of each length, and the next of the same length.
        private readonly byte[] firstOfLength = new byte[LongestLength + 1];
        private byte[] nextOfLength = new byte[12];
        private byte[][] names = new byte[12][];
        private int count;

        internal HeaderNames()
        {
            for (int i = 0; i < firstOfLength.Length; i++)
            {
                firstOfLength[i] = End;
            }

            // In the order of the constants; then those that programs ask for most.
            Add("host");
            Add("connection");
            Add("expect");
            Add("authorization");
            Add("content-length");
            Add("transfer-encoding");
            Add("content-type");
            Add("if-none-match");
            Add("last-event-id");
        }

        /// <summary>Has a field kept.</summary>
        /// <param name="name">Its name.</param>
        /// <exception cref="ArgumentException">It is no token, or there are too many.</exception>
        internal void Add(string name)
        {
            HeaderField.CheckName(name);
            if (Find(name) != None)
            {
                return;
            }

            if (count == MostNames)
            {
                throw new ArgumentException("no more than " + MostNames.ToString() + " header fields can be kept");
            }

            if (count == names.Length)
            {
                byte[][] longer = new byte[2 * count][];
                byte[] next = new byte[2 * count];
                Array.Copy(names, 0, longer, 0, count);
                Array.Copy(nextOfLength, 0, next, 0, count);
                names = longer;
                nextOfLength = next;
            }

            byte[] own = new byte[name.Length];
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = (byte)Ascii.ToLower(name[i]);
            }

            int list = own.Length < LongestLength ? own.Length : LongestLength;
            names[count] = own;
            nextOfLength[count] = firstOfLength[list];
            firstOfLength[list] = (byte)count;
            count++;
        }

        /// <summary>Finds a name in any case.</summary>
        /// <returns>Its number; <see cref="None"/> where nobody reads it.</returns>
        internal int Find(string name)
        {
            for (int i = 0; i < count; i++)
            {
                byte[] own = names[i];
                int at = 0;
                while (at < own.Length && own.Length == name.Length && own[at] == Ascii.ToLower(name[at]))
                {
                    at++;
                }

                if (at == own.Length && at == name.Length)
                {
                    return i;
                }
            }

            return None;
        }

        /// <summary>Finds a name in any case.</summary>
        /// <param name="buffer">Has the name, a token.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">How many it has.</param>
        /// <returns>Its number; <see cref="None"/> where nobody reads it.</returns>
        internal int Find(byte[] buffer, int offset, int length)
        {
            // Most fields are none of these, and are told by their length.
            int i = firstOfLength[length < LongestLength ? length : LongestLength];
            while (i != End)
            {
                byte[] own = names[i];
                if (own.Length == length)
                {
                    int at = 0;
                    while (at < length)
                    {
                        int c = buffer[offset + at];
                        int expected = own[at];
                        if (c != expected && (c + 32 != expected || expected < 'a' || expected > 'z'))
                        {
                            break;
                        }

                        at++;
                    }

                    if (at == length)
                    {
                        return i;
                    }
                }

                i = nextOfLength[i];
            }

            return None;
        }
    }
}
