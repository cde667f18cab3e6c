using System;
using Nano.Net.Internet.V4;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>The format of DNS messages (RFC 1035 section 4): offsets, numbers, and how records are found.</summary>
    internal static class DnsMessage
    {
        internal const int Port = 53;
        internal const int HeaderLength = 12;
        internal const int IdOffset = 0;
        internal const int FlagsOffset = 2;
        internal const int QuestionCountOffset = 4;
        internal const int AnswerCountOffset = 6;
        internal const int AuthorityCountOffset = 8;
        internal const int AdditionalCountOffset = 10;

        /// <summary>Bytes of type and class, which follow the name of a question.</summary>
        internal const int QuestionLength = 4;

        /// <summary>Bytes of type, class, time to live and length, which follow the name of a record.</summary>
        internal const int RecordLength = 10;

        internal const int ResponseFlag = 0x8000;
        internal const int OperationMask = 0x7800;
        internal const int TruncatedFlag = 0x0200;
        internal const int AuthoritativeFlag = 0x0400;
        internal const int RecursionDesiredFlag = 0x0100;
        internal const int RecursionAvailableFlag = 0x0080;
        internal const int ResponseCodeMask = 0x000F;
        internal const int FormatError = 1;
        internal const int NameError = 3;
        internal const int NotImplemented = 4;

        /// <summary>BADVERS, whose upper bits stand in the OPT record (RFC 6891 section 9).</summary>
        internal const int BadVersion = 16;

        internal const int TypeA = 1;
        internal const int TypeCname = 5;
        internal const int TypeSoa = 6;

        /// <summary>RFC 3596 section 2.1.</summary>
        internal const int TypeAaaa = 28;
        internal const int ClassInternet = 1;

        /// <summary>The record that carries EDNS (RFC 6891 section 6.1.1): its class is the size of a datagram that the sender can receive, its time to live the upper bits of the response code, the version and flags.</summary>
        internal const int TypeOpt = 41;

        /// <summary>Bytes of an OPT record without options: its name is the root.</summary>
        internal const int OptLength = 1 + RecordLength;

        /// <summary>Finds a record of a name. One that gives an address which no host can have, 0.0.0.0 or ::1 for example, is passed over.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="start">Index of its first byte.</param>
        /// <param name="end">Index behind it.</param>
        /// <param name="at">Index of the first record.</param>
        /// <param name="count">How many records there are.</param>
        /// <param name="type">Type of the record.</param>
        /// <param name="name">Index of the name in this message; -1 for any name.</param>
        /// <param name="routes">Know the network of this host, whose broadcast address is none of a host.</param>
        /// <returns>Index of its type; -1 where there is none.</returns>
        internal static int Find(byte[] buffer, int start, int end, int at, int count, int type, int name, Routes routes)
        {
            while (count > 0 && at < end)
            {
                int owner = at;
                at = DnsName.Skip(buffer, at, end);
                if (at < 0 || at + RecordLength > end || at + RecordLength + DataLength(buffer, at) > end)
                {
                    return -1;
                }

                if (BigEndian.ReadUInt16(buffer, at) == type
                    && BigEndian.ReadUInt16(buffer, at + 2) == ClassInternet
                    && (type != TypeA || IsAddress(buffer, at, routes))
                    && (type != TypeAaaa || IsIpv6Address(buffer, at))
                    && (name < 0 || DnsName.AreEqual(buffer, start, end, owner, buffer, start, end, name)))
                {
                    return at;
                }

                at += RecordLength + DataLength(buffer, at);
                count--;
            }

            return -1;
        }

        private static bool IsAddress(byte[] buffer, int record, Routes routes)
        {
            if (DataLength(buffer, record) != IPAddress.Ipv4Length)
            {
                return false;
            }

            uint address = BigEndian.ReadUInt32(buffer, record + RecordLength);
            return HostAddress.IsValid(address) && !routes.IsBroadcast(address);
        }

        private static bool IsIpv6Address(byte[] buffer, int record)
        {
            return DataLength(buffer, record) == IPAddress.Ipv6Length && HostAddress.IsValid(buffer, record + RecordLength);
        }

        /// <summary>Writes an OPT record (RFC 6891 section 6.1.2), of version 0, without options.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="at">Index of its first byte.</param>
        /// <param name="size">Bytes of the longest message that can be received.</param>
        internal static void WriteOpt(byte[] buffer, int at, int size)
        {
            Array.Clear(buffer, at, OptLength);
            BigEndian.WriteUInt16(buffer, at + 1, TypeOpt);
            BigEndian.WriteUInt16(buffer, at + 3, size);
        }

        /// <summary>The upper eight bits of the response code (RFC 6891 section 6.1.3).</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="start">Index of its first byte.</param>
        /// <param name="end">Index behind it.</param>
        /// <param name="at">Index of the first record behind the answers; -1 where they are malformed.</param>
        /// <returns>0 where the message has no OPT record.</returns>
        internal static int UpperResponseCode(byte[] buffer, int start, int end, int at)
        {
            if (at >= 0)
            {
                at = Skip(buffer, end, at, BigEndian.ReadUInt16(buffer, start + AuthorityCountOffset));
            }

            for (int left = BigEndian.ReadUInt16(buffer, start + AdditionalCountOffset); left > 0 && at >= 0 && at < end; left--)
            {
                int record = at;
                at = Skip(buffer, end, at, 1);
                if (at >= 0 && buffer[record] == 0 && BigEndian.ReadUInt16(buffer, record + 1) == TypeOpt)
                {
                    return buffer[record + 5];
                }
            }

            return 0;
        }

        /// <summary>Steps over records.</summary>
        /// <returns>Index of what follows them; -1 where one is malformed.</returns>
        internal static int Skip(byte[] buffer, int end, int at, int count)
        {
            while (count > 0)
            {
                at = DnsName.Skip(buffer, at, end);
                if (at < 0 || at + RecordLength > end)
                {
                    return -1;
                }

                at += RecordLength + DataLength(buffer, at);
                if (at > end)
                {
                    return -1;
                }

                count--;
            }

            return at;
        }

        /// <summary>Bytes of a record's data.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="record">Index of the record's type.</param>
        internal static int DataLength(byte[] buffer, int record)
        {
            return BigEndian.ReadUInt16(buffer, record + 8);
        }

        /// <summary>Seconds that a record lives; one that seems to live longer than 68 years does not live at all (RFC 2181 section 8).</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="record">Index of the record's type.</param>
        internal static int TimeToLive(byte[] buffer, int record)
        {
            int seconds = (int)BigEndian.ReadUInt32(buffer, record + 4);
            return seconds < 0 ? 0 : seconds;
        }
    }
}
