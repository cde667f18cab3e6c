using System;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>What a server says of the network besides the address: DNS servers and domains to search (RFC 3646).</summary>
    internal sealed class NetworkSettings
    {
        internal const int MaximumServers = 3;

        /// <summary>Bytes of names that are remembered: three of usual length. A name that does not fit is not.</summary>
        internal const int SearchListSize = 96;

        // RFC 1035 section 2.3.4.
        private const int LongestLabel = 63;
        private const int LongestName = 255;

        /// <summary>The DNS servers, the preferred one first.</summary>
        internal readonly byte[] servers = new byte[MaximumServers * Ipv6Packet.AddressLength];
        internal int serverCount;

        // Names as they stand in messages, one behind the other.
        private readonly byte[] searchList = new byte[SearchListSize];
        private int searchLength;

        /// <summary>Nothing is known any more.</summary>
        /// <returns>Whether something was.</returns>
        internal bool Clear()
        {
            bool wasThere = serverCount != 0 || searchLength != 0;
            serverCount = 0;
            searchLength = 0;
            return wasThere;
        }

        /// <summary>Takes what a message says, in place of what was known.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="at">Index of its first option; all of them fit.</param>
        /// <param name="end">Index behind its last one.</param>
        /// <returns>Whether that is something else.</returns>
        internal bool Take(byte[] buffer, int at, int end)
        {
            bool changed = TakeServers(buffer, Dhcpv6Message.Find(buffer, at, end, Dhcpv6Message.DnsServers, Ipv6Packet.AddressLength));
            return TakeSearchList(buffer, Dhcpv6Message.Find(buffer, at, end, Dhcpv6Message.DomainList, 1)) | changed;
        }

        /// <summary>The DNS servers. The array is the caller's.</summary>
        internal IPAddress[] ReadServers()
        {
            IPAddress[] read = new IPAddress[serverCount];
            for (int i = 0; i < read.Length; i++)
            {
                read[i] = Ipv6Address.Read(servers, i * Ipv6Packet.AddressLength);
            }

            return read;
        }

        /// <summary>The domains to search, as text without a dot at the end. The array is the caller's.</summary>
        internal string[] ReadSearchList()
        {
            int count = 0;
            for (int at = 0; at < searchLength; at += 1 + searchList[at])
            {
                count += searchList[at] == 0 ? 1 : 0;
            }

            string[] read = new string[count];
            int next = 0;
            char[] name = new char[SearchListSize];
            int length = 0;
            for (int at = 0; at < searchLength; at += 1 + searchList[at])
            {
                if (searchList[at] == 0)
                {
                    read[next++] = new string(name, 0, length);
                    length = 0;
                    continue;
                }

                if (length != 0)
                {
                    name[length++] = '.';
                }

                for (int i = 1; i <= searchList[at]; i++)
                {
                    name[length++] = (char)searchList[at + i];
                }
            }

            return read;
        }

        private bool TakeServers(byte[] buffer, int option)
        {
            int count = 0;
            bool changed = false;
            int length = option < 0 ? 0 : Dhcpv6Message.LengthOf(buffer, option);
            if (length % Ipv6Packet.AddressLength != 0)
            {
                length = 0;
            }

            for (int at = option + Dhcpv6Message.OptionHeaderLength; length > 0 && count < MaximumServers; at += Ipv6Packet.AddressLength)
            {
                length -= Ipv6Packet.AddressLength;
                if (Association.IsHost(buffer, at))
                {
                    int place = count++ * Ipv6Packet.AddressLength;
                    changed |= !Ipv6Address.AreEqual(servers, place, buffer, at);
                    Array.Copy(buffer, at, servers, place, Ipv6Packet.AddressLength);
                }
            }

            changed |= count != serverCount;
            serverCount = count;
            return changed;
        }

        private bool TakeSearchList(byte[] buffer, int option)
        {
            int before = searchLength;
            bool changed = false;
            searchLength = 0;
            if (option >= 0)
            {
                int end = Dhcpv6Message.Next(buffer, option);
                for (int at = option + Dhcpv6Message.OptionHeaderLength; at < end;)
                {
                    int length = NameLength(buffer, at, end);
                    if (length == 0)
                    {
                        // What follows cannot be told apart.
                        break;
                    }

                    if (IsHostName(buffer, at, length) && searchLength + length <= SearchListSize)
                    {
                        for (int i = 0; i < length; i++)
                        {
                            changed |= searchList[searchLength] != buffer[at + i];
                            searchList[searchLength++] = buffer[at + i];
                        }
                    }

                    at += length;
                }
            }

            return changed || searchLength != before;
        }

        // Bytes of a name with the root at its end; 0 where it is none: within DHCPv6 names have no pointers (RFC 8415 section 10).
        private static int NameLength(byte[] buffer, int at, int end)
        {
            int start = at;
            while (at < end && buffer[at] != 0)
            {
                if (buffer[at] > LongestLabel)
                {
                    return 0;
                }

                at += 1 + buffer[at];
            }

            return at >= end || at - start >= LongestName ? 0 : at - start + 1;
        }

        // Whether a name is one that hosts have (RFC 1123 section 2.1), or that begins with a service's underscore. The root alone is none.
        private static bool IsHostName(byte[] buffer, int at, int length)
        {
            int label = 0;
            for (int i = 0; i < length - 1; i++)
            {
                int c = buffer[at + i];
                if (label == 0)
                {
                    label = c;
                }
                else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
                {
                    label--;
                }
                else
                {
                    return false;
                }
            }

            return length > 1;
        }
    }
}
