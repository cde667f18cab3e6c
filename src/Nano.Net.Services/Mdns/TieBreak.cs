using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>
    /// Which of two hosts that probe for a name at the same time goes first (RFC 6762 section 8.2): the records that each
    /// wants to have are put in order, by class, type and data, and the first difference decides.
    /// </summary>
    internal static class TieBreak
    {
        // Bytes of the data in front of the name.
        private const int SrvName = 6;

        /// <summary>Compares what two probes propose for a name.</summary>
        /// <param name="one">A probe, of which <paramref name="oneAt"/> is the index of the first authority record; it was read through.</param>
        /// <param name="oneAt">See above.</param>
        /// <param name="two">The other probe.</param>
        /// <param name="twoAt">The same in it.</param>
        /// <param name="name">The name.</param>
        /// <returns>Less than 0 where the first loses, 0 where both propose the same, more than 0 where the first wins.</returns>
        internal static int Compare(DnsReader one, int oneAt, DnsReader two, int twoAt, MdnsName name)
        {
            int oneRecord = -1;
            int twoRecord = -1;
            while (true)
            {
                oneRecord = Next(one, oneAt, name, oneRecord);
                twoRecord = Next(two, twoAt, name, twoRecord);
                if (oneRecord < 0 || twoRecord < 0)
                {
                    return oneRecord < 0 ? (twoRecord < 0 ? 0 : -1) : 1;
                }

                int difference = CompareRecords(one, oneRecord, two, twoRecord);
                if (difference != 0)
                {
                    return difference;
                }
            }
        }

        /// <summary>Finds the least record of a name that is greater than another one.</summary>
        /// <param name="message">Holds them.</param>
        /// <param name="at">Index of the first authority record.</param>
        /// <param name="name">The name.</param>
        /// <param name="after">The other one; -1 for none.</param>
        /// <returns>Index of its type; -1 where there is none.</returns>
        private static int Next(DnsReader message, int at, MdnsName name, int after)
        {
            int least = -1;
            for (int i = 0; i < message.authorities; i++)
            {
                int record = DnsName.Skip(message.buffer, at, message.end);
                if (name.IsAt(message, at)
                    && (after < 0 || CompareRecords(message, record, message, after) > 0)
                    && (least < 0 || CompareRecords(message, record, message, least) < 0))
                {
                    least = record;
                }

                at = record + DnsMessage.RecordLength + DnsMessage.DataLength(message.buffer, record);
            }

            return least;
        }

        private static int CompareRecords(DnsReader one, int oneRecord, DnsReader two, int twoRecord)
        {
            int type = BigEndian.ReadUInt16(one.buffer, oneRecord);
            int difference = ClassOf(one, oneRecord) - ClassOf(two, twoRecord);
            if (difference == 0)
            {
                difference = type - BigEndian.ReadUInt16(two.buffer, twoRecord);
            }

            if (difference != 0)
            {
                return difference;
            }

            int oneData = oneRecord + DnsMessage.RecordLength;
            int twoData = twoRecord + DnsMessage.RecordLength;
            int oneLength = DnsMessage.DataLength(one.buffer, oneRecord);
            int twoLength = DnsMessage.DataLength(two.buffer, twoRecord);
            bool hasName = type == MdnsMessage.TypePtr || type == MdnsMessage.TypeSrv || type == DnsMessage.TypeCname;
            int plain = type == MdnsMessage.TypeSrv ? SrvName : hasName ? 0 : oneLength > twoLength ? oneLength : twoLength;
            for (int i = 0; i < plain; i++)
            {
                if (i == oneLength || i == twoLength)
                {
                    return oneLength - twoLength;
                }

                difference = one.buffer[oneData + i] - two.buffer[twoData + i];
                if (difference != 0)
                {
                    return difference;
                }
            }

            return hasName ? DnsName.Compare(one.buffer, one.start, one.end, oneData + plain, two.buffer, two.start, two.end, twoData + plain) : 0;
        }

        private static int ClassOf(DnsReader message, int record)
        {
            return BigEndian.ReadUInt16(message.buffer, record + 2) & MdnsMessage.ClassMask;
        }
    }
}
