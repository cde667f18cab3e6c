using System.Globalization;
using ProtocolType = System.Net.Sockets.ProtocolType;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel as a router: what lies behind it, and what it says about the way there.</summary>
    public class RoutingTests
    {
        private const int Port = 9;

        /// <summary>Over a link that carries less than 576 bytes the kernel fragments what this side lets it.</summary>
        [SkippableTheory]
        [InlineData(1000)]
        [InlineData(296)]
        public void AHostBehindTheGateway_IsReached_ThroughALinkThatCarriesLess(int carried) => Lab.Run(
            lab =>
            {
                // 10.78.0.2 is in a namespace behind the kernel, which passes on no more than that.
                using NetworkNamespace far = Namespaces.Make();
                string near = lab.Kernel.Namespace.Name;
                NetworkNamespace.Ip("-n", near, "link", "add", "far0", "type", "veth", "peer", "name", "far1", "netns", far.Name);
                NetworkNamespace.Ip("-n", near, "addr", "add", "10.78.0.1/24", "dev", "far0");
                NetworkNamespace.Ip("-n", near, "link", "set", "far0", "up");
                NetworkNamespace.Ip("-n", near, "route", "add", "10.78.0.2/32", "dev", "far0", "mtu", "lock", carried.ToString(CultureInfo.InvariantCulture));
                NetworkNamespace.Ip("-n", far.Name, "addr", "add", "10.78.0.2/24", "dev", "far1");
                NetworkNamespace.Ip("-n", far.Name, "link", "set", "far1", "up");
                NetworkNamespace.Ip("-n", far.Name, "route", "add", "default", "via", "10.78.0.1");
                lab.Kernel.BecomeRouter();

                var address = IPAddress.Parse("10.78.0.2");
                using KernelSocket listener = far.Run(() => new KernelSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                listener.Bind(KernelHost.EndPoint(address, Port));
                listener.Listen();
                using var client = new Sockets.TcpClient(lab.Runner) { SendTimeout = lab.Patience, ReceiveTimeout = lab.Patience };
                client.Connect(address, Port);
                using KernelSocket kernel = lab.Kernel.Accept(listener);

                Digest received = default;
                var reader = new Worker(() => received = Digest.Read(kernel.Stream()));
                Digest sent = Digest.Write(client.GetStream(), 1_000_000, 1);
                client.Shutdown(Sockets.SocketShutdown.Send);
                reader.Join();
                Assert.Equal(sent, received);

                // Once told, it is obeyed: a burst of the first round trip at most was too large.
                Assert.InRange(lab.Stack.Counters.Internet.IcmpErrorsReceived, 1, 20);
                Assert.Equal(0, lab.Stack.Counters.Tcp.RetransmissionTimeouts);
            },
            new LabOptions { Stack = UseGateway });

        [SkippableFact]
        public void TheGatewaySaysThatThereIsNoWay_AndConnectFailsForThatReason() => Lab.Run(
            lab =>
            {
                lab.Kernel.BecomeRouter();
                using var client = new Sockets.TcpClient(lab.Runner);
                Expect.Fails(Sockets.SocketError.NetworkUnreachable, () => client.Connect(IPAddress.Parse("10.79.0.1"), Port));
            },
            new LabOptions
            {
                Stack = options =>
                {
                    UseGateway(options);
                    options.ConnectTimeout = 1500;
                },
            });

        private static void UseGateway(StackOptions options) => options.Gateway = IPAddress.Parse("10.77.0.1");
    }
}
