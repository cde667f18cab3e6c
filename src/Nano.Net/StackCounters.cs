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

        internal StackCounters(LinkCounters link, InternetCounters internet, IgmpCounters igmp, UdpCounters udp, TcpCounters tcp, FaultLog faults)
        {
            this.faults = faults;
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

        /// <summary>
        /// Exceptions that were caught where the stack calls what is not its own: a driver, an observer, a callback, a clock.
        /// <c>StackRunner.Faulted</c> tells what they were.
        /// </summary>
        public long Faults
        {
            get { return faults.Count; }
        }
    }
}
