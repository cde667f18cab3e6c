using System;
using Nano.Net.Core;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    // Addresses that this host makes of prefixes and of identifiers for its interface.
    internal sealed partial class OwnAddresses
    {
        /// <summary>Bits of the prefix of an address that is made here; the identifier has the others (RFC 4291 section 2.5.1).</summary>
        internal const int PrefixBits = 64;

        /// <summary>Milliseconds of validity that nobody on the link takes away from an address (RFC 4862 section 5.5.3 e).</summary>
        internal const long ProtectedLifetime = 2 * 3600 * 1000;

        /// <summary>Milliseconds for which a temporary address is preferred (TEMP_PREFERRED_LIFETIME, RFC 8981 section 3.8), less up to <see cref="DesynchronizationRange"/>; it works as long again.</summary>
        internal const int TemporaryLifetime = 24 * 3600 * 1000;

        /// <summary>Milliseconds by which that is shortened at random, so that a host is not known by its rhythm (RFC 8981 section 3.8: 0.4 of it).</summary>
        internal const int DesynchronizationRange = TemporaryLifetime / 10 * 4;

        // fe80::/64 (RFC 4291 section 2.5.6).
        private const int LinkLocalPrefix = 0xFE80;

        private const int MillisecondsPerSecond = 1000;
        private const uint Infinite = uint.MaxValue;

        // Made only where there are temporary addresses: until when each may be preferred at most.
        private readonly long[] temporaryLimits;

        /// <summary>When a lifetime of so many seconds ends that begins now.</summary>
        internal static long EndOf(uint seconds, long now)
        {
            return seconds == Infinite ? TimerQueue.Never : now + ((long)seconds * MillisecondsPerSecond);
        }

        /// <summary>A router says of a prefix that hosts may make addresses of it (RFC 4862 section 5.5.3).</summary>
        /// <param name="buffer">Holds the prefix.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="valid">Seconds for which addresses work; all ones for ever.</param>
        /// <param name="preferred">Seconds for which they are preferred, not more.</param>
        /// <param name="router">The place of the router; <see cref="None"/> where it is no default router.</param>
        internal void OnPrefix(byte[] buffer, int offset, uint valid, uint preferred, int router)
        {
            bool isKnown = false;
            for (int i = 0; i < states.Length; i++)
            {
                if (IsMadeOf(i, buffer, offset))
                {
                    isKnown |= OriginOf(i) == Ipv6AddressOrigin.Autoconfigured;
                    Renew(i, valid, preferred);
                    NoteRouter(i, router);
                }
            }

            if (!isKnown && valid > 0)
            {
                Make(buffer, offset, Ipv6AddressOrigin.Autoconfigured, EndOf(preferred, context.now), EndOf(valid, context.now), router);
            }

            if (temporaryLimits != null)
            {
                Schedule(context.now);
            }
        }

        // Whether an address was made here of a prefix.
        private bool IsMadeOf(int place, byte[] prefix, int offset)
        {
            return states[place] != (int)Ipv6AddressState.None
                && (OriginOf(place) == Ipv6AddressOrigin.Autoconfigured || OriginOf(place) == Ipv6AddressOrigin.Temporary)
                && Ipv6Address.CommonPrefix(addresses, place * Ipv6Packet.AddressLength, prefix, offset) >= PrefixBits;
        }

        // Whoever is on the link can say that a prefix ends. What he says is taken of "preferred", which costs nobody a connection;
        // of "valid" only as far as two hours are left (RFC 4862 section 5.5.3 e).
        private void Renew(int place, uint valid, uint preferred)
        {
            long now = context.now;
            long end = EndOf(valid, now);
            long until = validUntil[place];
            if (end > now + ProtectedLifetime || end > until)
            {
                until = end;
            }
            else if (until > now + ProtectedLifetime)
            {
                until = now + ProtectedLifetime;
            }

            long preferredEnd = EndOf(preferred, now);
            if (OriginOf(place) == Ipv6AddressOrigin.Temporary)
            {
                // Never longer than it was made for (RFC 8981 section 3.4).
                long limit = temporaryLimits[place];
                preferredEnd = preferredEnd < limit ? preferredEnd : limit;
                until = until < limit + TemporaryLifetime ? until : limit + TemporaryLifetime;
            }

            SetLifetimes(place, preferredEnd, until);
        }

        // Of no prefix (null), a link-local address.
        private int Make(byte[] prefix, int offset, Ipv6AddressOrigin origin, long preferred, long valid, int router)
        {
            int place = FindPlace();
            if (place == None)
            {
                counters.AddressesRefused++;
                return None;
            }

            if (states[place] != (int)Ipv6AddressState.None)
            {
                Remove(place);
            }

            int at = place * Ipv6Packet.AddressLength;
            if (prefix == null)
            {
                Array.Clear(addresses, at, PrefixBits / 8);
                BigEndian.WriteUInt16(addresses, at, LinkLocalPrefix);
            }
            else
            {
                Array.Copy(prefix, offset, addresses, at, PrefixBits / 8);
            }

            origins[place] = (byte)origin;
            conflicts[place] = 0;
            MakeIdentifier(place);
            Enter(place, PrefixBits, preferred, valid);
            announcedBy[place] = 0;
            NoteRouter(place, router);
            return place;
        }

        /// <summary>Makes a temporary address for each prefix whose last one will not be preferred for long (RFC 8981 section 3.5).</summary>
        /// <returns>When to look again.</returns>
        private long RenewTemporary(long now)
        {
            // Time to find three that nobody has (REGEN_ADVANCE, RFC 8981 section 3.8).
            long advance = 2000 + (IdentifierRetries * probes * Discovery.RetransmissionTimer);
            long next = TimerQueue.Never;
            for (int i = 0; i < states.Length; i++)
            {
                if (OriginOf(i) != Ipv6AddressOrigin.Autoconfigured || states[i] != (int)Ipv6AddressState.Preferred)
                {
                    continue;
                }

                long until = LastTemporary(i);
                if (until != TimerQueue.Never && until - advance <= now && preferredUntil[i] - advance > now)
                {
                    until = MakeTemporary(i, now);
                }

                if (until != TimerQueue.Never && until - advance > now && until - advance < next)
                {
                    next = until - advance;
                }
            }

            return next;
        }

        // Until when a temporary address with the prefix of another address is preferred; Never where none is to be made.
        private long LastTemporary(int place)
        {
            long last = 0;
            for (int i = 0; i < states.Length; i++)
            {
                if (OriginOf(i) == Ipv6AddressOrigin.Temporary && IsMadeOf(i, addresses, place * Ipv6Packet.AddressLength))
                {
                    if (states[i] == (int)Ipv6AddressState.Duplicate)
                    {
                        // Somebody has each that is tried: enough of it, until the link comes up anew.
                        return TimerQueue.Never;
                    }

                    last = preferredUntil[i] > last ? preferredUntil[i] : last;
                }
            }

            return last;
        }

        private long MakeTemporary(int place, long now)
        {
            long limit = now + TemporaryLifetime - (context.NextRandom() % (uint)DesynchronizationRange);
            long preferred = preferredUntil[place] < limit ? preferredUntil[place] : limit;
            long valid = validUntil[place] < limit + TemporaryLifetime ? validUntil[place] : limit + TemporaryLifetime;
            int made = Make(addresses, place * Ipv6Packet.AddressLength, Ipv6AddressOrigin.Temporary, preferred, valid, None);
            if (made == None)
            {
                return TimerQueue.Never;
            }

            temporaryLimits[made] = limit;
            announcedBy[made] = announcedBy[place];
            return preferred;
        }

        // The identifier is always the same for a prefix, a link and a secret, and says nothing of this host on other links
        // (RFC 7217 section 5); that of a temporary address is chance (RFC 8981 section 3.3.1).
        private void MakeIdentifier(int place)
        {
            int at = place * Ipv6Packet.AddressLength;
            byte[] hardware = link.hardwareAddress;
            uint station = hardware == null ? 0 : BigEndian.ReadUInt32(hardware, 0);
            uint rest = hardware == null ? 0 : (uint)BigEndian.ReadUInt16(hardware, 4) << 16;
            uint attempt = conflicts[place];
            do
            {
                uint high;
                uint low;
                if (OriginOf(place) == Ipv6AddressOrigin.Temporary)
                {
                    high = context.NextRandom();
                    low = context.NextRandom();
                }
                else
                {
                    uint first = BigEndian.ReadUInt32(addresses, at);
                    uint second = BigEndian.ReadUInt32(addresses, at + 4);
                    high = context.hash.Compute(first, second, station, rest | attempt, 0x49494431);
                    low = context.hash.Compute(first, second, station, rest | attempt, 0x49494432);
                }

                BigEndian.WriteUInt32(addresses, at + 8, high);
                BigEndian.WriteUInt32(addresses, at + 12, low);
                attempt += 0x100;
            }
            while (IsReserved(at + 8));
        }

        // Identifiers that no host may have (RFC 5453 section 3, as IANA lists them).
        private bool IsReserved(int at)
        {
            uint high = BigEndian.ReadUInt32(addresses, at);
            uint low = BigEndian.ReadUInt32(addresses, at + 4);
            return (high == 0 && low == 0)
                || (high == 0xFDFFFFFF && low >= 0xFFFFFF80)
                || (high == 0x02005EFF && low >> 24 == 0xFE);
        }
    }
}
