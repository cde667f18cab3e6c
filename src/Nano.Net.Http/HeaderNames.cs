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

        private const int MostNames = 100;
        private const int LongestName = 255;

        // Names of this length and longer share a list.
        private const int LongestLength = 31;

        // In front of a name in the array: where the next of the list stands (two bytes), its number and its length.
        private const int NumberOffset = 2;
        private const int LengthOffset = 3;
        private const int EntryHead = 4;

        // For each length where its list begins. Positions count from 1: 0 is no name.
        private readonly short[] lists = new short[LongestLength + 1];

        // All names in lower case, in one array: one for each would take three times as much heap.
        private byte[] names = new byte[0];
        private int count;

        internal HeaderNames()
        {
            // In the order of the constants; then those that programs ask for most.
            Add("host");
            Add("connection");
            Add("expect");
            Add("authorization");
            Add("content-length");
            Add("transfer-encoding");
            Add("content-type");
            Add("accept-encoding");
            Add("if-none-match");
            Add("last-event-id");
        }

        /// <summary>Has a field kept.</summary>
        /// <param name="name">Its name.</param>
        /// <exception cref="ArgumentException">It is no token, or longer than 255 characters, or there are too many.</exception>
        internal void Add(string name)
        {
            HeaderField.CheckName(name);
            if (Find(name) != None)
            {
                return;
            }

            if (count == MostNames || name.Length > LongestName)
            {
                throw new ArgumentException("no more than " + MostNames.ToString() + " header fields can be kept, with names of " + LongestName.ToString() + " characters at most");
            }

            int at = names.Length;
            byte[] longer = new byte[at + EntryHead + name.Length];
            Array.Copy(names, 0, longer, 0, at);
            int list = name.Length < LongestLength ? name.Length : LongestLength;
            longer[at] = (byte)(lists[list] >> 8);
            longer[at + 1] = (byte)lists[list];
            longer[at + NumberOffset] = (byte)count;
            longer[at + LengthOffset] = (byte)name.Length;
            for (int i = 0; i < name.Length; i++)
            {
                longer[at + EntryHead + i] = (byte)Ascii.ToLower(name[i]);
            }

            lists[list] = (short)(at + 1);
            names = longer;
            count++;
        }

        /// <summary>Finds a name in any case.</summary>
        /// <returns>Its number; <see cref="None"/> where nobody reads it.</returns>
        internal int Find(string name)
        {
            int length = name.Length;
            for (int at = First(length); at >= 0; at = Next(at))
            {
                int i = 0;
                while (i < length && names[at + LengthOffset] == length && names[at + EntryHead + i] == Ascii.ToLower(name[i]))
                {
                    i++;
                }

                if (i == length && length > 0)
                {
                    return names[at + NumberOffset];
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
            int at = lists[length < LongestLength ? length : LongestLength] - 1;
            while (at >= 0)
            {
                byte[] own = names;
                if (own[at + LengthOffset] == length)
                {
                    int name = at + EntryHead;
                    int i = 0;
                    while (i < length)
                    {
                        int c = buffer[offset + i];
                        int expected = own[name + i];
                        if (c != expected && (c + 32 != expected || expected < 'a' || expected > 'z'))
                        {
                            break;
                        }

                        i++;
                    }

                    if (i == length)
                    {
                        return own[at + NumberOffset];
                    }
                }

                at = Next(at);
            }

            return None;
        }

        private int First(int length)
        {
            return lists[length < LongestLength ? length : LongestLength] - 1;
        }

        private int Next(int at)
        {
            return ((names[at] << 8) | names[at + 1]) - 1;
        }
    }
}
