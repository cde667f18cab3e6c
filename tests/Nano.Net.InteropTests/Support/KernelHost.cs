using Nano.Net.Link;
using ProtocolType = System.Net.Sockets.ProtocolType;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>The kernel as a host of its own: its sockets and programs in a network namespace where nothing else is.</summary>
    internal sealed class KernelHost : IDisposable
    {
        internal const string Interface = "nano0";

        private readonly List<KernelSocket> sockets = [];

        internal KernelHost(IPAddress address, bool hasIPv6 = false)
        {
            Address = address;
            Namespace = Namespaces.Make();

            // Where it is not what a test looks at, neighbour discovery of IPv6 has no place in what is seen.
            TrySet("ipv6/conf/all/disable_ipv6", hasIPv6 ? "0" : "1");
            TrySet("ipv6/conf/default/disable_ipv6", hasIPv6 ? "0" : "1");
        }

        internal NetworkNamespace Namespace { get; }

        internal IPAddress Address { get; }

        /// <summary>The most that one of its sockets waits for, in milliseconds.</summary>
        internal int Patience { get; init; } = 30_000;

        /// <summary>Makes the TAP device whose wire leads to this host.</summary>
        /// <param name="medium">What its frames look like.</param>
        /// <param name="mtu">The largest IP packet.</param>
        internal TapDevice OpenTap(LinkMedium medium = LinkMedium.Ethernet, int mtu = 1500) =>
            Namespace.Run(() => new TapDevice(new TapOptions { Name = Interface, HostAddress = Address, Medium = medium, Mtu = mtu }));

        /// <summary>A TCP socket that is neither bound nor connected.</summary>
        internal KernelSocket TcpSocket() => Make(SocketType.Stream, ProtocolType.Tcp);

        /// <summary>A UDP socket.</summary>
        /// <param name="port">Its port; 0 to have one chosen.</param>
        /// <param name="address">Its address; null for the host's.</param>
        internal KernelSocket UdpSocket(int port = 0, System.Net.IPAddress? address = null)
        {
            KernelSocket socket = Make(SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(address == null ? EndPoint(Address, port) : new KernelEndPoint(address, port));
            return socket;
        }

        /// <summary>A socket that listens.</summary>
        internal KernelSocket Listen(int port)
        {
            KernelSocket socket = TcpSocket();
            socket.Bind(EndPoint(Address, port));
            socket.Listen(128);
            return socket;
        }

        /// <summary>Accepts; what is accepted waits no longer than any socket here.</summary>
        internal KernelSocket Accept(KernelSocket listener)
        {
            KernelSocket socket = listener.Accept();
            Keep(socket);
            return socket;
        }

        /// <summary>A socket that is connected, to an address of either family.</summary>
        internal KernelSocket Connect(IPAddress address, int port)
        {
            KernelSocket socket = address.GetAddressBytes().Length == 4 ? TcpSocket() : Socket6(SocketType.Stream);
            socket.Connect(EndPoint(address, port));
            return socket;
        }

        /// <summary>Changes a setting of this host.</summary>
        /// <returns>False where /proc is read-only, or there is no such setting: it stays as it is.</returns>
        internal bool TrySet(string setting, string value) => Namespace.Run(() =>
        {
            try
            {
                File.WriteAllText("/proc/sys/net/" + setting, value);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });

        /// <summary>Has this host pass on packets that are not for it; where it cannot, the test is skipped.</summary>
        internal void BecomeRouter() => Skip.IfNot(TrySet("ipv4/ip_forward", "1"), "/proc/sys is read-only here: the kernel cannot be made a router");

        /// <summary>
        /// Pings the stack so often, one at a time: what `ping` itself waits for the answer to the last of several is a few
        /// round trips, or no more than its interval, and that is too short on a busy machine.
        /// </summary>
        /// <param name="count">How often.</param>
        /// <param name="options">Further options of `ping`.</param>
        /// <returns>The answers there were, each within five seconds.</returns>
        internal int Ping(int count, params string[] options)
        {
            Program.Require("ping", "iputils-ping");
            return Enumerable.Range(0, count).Count(_ => Run("ping", ["-c", "1", "-W", "5", .. options, $"{Lab.Address}"]).ExitCode == 0);
        }

        /// <summary>Runs a program on this host to its end.</summary>
        internal ProgramResult Run(string program, params string[] arguments) => Program.Run(program, arguments, Namespace);

        /// <summary>Starts a program on this host.</summary>
        internal Program Start(string program, params string[] arguments) => new(program, arguments, Namespace);

        /// <summary>Lines of `ss -tan` about a port of either side, without the headings: state, queues, addresses.</summary>
        internal string[] Connections(int port) =>
            [.. Run("ss", "-tanH").Succeeded().Output.Split('\n')
                .Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var local, var remote, ..]
                    && (local.EndsWith($":{port}", StringComparison.Ordinal) || remote.EndsWith($":{port}", StringComparison.Ordinal)))];

        /// <summary>The states of the connections of a port, listeners left out.</summary>
        internal string[] StatesOf(int port) => [.. Connections(port).Select(line => line.Split(' ')[0]).Where(state => state != "LISTEN")];

        public void Dispose()
        {
            foreach (KernelSocket socket in sockets)
            {
                socket.Dispose();
            }

            Namespace.Dispose();
        }

        internal static KernelEndPoint EndPoint(IPAddress address, int port) => new(new System.Net.IPAddress(address.GetAddressBytes()), port);

        /// <summary>A TCP or UDP socket of IPv6.</summary>
        internal KernelSocket Socket6(SocketType type) =>
            Make(type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp, AddressFamily.InterNetworkV6);

        private KernelSocket Make(SocketType type, ProtocolType protocol, AddressFamily family = AddressFamily.InterNetwork)
        {
            KernelSocket socket = Namespace.Run(() => new KernelSocket(family, type, protocol));
            Keep(socket);
            return socket;
        }

        private void Keep(KernelSocket socket)
        {
            socket.ReceiveTimeout = Patience;
            socket.SendTimeout = Patience;
            lock (sockets)
            {
                sockets.Add(socket);
            }
        }
    }
}
