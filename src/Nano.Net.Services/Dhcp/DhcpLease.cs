using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What a server has granted, and until when (RFC 2131 section 4.4.5). One object, written over by every grant.</summary>
    internal sealed class DhcpLease
    {
        /// <summary>Seconds of the shortest lease that is taken: a shorter one would only be renewed all the time.</summary>
        internal const uint ShortestLease = 10;

        internal const uint Infinite = 0xFFFFFFFF;

        private const int DnsServers = 3;
        private const int NtpServers = 2;
        private const int LongestDomainName = 64;

        internal readonly uint[] dnsServers = new uint[DnsServers];
        internal readonly uint[] ntpServers = new uint[NtpServers];
        internal readonly byte[] domainName = new byte[LongestDomainName];
        internal uint address;
        internal uint server;
        internal uint router;
        internal int prefixLength;
        internal int dnsServerCount;
        internal int ntpServerCount;
        internal int domainNameLength;

        /// <summary>Seconds that it was granted for.</summary>
        internal uint seconds;

        /// <summary>T1, T2 and the end, in stack milliseconds.</summary>
        internal long renewal;
        internal long rebinding;
        internal long end;

        /// <summary>Reads what a DHCPACK grants.</summary>
        /// <param name="buffer">Holds the message, a well-formed reply.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="since">When it was asked for, from which its time counts, in stack milliseconds.</param>
        /// <param name="random">Any number: keeps the renewals of many hosts apart.</param>
        /// <returns>False where it grants nothing that can be used; nothing has changed, then.</returns>
        internal bool Read(byte[] buffer, int offset, int length, long since, uint random)
        {
            uint granted = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
            uint time = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.LeaseTimeOption);
            uint grantedBy = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.ServerIdentifierOption);
            int prefix = PrefixOf(buffer, offset, length, granted);
            if (grantedBy == 0 || time < ShortestLease || prefix < 0 || !IsHost(granted, prefix))
            {
                return false;
            }

            address = granted;
            prefixLength = prefix;
            server = grantedBy;
            router = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RouterOption);
            if (!DhcpMessage.IsHost(router))
            {
                router = 0;
            }

            dnsServerCount = DhcpMessage.FindAddresses(buffer, offset, length, DhcpMessage.DnsServersOption, dnsServers);
            ntpServerCount = DhcpMessage.FindAddresses(buffer, offset, length, DhcpMessage.NtpServersOption, ntpServers);
            ReadDomainName(buffer, DhcpMessage.Find(buffer, offset, length, DhcpMessage.DomainNameOption));
            seconds = time;
            SetTimes(
                since,
                DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RenewalTimeOption),
                DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RebindingTimeOption),
                random);
            return true;
        }

        private static int PrefixOf(byte[] buffer, int offset, int length, uint address)
        {
            if (DhcpMessage.Find(buffer, offset, length, DhcpMessage.SubnetMaskOption) < 0)
            {
                // The mask of the address's class, where the server says nothing (RFC 791 section 3.2).
                return address >> 31 == 0 ? 8 : address >> 30 == 2 ? 16 : 24;
            }

            uint mask = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.SubnetMaskOption);
            int prefix = 0;
            while (prefix < 32 && (mask << prefix) >> 31 == 1)
            {
                prefix++;
            }

            return prefix < 8 || (prefix < 32 && mask << prefix != 0) ? -1 : prefix;
        }

        private static bool IsHost(uint address, int prefixLength)
        {
            uint host = prefixLength == 32 ? 1 : address << prefixLength;
            return DhcpMessage.IsHost(address)
                && (prefixLength >= 31 || (host != 0 && host >> prefixLength != 0xFFFFFFFF >> prefixLength));
        }

        private void ReadDomainName(byte[] buffer, int at)
        {
            domainNameLength = at < 0 || buffer[at] > LongestDomainName ? 0 : buffer[at];
            for (int i = 0; i < domainNameLength; i++)
            {
                byte c = buffer[at + 1 + i];
                if (c <= ' ' || c > '~')
                {
                    // Some servers count the zero at the end of a string (RFC 2132 section 2).
                    domainNameLength = c == 0 ? i : 0;
                    break;
                }

                domainName[i] = c;
            }
        }

        private void SetTimes(long since, uint t1, uint t2, uint random)
        {
            if (seconds == Infinite)
            {
                renewal = TimerQueue.Never;
                rebinding = TimerQueue.Never;
                end = TimerQueue.Never;
                return;
            }

            long lease = seconds * 1000L;
            long first = t1 * 1000L;
            long second = t2 * 1000L;
            if (first == 0 || first >= second || second >= lease)
            {
                // Section 4.4.5: a half and seven eighths, with some fuzz.
                long fuzz = random % (lease / 64);
                first = (lease / 2) - fuzz;
                second = (lease / 8 * 7) - fuzz;
            }

            renewal = since + first;
            rebinding = since + second;
            end = since + lease;
        }
    }
}
