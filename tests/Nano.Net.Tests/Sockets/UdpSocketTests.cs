using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Sockets
{
    public class UdpSocketTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [Fact]
        public void DatagramsThereAndBack()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, 53);
            Assert.Equal(5, client.Send(Some, 5, new IPEndPoint(SocketHosts.AddressB, 53)));
            var buffer = new byte[100];
            IPEndPoint from = null!;
            Assert.Equal(5, server.Receive(buffer, ref from));
            Assert.Equal(Some, buffer[..5]);
            Assert.Equal(client.LocalEndPoint, from);
            server.Connect(from);
            server.Send(Some, 0);
            Assert.Equal(0, client.Receive(buffer, ref from));
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 53), from);

            // The same sender is the same object: a conversation allocates nothing.
            server.Send(Some, 1);
            IPEndPoint before = from;
            client.Receive(buffer, ref from);
            Assert.Same(before, from);
        }

        [Fact]
        public void ReceiveTimeout_AndCloseWakes()
        {
            using var hosts = new SocketHosts();
            var client = new UdpClient(hosts.A, 0) { ReceiveTimeout = 50 };
            IPEndPoint from = null!;
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.Receive(new byte[1], ref from)));
            client.ReceiveTimeout = 0;
            Task<Exception?>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => SocketHosts.Start(() =>
            {
                IPEndPoint sender = null!;
                client.Receive(new byte[1], ref sender);
            }))];
            Thread.Sleep(30);
            client.Close();
            foreach (Task<Exception?> task in waiting)
            {
                Assert.Equal(SocketError.Interrupted, Assert.IsType<SocketException>(SocketHosts.Finish(task)).SocketErrorCode);
            }

            client.Dispose();
            Assert.Throws<ObjectDisposedException>(() => client.Send(Some, 1, new IPEndPoint(SocketHosts.AddressB, 1)));
        }

        /// <summary>Its endpoint may be another client's by now.</summary>
        [Fact]
        public void GettersOfAClosedClient_DescribeNobody()
        {
            using var hosts = new SocketHosts();
            var client = new UdpClient(hosts.A, 53);
            client.Close();
            using var next = new UdpClient(hosts.A, 54) { EnableBroadcast = true };
            Assert.Throws<ObjectDisposedException>(() => client.Available);
            Assert.Throws<ObjectDisposedException>(() => client.EnableBroadcast);
            Assert.Throws<ObjectDisposedException>(() => client.Ttl);
            Assert.Throws<ObjectDisposedException>(() => client.MulticastTtl);
            Assert.Throws<ObjectDisposedException>(() => client.LocalEndPoint);
            client.Close();
            Assert.Equal(54, next.LocalEndPoint.Port);
        }

        [Fact]
        public void Available_IsTheBytesOfAllThatWaits()
        {
            using var hosts = new SocketHosts(o => o.PendingPackets = 2);
            using var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, 53);
            Assert.Equal(0, server.Available);
            client.Send(Some, 5, new IPEndPoint(SocketHosts.AddressB, 53));
            SocketHosts.Until(() => server.Available == 5);
            client.Send(Some, 3, new IPEndPoint(SocketHosts.AddressB, 53));
            SocketHosts.Until(() => server.Available == 8);
            IPEndPoint from = null!;
            server.Receive(new byte[9], ref from);
            Assert.Equal(3, server.Available);
        }

        [Fact]
        public void Send_WaitsWhileTheDeviceIsBusy()
        {
            var device = new FakeLinkDevice { IsBusy = true };
            using StackRunner runner = StackRunner.Start(new NetworkStack(device, new StackOptions { Address = SocketHosts.AddressA, UdpSockets = 3 }));
            var everybody = new IPEndPoint(IPAddress.Parse("255.255.255.255"), 53);
            using var client = new UdpClient(runner, 0) { EnableBroadcast = true };
            var closed = new UdpClient(runner, 0) { EnableBroadcast = true };
            using var hurried = new UdpClient(runner, 0) { EnableBroadcast = true, SendTimeout = 50 };
            int sent = 0;
            Task<Exception?> sending = SocketHosts.Start(() => sent = client.Send(Some, 5, everybody));
            Task<Exception?> interrupted = SocketHosts.Start(() => closed.Send(Some, 5, everybody));
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => hurried.Send(Some, 5, everybody)));
            Assert.False(sending.IsCompleted);
            closed.Close();
            Assert.Equal(SocketError.Interrupted, Assert.IsType<SocketException>(SocketHosts.Finish(interrupted)).SocketErrorCode);
            device.Sent!.Clear();
            device.IsBusy = false;
            Assert.Null(SocketHosts.Finish(sending));
            Assert.Equal(5, sent);
            Assert.Contains(device.Sent, frame => frame.AsSpan().EndsWith<byte>([1, 2, 3, 4, 5, .. new byte[frame.Length - 47]]));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SendTimeout = -1);
            Assert.Equal((0, 50), (client.SendTimeout, hurried.SendTimeout));
        }

        [Fact]
        public void Broadcast_NeedsToBeAllowed()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, 53);
            var all = new IPEndPoint(IPAddress.Parse("10.0.0.255"), 53);
            Assert.Equal(SocketError.AccessDenied, SocketHosts.ErrorOf(() => client.Send(Some, 5, all)));
            client.EnableBroadcast = true;
            client.Send(Some, 5, all);
            IPEndPoint from = null!;
            Assert.Equal(5, server.Receive(new byte[10], ref from));
        }

        [Fact]
        public void Truncation_IsTold()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0);
            using var server = new UdpClient(hosts.B, 53);
            var buffer = new byte[3];
            IPEndPoint from = null!;

            // While the neighbour is being asked for, only the latest datagram is kept.
            client.Send(Some, 1, new IPEndPoint(SocketHosts.AddressB, 53));
            Assert.Equal(1, server.Receive(buffer, ref from));
            client.Send(Some, 5, new IPEndPoint(SocketHosts.AddressB, 53));
            client.Send(Some, 2, new IPEndPoint(SocketHosts.AddressB, 53));
            Assert.Equal(SocketError.MessageSize, SocketHosts.ErrorOf(() => server.Receive(buffer, ref from)));
            Assert.Equal([1, 2, 3], buffer);
            Assert.Equal(2, server.Receive(buffer, ref from));
        }

        [Fact]
        public void ErrorsOfSendAndBind()
        {
            using var hosts = new SocketHosts(o => o.UdpSockets = 2);
            using var client = new UdpClient(hosts.A, 53);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => new UdpClient(hosts.A, 53)));
            using var second = new UdpClient(hosts.A, 54);
            Assert.Equal(SocketError.TooManyOpenSockets, SocketHosts.ErrorOf(() => new UdpClient(hosts.A, 55)));
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => client.Send(Some, 5)));
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => client.Send(Some, 5, new IPEndPoint(IPAddress.Parse("99.0.0.1"), 1))));
            Assert.Equal(SocketError.MessageSize, SocketHosts.ErrorOf(() => client.Send(new byte[65508], 65508, new IPEndPoint(SocketHosts.AddressB, 1))));
            Assert.Throws<ArgumentNullException>(() => client.Send(null!, 0, new IPEndPoint(SocketHosts.AddressB, 1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Send(Some, 6, new IPEndPoint(SocketHosts.AddressB, 1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => new UdpClient(hosts.A, 65536));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.ReceiveTimeout = -1);
            Assert.Throws<ArgumentNullException>(() => client.Connect(null!));
        }

        [Fact]
        public void ConnectWithoutAFreePath_SaysThatSocketsHaveRunOut()
        {
            using var hosts = new SocketHosts(o => (o.Paths, o.UdpSockets) = (2, 2));
            using var first = new UdpClient(hosts.A, 53);
            first.Connect(new IPEndPoint(SocketHosts.AddressB, 9));
            using var second = new UdpClient(hosts.A, 54);
            Assert.Equal(
                SocketError.TooManyOpenSockets,
                SocketHosts.ErrorOf(() => second.Connect(new IPEndPoint(IPAddress.Parse("10.0.0.3"), 9))));
        }

        [Fact]
        public void ClosedPortOfThePeer_IsTold()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0) { ReceiveTimeout = 5000 };
            client.Connect(new IPEndPoint(SocketHosts.AddressB, 99));
            client.Send(Some, 5);
            IPEndPoint from = null!;
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.Receive(new byte[1], ref from)));
        }

        [Fact]
        public void Groups_AreJoinedAndDropped_AndEndWithTheirSocket()
        {
            using var hosts = new SocketHosts(o => o.MulticastGroups = 1);
            IPAddress group = IPAddress.Parse("239.1.2.3");
            using var client = new UdpClient(hosts.A, 0);
            var member = new UdpClient(hosts.B, 53) { ReceiveTimeout = 5000 };
            member.JoinMulticastGroup(group, 255);
            Assert.Equal(255, member.MulticastTtl);
            client.Send(Some, 5, new IPEndPoint(group, 53));
            IPEndPoint from = null!;
            Assert.Equal(5, member.Receive(new byte[9], ref from));
            Assert.Equal(client.LocalEndPoint, from);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => member.JoinMulticastGroup(group)));
            Assert.Equal(SocketError.NoBufferSpaceAvailable, SocketHosts.ErrorOf(() => member.JoinMulticastGroup(IPAddress.Parse("239.1.2.4"))));
            member.DropMulticastGroup(group);
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => member.DropMulticastGroup(group)));
            member.JoinMulticastGroup(group);
            member.Close();
            Assert.Equal(2, hosts.B.Stack.Counters.Igmp.LeavesSent);
            using var next = new UdpClient(hosts.B, 53);
            Assert.Equal(1, next.MulticastTtl);
            next.JoinMulticastGroup(IPAddress.Parse("239.1.2.4"));
        }

        [Fact]
        public void GroupsAndTimesToLive_AreChecked()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 0);
            Assert.Null(hosts.A.Stack.Counters.Igmp);
            Assert.Equal(64, client.Ttl);
            client.Ttl = 255;
            Assert.Equal(255, client.Ttl);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Ttl = 0);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.MulticastTtl = 256);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.JoinMulticastGroup(IPAddress.Parse("239.1.2.3"), 0));
            Assert.Throws<ArgumentNullException>(() => client.JoinMulticastGroup(null!));
            Assert.Throws<ArgumentException>(() => client.JoinMulticastGroup(SocketHosts.AddressB));
            Assert.Equal(SocketError.NoBufferSpaceAvailable, SocketHosts.ErrorOf(() => client.JoinMulticastGroup(IPAddress.Parse("239.1.2.3"))));
        }
    }
}
