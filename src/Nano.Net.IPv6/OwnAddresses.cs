using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// This host's addresses, in a table of fixed size: which there are, where they come from, and how long they are used
    /// (RFC 4862 section 5.5.4). Each is probed for before it is used (section 5.4), and again when the link has come up: then it stays
    /// in use meanwhile.
    /// </summary>
    internal sealed partial class OwnAddresses : TimerEntry
    {
        /// <summary>No place in the table.</summary>
        internal const int None = -1;

        /// <summary>
        /// Milliseconds within which the first probe goes out (RFC 4862 section 5.4.2, which allows 1,000): half of that, so that a
        /// host has a global address in less than three seconds after its link has come up.
        /// </summary>
        internal const int ProbeDelay = 500;

        /// <summary>Other identifiers that are tried where a neighbour has the address (IDGEN_RETRIES, RFC 7217 section 7).</summary>
        internal const int IdentifierRetries = 3;

        /// <summary>Milliseconds until the next identifier is tried (IDGEN_DELAY, RFC 7217 section 7).</summary>
        internal const int IdentifierDelay = 1000;

        /// <summary>Probes once one was sent back by the link itself (MAX_MULTICAST_SOLICIT, RFC 7527 section 4.1).</summary>
        internal const int LoopedProbes = 3;

        /// <summary>Bytes of the nonce in a probe (RFC 3971 section 5.3.2: 6 at least).</summary>
        internal const int NonceLength = 6;

        /// <summary>As the number of probes to be sent: the address is not being probed for.</summary>
        private const int NotProbing = 0xFF;

        /// <summary>The addresses, <see cref="Ipv6Packet.AddressLength"/> bytes each.</summary>
        internal readonly byte[] addresses;

        /// <summary>Their prefix lengths in bits.</summary>
        internal readonly byte[] prefixLengths;

        /// <summary>What the addresses that are being probed for were probed with, <see cref="NonceLength"/> bytes each.</summary>
        internal readonly byte[] nonces;

        /// <summary>Until when each is preferred, and until when it works at all, in stack milliseconds.</summary>
        internal readonly long[] preferredUntil;
        internal readonly long[] validUntil;

        /// <summary>Told once the addresses have changed that may be used, or their states.</summary>
        internal NetworkChangeHandler changed;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly Ipv6DiscoveryCounters counters;
        private readonly int probes;

        // Of each place: an Ipv6AddressState, an Ipv6AddressOrigin, probes still to be sent, identifiers that neighbours had.
        private readonly byte[] states;
        private readonly byte[] origins;
        private readonly byte[] probesLeft;
        private readonly byte[] conflicts;

        // The default routers that announce its prefix, a bit each.
        private readonly byte[] announcedBy;

        // Whether a probe has come back, and whether the solicited-node group was joined.
        private readonly bool[] looped;
        private readonly bool[] hasGroup;
        private readonly long[] probeDue;
        private bool isLinkUp;

        /// <summary>Makes an empty table.</summary>
        /// <param name="context">The stack's time, deadlines and secret.</param>
        /// <param name="link">The link.</param>
        /// <param name="counters">Counts.</param>
        /// <param name="options">Sizes and settings.</param>
        internal OwnAddresses(StackContext context, LinkLayer link, Ipv6DiscoveryCounters counters, Ipv6Options options)
        {
            this.context = context;
            this.link = link;
            this.counters = counters;
            probes = options.DuplicateAddressProbes;
            int count = options.Addresses;
            addresses = new byte[count * Ipv6Packet.AddressLength];
            prefixLengths = new byte[count];
            nonces = new byte[count * NonceLength];
            preferredUntil = new long[count];
            validUntil = new long[count];
            probeDue = new long[count];
            states = new byte[count];
            origins = new byte[count];
            probesLeft = new byte[count];
            conflicts = new byte[count];
            announcedBy = new byte[count];
            looped = new bool[count];
            hasGroup = new bool[count];
            if (options.TemporaryAddresses)
            {
                temporaryLimits = new long[count];
            }
        }

        /// <summary>Sends the probes, and listens for answers.</summary>
        internal NeighborDiscovery Discovery { get; set; }

        /// <summary>The groups of the addresses.</summary>
        internal MulticastListeners Listeners { get; set; }

        /// <summary>How many places there are, free ones included.</summary>
        internal int Count
        {
            get { return states.Length; }
        }

        internal Ipv6AddressState StateOf(int place)
        {
            return (Ipv6AddressState)states[place];
        }

        internal Ipv6AddressOrigin OriginOf(int place)
        {
            return (Ipv6AddressOrigin)origins[place];
        }

        /// <summary>Whether an address is used: what is sent to it is for this host.</summary>
        internal bool IsUsable(int place)
        {
            return states[place] == (int)Ipv6AddressState.Preferred || states[place] == (int)Ipv6AddressState.Deprecated;
        }

        /// <summary>Whether a neighbour that has the address, too, is heard: it is being probed for.</summary>
        internal bool IsProbing(int place)
        {
            return states[place] != (int)Ipv6AddressState.None && probesLeft[place] != NotProbing;
        }

        /// <summary>The place of an address, whatever its state; <see cref="None"/> where it is not this host's.</summary>
        internal int Find(byte[] address, int offset)
        {
            int place = states.Length - 1;
            while (place >= 0 && (states[place] == (int)Ipv6AddressState.None || !Ipv6Address.AreEqual(addresses, place * Ipv6Packet.AddressLength, address, offset)))
            {
                place--;
            }

            return place;
        }

        /// <summary>Whether an address is this host's, and used.</summary>
        internal bool IsOwn(byte[] address, int offset)
        {
            int place = Find(address, offset);
            return place != None && IsUsable(place);
        }

        /// <summary>The link-local address in use; <see cref="None"/> where there is none, or not yet.</summary>
        internal int FindLinkLocal()
        {
            int place = states.Length - 1;
            while (place >= 0 && (!IsUsable(place) || !Ipv6Address.IsLinkLocal(addresses, place * Ipv6Packet.AddressLength)))
            {
                place--;
            }

            return place;
        }

        /// <summary>Whether an address is in use that is good beyond the link.</summary>
        internal bool HasGlobal()
        {
            int place = states.Length - 1;
            while (place >= 0 && (!IsUsable(place) || Ipv6Address.IsLinkLocal(addresses, place * Ipv6Packet.AddressLength)))
            {
                place--;
            }

            return place >= 0;
        }

        /// <summary>Writes the link-local address in use, or the unspecified one where there is none.</summary>
        internal bool WriteLinkLocal(byte[] buffer, int offset)
        {
            int place = FindLinkLocal();
            if (place == None)
            {
                Array.Clear(buffer, offset, Ipv6Packet.AddressLength);
                return false;
            }

            Array.Copy(addresses, place * Ipv6Packet.AddressLength, buffer, offset, Ipv6Packet.AddressLength);
            return true;
        }

        /// <summary>Adds an address, and probes for it.</summary>
        /// <param name="address">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="prefixLength">Bits of its network.</param>
        /// <param name="origin">Where it comes from.</param>
        /// <param name="preferred">Until when it is preferred.</param>
        /// <param name="valid">Until when it works.</param>
        /// <returns>Its place; <see cref="None"/> where there is none for it, or no group.</returns>
        internal int Add(byte[] address, int offset, int prefixLength, Ipv6AddressOrigin origin, long preferred, long valid)
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

            Array.Copy(address, offset, addresses, place * Ipv6Packet.AddressLength, Ipv6Packet.AddressLength);
            origins[place] = (byte)origin;
            conflicts[place] = 0;
            announcedBy[place] = 0;
            Enter(place, prefixLength, preferred, valid);
            return place;
        }

        /// <summary>A default router is known no more: its place may be another one's.</summary>
        internal void ForgetRouter(int router)
        {
            for (int i = 0; i < announcedBy.Length; i++)
            {
                announcedBy[i] &= (byte)~(1 << router);
            }
        }

        /// <summary>Gives an address up.</summary>
        internal void Remove(int place)
        {
            Leave(place);
            states[place] = (int)Ipv6AddressState.None;
            Tell();
        }

        /// <summary>Sets until when an address is used.</summary>
        internal void SetLifetimes(int place, long preferred, long valid)
        {
            preferredUntil[place] = preferred;
            validUntil[place] = valid;
            Ipv6AddressState state = StateOf(place);
            if (state == Ipv6AddressState.Preferred || state == Ipv6AddressState.Deprecated)
            {
                Settle(place);
            }

            Schedule(preferred);
            Schedule(valid);
        }

        /// <summary>The link has gone down or come up. What is down cannot be probed on; what comes up may have other hosts on it.</summary>
        internal void OnLinkChanged(bool isUp)
        {
            isLinkUp = isUp;
            if (!isUp)
            {
                return;
            }

            EnsureLinkLocal();
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i] == (int)Ipv6AddressState.Duplicate)
                {
                    // Here, it may be free.
                    conflicts[i] = 0;
                    states[i] = (int)Ipv6AddressState.Tentative;
                }

                if (states[i] != (int)Ipv6AddressState.None)
                {
                    Probe(i, 0);
                }
            }
        }

        /// <summary>Another host has one of this host's addresses, or wants it.</summary>
        internal void OnConflict(int place)
        {
            counters.AddressConflicts++;
            if (!IsProbing(place))
            {
                // It was probed for, and stays (RFC 4862 section 5.4 speaks of tentative ones): who says so now, comes later, or lies.
                return;
            }

            Leave(place);
            bool canChange = OriginOf(place) <= Ipv6AddressOrigin.Temporary;
            conflicts[place]++;
            if (canChange && conflicts[place] <= IdentifierRetries)
            {
                MakeIdentifier(place);
                states[place] = (int)Ipv6AddressState.Tentative;
                Probe(place, IdentifierDelay);
            }
            else
            {
                counters.AddressesRefused++;
                states[place] = (int)Ipv6AddressState.Duplicate;
                probesLeft[place] = NotProbing;
            }

            Tell();
        }

        /// <summary>
        /// Somebody asks whether anybody has an address, because he is to have it. Where it is this host's own probe that the link has
        /// sent back, it says nothing (RFC 7527 section 4.2); where this host is about to take the address too, neither may.
        /// </summary>
        /// <param name="place">The place of the address.</param>
        /// <param name="buffer">Holds the probe's nonce.</param>
        /// <param name="offset">Index of it; negative where the probe has none.</param>
        /// <returns>True where that was all; false where a host that uses the address is to say so.</returns>
        internal bool OnProbe(int place, byte[] buffer, int offset)
        {
            if (offset >= 0 && IsProbing(place) && IsNonce(place, buffer, offset))
            {
                counters.ProbesLooped++;
                if (!looped[place])
                {
                    // What others say may come back as late: longer than usual is listened for it.
                    looped[place] = true;
                    probesLeft[place] = LoopedProbes;
                }

                return true;
            }

            if (!IsUsable(place))
            {
                OnConflict(place);
            }

            return false;
        }

        /// <summary>Sees to what is due; the first time, after the stack's clock has begun.</summary>
        internal override void OnDue(long now)
        {
            long earliest = TimerQueue.Never;
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i] == (int)Ipv6AddressState.None)
                {
                    continue;
                }

                if (validUntil[i] <= now)
                {
                    Remove(i);
                    continue;
                }

                if (IsProbing(i) && isLinkUp)
                {
                    if (probeDue[i] <= now)
                    {
                        SendProbe(i);
                    }

                    if (IsProbing(i) && probeDue[i] < earliest)
                    {
                        earliest = probeDue[i];
                    }
                }

                if (IsUsable(i))
                {
                    Settle(i);
                }

                if (preferredUntil[i] > now && preferredUntil[i] < earliest)
                {
                    earliest = preferredUntil[i];
                }

                if (validUntil[i] < earliest)
                {
                    earliest = validUntil[i];
                }
            }

            if (temporaryLimits != null)
            {
                long next = RenewTemporary(now);
                earliest = next < earliest ? next : earliest;
            }

            if (earliest != TimerQueue.Never)
            {
                Schedule(earliest);
            }
        }

        private void EnsureLinkLocal()
        {
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i] != (int)Ipv6AddressState.None && OriginOf(i) == Ipv6AddressOrigin.LinkLocal)
                {
                    return;
                }
            }

            Make(null, 0, Ipv6AddressOrigin.LinkLocal, TimerQueue.Never, TimerQueue.Never, None);
        }

        // An address is in its place, and is to be used until then.
        private void Enter(int place, int prefixLength, long preferred, long valid)
        {
            prefixLengths[place] = (byte)prefixLength;
            preferredUntil[place] = preferred;
            validUntil[place] = valid;
            states[place] = (int)Ipv6AddressState.Tentative;
            Probe(place, 0);
            if (OriginOf(place) == Ipv6AddressOrigin.Dhcp)
            {
                // No other host was told of an address at the same moment, and so none probes then (RFC 4862 section 5.4.2).
                probeDue[place] = context.now;
                Schedule(context.now);
            }

            Schedule(preferred);
            Schedule(valid);
            Tell();
        }

        private void NoteRouter(int place, int router)
        {
            if (router != None)
            {
                announcedBy[place] |= (byte)(1 << router);
            }
        }

        // Asks whether somebody has an address, after some time and a random time more.
        private void Probe(int place, int wait)
        {
            int nonce = place * NonceLength;
            for (int i = 0; i < NonceLength; i++)
            {
                nonces[nonce + i] = (byte)context.NextRandom();
            }

            looped[place] = false;

            // On a link without hardware addresses there is only the other end, which has other addresses.
            probesLeft[place] = (byte)(link.headerLength == 0 ? 0 : probes);
            probeDue[place] = context.now + wait + (probesLeft[place] == 0 ? 0 : context.NextRandom() % (ProbeDelay + 1));
            Schedule(probeDue[place]);
        }

        private void SendProbe(int place)
        {
            // The group first: what is said of the address while it is probed for goes there (RFC 4862 section 5.4.2).
            if (!hasGroup[place] && !Listeners.JoinSolicitedNode(addresses, place * Ipv6Packet.AddressLength))
            {
                counters.AddressesRefused++;
                Remove(place);
                return;
            }

            hasGroup[place] = true;
            if (probesLeft[place] == 0)
            {
                Take(place);
                return;
            }

            probesLeft[place]--;
            probeDue[place] = context.now + Discovery.RetransmissionTimer;
            Discovery.SendProbe(place);
        }

        // Nobody has objected.
        private void Take(int place)
        {
            probesLeft[place] = NotProbing;
            if (states[place] == (int)Ipv6AddressState.Tentative)
            {
                states[place] = (byte)(preferredUntil[place] > context.now ? Ipv6AddressState.Preferred : Ipv6AddressState.Deprecated);
                Tell();
                if (OriginOf(place) == Ipv6AddressOrigin.LinkLocal)
                {
                    Listeners.AnnounceAll();
                }
            }
        }

        private void Leave(int place)
        {
            if (hasGroup[place])
            {
                hasGroup[place] = false;
                Listeners.LeaveSolicitedNode(addresses, place * Ipv6Packet.AddressLength);
            }
        }

        // Whether it is still preferred.
        private void Settle(int place)
        {
            int state = (int)(preferredUntil[place] > context.now ? Ipv6AddressState.Preferred : Ipv6AddressState.Deprecated);
            if (states[place] != state)
            {
                states[place] = (byte)state;
                Tell();
            }
        }

        // A free place; for what is to be used from now on, also that of an address that a router gave and that is not preferred any more.
        private int FindPlace()
        {
            int oldest = None;
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i] == (int)Ipv6AddressState.None)
                {
                    return i;
                }

                bool mayGo = states[i] == (int)Ipv6AddressState.Deprecated || states[i] == (int)Ipv6AddressState.Duplicate;
                if (mayGo && (OriginOf(i) == Ipv6AddressOrigin.Autoconfigured || OriginOf(i) == Ipv6AddressOrigin.Temporary)
                    && (oldest == None || preferredUntil[i] < preferredUntil[oldest]))
                {
                    oldest = i;
                }
            }

            return oldest;
        }

        private bool IsNonce(int place, byte[] buffer, int offset)
        {
            for (int i = 0; i < NonceLength; i++)
            {
                if (buffer[offset + i] != nonces[(place * NonceLength) + i])
                {
                    return false;
                }
            }

            return true;
        }

        private void Schedule(long due)
        {
            if (due != TimerQueue.Never && (heapIndex < 0 || due < this.due))
            {
                context.timers.Schedule(this, due);
            }
        }

        internal void Tell()
        {
            if (changed != null)
            {
                changed();
            }
        }
    }
}
