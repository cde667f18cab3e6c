using System.Net.Sockets;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>The stack in a VXLAN tunnel.</summary>
    internal sealed class VxlanLink : ServeLink
    {
        private readonly DatagramSocket socket;
        private readonly VxlanTunnel tunnel;
        private readonly VxlanLinkSettings settings;
        private readonly AddressAndPrefix address;

        /// <summary>Makes the tunnel.</summary>
        /// <param name="socket">Its socket; disposed with the link.</param>
        /// <param name="settings">What was asked for.</param>
        /// <param name="address">The stack's address in it.</param>
        public VxlanLink(DatagramSocket socket, VxlanLinkSettings settings, AddressAndPrefix address)
        {
            this.socket = socket;
            this.settings = settings;
            this.address = address;
            tunnel = new VxlanTunnel(socket, new VxlanOptions { Network = settings.Network, MaximumTransmissionUnit = settings.LargestPacket });
        }

        /// <inheritdoc/>
        public override ILinkDevice Device => tunnel;

        /// <inheritdoc/>
        public override string Name => $"VXLAN {settings.Network} to {settings.Remote}";

        /// <inheritdoc/>
        public override IEnumerable<string> Hints =>
        [
            "The other end may be a Linux kernel:",
            $"  ip link add vx0 mtu {tunnel.MaximumTransmissionUnit} up type vxlan id {settings.Network} remote {OwnAddress()} dstport {settings.Local.Port}",
            $"  ip addr add {address.Neighbor()}/{address.Length} dev vx0",
            "  ethtool -K vx0 tx off    (only where both ends are on one machine, in network namespaces: no network card fills in checksums there)",
        ];

        /// <inheritdoc/>
        public override IEnumerable<string[]> Counted(StackCounters counters) => CounterTable.Rows("tunnel", tunnel.Counters);

        /// <inheritdoc/>
        public override void Dispose() => socket.Dispose();

        /// <summary>This host's address as the other end sees it, as far as that can be known here.</summary>
        private string OwnAddress()
        {
            if (settings.Local.Address != IPAddress.Any)
            {
                return settings.Local.Address.ToString();
            }

            try
            {
                // Connecting a UDP socket sends nothing; it only chooses the way.
                var remote = System.Net.IPAddress.Parse(settings.Remote.Address.ToString());
                using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                probe.Connect(remote, settings.Remote.Port);
                return ((System.Net.IPEndPoint)probe.LocalEndPoint!).Address.ToString();
            }
            catch (SocketException)
            {
                return "THIS-HOST";
            }
        }
    }
}
