using Nano.Net.Drivers;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// The stack in a tunnel whose other end is the kernel's own VXLAN device. The network below is a cable between two
    /// namespaces: 10.78.0.1 and fd78::1 are the kernel's host, 10.78.0.2 and fd78::2 where the tunnel's socket is.
    /// </summary>
    internal sealed class VxlanLab : IDisposable
    {
        internal const int Network = 0x4E414E;
        internal const string Cable = "cable0";

        internal static readonly IPAddress KernelAddress = IPAddress.Parse("10.78.0.1");
        internal static readonly IPAddress SocketAddress = IPAddress.Parse("10.78.0.2");

        private static readonly IPAddress KernelIpv6Address = IPAddress.Parse("fd78::1");
        private static readonly IPAddress SocketIpv6Address = IPAddress.Parse("fd78::2");

        private readonly NetworkNamespace board;
        private readonly bool isIpv6;
        private DatagramSocket? socket;

        private VxlanLab(bool isIpv6)
        {
            this.isIpv6 = isIpv6;
            board = Namespaces.Make();
        }

        internal VxlanTunnel Tunnel { get; private set; } = null!;

        /// <summary>Lays a cable for frames of up to 9,000 bytes between the kernel's host and another namespace.</summary>
        internal static void LayCable(NetworkNamespace kernel, NetworkNamespace board)
        {
            NetworkNamespace.Ip("-n", kernel.Name, "link", "add", Cable, "mtu", "9000", "type", "veth", "peer", "name", Cable, "mtu", "9000", "netns", board.Name);
            NetworkNamespace.Ip("-n", kernel.Name, "addr", "add", $"{KernelAddress}/24", "dev", Cable);
            NetworkNamespace.Ip("-n", board.Name, "addr", "add", $"{SocketAddress}/24", "dev", Cable);
            NetworkNamespace.Ip("-n", kernel.Name, "link", "set", Cable, "up");
            NetworkNamespace.Ip("-n", board.Name, "link", "set", Cable, "up");
        }

        /// <summary>Makes a VXLAN device on the kernel's host.</summary>
        /// <param name="kernel">The host.</param>
        /// <param name="name">The device's name.</param>
        /// <param name="network">Its network identifier.</param>
        /// <param name="address">The kernel's address on it.</param>
        /// <param name="isIpv6">Whether its other end has an IPv6 address.</param>
        internal static void AddDevice(NetworkNamespace kernel, string name, int network, IPAddress address, bool isIpv6 = false)
        {
            IPAddress remote = isIpv6 ? SocketIpv6Address : SocketAddress;
            try
            {
                NetworkNamespace.Ip("-n", kernel.Name, "link", "add", name, "type", "vxlan", "id", $"{network}", "remote", $"{remote}", "dstport", "4789", "nolearning");
            }
            catch (TapException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal) || e.Message.Contains("not supported", StringComparison.Ordinal))
            {
                Skip.If(true, $"this kernel has no VXLAN: {e.Message}");
            }

            NetworkNamespace.Ip("-n", kernel.Name, "addr", "add", $"{address}/24", "dev", name);
            NetworkNamespace.Ip("-n", kernel.Name, "link", "set", name, "mtu", $"{1500 - Overhead(isIpv6)}", "up");

            // A network card fills in the checksums within the tunnel, but a cable between namespaces has none: the
            // kernel has to do it before.
            Program.Require("ethtool", "ethtool");
            Program.Run("ethtool", ["-K", name, "tx", "off"], kernel).Succeeded();
        }

        /// <summary>Runs a test between the two.</summary>
        internal static void Run(Action<Lab, VxlanLab> test, LabOptions? options = null, bool isIpv6 = false, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            using var tunnel = new VxlanLab(isIpv6);
            Lab.Run(lab => test(lab, tunnel), (options ?? new LabOptions()) with { Link = tunnel.Open }, name);
        }

        public void Dispose()
        {
            socket?.Dispose();
            board.Dispose();
        }

        private VxlanTunnel Open(KernelHost kernel)
        {
            LayCable(kernel.Namespace, board);
            if (isIpv6)
            {
                AddIpv6Address(kernel.Namespace, KernelIpv6Address);
                AddIpv6Address(board, SocketIpv6Address);
            }

            AddDevice(kernel.Namespace, KernelHost.Interface, Network, kernel.Address, isIpv6);
            IPAddress peer = isIpv6 ? KernelIpv6Address : KernelAddress;
            socket = board.Run(() => new DatagramSocket(peer, VxlanTunnel.DefaultPort, IPAddress.Any, VxlanTunnel.DefaultPort));
            return Tunnel = new VxlanTunnel(socket, new VxlanOptions { Network = Network, MaximumTransmissionUnit = 1500 - Overhead(isIpv6) });
        }

        private static void AddIpv6Address(NetworkNamespace host, IPAddress address)
        {
            host.Run(() => File.WriteAllText($"/proc/sys/net/ipv6/conf/{Cable}/disable_ipv6", "0"));
            NetworkNamespace.Ip("-n", host.Name, "addr", "add", $"{address}/64", "dev", Cable, "nodad");
        }

        private static int Overhead(bool isIpv6) => isIpv6 ? VxlanTunnel.Ipv6Overhead : VxlanTunnel.Overhead;
    }
}
