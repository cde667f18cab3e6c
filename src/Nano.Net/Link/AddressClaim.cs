using Nano.Net.Core;

namespace Nano.Net.Link
{
    /// <summary>
    /// This host's IPv4 address on the link and its claim to it: probed for where that is asked for, announced, and
    /// defended (IPv4 Address Conflict Detection, RFC 5227).
    /// </summary>
    internal sealed class AddressClaim : TimerEntry
    {
        // RFC 5227 section 1.1, in milliseconds.
        private const int ProbeWait = 1000;
        private const int ProbeCount = 3;
        private const int ProbeMinimum = 1000;
        private const int ProbeMaximum = 2000;
        private const int AnnounceWait = 2000;
        private const int AnnounceCount = 2;
        private const int AnnounceInterval = 2000;
        private const int RateLimitInterval = 60000;
        private const int DefendInterval = 10000;

        /// <summary>The address, claimed or only probed for; 0 for none.</summary>
        internal uint address;

        /// <summary>The bits of it that are those of the network.</summary>
        internal uint mask;

        /// <summary>Whether the address may be used.</summary>
        internal bool usable;

        internal AddressState state;

        /// <summary>Told after every change of <see cref="state"/>.</summary>
        internal AddressStateHandler stateChanged;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly Arp arp;
        private bool probed;
        private int remaining;
        private long lastDefence;

        internal AddressClaim(StackContext context, LinkLayer link, NeighborCache neighbors)
        {
            this.context = context;
            this.link = link;
            if (link.headerLength != 0)
            {
                arp = new Arp(link, neighbors, this);
                link.arp = arp;
            }
        }

        /// <summary>Claims an address, instead of the one before.</summary>
        /// <param name="address">The address; 0 for none.</param>
        /// <param name="mask">The bits of it that are those of the network.</param>
        /// <param name="probe">Whether it is probed for before it is used.</param>
        internal void Claim(uint address, uint mask, bool probe)
        {
            context.timers.Cancel(this);
            this.address = address;
            this.mask = mask;
            probed = probe;
            usable = false;
            lastDefence = context.now - DefendInterval;
            if (address == 0)
            {
                Enter(AddressState.None);
                return;
            }

            state = AddressState.None;
            if (arp == null)
            {
                // Nobody to ask on a point-to-point link.
                usable = true;
                Enter(AddressState.Bound);
            }
            else if (probe)
            {
                Probe();
            }
            else
            {
                Announce();
            }
        }

        /// <summary>
        /// The link has come up, and there may be other hosts behind it. They are told where this one is (section 2.3), or asked
        /// first whether the address is free (section 2.1), as when it was claimed.
        /// </summary>
        internal void OnLinkUp()
        {
            if (address != 0 && arp != null)
            {
                Claim(address, mask, probed);
            }
        }

        /// <summary>Sends a request, on behalf of this host, for the hardware address of a neighbour.</summary>
        internal void Ask(uint neighbor, byte[] hardware, int hardwareOffset)
        {
            arp.Request(address, hardware, hardwareOffset, neighbor);
        }

        /// <summary>Whether an address is that of a host on this link.</summary>
        internal bool IsOnLink(uint host)
        {
            uint number = host & ~mask;
            return ((host ^ address) & mask) == 0 && host != 0 && (mask >= 0xFFFFFFFE || (number != 0 && number != ~mask));
        }

        /// <summary>Looks whether an ARP packet of another host claims this host's address, and does what is to be done.</summary>
        /// <param name="sender">Whose address it gives; 0 in a probe.</param>
        /// <param name="target">The address it asks for.</param>
        /// <param name="asksAll">Whether it is a request that its sender has itself sent to everybody.</param>
        /// <returns>True where it does; nothing it says is to be believed.</returns>
        internal bool IsContested(uint sender, uint target, bool asksAll)
        {
            // Section 2.1.1: two that probe for one address have a conflict too. A probe is broadcast by who wants the
            // address. One that goes to this host alone is that of a switch which looks whether the host is still there
            // (device tracking), and one that another host has passed on says nothing of who wants the address.
            if (address == 0 || (sender != address && (usable || sender != 0 || target != address || !asksAll)))
            {
                return false;
            }

            link.counters.AddressConflicts++;
            if (usable)
            {
                Defend();
            }
            else if (state == AddressState.Probing)
            {
                // What was configured may come free again: probe anew, as slowly as section 2.1.1 demands.
                context.timers.Schedule(this, context.now + RateLimitInterval);
                Enter(AddressState.Conflict);
            }

            return sender == address;
        }

        internal override void OnDue(long now)
        {
            switch (state)
            {
                case AddressState.Probing:
                    if (remaining == 0)
                    {
                        Announce();
                        break;
                    }

                    remaining--;
                    arp.Request(0, null, 0, address);
                    context.timers.Schedule(this, now + (remaining == 0 ? AnnounceWait : ProbeMinimum + Random(ProbeMaximum - ProbeMinimum)));
                    break;

                case AddressState.Announcing:
                    arp.Request(address, null, 0, address);
                    if (--remaining > 0)
                    {
                        context.timers.Schedule(this, now + AnnounceInterval);
                    }
                    else
                    {
                        Enter(AddressState.Bound);
                    }

                    break;

                case AddressState.Conflict:
                    if (usable)
                    {
                        Enter(AddressState.Bound);
                    }
                    else
                    {
                        Probe();
                    }

                    break;
            }
        }

        private void Probe()
        {
            remaining = ProbeCount;
            context.timers.Schedule(this, context.now + Random(ProbeWait));
            Enter(AddressState.Probing);
        }

        private void Announce()
        {
            usable = true;
            remaining = AnnounceCount;
            Enter(AddressState.Announcing);
            OnDue(context.now);
        }

        /// <summary>
        /// Section 2.4(c): one announcement an interval, and the address is kept: the rule for a host whose address
        /// others rely on. A second conflict within the interval shows as a state, so that a DHCP client may decline.
        /// </summary>
        private void Defend()
        {
            if (context.now - lastDefence >= DefendInterval)
            {
                lastDefence = context.now;
                arp.Request(address, null, 0, address);
            }
            else
            {
                context.timers.Schedule(this, context.now + DefendInterval);
                Enter(AddressState.Conflict);
            }
        }

        private int Random(int range)
        {
            return (int)(context.NextRandom() % (uint)(range + 1));
        }

        private void Enter(AddressState next)
        {
            if (next != state)
            {
                state = next;
                if (stateChanged != null)
                {
                    stateChanged(next);
                }
            }
        }
    }
}
