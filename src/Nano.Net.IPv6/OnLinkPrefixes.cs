using System;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// The prefixes whose addresses are on this link (RFC 4861 section 5.1, RFC 5942): those of which a router says so, and those of
    /// addresses that the program gives. That this host has an address says nothing of its neighbours.
    /// </summary>
    internal sealed class OnLinkPrefixes
    {
        /// <summary>No place in the table.</summary>
        internal const int None = -1;

        internal readonly byte[] prefixes;
        internal readonly byte[] lengths;

        /// <summary>Until when each is on the link, in stack milliseconds; 0 for a free place.</summary>
        internal readonly long[] until;

        private readonly Ipv6DiscoveryCounters counters;

        internal OnLinkPrefixes(int places, Ipv6DiscoveryCounters counters)
        {
            this.counters = counters;
            prefixes = new byte[places * Ipv6Packet.AddressLength];
            lengths = new byte[places];
            until = new long[places];
        }

        /// <summary>How many places there are.</summary>
        internal int Count
        {
            get { return until.Length; }
        }

        /// <summary>Whether an address is on this link.</summary>
        internal bool Contains(byte[] address, int offset)
        {
            if (Ipv6Address.IsLinkLocal(address, offset))
            {
                return true;
            }

            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] != 0 && Ipv6Address.CommonPrefix(address, offset, prefixes, i * Ipv6Packet.AddressLength) >= lengths[i])
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>A prefix is on the link until then (RFC 4861 section 6.3.4).</summary>
        /// <param name="prefix">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bits.</param>
        /// <param name="end">Until when; the present or the past where it is on the link no more.</param>
        /// <param name="now">The time.</param>
        /// <returns>Whether something has changed.</returns>
        internal bool Update(byte[] prefix, int offset, int length, long end, long now)
        {
            int free = None;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] == 0)
                {
                    free = i;
                }
                else if (lengths[i] == length && Ipv6Address.CommonPrefix(prefix, offset, prefixes, i * Ipv6Packet.AddressLength) >= length)
                {
                    until[i] = end > now ? end : 0;
                    return end <= now;
                }
            }

            if (end <= now)
            {
                return false;
            }

            if (free == None)
            {
                counters.RoutersRefused++;
                return false;
            }

            Array.Copy(prefix, offset, prefixes, free * Ipv6Packet.AddressLength, Ipv6Packet.AddressLength);
            lengths[free] = (byte)length;
            until[free] = end;
            return true;
        }

        /// <summary>Gives up what is on the link no more.</summary>
        /// <returns>Whether there was any.</returns>
        internal bool Expire(long now)
        {
            return Lifetimes.Expire(until, now);
        }

        /// <summary>When the first of them ends.</summary>
        internal long NextEnd()
        {
            return Lifetimes.NextEnd(until);
        }
    }
}
