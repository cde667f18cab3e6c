using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>
    /// Goes through a received message (RFC 1035 section 4.1), question by question and record by record, and checks every
    /// length before it is used. One object reads one message after the other.
    /// </summary>
    internal sealed class DnsReader
    {
        /// <summary>Holds the message.</summary>
        internal byte[] buffer;

        /// <summary>Index of its first byte.</summary>
        internal int start;

        /// <summary>Index behind its last byte.</summary>
        internal int end;

        /// <summary>Index of the question or record that is next.</summary>
        internal int at;

        internal int id;
        internal int flags;
        internal int questions;
        internal int answers;
        internal int authorities;
        internal int additionals;

        /// <summary>Index of the name of the question or record that was read last.</summary>
        internal int name;

        /// <summary>Its type.</summary>
        internal int type;

        /// <summary>Its class, whole.</summary>
        internal int classField;

        /// <summary>Seconds that the record lives.</summary>
        internal int timeToLive;

        /// <summary>Index of the record's data.</summary>
        internal int data;

        /// <summary>Bytes of them.</summary>
        internal int dataLength;

        /// <summary>Opens a message.</summary>
        /// <returns>False where it is too short to be one.</returns>
        internal bool Open(byte[] message, int offset, int length)
        {
            if (length < DnsMessage.HeaderLength)
            {
                return false;
            }

            buffer = message;
            start = offset;
            end = offset + length;
            at = offset + DnsMessage.HeaderLength;
            id = BigEndian.ReadUInt16(message, offset + DnsMessage.IdOffset);
            flags = BigEndian.ReadUInt16(message, offset + DnsMessage.FlagsOffset);
            questions = BigEndian.ReadUInt16(message, offset + DnsMessage.QuestionCountOffset);
            answers = BigEndian.ReadUInt16(message, offset + DnsMessage.AnswerCountOffset);
            authorities = BigEndian.ReadUInt16(message, offset + DnsMessage.AuthorityCountOffset);
            additionals = BigEndian.ReadUInt16(message, offset + DnsMessage.AdditionalCountOffset);
            return true;
        }

        /// <summary>Reads the next question.</summary>
        /// <returns>False where it is malformed.</returns>
        internal bool ReadQuestion()
        {
            name = at;
            int behind = DnsName.Skip(buffer, at, end);
            if (behind < 0 || behind + DnsMessage.QuestionLength > end)
            {
                return false;
            }

            type = BigEndian.ReadUInt16(buffer, behind);
            classField = BigEndian.ReadUInt16(buffer, behind + 2);
            at = behind + DnsMessage.QuestionLength;
            return true;
        }

        /// <summary>Reads the next record.</summary>
        /// <returns>False where it is malformed.</returns>
        internal bool ReadRecord()
        {
            name = at;
            int behind = DnsName.Skip(buffer, at, end);
            if (behind < 0 || behind + DnsMessage.RecordLength > end)
            {
                return false;
            }

            type = BigEndian.ReadUInt16(buffer, behind);
            classField = BigEndian.ReadUInt16(buffer, behind + 2);
            timeToLive = DnsMessage.TimeToLive(buffer, behind);
            dataLength = DnsMessage.DataLength(buffer, behind);
            data = behind + DnsMessage.RecordLength;
            at = data + dataLength;
            return at <= end;
        }
    }
}
