using System;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>The DNS servers that routers have named (RFC 8106), for as long as they say.</summary>
    internal sealed class NameServers
    {
        internal readonly byte[] addresses;

        /// <summary>Until when each may be asked, in stack milliseconds; 0 for a free place.</summary>
        internal readonly long[] until;

        private readonly Ipv6DiscoveryCounters counters;

        internal NameServers(int places, Ipv6DiscoveryCounters counters)
        {
            this.counters = counters;
            addresses = new byte[places * Ipv6Packet.AddressLength];
            until = new long[places];
        }

        /// <summary>A router names a server.</summary>
        /// <param name="address">Holds its address.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="end">Until when it may be asked; the present or the past where it is not to be asked any more (section 5.1).</param>
        /// <param name="now">The time.</param>
        /// <returns>Whether the servers are others now.</returns>
        internal bool Update(byte[] address, int offset, long end, long now)
        {
            int free = -1;
            for (int i = until.Length - 1; i >= 0; i--)
            {
                if (until[i] <= now)
                {
                    until[i] = 0;
                    free = i;
                }
                else if (Ipv6Address.AreEqual(addresses, i * Ipv6Packet.AddressLength, address, offset))
                {
                    until[i] = end > now ? end : 0;
                    return end <= now;
                }
            }

            if (end <= now)
            {
                return false;
            }

            if (free < 0)
            {
                counters.RoutersRefused++;
                return false;
            }

            Array.Copy(address, offset, addresses, free * Ipv6Packet.AddressLength, Ipv6Packet.AddressLength);
            until[free] = end;
            return true;
        }

        /// <summary>Forgets servers whose time is over.</summary>
        /// <returns>Whether there were any.</returns>
        internal bool Expire(long now)
        {
            return Lifetimes.Expire(until, now);
        }

        /// <summary>When the next server's time is over.</summary>
        internal long NextEnd()
        {
            return Lifetimes.NextEnd(until);
        }

        /// <summary>Writes the addresses of the servers of the moment.</summary>
        /// <returns>How many there are, at most as many as there may be.</returns>
        internal int Write(byte[] buffer, int offset, int most, long now)
        {
            int count = 0;
            for (int i = 0; i < until.Length && count < most; i++)
            {
                if (until[i] > now)
                {
                    Array.Copy(addresses, i * Ipv6Packet.AddressLength, buffer, offset + (count * Ipv6Packet.AddressLength), Ipv6Packet.AddressLength);
                    count++;
                }
            }

            return count;
        }

        /// <summary>The servers of the moment.</summary>
        internal IPAddress[] Read(long now)
        {
            int count = 0;
            for (int i = 0; i < until.Length; i++)
            {
                count += until[i] > now ? 1 : 0;
            }

            IPAddress[] servers = new IPAddress[count];
            count = 0;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] > now)
                {
                    servers[count++] = Ipv6Address.Read(addresses, i * Ipv6Packet.AddressLength);
                }
            }

            return servers;
        }
    }
}
