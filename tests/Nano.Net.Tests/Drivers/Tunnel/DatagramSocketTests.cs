using Nano.Net.Drivers;
using KernelEndPoint = System.Net.IPEndPoint;
using KernelSocket = System.Net.Sockets.Socket;

namespace Nano.Net.Tests.Drivers.Tunnel
{
    /// <summary>The system's own sockets behind a tunnel, on the loopback interface.</summary>
    public class DatagramSocketTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
        private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.1");

        private readonly byte[] buffer = new byte[100];

        [Fact]
        public void ADatagramOfThePeer_IsKnownByItsAddress_WhateverItsPort()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using KernelSocket samePeer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            foreach (KernelSocket sender in new[] { peer, samePeer })
            {
                sender.SendTo("frame"u8, here);
                Assert.Equal(5, Receive(socket));
                Assert.True(socket.IsFromPeer);
                Assert.Equal("frame"u8.ToArray(), buffer[..5]);
            }
        }

        [Fact]
        public void ADatagramOfSomebodyElse_IsKnownToo()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using KernelSocket other = Open("127.0.0.2");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            other.SendTo("frame"u8, here);
            Assert.Equal(5, Receive(socket));
            Assert.False(socket.IsFromPeer);
        }

        [Fact]
        public void APeerWithAnIpv6Address_IsReachedAndKnown_WhateverItsPort()
        {
            using KernelSocket peer = Open("::1");
            using KernelSocket samePeer = Open("::1");
            KernelEndPoint here = FreePort("::1");
            using DatagramSocket socket = new(IPAddress.Parse("::1"), ((KernelEndPoint)peer.LocalEndPoint!).Port, IPAddress.Any, here.Port);
            foreach (KernelSocket sender in new[] { peer, samePeer })
            {
                sender.SendTo("frame"u8, here);
                Assert.Equal(5, Receive(socket));
                Assert.True(socket.IsFromPeer);
                Assert.Equal("frame"u8.ToArray(), buffer[..5]);
            }

            Assert.Equal(DatagramResult.Sent, socket.Send("xanswer"u8.ToArray(), 1, 6));
            System.Net.EndPoint from = new KernelEndPoint(System.Net.IPAddress.IPv6Any, 0);
            Assert.Equal(6, peer.ReceiveFrom(buffer, ref from));
            Assert.Equal(here, from);
        }

        [Fact]
        public void AnotherIpv6Address_IsNotThePeers()
        {
            using KernelSocket other = Open("::1");
            KernelEndPoint here = FreePort("::1");
            using DatagramSocket socket = new(IPAddress.Parse("2001:db8::1"), 4789, IPAddress.Any, here.Port);
            other.SendTo("frame"u8, here);
            Assert.Equal(5, Receive(socket));
            Assert.False(socket.IsFromPeer);
        }

        [Theory]
        [InlineData("::1", "127.0.0.1")]
        [InlineData("127.0.0.1", "::1")]
        public void AddressesOfTwoFamilies_AreRefused(string peer, string local)
        {
            ArgumentException e = Assert.Throws<ArgumentException>(() => new DatagramSocket(IPAddress.Parse(peer), 4789, IPAddress.Parse(local), 0));
            Assert.Contains("both be IPv6", e.Message);
        }

        [Fact]
        public void AnEmptyDatagram_DoesNotHoldUpTheNext()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            peer.SendTo(ReadOnlySpan<byte>.Empty, here);
            peer.SendTo("frame"u8, here);
            Assert.Equal(0, Receive(socket));
            Assert.Equal(5, Receive(socket));
            Assert.Equal(-1, socket.Receive(buffer, 0, 100));
        }

        [Fact]
        public void OfADatagramThatIsTooLong_TheRestIsLost()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            peer.SendTo("a long one"u8, here);
            peer.SendTo("b"u8, here);
            Assert.Equal(6, Receive(socket, 6));
            Assert.Equal(1, Receive(socket));
        }

        [Fact]
        public void WhatIsSent_ReachesThePeer_FromTheSocketsOwnPort()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            Assert.Equal(DatagramResult.Sent, socket.Send("xframe"u8.ToArray(), 1, 5));
            System.Net.EndPoint sender = new KernelEndPoint(System.Net.IPAddress.Any, 0);
            Assert.Equal(5, peer.ReceiveFrom(buffer, ref sender));
            Assert.Equal(here, sender);
        }

        [Fact]
        public void ADatagram_IsToldOnce_AndTheNextWhenNoneWasLeft()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            int told = 0;
            socket.DatagramAvailable += () => Interlocked.Increment(ref told);
            for (int round = 1; round <= 3; round++)
            {
                peer.SendTo("frame"u8, here);
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref told) == round, Patience));
                Assert.Equal(5, socket.Receive(buffer, 0, 100));
                Assert.Equal(-1, socket.Receive(buffer, 0, 100));
            }
        }

        [Fact]
        public void ANetworkThatDoesNotTakeADatagram_IsNoException()
        {
            // Without leave to broadcast, no socket may.
            using DatagramSocket socket = new(IPAddress.Parse("255.255.255.255"), 4789, Loopback, 0);
            Assert.Equal(DatagramResult.Failed, socket.Send(buffer, 0, 100));
            Assert.True(socket.IsOpen);
        }

        [Fact]
        public void APortThatIsTaken_IsSaid()
        {
            using KernelSocket taken = Open("127.0.0.1");
            int port = ((KernelEndPoint)taken.LocalEndPoint!).Port;
            Assert.Throws<System.Net.Sockets.SocketException>(() => new DatagramSocket(Loopback, 4789, Loopback, port));
        }

        [Fact]
        public void SendingAndReceiving_AllocatesNothing()
        {
            using KernelSocket peer = Open("127.0.0.1");
            using DatagramSocket socket = OpenTo(peer, out KernelEndPoint here);
            System.Net.SocketAddress to = here.Serialize();
            System.Net.SocketAddress from = new(System.Net.Sockets.AddressFamily.InterNetwork);
            int rounds = 0;
            int received = 0;
            Assert.Equal(0, Allocations.Of(() =>
            {
                rounds++;
                for (int i = 0; i < 1000; i++)
                {
                    socket.Send(buffer, 0, 100);
                    peer.ReceiveFrom(buffer, System.Net.Sockets.SocketFlags.None, from);
                    peer.SendTo(buffer, System.Net.Sockets.SocketFlags.None, to);
                    received += Receive(socket) == 100 ? 1 : 0;
                }
            }));
            Assert.Equal(1000 * rounds, received);
        }

        private static KernelSocket Open(string address)
        {
            KernelSocket socket = new(System.Net.IPAddress.Parse(address).AddressFamily, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp)
            {
                ReceiveTimeout = (int)Patience.TotalMilliseconds,
            };
            socket.Bind(new KernelEndPoint(System.Net.IPAddress.Parse(address), 0));
            return socket;
        }

        private static DatagramSocket OpenTo(KernelSocket peer, out KernelEndPoint here)
        {
            here = FreePort("127.0.0.1");
            return new DatagramSocket(Loopback, ((KernelEndPoint)peer.LocalEndPoint!).Port, Loopback, here.Port);
        }

        /// <summary>A port that was free a moment ago.</summary>
        private static KernelEndPoint FreePort(string address)
        {
            using KernelSocket probe = Open(address);
            return (KernelEndPoint)probe.LocalEndPoint!;
        }

        private int Receive(DatagramSocket socket, int capacity = 100)
        {
            // What was sent on the loopback interface is there at once, or in a moment.
            int length;
            for (int tries = 0; (length = socket.Receive(buffer, 0, capacity)) < 0 && tries < 2000; tries++)
            {
                Thread.Sleep(1);
            }

            return length;
        }
    }
}
