using System;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>
    /// Builds a message (RFC 1035 section 4.1), with names shortened by pointers. What does not fit any more is left out as
    /// a whole. One object builds one message after the other.
    /// </summary>
    internal sealed class DnsWriter
    {
        // Labels that pointers may lead to; names that share no end with one of these are written out.
        private const int MostRemembered = 24;
        private const int PointerFlag = 0xC000;

        private readonly int[] remembered = new int[MostRemembered];
        private byte[] buffer;
        private int start;
        private int end;
        private int at;
        private int count;
        private int recordStart;
        private int countBefore;
        private int dataStart;

        /// <summary>Bytes of the message so far.</summary>
        internal int Length
        {
            get { return at - start; }
        }

        /// <summary>Begins a message.</summary>
        /// <param name="message">Where to.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="capacity">Bytes that it may have.</param>
        /// <param name="id">Identification.</param>
        /// <param name="flags">Flags.</param>
        internal void Begin(byte[] message, int offset, int capacity, int id, int flags)
        {
            buffer = message;
            start = offset;
            end = offset + capacity;
            at = offset + DnsMessage.HeaderLength;
            count = 0;
            Array.Clear(message, offset, DnsMessage.HeaderLength);
            BigEndian.WriteUInt16(message, offset + DnsMessage.IdOffset, id);
            BigEndian.WriteUInt16(message, offset + DnsMessage.FlagsOffset, flags);
        }

        /// <summary>Says that not everything has fitted.</summary>
        internal void SetTruncated()
        {
            buffer[start + DnsMessage.FlagsOffset] |= DnsMessage.TruncatedFlag >> 8;
        }

        /// <summary>Writes the questions of another message as they stand there, at the same place, so that their pointers lead where they led.</summary>
        /// <param name="message">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of header and questions.</param>
        /// <param name="questions">How many there are.</param>
        internal void CopyQuestions(byte[] message, int offset, int length, int questions)
        {
            if (start + length <= end)
            {
                Array.Copy(message, offset + DnsMessage.HeaderLength, buffer, at, length - DnsMessage.HeaderLength);
                at = start + length;
                BigEndian.WriteUInt16(buffer, start + DnsMessage.QuestionCountOffset, questions);
            }
        }

        /// <summary>Writes a question.</summary>
        /// <returns>False where it did not fit: nothing of it stays.</returns>
        internal bool WriteQuestion(byte[] name, int nameLength, int type, int classField)
        {
            recordStart = at;
            countBefore = count;
            WriteName(name, nameLength, true);
            WriteUInt16(type);
            WriteUInt16(classField);
            return Keep(DnsMessage.QuestionCountOffset);
        }

        /// <summary>Begins a record, up to its data; <see cref="EndRecord"/> ends it.</summary>
        internal void BeginRecord(byte[] name, int nameLength, int type, int classField, int timeToLive)
        {
            recordStart = at;
            countBefore = count;
            WriteName(name, nameLength, true);
            WriteUInt16(type);
            WriteUInt16(classField);
            WriteUInt16(timeToLive >> 16);
            WriteUInt16(timeToLive);
            WriteUInt16(0);
            dataStart = at;
        }

        /// <summary>Ends a record.</summary>
        /// <param name="section">Offset in the header of the count of its section.</param>
        /// <returns>False where it did not fit: nothing of it stays.</returns>
        internal bool EndRecord(int section)
        {
            if (at <= end)
            {
                BigEndian.WriteUInt16(buffer, dataStart - 2, at - dataStart);
            }

            return Keep(section);
        }

        internal void WriteUInt16(int value)
        {
            if (at + 2 <= end)
            {
                BigEndian.WriteUInt16(buffer, at, value);
            }

            at += 2;
        }

        internal void WriteBytes(byte[] bytes, int offset, int length)
        {
            if (at + length <= end)
            {
                Array.Copy(bytes, offset, buffer, at, length);
            }

            at += length;
        }

        /// <summary>Writes a name.</summary>
        /// <param name="name">Holds it, without pointers.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="shorten">Whether to write only what does not stand in the message already.</param>
        internal void WriteName(byte[] name, int length, bool shorten)
        {
            int label = 0;
            while (name[label] != 0)
            {
                int earlier = shorten ? Find(name, length, label) : -1;
                if (earlier >= 0)
                {
                    WriteUInt16(PointerFlag | (earlier - start));
                    return;
                }

                if (count < MostRemembered && at - start < PointerFlag >> 2)
                {
                    remembered[count++] = at;
                }

                WriteBytes(name, label, name[label] + 1);
                label += name[label] + 1;
            }

            WriteBytes(name, label, 1);
        }

        private bool Keep(int section)
        {
            if (at > end)
            {
                at = recordStart;
                count = countBefore;
                return false;
            }

            BigEndian.WriteUInt16(buffer, start + section, BigEndian.ReadUInt16(buffer, start + section) + 1);
            return true;
        }

        private int Find(byte[] name, int length, int label)
        {
            int written = at < end ? at : end;
            for (int i = 0; i < count; i++)
            {
                if (DnsName.AreEqual(buffer, start, written, remembered[i], name, 0, length, label))
                {
                    return remembered[i];
                }
            }

            return -1;
        }
    }
}
