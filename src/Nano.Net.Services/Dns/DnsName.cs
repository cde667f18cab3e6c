using System;

namespace Nano.Net.Services
{
    /// <summary>
    /// Domain names as they stand in messages (RFC 1035 sections 3.1 and 4.1.4): labels with their length in front, and
    /// pointers to where the name goes on. Whatever a message holds, every walk over it ends.
    /// </summary>
    internal static class DnsName
    {
        /// <summary>Bytes of the longest name, lengths included (section 2.3.4).</summary>
        internal const int MaximumLength = 255;

        private const int LongestLabel = 63;
        private const int Pointer = 0xC0;

        // The most labels that 255 bytes hold.
        private const int MostLabels = 127;

        // Pointers that may lead to each other before there is a label. Whoever shortens names needs one; a message that
        // is full of them would keep a device busy.
        private const int MostPointers = 8;

        /// <summary>Writes a name.</summary>
        /// <param name="name">For example "www.example.org"; a dot at the end is allowed.</param>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="capacity">Room for it.</param>
        /// <returns>Bytes written; 0 where it is no name; -1 where there is no room.</returns>
        internal static int Write(string name, byte[] buffer, int offset, int capacity)
        {
            int length = name.Length;
            if (length > 0 && name[length - 1] == '.')
            {
                length--;
            }

            if (length == 0 || length + 2 > MaximumLength)
            {
                return 0;
            }

            if (length + 2 > capacity)
            {
                return -1;
            }

            int lengthAt = offset;
            int at = offset + 1;
            for (int i = 0; i <= length; i++)
            {
                char c = i < length ? name[i] : '.';
                if (c != '.')
                {
                    if (c <= ' ' || c > '~')
                    {
                        return 0;
                    }

                    buffer[at++] = (byte)c;
                    continue;
                }

                int label = at - lengthAt - 1;
                if (label == 0 || label > LongestLabel)
                {
                    return 0;
                }

                buffer[lengthAt] = (byte)label;
                lengthAt = at++;
            }

            buffer[lengthAt] = 0;
            return length + 2;
        }

        /// <summary>Writes a name that stands in a message as text.</summary>
        /// <param name="text">Its characters, in ASCII.</param>
        /// <param name="length">How many.</param>
        /// <param name="buffer">Where to, from its first byte on.</param>
        /// <returns>Bytes written; 0 where it is no name, or there is no room.</returns>
        internal static int Write(byte[] text, int length, byte[] buffer)
        {
            if (length > 0 && text[length - 1] == '.')
            {
                length--;
            }

            if (length == 0 || length + 2 > buffer.Length)
            {
                return 0;
            }

            int lengthAt = 0;
            for (int i = 0; i <= length; i++)
            {
                if (i < length && text[i] != '.')
                {
                    buffer[i + 1] = text[i];
                    continue;
                }

                int label = i - lengthAt;
                if (label == 0 || label > LongestLabel)
                {
                    return 0;
                }

                buffer[lengthAt] = (byte)label;
                lengthAt = i + 1;
            }

            buffer[lengthAt] = 0;
            return length + 2;
        }

        /// <summary>Steps over a name.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="at">Index of its first byte.</param>
        /// <param name="end">Index behind the message.</param>
        /// <returns>Index of what follows it; -1 where it is malformed.</returns>
        internal static int Skip(byte[] buffer, int at, int end)
        {
            while (at < end)
            {
                int length = buffer[at];
                if (length == 0)
                {
                    return at + 1;
                }

                if (length >= Pointer)
                {
                    return at + 2 <= end ? at + 2 : -1;
                }

                if (length > LongestLabel)
                {
                    return -1;
                }

                at += 1 + length;
            }

            return -1;
        }

