using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What a server has granted, and until when (RFC 2131 section 4.4.5). One object, written over by every grant.</summary>
    internal sealed class DhcpLease
    {
        /// <summary>Seconds that a lease lasts at least. A server that grants less, or none, would be asked again all the time; dhcpcd has the same limit.</summary>
        internal const uint ShortestLease = 20;

        /// <summary>Seconds that a lease lasts where the server does not say.</summary>
        internal const uint DefaultLease = 3600;

        internal const uint Infinite = 0xFFFFFFFF;

        // Milliseconds from a grant to the request for the next one: no server has it asked for more often.
        private const int ShortestRenewal = 10000;

        private const int LongestMask = 32;
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

        /// <summary>Whether a host can use the address that a DHCPOFFER or DHCPACK is about, with the mask that comes with it.</summary>
        /// <param name="buffer">Holds the message, a reply.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        internal static bool IsUsable(byte[] buffer, int offset, int length)
        {
            uint granted = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
            int prefix = PrefixOf(buffer, offset, length, granted);
            return prefix >= 0 && IsHost(granted, prefix);
        }

        /// <summary>The server that a message names.</summary>
        /// <param name="buffer">Holds the message, a reply.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="otherwise">The server where it names none; 0 where that is not known.</param>
        internal static uint ServerOf(byte[] buffer, int offset, int length, uint otherwise)
        {
            uint named = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.ServerIdentifierOption);
            return HostAddress.IsValid(named) ? named : otherwise;
        }

        /// <summary>Reads what a DHCPACK grants: a message that <see cref="IsUsable"/>.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="grantedBy">The server.</param>
        /// <param name="since">When it was asked for, from which its time counts, in stack milliseconds.</param>
        /// <param name="random">Any number: keeps the renewals of many hosts apart.</param>
        internal void Read(byte[] buffer, int offset, int length, uint grantedBy, long since, uint random)
        {
            address = BigEndian.ReadUInt32(buffer, offset + DhcpMessage.YourAddressOffset);
            prefixLength = PrefixOf(buffer, offset, length, address);
            server = grantedBy;
            router = RouterOf(buffer, offset, length);
            dnsServerCount = DhcpMessage.FindAddresses(buffer, offset, length, DhcpMessage.DnsServersOption, dnsServers);
            ntpServerCount = DhcpMessage.FindAddresses(buffer, offset, length, DhcpMessage.NtpServersOption, ntpServers);
            ReadDomainName(buffer, DhcpMessage.Find(buffer, offset, length, DhcpMessage.DomainNameOption));
            int time = DhcpMessage.Find(buffer, offset, length, DhcpMessage.LeaseTimeOption);
            seconds = time < 0 || buffer[time] < 4 ? DefaultLease : BigEndian.ReadUInt32(buffer, time + 1);
            if (seconds < ShortestLease)
            {
                seconds = ShortestLease;
            }

            SetTimes(
                since,
                DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RenewalTimeOption),
                DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RebindingTimeOption),
                random);
        }

        /// <summary>The router for all that is outside the network; 0 for none.</summary>
        private static uint RouterOf(byte[] buffer, int offset, int length)
        {
            uint router = DhcpMessage.FindUInt32(buffer, offset, length, DhcpMessage.RouterOption);
            int at = DhcpMessage.Find(buffer, offset, length, DhcpMessage.ClasslessRoutesOption);
            if (at >= 0)
            {
                // Each route: the width of its mask, as many bytes of the network as that needs, the router. The option
                // overrides that of the router even where it has no route for everything (RFC 3442). The stack holds one
                // route, so the others are left out.
                int end = at + 1 + buffer[at];
                at++;
                while (at < end && buffer[at] <= LongestMask)
                {
                    int width = buffer[at];
                    at += 1 + ((width + 7) >> 3) + 4;
                    if (at > end)
                    {
                        break;
                    }

                    router = width == 0 ? BigEndian.ReadUInt32(buffer, at - 4) : 0;
                    if (width == 0)
                    {
                        break;
                    }
                }
            }

            return HostAddress.IsValid(router) ? router : 0;
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
            return HostAddress.IsValid(address)
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

            // Section 4.4.5: a half and seven eighths, with some fuzz, where the server says nothing or what cannot be.
            long fuzz = random % (lease / 64);
            long latest = (lease / 8 * 7) - fuzz;
            if (second == 0 || second >= lease)
            {
                second = latest;
            }

            if (first == 0 || first >= second)
            {
                first = (lease / 2) - fuzz;
            }

            if (first < ShortestRenewal)
            {
                first = ShortestRenewal;
            }

            if (second <= first)
            {
                second = latest;
            }

            renewal = since + first;
            rebinding = since + second;
            end = since + lease;
        }
    }
}
