using Nano.Net.Internet;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel's IPv6 against this stack's.</summary>
    public class Ipv6Tests
    {
        private const int Port = 9;
        private const int Mebibyte = 1024 * 1024;

        private static readonly KernelEndPoint kernel = KernelHost.EndPoint(Lab.KernelAddress6, Port);
        private static readonly KernelEndPoint us = KernelHost.EndPoint(Lab.Address6, Port);

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(56)]
        [InlineData(1452)]
        [InlineData(1453)]
        [InlineData(4000)]
        [InlineData(16000)]
        public void Ping_OfAnySize_IsAnswered_InFragmentsWhereItCame(int size) => Run(lab => Assert.Equal(3, Ping(lab, 3, "-s", $"{size}")));

        [SkippableFact]
        public void PingOfAllNodes_IsAnswered() => Run(lab =>
        {
            ProgramResult result = lab.Kernel.Run("ping", "-6", "-c", "2", "-W", "5", $"ff02::1%{KernelHost.Interface}");
            lab.Eventually(() => Counters(lab).IcmpEchoReplies >= 1, () => result.ToString());
        });

        [SkippableFact]
        public void AFloodOfPings_IsAnsweredToTheLast() => Run(lab =>
        {
            ProgramResult result = lab.Kernel.Run("ping", "-6", "-c", "2000", "-f", $"{Lab.Address6}").Succeeded();
            lab.Eventually(() => Counters(lab).IcmpEchoReplies >= 2000, () => $"{Counters(lab).IcmpEchoReplies} of 2000 answered\n{result}");
        });

        [SkippableFact]
        public void EchoOf64MiB_ComesBackUnchanged() => Run(lab =>
        {
            TcpListener listener = new(lab.Runner, new IPEndPoint(IPAddress.IPv6Any, Port));
            listener.Start();
            using KernelSocket client = lab.Kernel.Socket6(SocketType.Stream);
            client.Connect(us);
            using TcpClient server = lab.Accept(listener);
            Cross(client, server, 64 * Mebibyte);
            listener.Stop();
        });

        [SkippableFact]
        public void AConnectionFromHere_CarriesBothDirections() => Run(lab =>
        {
            using KernelSocket listener = lab.Kernel.Socket6(SocketType.Stream);
            listener.Bind(kernel);
            listener.Listen(1);
            using TcpClient client = new(lab.Runner);
            client.Connect(Lab.KernelAddress6, Port);
            using KernelSocket server = lab.Kernel.Accept(listener);
            Cross(server, client, 8 * Mebibyte);
        });

        [SkippableFact]
        public void PortThatNobodyHas_IsRefusedOnBothSides() => Run(lab =>
        {
            using KernelSocket client = lab.Kernel.Socket6(SocketType.Stream);
            Assert.Equal(KernelError.ConnectionRefused, Assert.Throws<KernelException>(() => client.Connect(us)).SocketErrorCode);
            using TcpClient other = new(lab.Runner);
            Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => other.Connect(Lab.KernelAddress6, Port)).SocketErrorCode);
            using KernelSocket datagrams = lab.Kernel.Socket6(SocketType.Dgram);
            datagrams.Connect(us);
            datagrams.Send([1]);
            Assert.Equal(KernelError.ConnectionRefused, Assert.Throws<KernelException>(() => datagrams.Receive(new byte[10])).SocketErrorCode);
        });

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(1452)]
        [InlineData(1453)]
        [InlineData(9000)]
        public void Datagrams_CrossInOnePacketAndInFragments(int length) => Run(lab =>
        {
            using UdpClient ours = new(lab.Runner, new IPEndPoint(IPAddress.IPv6Any, Port)) { ReceiveTimeout = lab.Patience };
            using KernelSocket theirs = lab.Kernel.Socket6(SocketType.Dgram);
            theirs.Bind(kernel);
            byte[] datagram = new byte[length];
            new Random(length).NextBytes(datagram);
            theirs.SendTo(datagram, us);
            IPEndPoint? from = null;
            Assert.Equal(datagram, ours.Receive(ref from));
            Assert.Equal(new IPEndPoint(Lab.KernelAddress6, Port), from);
            ours.Send(datagram, datagram.Length, from);
            byte[] buffer = new byte[10_000];
            Assert.Equal(datagram, buffer[..theirs.Receive(buffer)]);
        });

        // RFC 8201: behind the kernel is a link of 1,280 bytes, and it says so of every packet that is longer.
        [SkippableFact]
        public void AHostBehindARouter_IsReached_ThroughALinkThatCarriesLess() => Run(lab =>
        {
            using NetworkNamespace far = Namespaces.Make();
            string near = lab.Kernel.Namespace.Name;
            NetworkNamespace.Ip("-n", near, "link", "add", "far0", "mtu", "1280", "type", "veth", "peer", "name", "far1", "mtu", "1280", "netns", far.Name);
            NetworkNamespace.Ip("-n", near, "addr", "add", "fd78::1/64", "dev", "far0", "nodad");
            NetworkNamespace.Ip("-n", near, "link", "set", "far0", "up");
            NetworkNamespace.Ip("-n", far.Name, "addr", "add", "fd78::2/64", "dev", "far1", "nodad");
            NetworkNamespace.Ip("-n", far.Name, "link", "set", "far1", "up");
            NetworkNamespace.Ip("-n", far.Name, "-6", "route", "add", "default", "via", "fd78::1");
            Skip.IfNot(lab.Kernel.TrySet("ipv6/conf/all/forwarding", "1"), "/proc/sys is read-only here: the kernel cannot be made a router");
            Assert.True(lab.Interface6.AddRouter(Lab.KernelAddress6));

            // Echo replies: the first is lost, those behind it go in fragments.
            Assert.InRange(Enumerable.Range(0, 4).Count(_ => Program.Run("ping", ["-6", "-c", "1", "-W", "2", "-s", "1400", $"{Lab.Address6}"], far).ExitCode == 0), 2, 4);

            var address = IPAddress.Parse("fd78::2");
            using KernelSocket listener = far.Run(() => new KernelSocket(AddressFamily.InterNetworkV6, SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp));
            listener.Bind(KernelHost.EndPoint(address, Port));
            listener.Listen();
            using TcpClient client = new(lab.Runner) { SendTimeout = lab.Patience, ReceiveTimeout = lab.Patience };
            client.Connect(address, Port);
            using KernelSocket server = lab.Kernel.Accept(listener);
            Cross(server, client, 4 * Mebibyte);
            Assert.InRange(Counters(lab).IcmpErrorsReceived, 1, 30);
        });

        private static InternetCounters Counters(Lab lab) => lab.Interface6.PacketCounters;

        private static int Ping(Lab lab, int count, params string[] options)
        {
            Program.Require("ping", "iputils-ping");
            return Enumerable.Range(0, count).Count(_ => lab.Kernel.Run("ping", ["-6", "-c", "1", "-W", "5", .. options, $"{Lab.Address6}"]).ExitCode == 0);
        }

        private static void Run(Action<Lab> test) => Lab.Run(
            lab =>
            {
                // The address is probed for first.
                lab.Eventually(() => Ping(lab, 1) == 1, () => "the address is not answered for");
                test(lab);
                Assert.Equal((0, 0, 0), (Counters(lab).Malformed, Counters(lab).IcmpBadChecksum, lab.Stack.Counters.Tcp.DroppedBadChecksum));
            },
            new LabOptions { IPv6 = true });

        // Both send as much at once as the other takes.
        private static void Cross(KernelSocket kernel, TcpClient client, int count)
        {
            byte[] block = new byte[65_536];
            new Random(1).NextBytes(block);
            NetworkStream stream = client.GetStream();
            Worker[] workers =
            [
                new(() =>
                {
                    for (int sent = 0; sent < count; sent += block.Length)
                    {
                        Assert.Equal(block.Length, kernel.Send(block));
                    }
                }),
                new(() =>
                {
                    for (int sent = 0; sent < count; sent += block.Length)
                    {
                        stream.Write(block, 0, block.Length);
                    }
                }),
                new(() => Check(block, count, (buffer, offset, left) => kernel.Receive(buffer, offset, left, System.Net.Sockets.SocketFlags.None))),
                new(() => Check(block, count, stream.Read)),
            ];
            foreach (Worker worker in workers)
            {
                worker.Join();
            }
        }

        private static void Check(byte[] block, int count, Func<byte[], int, int, int> read)
        {
            byte[] buffer = new byte[block.Length];
            for (int received = 0; received < count; received += block.Length)
            {
                int filled = 0;
                while (filled < buffer.Length)
                {
                    int more = read(buffer, filled, buffer.Length - filled);
                    Assert.NotEqual(0, more);
                    filled += more;
                }

                Assert.True(block.AsSpan().SequenceEqual(buffer), $"the block at {received} is another one");
            }
        }
    }
}