        /// <summary>Copies a name without its pointers.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="start">Index of the message's first byte, from which pointers count.</param>
        /// <param name="end">Index behind the message.</param>
        /// <param name="at">Index of the name's first byte.</param>
        /// <param name="target">Where to; the name begins at index 0.</param>
        /// <returns>Bytes copied; -1 where it is malformed, or does not fit.</returns>
        internal static int Copy(byte[] buffer, int start, int end, int at, byte[] target)
        {
            int done = 0;
            while (true)
            {
                at = Follow(buffer, start, end, at);
                if (at < 0)
                {
                    return -1;
                }

                int count = buffer[at] + 1;
                if (done + count > target.Length || done + count > MaximumLength)
                {
                    return -1;
                }

                Array.Copy(buffer, at, target, done, count);
                done += count;
                if (count == 1)
                {
                    return done;
                }

                at += count;
            }
        }

        /// <summary>Whether two names are the same, in whatever case their letters are (section 2.3.3).</summary>
        /// <param name="buffer">Holds one message.</param>
        /// <param name="start">Index of its first byte.</param>
        /// <param name="end">Index behind it.</param>
        /// <param name="at">Index of the name in it.</param>
        /// <param name="other">Holds the other message, or only a name.</param>
        /// <param name="otherStart">Index of its first byte.</param>
        /// <param name="otherEnd">Index behind it.</param>
        /// <param name="otherAt">Index of the name in it.</param>
        /// <returns>False also where one of them is malformed.</returns>
        internal static bool AreEqual(byte[] buffer, int start, int end, int at, byte[] other, int otherStart, int otherEnd, int otherAt)
        {
            for (int labels = 0; labels <= MostLabels; labels++)
            {
                at = Follow(buffer, start, end, at);
                otherAt = Follow(other, otherStart, otherEnd, otherAt);
                if (at < 0 || otherAt < 0 || buffer[at] != other[otherAt])
                {
                    return false;
                }

                int length = buffer[at];
                if (length == 0)
                {
                    return true;
                }

                for (int i = 1; i <= length; i++)
                {
                    if (Lower(buffer[at + i]) != Lower(other[otherAt + i]))
                    {
                        return false;
                    }
                }

                at += 1 + length;
                otherAt += 1 + length;
            }

            return false;
        }

        /// <summary>Compares two names as rows of bytes, pointers followed and cases told apart (RFC 6762 section 8.2).</summary>
        /// <param name="buffer">Holds one message.</param>
        /// <param name="start">Index of its first byte.</param>
        /// <param name="end">Index behind it.</param>
        /// <param name="at">Index of the name in it.</param>
        /// <param name="other">Holds the other message.</param>
        /// <param name="otherStart">Index of its first byte.</param>
        /// <param name="otherEnd">Index behind it.</param>
        /// <param name="otherAt">Index of the name in it.</param>
        /// <returns>Less than 0, 0 or more than 0. What is malformed comes first.</returns>
        internal static int Compare(byte[] buffer, int start, int end, int at, byte[] other, int otherStart, int otherEnd, int otherAt)
        {
            for (int labels = 0; labels <= MostLabels; labels++)
            {
                at = Follow(buffer, start, end, at);
                otherAt = Follow(other, otherStart, otherEnd, otherAt);
                if (at < 0 || otherAt < 0)
                {
                    return at - otherAt;
                }

                int length = buffer[at];
                for (int i = 0; i <= length; i++)
                {
                    int difference = buffer[at + i] - other[otherAt + i];
                    if (difference != 0)
                    {
                        return difference;
                    }
                }

                if (length == 0)
                {
                    return 0;
                }

                at += 1 + length;
                otherAt += 1 + length;
            }

            return 0;
        }

        /// <summary>Follows the pointers at a place to a label.</summary>
        /// <returns>Index of its length; -1 where there is none, or it does not stand within the message.</returns>
        private static int Follow(byte[] buffer, int start, int end, int at)
        {
            for (int pointers = 0; pointers <= MostPointers && at < end; pointers++)
            {
                int length = buffer[at];
                if (length < Pointer)
                {
                    return length <= LongestLabel && at + 1 + length <= end ? at : -1;
                }

                if (at + 2 > end)
                {
                    return -1;
                }

                // A pointer leads to a prior occurrence: only ever backwards, so this ends.
                int target = start + (((length & ~Pointer) << 8) | buffer[at + 1]);
                if (target >= at)
                {
                    return -1;
                }

                at = target;
            }

            return -1;
        }

        private static int Lower(byte c)
        {
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
    }
}
