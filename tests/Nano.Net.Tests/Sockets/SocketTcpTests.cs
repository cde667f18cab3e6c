using Nano.Emulator;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary><see cref="Socket"/> as TCP: how it connects, listens, sends, receives and closes.</summary>
    public class SocketTcpTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [Fact]
        public void Echo()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            byte[] sent = Tests.Tcp.TcpPeer.Bytes(0, 20_000);
            Task<Exception?> echo = SocketHosts.Start(() =>
            {
                var buffer = new byte[700];
                int read;
                while ((read = server.Receive(buffer)) > 0)
                {
                    Assert.Equal(read, server.Send(buffer, read, SocketFlags.None));
                }

                server.Close();
            });
            Task<Exception?> writing = SocketHosts.Start(() =>
            {
                Assert.Equal(sent.Length, client.Send(sent));
                client.Shutdown(SocketShutdown.Send);
            });
            var got = new MemoryStream();
            var part = new byte[900];
            int length;
            while ((length = client.Receive(part, 100, 800, SocketFlags.None)) > 0)
            {
                got.Write(part, 100, length);
            }

            Assert.Equal(sent, got.ToArray());
            Assert.Null(SocketHosts.Finish(echo));
            Assert.Null(SocketHosts.Finish(writing));
            client.Close();
        }

        [Fact]
        public void AllOverloads_SendAndReceiveWhatTheyAreAsked()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            var buffer = new byte[5];

            Assert.Equal(5, client.Send(Some, SocketFlags.None));
            Assert.Equal(5, ReceiveAll(server, 5, out byte[] got));
            Assert.Equal(Some, got);

            Assert.Equal(2, client.Send(Some, 2, SocketFlags.None));
            Assert.Equal(2, server.Receive(buffer, 5, SocketFlags.None));
            Assert.Equal([1, 2, 0, 0, 0], buffer);

            Assert.Equal(2, client.Send(Some, 3, 2, SocketFlags.None));
            Assert.Equal(2, server.Receive(buffer, SocketFlags.None));
            Assert.Equal([4, 5, 0, 0, 0], buffer);

            Assert.Equal(1, client.SendTo(Some, 1, SocketFlags.None, new IPEndPoint(IPAddress.Any, 99)));
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            Assert.Equal(1, server.ReceiveFrom(buffer, ref from));
            Assert.Equal(client.LocalEndPoint, from);
            Assert.Equal(0, server.Receive(buffer, 0, SocketFlags.None));
            Assert.Equal(0, client.Send([]));
        }

        [Fact]
        public void EndPoints_AreThoseOfTheConnection()
        {
            using var hosts = new SocketHosts();
            using var fresh = Tcp(hosts.A);
            Assert.Null(fresh.LocalEndPoint);
            Assert.Null(fresh.RemoteEndPoint);
            Assert.False(fresh.IsBound);
            Assert.False(fresh.Connected);
            Assert.Equal(AddressFamily.InterNetwork, fresh.AddressFamily);
            Assert.Equal(SocketType.Stream, fresh.SocketType);
            Assert.Equal(ProtocolType.Tcp, fresh.ProtocolType);

            (Socket client, Socket server) = Connect(hosts);
            Assert.True(client.Connected && server.Connected);
            Assert.True(client.IsBound && server.IsBound);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 7), client.RemoteEndPoint);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 7), server.LocalEndPoint);
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(SocketHosts.AddressA, ((IPEndPoint)client.LocalEndPoint!).Address);
        }

        [Fact]
        public void Bind_TakesThePort_UntilTheSocketIsClosed()
        {
            using var hosts = new SocketHosts();
            Socket first = Tcp(hosts.B);
            first.Bind(new IPEndPoint(IPAddress.Any, 80));
            Assert.Equal(new IPEndPoint(IPAddress.Any, 80), first.LocalEndPoint);
            Assert.True(first.IsBound);

            Socket second = Tcp(hosts.B);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => second.Bind(new IPEndPoint(IPAddress.Any, 80))));
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => first.Bind(new IPEndPoint(IPAddress.Any, 81))));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => second.Bind(new IPEndPoint(SocketHosts.AddressA, 81))));
            Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => second.Bind(new IPEndPoint(IPAddress.IPv6Any, 81))));

            first.Close();
            second.Bind(new IPEndPoint(SocketHosts.AddressB, 80));
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 80), second.LocalEndPoint);
        }

        [Fact]
        public void BoundPort_RefusesConnections_AndIsNotShownAsListener_UntilItListens()
        {
            using var hosts = new SocketHosts();
            using Socket bound = Tcp(hosts.B);
            bound.Bind(new IPEndPoint(IPAddress.Any, 7));
            Assert.Empty(hosts.B.GetConnections());
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(() => Tcp(hosts.A).Connect(SocketHosts.AddressB, 7)));
            Assert.Throws<InvalidOperationException>(() => bound.Accept());

            bound.Listen(2);
            Assert.Equal("LISTEN", Assert.Single(hosts.B.GetConnections()).StateName);
            using Socket client = Tcp(hosts.A);
            client.Connect(SocketHosts.AddressB, 7);
            using Socket server = bound.Accept();
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        }

        [Fact]
        public void BindToPort0_ChoosesOne_ThatIsListenedOn()
        {
            using var hosts = new SocketHosts();
            using Socket listener = Tcp(hosts.B);
            listener.Bind(new IPEndPoint(IPAddress.Any, 0));
            int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            Assert.InRange(port, 49152, 65535);
            listener.Listen();
            Assert.Equal(port, ((IPEndPoint)listener.LocalEndPoint!).Port);
            using Socket client = Tcp(hosts.A);
            client.Connect("10.0.0.2", port);
            Assert.Equal(client.LocalEndPoint, listener.Accept().RemoteEndPoint);
        }

        [Fact]
        public void BoundPort_IsThatOfTheConnection_AndTheListenersPlaceIsFreeAgain()
        {
            using var hosts = new SocketHosts(o => o.Listeners = 1);
            using TcpListener listener = hosts.Listen();
            using Socket client = Tcp(hosts.A);
            client.Bind(new IPEndPoint(IPAddress.Any, 5000));
            client.Connect(new IPEndPoint(SocketHosts.AddressB, 7));
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 5000), client.LocalEndPoint);

            // Where no listener is left, a port is chosen but not kept: who connects from it still can.
            using var other = new TcpListener(hosts.A, new IPEndPoint(IPAddress.Any, 81));
            other.Start();
            using Socket second = Tcp(hosts.A);
            second.Bind(new IPEndPoint(IPAddress.Any, 5001));
            second.Connect(new IPEndPoint(SocketHosts.AddressB, 7));
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 5001), second.LocalEndPoint);
        }

        [Fact]
        public void Listen_NeedsAPort_AndAccept_NeedsListen()
        {
            using var hosts = new SocketHosts();
            using Socket socket = Tcp(hosts.B);
            Assert.Equal(SocketError.InvalidArgument, SocketHosts.ErrorOf(() => socket.Listen(1)));
            Assert.Throws<InvalidOperationException>(() => socket.Accept());
            socket.Bind(new IPEndPoint(IPAddress.Any, 7));
            socket.Listen(0);
            Assert.Throws<InvalidOperationException>(() => socket.Connect(SocketHosts.AddressA, 9));
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => socket.Send(Some)));
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => socket.Receive(new byte[1])));
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => socket.Shutdown(SocketShutdown.Both)));
        }

        [Fact]
        public void NotBlocking_TellsThatItWouldWait()
        {
            using var hosts = new SocketHosts();
            using Socket listener = Listen(hosts);
            listener.Blocking = false;
            Assert.False(listener.Blocking);
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => listener.Accept()));

            using Socket client = Tcp(hosts.A);
            client.Blocking = false;
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 7)));
            Assert.True(client.Poll(10_000_000, SelectMode.SelectWrite));
            Assert.True(client.Connected);
            Assert.Equal(0, client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
            Assert.Equal(SocketError.IsConnected, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 7)));
            Assert.True(listener.Poll(10_000_000, SelectMode.SelectRead));
            using Socket server = listener.Accept();

            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => client.Receive(new byte[1])));
            int sent = 0;
            SocketError error = SocketHosts.ErrorOf(() =>
            {
                while (true)
                {
                    sent += client.Send(new byte[10_000]);
                }
            });
            Assert.Equal(SocketError.WouldBlock, error);
            Assert.InRange(sent, client.SendBufferSize, client.SendBufferSize + server.ReceiveBufferSize);
        }

        [Fact]
        public void NotBlocking_AnAttemptThatFails_IsToldByPollAndByTheErrorOption_AndMayBeMadeAgain()
        {
            using var hosts = new SocketHosts();
            using Socket client = Tcp(hosts.A);
            client.Blocking = false;
            hosts.Wire.A.IsLinkUp = false;
            Assert.Equal(SocketError.WouldBlock, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 99)));
            Assert.False(client.Poll(0, SelectMode.SelectWrite));
            Assert.False(client.Poll(0, SelectMode.SelectError));
            Assert.Equal(SocketError.AlreadyInProgress, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 99)));
            hosts.Wire.A.IsLinkUp = true;
            Assert.True(client.Poll(10_000_000, SelectMode.SelectError));
            Assert.True(client.Poll(0, SelectMode.SelectWrite));
            Assert.Equal((int)SocketError.ConnectionRefused, client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 99)));
            using TcpListener listener = hosts.Listen();
            client.Blocking = true;
            client.Connect(SocketHosts.AddressB, 7);
            Assert.True(client.Connected);
        }

        [Fact]
        public void Connect_FailsAsTcpClientDoes_AndTakesTheFirstAddressThatAnswers()
        {
            using var hosts = new SocketHosts();
            using Socket listener = Listen(hosts);
            using Socket client = Tcp(hosts.A);
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 99)));
            Assert.Equal(SocketError.NoRecovery, SocketHosts.ErrorOf(() => client.Connect("no.such.host", 7)));
            client.Connect([IPAddress.Broadcast, SocketHosts.AddressB], 7);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 7), client.RemoteEndPoint);
            Assert.Equal(SocketError.IsConnected, SocketHosts.ErrorOf(() => client.Connect([SocketHosts.AddressB], 7)));
            Assert.Equal(SocketError.HostNotFound, SocketHosts.ErrorOf(() => Tcp(hosts.A).Connect(Array.Empty<IPAddress>(), 7)));
        }

        [Fact]
        public void Peek_LeavesWhatItSees()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            Assert.Equal(5, client.Send(Some));
            var buffer = new byte[5];
            SocketHosts.Until(() => server.Available == 5);
            Assert.Equal(3, server.Receive(buffer, 0, 3, SocketFlags.Peek));
            Assert.Equal(5, server.Receive(buffer, SocketFlags.Peek));
            Assert.Equal(5, server.Available);
            Assert.Equal(5, server.Receive(buffer));
            Assert.Equal(Some, buffer);
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, server.Receive(buffer, SocketFlags.Peek));
            Assert.Equal(SocketError.OperationNotSupported, SocketHosts.ErrorOf(() => client.Send(Some, SocketFlags.OutOfBand)));
            Assert.Equal(SocketError.OperationNotSupported, SocketHosts.ErrorOf(() => server.Receive(buffer, SocketFlags.OutOfBand)));
        }

        [Fact]
        public void Peek_AfterShutdownOfReceiving_IsTheEnd()
        {
            using var hosts = new SocketHosts();
            (Socket client, _) = Connect(hosts);
            client.Shutdown(SocketShutdown.Receive);
            Assert.Equal(0, client.Receive(new byte[1], SocketFlags.Peek));
            Assert.Equal(0, client.Receive(new byte[1]));
        }

        [Fact]
        public void Timeouts_EndReceiveAndSend()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            Assert.Equal(0, client.ReceiveTimeout);
            client.ReceiveTimeout = 50;
            client.SendTimeout = 60;
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.Receive(new byte[1])));
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.Send(new byte[100_000])));
            Assert.Equal(50, client.ReceiveTimeout);
            Assert.Equal(60, client.SendTimeout);
            client.ReceiveTimeout = -1;
            Assert.Equal(0, client.ReceiveTimeout);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SendTimeout = -2);
            server.Send(Some);
            Assert.Equal(5, ReceiveAll(client, 5, out _));
        }

        [Fact]
        public void Close_WakesWhoReceivesSendsAcceptsOrPolls()
        {
            using var hosts = new SocketHosts();
            Socket listener = Listen(hosts);
            using Socket client = Tcp(hosts.A);
            client.Connect(SocketHosts.AddressB, 7);
            using Socket server = listener.Accept();
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => client.Receive(new byte[1])),
                SocketHosts.Start(() => client.Send(new byte[100_000])),
                SocketHosts.Start(() => listener.Accept()),
                SocketHosts.Start(() => Assert.True(client.Poll(-1, SelectMode.SelectRead))),
            ];
            Nano.Net.Tcp.TcpConnection connection = client.client.stream.connection;
            SocketHosts.Until(() => connection.readersWaiting == 2 && connection.writersWaiting == 1 && hosts.B.stack.tcp.FindAcceptor(7, null).waiting == 1);
            client.Close();
            listener.Close();
            Assert.All(waiting[..3], task => Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(task))));
            Assert.Null(SocketHosts.Finish(waiting[3]));
            Assert.Throws<ObjectDisposedException>(() => client.Receive(new byte[1]));
            Assert.Throws<ObjectDisposedException>(() => client.Available);
            Assert.Throws<ObjectDisposedException>(() => client.RemoteEndPoint);
            Assert.Throws<ObjectDisposedException>(() => listener.Accept());
        }

        [Fact]
        public void AResetIsToldByExactlySocketException()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            Task<Exception?> reading = SocketHosts.Start(() => server.Receive(new byte[1]));
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            Assert.Equal(typeof(SocketException), SocketHosts.Finish(reading)!.GetType());
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => server.Send(Some)));
            Assert.False(server.Connected);
            Assert.True(server.Poll(-1, SelectMode.SelectError));
        }

        [Fact]
        public void CloseWithTimeout_WaitsForWhatWasSent_AndWithZeroResets()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            client.Send(Some);
            client.Close(5);
            Assert.Equal(5, ReceiveAll(server, 5, out _));
            Assert.Equal(0, server.Receive(new byte[1]));

            (client, server) = Connect(hosts, 8);
            client.Send(Some);
            client.Close(0);
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => ReceiveAll(server, 6, out _)));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Close(-2));
        }

        [Fact]
        public void ArgumentsAreChecked()
        {
            using var hosts = new SocketHosts();
            (Socket client, _) = Connect(hosts);
            Assert.Throws<ArgumentNullException>(() => client.Send(null));
            Assert.Throws<ArgumentNullException>(() => client.Receive(null));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Send(Some, -1, 1, SocketFlags.None));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Send(Some, 6, 0, SocketFlags.None));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Receive(Some, 3, 3, SocketFlags.None));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Receive(Some, 3, -1, SocketFlags.None));
            Assert.Throws<ArgumentNullException>(() => client.Connect((EndPoint)null!));
            Assert.Throws<ArgumentNullException>(() => client.Connect((string)null!, 1));
            Assert.Throws<ArgumentNullException>(() => client.Connect((IPAddress[])null!, 1));
            Assert.Throws<ArgumentException>(() => client.Connect(new OtherEndPoint()));
            Assert.Throws<ArgumentNullException>(() => new Socket(null, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            Assert.Equal(SocketError.AddressFamilyNotSupported, SocketHosts.ErrorOf(() => new Socket(hosts.A, AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp)));
            Assert.Equal(SocketError.SocketNotSupported, SocketHosts.ErrorOf(() => new Socket(hosts.A, AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp)));
            Assert.Equal(SocketError.ProtocolNotSupported, SocketHosts.ErrorOf(() => new Socket(hosts.A, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Icmp)));
            Assert.Equal(SocketError.ProtocolType, SocketHosts.ErrorOf(() => new Socket(hosts.A, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Tcp)));
            Assert.Equal(SocketError.ProtocolType, SocketHosts.ErrorOf(() => new Socket(hosts.A, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Udp)));
            Assert.Equal(ProtocolType.Tcp, new Socket(hosts.A, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified).ProtocolType);
        }

        [Fact]
        public void SpansAndErrorsThatAreTold()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            ReadOnlySpan<byte> bytes = Some;
            Assert.Equal(5, client.Send(bytes));
            Span<byte> got = stackalloc byte[6];
            Assert.True(server.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead));
            Assert.Equal(5, server.Receive(got, SocketFlags.Peek));
            Assert.Equal(5, server.Receive(got));
            Assert.Equal([1, 2, 3, 4, 5, 0], got.ToArray());
            Assert.Equal(2, client.Send(bytes[..2], SocketFlags.None, out SocketError error));
            Assert.Equal(SocketError.Success, error);
            Assert.True(server.Poll(TimeSpan.FromSeconds(-1), SelectMode.SelectRead));
            Assert.Equal(2, server.Receive(got, SocketFlags.None, out error));
            Assert.Equal(SocketError.Success, error);
            server.Blocking = false;
            Assert.Equal(0, server.Receive(new byte[3], 0, 3, SocketFlags.None, out error));
            Assert.Equal(SocketError.WouldBlock, error);
            Assert.False(server.Poll(TimeSpan.Zero, SelectMode.SelectRead));
            Assert.Throws<ArgumentOutOfRangeException>(() => server.Poll(TimeSpan.FromHours(1), SelectMode.SelectRead));
            client.Close(0);
            Assert.True(server.Poll(-1, SelectMode.SelectError));
            Assert.Equal(0, server.Send(Some, 0, 5, SocketFlags.None, out error));
            Assert.Equal(SocketError.ConnectionReset, error);

            using Socket a = SocketUdpTests.Udp(hosts.A, 1000);
            using Socket b = SocketUdpTests.Udp(hosts.B, 53);
            Assert.Equal(5, a.SendTo(bytes, new IPEndPoint(SocketHosts.AddressB, 53)));
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            got.Clear();
            Assert.Equal(5, b.ReceiveFrom(got, ref from));
            Assert.Equal([1, 2, 3, 4, 5, 0], got.ToArray());
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 1000), from);
            Assert.Equal(0x2010, IPAddress.HostToNetworkOrder((short)0x1020));
            Assert.Equal(0x40302010, IPAddress.NetworkToHostOrder(0x10203040));
            Assert.Equal(0x0807060504030201, IPAddress.NetworkToHostOrder(0x0102030405060708));
        }

        [Fact]
        public void NetworkStream_OfASocket_LeavesItOpenUnlessItOwnsIt()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            var borrowed = new NetworkStream(client);
            Assert.Same(client, borrowed.Socket);
            borrowed.Write(Some, 0, 5);
            Assert.Equal(5, ReceiveAll(server, 5, out _));
            borrowed.ReadTimeout = 40;
            Assert.Equal(40, client.ReceiveTimeout);
            var failure = Assert.Throws<IOException>(() => borrowed.ReadByte());
            Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
            borrowed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => borrowed.ReadByte());
            Assert.True(client.Connected);

            var owner = new NetworkStream(client, true);
            Assert.Equal(40, owner.ReadTimeout);
            owner.Close();
            Assert.False(client.Connected);
            Assert.Throws<ObjectDisposedException>(() => client.Send(Some));
            Assert.Equal(0, server.Receive(new byte[1]));

            Assert.Throws<ArgumentNullException>(() => new NetworkStream(null));
            failure = Assert.Throws<IOException>(() => new NetworkStream(Tcp(hosts.A)));
            Assert.Equal(SocketError.NotConnected, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
        }

        [Fact]
        public void NetworkStream_CloseWithTimeout_WaitsForThePeer()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            var stream = new NetworkStream(client, true);
            stream.Write(Some, 0, 5);
            stream.Close(5000);
            Assert.Equal(5, ReceiveAll(server, 5, out _));
            Assert.Equal(0, server.Receive(new byte[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.Close(-2));
        }

        [Fact]
        public void FacesOfTheOthers_ShareWhatTheyHave()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            Assert.Same(listener.Server, listener.Server);
            Assert.Equal(listener.LocalEndpoint, listener.Server.LocalEndPoint);
            var client = new TcpClient(hosts.A);
            client.Client.NoDelay = true;
            Assert.True(client.NoDelay);
            client.Connect(SocketHosts.AddressB, 7);
            Assert.Same(client.Client, client.Client);
            Assert.Same(client.Client, client.GetStream().Socket);
            Assert.True(client.NoDelay && client.Client.Connected);
            using Socket server = listener.AcceptSocket();
            client.Client.Send(Some);
            Assert.Equal(5, ReceiveAll(server, 5, out _));
            client.Close();
            Assert.Throws<ObjectDisposedException>(() => client.Client.Send(Some));
            listener.Server.Close();
            Assert.False(listener.Active);
        }

        [Fact]
        public void TcpClient_TakesTheConnectionOfASocket()
        {
            using var hosts = new SocketHosts();
            (Socket client, Socket server) = Connect(hosts);
            var taker = new TcpClient(hosts.A) { Client = client };
            Assert.Same(client, taker.Client);
            Assert.True(taker.Connected);
            Assert.Equal(client.RemoteEndPoint, taker.RemoteEndPoint);
            taker.GetStream().Write(Some, 0, 5);
            Assert.Equal(5, ReceiveAll(server, 5, out _));
            taker.ReceiveTimeout = 30;
            Assert.Equal(30, client.ReceiveTimeout);
            taker.Close();
            Assert.Equal(0, server.Receive(new byte[1]));
            Assert.Throws<ObjectDisposedException>(() => client.Send(Some));
            Assert.Throws<ArgumentNullException>(() => taker.Client = null);

            using var fresh = Tcp(hosts.A);
            var other = new TcpClient(hosts.A) { Client = fresh };
            using TcpListener listener = hosts.Listen(9);
            fresh.Connect(SocketHosts.AddressB, 9);
            Assert.True(other.Connected);
        }

        [Theory]
        [InlineData(SocketShutdown.Send)]
        [InlineData(SocketShutdown.Receive)]
        [InlineData(SocketShutdown.Both)]
        public void SocketThatHasShutDown_IsNotConnected_AsInDotNet(SocketShutdown how)
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            using var kernel = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            kernel.Start();
            using var theirs = new System.Net.Sockets.TcpClient();
            theirs.Connect((System.Net.IPEndPoint)kernel.LocalEndpoint);
            using System.Net.Sockets.TcpClient theirServer = kernel.AcceptTcpClient();
            Assert.True(client.Connected && theirs.Connected);
            client.Client.Shutdown(how);
            theirs.Client.Shutdown((System.Net.Sockets.SocketShutdown)(int)how);
            Assert.Equal((theirs.Connected, theirs.Client.Connected), (client.Connected, client.Client.Connected));
            Assert.False(client.Connected);
            if (how != SocketShutdown.Receive)
            {
                Assert.Equal(-1, server.GetStream().ReadByte());
                Assert.Equal(-1, theirServer.GetStream().ReadByte());
            }

            Assert.Equal(theirServer.Connected, server.Connected);
            Assert.True(server.Connected);
        }

        internal static Socket Tcp(StackRunner runner) => new(runner, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        /// <summary>A socket that listens on B.</summary>
        internal static Socket Listen(SocketHosts hosts, int port = 7)
        {
            Socket listener = Tcp(hosts.B);
            listener.Bind(new IPEndPoint(IPAddress.Any, port));
            listener.Listen(8);
            return listener;
        }

        /// <summary>A socket on A that is connected, and its other end on B.</summary>
        internal static (Socket Client, Socket Server) Connect(SocketHosts hosts, int port = 7)
        {
            using Socket listener = Listen(hosts, port);
            Socket client = Tcp(hosts.A);
            client.Connect(new IPEndPoint(SocketHosts.AddressB, port));
            return (client, listener.Accept());
        }

        internal static int ReceiveAll(Socket socket, int count, out byte[] bytes)
        {
            bytes = new byte[count];
            int got = 0;
            while (got < count)
            {
                int read = socket.Receive(bytes, got, count - got, SocketFlags.None);
                if (read == 0)
                {
                    break;
                }

                got += read;
            }

            return got;
        }

        private sealed class OtherEndPoint : EndPoint
        {
        }
    }
}
