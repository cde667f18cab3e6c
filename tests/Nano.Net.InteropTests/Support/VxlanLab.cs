using Nano.Net.Drivers;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// The stack in a tunnel whose other end is the kernel's own VXLAN device. The network below is a cable between two
    /// namespaces: 10.78.0.1 is the kernel's host, 10.78.0.2 where the tunnel's socket is.
    /// </summary>
    internal sealed class VxlanLab : IDisposable
    {
        internal const int Network = 0x4E414E;
        internal const string Cable = "cable0";

        internal static readonly IPAddress KernelAddress = IPAddress.Parse("10.78.0.1");
        internal static readonly IPAddress SocketAddress = IPAddress.Parse("10.78.0.2");

        private readonly NetworkNamespace board;
        private DatagramSocket? socket;

        private VxlanLab()
        {
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
        internal static void AddDevice(NetworkNamespace kernel, string name, int network, IPAddress address)
        {
            try
            {
                NetworkNamespace.Ip("-n", kernel.Name, "link", "add", name, "type", "vxlan", "id", $"{network}", "remote", $"{SocketAddress}", "dstport", "4789", "nolearning");
            }
            catch (TapException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal) || e.Message.Contains("not supported", StringComparison.Ordinal))
            {
                Skip.If(true, $"this kernel has no VXLAN: {e.Message}");
            }

            NetworkNamespace.Ip("-n", kernel.Name, "addr", "add", $"{address}/24", "dev", name);
            NetworkNamespace.Ip("-n", kernel.Name, "link", "set", name, "mtu", "1450", "up");

            // A network card fills in the checksums within the tunnel, but a cable between namespaces has none: the
            // kernel has to do it before.
            Program.Require("ethtool", "ethtool");
            Program.Run("ethtool", ["-K", name, "tx", "off"], kernel).Succeeded();
        }

        /// <summary>Runs a test between the two.</summary>
        internal static void Run(Action<Lab, VxlanLab> test, LabOptions? options = null, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            using var tunnel = new VxlanLab();
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
            AddDevice(kernel.Namespace, KernelHost.Interface, Network, kernel.Address);
            socket = board.Run(() => new DatagramSocket(KernelAddress, VxlanTunnel.DefaultPort, IPAddress.Any, VxlanTunnel.DefaultPort));
            return Tunnel = new VxlanTunnel(socket, new VxlanOptions { Network = Network });
        }
    }
}
