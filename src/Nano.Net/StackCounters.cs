using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Net
{
    /// <summary>Everything that a stack counts, layer by layer. Plain numbers that grow: read them at any time.</summary>
    public sealed class StackCounters
    {
        private readonly FaultLog faults;
        private readonly InternetLayer internet;

        internal StackCounters(LinkCounters link, InternetLayer internet, IgmpCounters igmp, UdpCounters udp, TcpCounters tcp, FaultLog faults)
        {
            this.faults = faults;
            this.internet = internet;
            Link = link;
            Igmp = igmp;
            Udp = udp;
            Tcp = tcp;
        }

        /// <summary>Frames and ARP.</summary>
        public LinkCounters Link { get; }

        /// <summary>IPv4, reassembly and ICMP.</summary>
        public InternetCounters Internet
        {
            get { return internet.ipv4.counters; }
        }

        /// <summary>IPv6, reassembly and ICMPv6; null where the stack has no IPv6.</summary>
        public InternetCounters IPv6
        {
            get { return internet.ipv6 == null ? null : internet.ipv6.counters; }
        }

        /// <summary>IGMP; null where the stack was given no room for multicast groups.</summary>
        public IgmpCounters Igmp { get; }

        /// <summary>UDP.</summary>
        public UdpCounters Udp { get; }

        /// <summary>TCP.</summary>
        public TcpCounters Tcp { get; }

        /// <summary>
        /// Exceptions that were caught where the stack calls what is not its own: a driver, an observer, a callback, a clock.
        /// <c>StackRunner.Faulted</c> tells what they were.
        /// </summary>
        public long Faults
        {
            get { return faults.Count; }
        }

        /// <summary>What IPv6 counts besides, of neighbours, routers and multicast listeners, one counter after the other.</summary>
        /// <param name="index">Which one: 0 and up.</param>
        /// <param name="name">Its name, in lower case with underscores: router_advertisements; null where there is none of that index, or no IPv6.</param>
        /// <returns>The count; 0 where there is none.</returns>
        public long GetDiscovery(int index, out string name)
        {
            name = null;
            return internet.ipv6 == null ? 0 : internet.ipv6.GetDiscovery(index, out name);
        }
    }
}
