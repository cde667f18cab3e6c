using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// What IPv6 knows of this host and its link: addresses, routers, prefixes, name servers. Any thread may use it; it takes the lock of
    /// the stack for each call.
    /// </summary>
    public sealed class Ipv6Interface
    {
        /// <summary>A lifetime that does not end.</summary>
        public const long Forever = long.MaxValue;

        private readonly StackContext context;
        private readonly NeighborDiscovery discovery;

        internal Ipv6Interface(StackContext context, NeighborDiscovery discovery, InternetCounters packets)
        {
            this.context = context;
            PacketCounters = packets;
            this.discovery = discovery;
            discovery.own.changed += OnChanged;
        }

        /// <summary>
        /// Raised after addresses, their states, routers, prefixes or name servers have changed. It is raised by whoever runs the stack,
        /// under its lock: a handler must not wait, nor call sockets. What it throws is counted as a fault.
        /// </summary>
        public event Ipv6ChangeHandler Changed;

        /// <summary>What was counted of packets and of ICMPv6, but for its messages that <see cref="Counters"/> counts.</summary>
        public InternetCounters PacketCounters { get; }

        /// <summary>What was counted of neighbour discovery and multicast listener discovery.</summary>
        public Ipv6DiscoveryCounters Counters
        {
            get { return discovery.counters; }
        }

        /// <summary>The hop limit of what is sent, 1 to 255.</summary>
        public int HopLimit
        {
            get { return discovery.routers.hopLimit; }
        }

        /// <summary>The largest packet on the link, in bytes, 1,280 or more: as routers say, and as the link device does where they say nothing.</summary>
        public int MaximumTransmissionUnit
        {
            get { return discovery.routers.mtu; }
        }

        /// <summary>Whether routers say that a DHCPv6 server gives addresses (the M flag, RFC 4861 section 4.2).</summary>
        public bool IsManaged
        {
            get { return (discovery.routers.dhcpFlags & NeighborMessage.ManagedFlag) != 0; }
        }

        /// <summary>Whether routers say that a DHCPv6 server gives other settings, such as name servers (the O flag).</summary>
        public bool HasOtherConfiguration
        {
            get { return (discovery.routers.dhcpFlags & NeighborMessage.OtherFlag) != 0; }
        }

        /// <summary>This host's addresses, those among them that are not used (yet), too.</summary>
        public Ipv6AddressInfo[] GetAddresses()
        {
            lock (context)
            {
                OwnAddresses own = discovery.own;
                int count = 0;
                for (int i = 0; i < own.Count; i++)
                {
                    count += own.StateOf(i) == Ipv6AddressState.None ? 0 : 1;
                }

                Ipv6AddressInfo[] addresses = new Ipv6AddressInfo[count];
                count = 0;
                for (int i = 0; i < own.Count; i++)
                {
                    if (own.StateOf(i) != Ipv6AddressState.None)
                    {
                        addresses[count++] = new Ipv6AddressInfo(
                            Ipv6Address.Read(own.addresses, i * Ipv6Packet.AddressLength),
                            own.prefixLengths[i],
                            own.StateOf(i),
                            own.OriginOf(i),
                            Left(own.preferredUntil[i]),
                            Left(own.validUntil[i]));
                    }
                }

                return addresses;
            }
        }

        /// <summary>The routers that take packets for everywhere.</summary>
        public Ipv6RouterInfo[] GetRouters()
        {
            lock (context)
            {
                DefaultRouters routers = discovery.routers.routers;
                int count = 0;
                for (int i = 0; i < routers.Count; i++)
                {
                    count += routers.until[i] == 0 ? 0 : 1;
                }

                Ipv6RouterInfo[] found = new Ipv6RouterInfo[count];
                count = 0;
                for (int i = 0; i < routers.Count; i++)
                {
                    if (routers.until[i] != 0)
                    {
                        found[count++] = new Ipv6RouterInfo(
                            Ipv6Address.Read(routers.addresses, i * Ipv6Packet.AddressLength),
                            routers.PreferenceOf(i),
                            !routers.IsSilent(i),
                            routers.chosen == i,
                            Left(routers.until[i]));
                    }
                }

                return found;
            }
        }

        /// <summary>The prefixes whose addresses are on the link, besides the link-local one.</summary>
        public Ipv6PrefixInfo[] GetPrefixes()
        {
            lock (context)
            {
                OnLinkPrefixes prefixes = discovery.routers.prefixes;
                int count = 0;
                for (int i = 0; i < prefixes.Count; i++)
                {
                    count += prefixes.until[i] == 0 ? 0 : 1;
                }

                Ipv6PrefixInfo[] found = new Ipv6PrefixInfo[count];
                count = 0;
                for (int i = 0; i < prefixes.Count; i++)
                {
                    if (prefixes.until[i] != 0)
                    {
                        found[count++] = new Ipv6PrefixInfo(
                            Ipv6Address.Read(prefixes.prefixes, i * Ipv6Packet.AddressLength), prefixes.lengths[i], Left(prefixes.until[i]));
                    }
                }

                return found;
            }
        }

        /// <summary>The DNS servers that routers have named (RFC 8106), those that may be asked at the moment.</summary>
        public IPAddress[] GetNameServers()
        {
            lock (context)
            {
                return discovery.routers.nameServers.Read(context.now);
            }
        }

        /// <summary>Gives this host an address. It is probed for before it is used, and its prefix is on the link.</summary>
        /// <param name="address">The address: an IPv6 one that one host may have.</param>
        /// <param name="prefixLength">Bits of it that are those of the network, 1 to 128; of a prefix of 128 bits, nobody else is on the link.</param>
        /// <returns>False where there is no place for it, or this host has it already.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
        /// <exception cref="ArgumentException">It is not an address that a host may have, or the length is out of its range.</exception>
        public bool AddAddress(IPAddress address, int prefixLength)
        {
            byte[] bytes = BytesOf(address, "address");
            if (prefixLength < 1 || prefixLength > 128)
            {
                throw new ArgumentException("prefixLength must be 1 to 128, not " + prefixLength.ToString());
            }

            lock (context)
            {
                return discovery.AddAddress(bytes, prefixLength);
            }
        }

        /// <summary>Takes an address away from this host, wherever it comes from. Its prefix stays on the link.</summary>
        /// <param name="address">The address.</param>
        /// <returns>False where this host has not got it.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
        /// <exception cref="ArgumentException">It is not an IPv6 address that a host may have.</exception>
        public bool RemoveAddress(IPAddress address)
        {
            byte[] bytes = BytesOf(address, "address");
            lock (context)
            {
                int place = discovery.own.Find(bytes, 0);
                if (place == OwnAddresses.None)
                {
                    return false;
                }

                discovery.own.Remove(place);
                return true;
            }
        }

        /// <summary>Names a router for everywhere, which need not advertise itself.</summary>
        /// <param name="router">Its address, link-local or in a prefix that is on the link.</param>
        /// <returns>False where there is no place for it.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="router"/> is null.</exception>
        /// <exception cref="ArgumentException">It is not an IPv6 address that a host may have.</exception>
        public bool AddRouter(IPAddress router)
        {
            byte[] bytes = BytesOf(router, "router");
            lock (context)
            {
                return discovery.routers.AddRouter(bytes);
            }
        }

        private static byte[] BytesOf(IPAddress address, string name)
        {
            if (address is null)
            {
                throw new ArgumentNullException(name);
            }

            byte[] bytes = address.GetAddressBytes();
            if (bytes.Length != Ipv6Packet.AddressLength || Ipv6Address.IsMulticast(bytes, 0) || Ipv6Address.IsUnspecified(bytes, 0)
                || Ipv6Address.IsLoopback(bytes, 0) || Ipv6Address.IsMapped(bytes, 0))
            {
                throw new ArgumentException(name + " must be an IPv6 address that one host may have, not " + address.ToString());
            }

            return bytes;
        }

        private long Left(long until)
        {
            return until == TimerQueue.Never ? Forever : until > context.now ? until - context.now : 0;
        }

        private void OnChanged()
        {
            Ipv6ChangeHandler handler = Changed;
            if (handler == null)
            {
                return;
            }

            bool wasInCallback = context.inCallback;
            context.inCallback = true;
            try
            {
                handler();
            }
            catch (Exception e)
            {
                context.faults.Add(e, "IPv6 change handler");
            }

            context.inCallback = wasInCallback;
        }
    }
}
