using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Net
{
    /// <summary>Everything that a stack counts, layer by layer. Plain numbers that grow: read them at any time.</summary>
    public sealed class StackCounters
    {
        internal StackCounters(LinkCounters link, InternetCounters internet, IgmpCounters igmp, UdpCounters udp, TcpCounters tcp)
        {
            Link = link;
            Internet = internet;
            Igmp = igmp;
            Udp = udp;
            Tcp = tcp;
        }

        /// <summary>Frames and ARP.</summary>
        public LinkCounters Link { get; }

        /// <summary>IPv4, reassembly and ICMP.</summary>
        public InternetCounters Internet { get; }

        /// <summary>IGMP; null where the stack was given no room for multicast groups.</summary>
        public IgmpCounters Igmp { get; }

        /// <summary>UDP.</summary>
        public UdpCounters Udp { get; }

        /// <summary>TCP.</summary>
        public TcpCounters Tcp { get; }
    }
}
