using Nano.Net.Core;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// Router discovery (RFC 4861 section 6.3): asks for routers, and takes what they advertise: themselves, prefixes, the MTU and
    /// hop limit of the link, times of neighbour discovery, name servers. Everything ends when it was said to.
    /// </summary>
    internal sealed class RouterDiscovery : TimerEntry
    {
        /// <summary>
        /// Milliseconds within which the first solicitation goes out (MAX_RTR_SOLICITATION_DELAY, RFC 4861 section 10, is 1,000): half
        /// of that, as with <see cref="OwnAddresses.ProbeDelay"/>.
        /// </summary>
        internal const int SolicitationDelay = 500;

        /// <summary>Milliseconds until the second solicitation, about (RTR_SOLICITATION_INTERVAL). From one to the next, it doubles (RFC 7559 section 2).</summary>
        internal const int FirstInterval = 4000;

        /// <summary>Milliseconds between two solicitations at most, about (MRT, RFC 7559 section 2).</summary>
        internal const int LongestInterval = 3600000;

        /// <summary>Milliseconds for which a neighbour counts as reachable once it was confirmed, unless a router says otherwise (REACHABLE_TIME).</summary>
        internal const int UsualReachableTime = 30000;

        /// <summary>Milliseconds between two solicitations, unless a router says otherwise (RETRANS_TIMER).</summary>
        internal const int UsualRetransmissionTimer = 1000;

        /// <summary>Milliseconds of reachability beyond which no router is believed (RFC 4861 section 6.2.1).</summary>
        internal const int LongestReachableTime = 3600000;

        /// <summary>Milliseconds between solicitations that a router may ask for: less would flood the link, more leave neighbours unfound.</summary>
        internal const int ShortestRetransmissionTimer = 100;
        internal const int LongestRetransmissionTimer = 30000;

        /// <summary>The least hop limit that is taken: with a lower one, somebody on the link could keep this host from everybody (RFC 3756 section 4.2.7).</summary>
        internal const int LeastHopLimit = 32;

        internal readonly DefaultRouters routers;
        internal readonly OnLinkPrefixes prefixes;
        internal readonly NameServers nameServers;

        /// <summary>Milliseconds for which a neighbour counts as reachable.</summary>
        internal int reachableTime;

        internal int retransmissionTimer = UsualRetransmissionTimer;

        /// <summary>The hop limit of what is sent.</summary>
        internal int hopLimit;

        /// <summary>The largest packet on the link, in bytes.</summary>
        internal int mtu;

        /// <summary>Whether routers say that there is a DHCPv6 server, for addresses and for other settings: <see cref="NeighborMessage.ManagedFlag"/>, <see cref="NeighborMessage.OtherFlag"/>.</summary>
        internal int dhcpFlags;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly NeighborDiscovery discovery;

        // What a router has said of the reachable time; the time in use is drawn around it.
        private int baseReachableTime;
        private int interval;

        // The DNS servers that a DHCPv6 server has named; null where nobody asks one.
        private byte[] leasedNameServers;
        private int leasedNameServerCount;
        private long solicitationDue = TimerQueue.Never;

        internal RouterDiscovery(StackContext context, LinkLayer link, NeighborDiscovery discovery, Ipv6Options options)
        {
            this.context = context;
            this.link = link;
            this.discovery = discovery;
            routers = new DefaultRouters(options.Routers, discovery.counters);
            prefixes = new OnLinkPrefixes(options.Prefixes, discovery.counters);
            nameServers = new NameServers(options.NameServers, discovery.counters);
            hopLimit = options.HopLimit;
            mtu = link.mtu;
            SetReachableTime(UsualReachableTime);
        }

        /// <summary>The link has gone down or come up.</summary>
        internal void OnLinkChanged(bool isUp)
        {
            solicitationDue = TimerQueue.Never;
            if (isUp)
            {
                Solicit();
            }
        }

        /// <summary>The default router by which packets to an address go.</summary>
        /// <returns>Its place; <see cref="DefaultRouters.None"/> where the address is on the link, or there is no router.</returns>
        internal int RouterFor(byte[] destination, int offset)
        {
            return IsOnLink(destination, offset) ? DefaultRouters.None : routers.chosen;
        }

        /// <summary>Whether an address is reached without a router (RFC 4861 section 5.2).</summary>
        internal bool IsOnLink(byte[] destination, int offset)
        {
            return link.headerLength == 0 || Ipv6Address.IsMulticast(destination, offset) || prefixes.Contains(destination, offset);
        }

        /// <summary>A router has advertised (section 6.3.4).</summary>
        internal void OnAdvertisement(byte[] buffer, int packet, int message, int length)
        {
            discovery.counters.RouterAdvertisements++;
            long now = context.now;
            int source = packet + Ipv6Packet.SourceOffset;
            int flags = buffer[message + NeighborMessage.RouterFlagsOffset];
            bool changed = TakeSettings(buffer, message, flags);

            int lifetime = BigEndian.ReadUInt16(buffer, message + NeighborMessage.RouterLifetimeOffset);
            int place = TakeRouter(buffer, source, NeighborMessage.PreferenceOf(flags), lifetime);
            changed |= TakeOptions(buffer, source, message + NeighborMessage.AdvertisementOptions, message + length, place);
            if (lifetime > 0)
            {
                // There is one: enough asked (RFC 7559 section 2.1).
                solicitationDue = TimerQueue.Never;
            }

            changed |= routers.Choose(false);
            for (int i = 0; i < routers.Count; i++)
            {
                if (routers.MustAnswer(i))
                {
                    discovery.Verify(routers.addresses, i * Ipv6Packet.AddressLength);
                }
            }

            if (changed)
            {
                Tell();
            }

            Schedule(routers.NextEnd());
            Schedule(prefixes.NextEnd());
            Schedule(nameServers.NextEnd());
        }

        /// <summary>A DHCPv6 server has named DNS servers.</summary>
        /// <param name="servers">Their addresses; the array stays the client's.</param>
        /// <param name="count">How many there are.</param>
        internal void SetLeasedNameServers(byte[] servers, int count)
        {
            leasedNameServers = servers;
            leasedNameServerCount = count;
            Tell();
        }

        /// <summary>Writes the addresses of DNS servers: those that DHCPv6 has given go first (RFC 8106 section 5.3.1).</summary>
        /// <returns>How many there are.</returns>
        internal int WriteNameServers(byte[] buffer, int offset, int most)
        {
            int count = leasedNameServers == null ? 0 : leasedNameServerCount < most ? leasedNameServerCount : most;
            if (count != 0)
            {
                System.Array.Copy(leasedNameServers, 0, buffer, offset, count * Ipv6Packet.AddressLength);
            }

            return count + nameServers.Write(buffer, offset + (count * Ipv6Packet.AddressLength), most - count, context.now);
        }

        /// <summary>A prefix is on the link for ever.</summary>
        internal void AddPrefix(byte[] prefix, int length)
        {
            if (prefixes.Update(prefix, 0, length, TimerQueue.Never, context.now))
            {
                Tell();
            }
        }

        /// <summary>A router is there for ever.</summary>
        /// <returns>False where there is no place for it.</returns>
        internal bool AddRouter(byte[] address)
        {
            int place = routers.Update(address, 0, NeighborMessage.MediumPreference, TimerQueue.Never);
            if (place != DefaultRouters.None)
            {
                discovery.own.ForgetRouter(place);
                ChooseRouter(false);
            }

            return place != DefaultRouters.None;
        }

        /// <summary>A neighbour has said whether it is a router (section 7.2.5): one that says no is none any more; one that answers is there.</summary>
        internal void OnNeighbor(byte[] address, int offset, bool isRouter, bool hasAnswered)
        {
            int place = routers.Find(address, offset);
            if (place != DefaultRouters.None)
            {
                if (!isRouter && routers.until[place] != TimerQueue.Never)
                {
                    Remove(place);
                }
                else
                {
                    routers.OnHeard(place, hasAnswered);
                }

                ChooseRouter(false);
            }
        }

        /// <summary>A neighbour does not answer. Where it is the router in use, another one is taken.</summary>
        internal void OnUnreachable(byte[] address, int offset)
        {
            int place = routers.Find(address, offset);
            if (place != DefaultRouters.None)
            {
                routers.OnSilence(place);
                ChooseRouter(place == routers.chosen);
            }
        }

        internal override void OnDue(long now)
        {
            bool changed = prefixes.Expire(now) | nameServers.Expire(now);
            for (int i = 0; i < routers.Count; i++)
            {
                if (routers.until[i] != 0 && routers.until[i] <= now)
                {
                    Remove(i);
                    changed = true;
                }
            }

            changed |= routers.Choose(false);
            if (solicitationDue <= now)
            {
                discovery.SolicitRouters();
                solicitationDue = now + NextInterval();
            }

            Schedule(solicitationDue);
            Schedule(routers.NextEnd());
            Schedule(prefixes.NextEnd());
            Schedule(nameServers.NextEnd());
            if (changed)
            {
                Tell();
            }
        }

        private void Solicit()
        {
            interval = 0;
            solicitationDue = context.now + (context.NextRandom() % (SolicitationDelay + 1));
            Schedule(solicitationDue);
        }

        // RFC 7559 section 2, by RFC 8415 section 15: twice the one before, a tenth more or less.
        private int NextInterval()
        {
            int range = (interval == 0 ? FirstInterval : interval) / 10;
            int next = interval == 0 ? FirstInterval : 2 * interval;
            if (next > LongestInterval)
            {
                next = LongestInterval;
                range = LongestInterval / 10;
            }

            interval = next + (int)(context.NextRandom() % (uint)((2 * range) + 1)) - range;
            return interval;
        }

        private bool TakeSettings(byte[] buffer, int message, int flags)
        {
            bool changed = false;
            int proposed = buffer[message + NeighborMessage.HopLimitOffset];
            if (proposed >= LeastHopLimit && proposed != hopLimit)
            {
                hopLimit = proposed;
                changed = true;
            }

            uint reachable = BigEndian.ReadUInt32(buffer, message + NeighborMessage.ReachableTimeOffset);
            if (reachable != 0 && reachable <= LongestReachableTime && reachable != baseReachableTime)
            {
                SetReachableTime((int)reachable);
            }

            uint timer = BigEndian.ReadUInt32(buffer, message + NeighborMessage.RetransmissionTimerOffset);
            if (timer >= ShortestRetransmissionTimer && timer <= LongestRetransmissionTimer)
            {
                retransmissionTimer = (int)timer;
            }

            int dhcp = flags & (NeighborMessage.ManagedFlag | NeighborMessage.OtherFlag);
            changed |= dhcp != dhcpFlags;
            dhcpFlags = dhcp;
            return changed;
        }

        private int TakeRouter(byte[] buffer, int source, int preference, int lifetime)
        {
            int place = routers.Find(buffer, source);
            if (place != DefaultRouters.None && routers.until[place] == TimerQueue.Never)
            {
                // The program has named it, and knows better.
                routers.OnHeard(place, false);
                return place;
            }

            if (lifetime == 0)
            {
                if (place != DefaultRouters.None)
                {
                    Remove(place);
                }

                return DefaultRouters.None;
            }

            bool isNew = place == DefaultRouters.None;
            place = routers.Update(buffer, source, preference, context.now + (lifetime * 1000L));
            if (isNew && place != DefaultRouters.None)
            {
                // It may have the place of another one. Where there is only one neighbour, nobody can be asked.
                discovery.own.ForgetRouter(place);
                routers.OnHeard(place, link.headerLength == 0);
            }

            return place;
        }

        private bool TakeOptions(byte[] buffer, int source, int at, int end, int router)
        {
            bool changed = false;
            for (; at < end; at = NeighborOption.Next(buffer, at))
            {
                if (!NeighborOption.IsWellFormed(buffer, at))
                {
                    continue;
                }

                switch (buffer[at])
                {
                    case NeighborOption.SourceLinkLayerAddress:
                        discovery.Learn(buffer, source, at + NeighborOption.ValueOffset, router != DefaultRouters.None);
                        break;
                    case NeighborOption.Mtu:
                        uint proposed = BigEndian.ReadUInt32(buffer, at + NeighborOption.MtuOffset);
                        if (proposed >= Ipv6Packet.MinimumMtu && proposed <= link.mtu && proposed != mtu)
                        {
                            mtu = (int)proposed;
                            changed = true;
                        }

                        break;
                    case NeighborOption.PrefixInformation:
                        changed |= TakePrefix(buffer, at, router);
                        break;
                    case NeighborOption.RecursiveDnsServer:
                        changed |= TakeNameServers(buffer, at);
                        break;
                }
            }

            return changed;
        }

        private bool TakePrefix(byte[] buffer, int option, int router)
        {
            int prefix = option + NeighborOption.PrefixOffset;
            int length = buffer[option + NeighborOption.PrefixLengthOffset];
            int flags = buffer[option + NeighborOption.FlagsOffset];
            uint valid = BigEndian.ReadUInt32(buffer, option + NeighborOption.LifetimeOffset);
            uint preferred = BigEndian.ReadUInt32(buffer, option + NeighborOption.PreferredLifetimeOffset);
            if (Ipv6Address.IsLinkLocal(buffer, prefix) || Ipv6Address.IsMulticast(buffer, prefix))
            {
                discovery.counters.Ignored++;
                return false;
            }

            bool changed = (flags & NeighborOption.OnLinkFlag) != 0
                && prefixes.Update(buffer, prefix, length, OwnAddresses.EndOf(valid, context.now), context.now);
            if ((flags & NeighborOption.AutonomousFlag) != 0)
            {
                if (length != OwnAddresses.PrefixBits || preferred > valid)
                {
                    discovery.counters.Ignored++;
                }
                else
                {
                    discovery.own.OnPrefix(buffer, prefix, valid, preferred, router);
                }
            }

            return changed;
        }

        private bool TakeNameServers(byte[] buffer, int option)
        {
            bool changed = false;
            long end = OwnAddresses.EndOf(BigEndian.ReadUInt32(buffer, option + NeighborOption.LifetimeOffset), context.now);
            int count = NeighborOption.ServersOf(buffer, option);
            for (int i = 0; i < count; i++)
            {
                int server = option + NeighborOption.DnsOffset + (i * Ipv6Packet.AddressLength);
                if (!Ipv6Address.IsMulticast(buffer, server) && !Ipv6Address.IsUnspecified(buffer, server))
                {
                    changed |= nameServers.Update(buffer, server, end, context.now);
                }
            }

            return changed;
        }

        private void Remove(int place)
        {
            routers.Remove(place);
            discovery.own.ForgetRouter(place);
            if (solicitationDue == TimerQueue.Never && routers.NextEnd() == TimerQueue.Never && link.monitor.isUp)
            {
                // It was the last: there may be others.
                Solicit();
            }
        }

        private void ChooseRouter(bool isLost)
        {
            if (routers.Choose(isLost))
            {
                Tell();
            }
        }

        // A random factor of 0.5 to 1.5, so that hosts do not ask in step (section 6.3.2).
        private void SetReachableTime(int milliseconds)
        {
            baseReachableTime = milliseconds;
            reachableTime = (milliseconds / 2) + (int)(context.NextRandom() % (uint)(milliseconds + 1));
        }

        private void Tell()
        {
            discovery.own.Tell();
        }

        private void Schedule(long due)
        {
            if (due != TimerQueue.Never && (heapIndex < 0 || due < this.due))
            {
                context.timers.Schedule(this, due);
            }
        }
    }
}
