using Nano.Emulator;
using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Sockets
{
    public class TcpSocketTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [Fact]
        public void Echo()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            Task<Exception?> echo = SocketHosts.Start(() =>
            {
                var buffer = new byte[700];
                int read;
                while ((read = server.GetStream().Read(buffer, 0, buffer.Length)) > 0)
                {
                    server.GetStream().Write(buffer, 0, read);
                }

                server.Close();
            });
            byte[] sent = Tests.Tcp.TcpPeer.Bytes(0, 60_000);
            Task<Exception?> writing = SocketHosts.Start(() =>
            {
                client.GetStream().Write(sent, 0, sent.Length);
                client.Shutdown(SocketShutdown.Send);
            });
            var got = new MemoryStream();
            client.GetStream().CopyTo(got);
            Assert.Equal(sent, got.ToArray());
            Assert.Null(SocketHosts.Finish(echo));
            Assert.Null(SocketHosts.Finish(writing));
            client.Dispose();
        }

        [Fact]
        public void EndPointsAndState_AreThoseOfTheConnection()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            Assert.True(client.Connected && server.Connected);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressB, 7), client.RemoteEndPoint);
            Assert.Equal(SocketHosts.AddressA, client.LocalEndPoint!.Address);
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(TcpState.Established, client.State);
            ConnectionInfo info = Assert.Single(hosts.A.GetConnections());
            Assert.Equal("ESTABLISHED", info.StateName);
            Assert.Equal(client.RemoteEndPoint, info.RemoteEndPoint);
        }

        [Fact]
        public void StateNames_AreThoseOfTheRfc() => Assert.Equal(
            "CLOSED LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT",
            string.Join(' ', Enum.GetValues<TcpState>().Select(TcpStateName.Of)));

        [Fact]
        public void Listener_IsShown_AndChoosesAPort()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen(0);
            Assert.InRange(listener.LocalEndpoint.Port, 49152, 65535);
            Assert.Equal("LISTEN", Assert.Single(hosts.B.GetConnections()).StateName);
            Assert.False(listener.Pending());
        }

        [Fact]
        public void Backlog_IsShownAsFarAsThereAreConnectionsForIt()
        {
            using var hosts = new SocketHosts(options => options.Connections = 3);
            using TcpListener small = hosts.Listen(7, backlog: 2);
            using TcpListener open = hosts.Listen(8, int.MaxValue);

            Assert.Equal([2, 3], hosts.B.GetConnections().OrderBy(c => c.LocalEndPoint.Port).Select(c => c.SendQueue));
        }

        [Fact]
        public void Stop_WakesEveryoneWhoAccepts()
        {
            using var hosts = new SocketHosts();
            TcpListener listener = hosts.Listen();
            Task<Exception?>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => SocketHosts.Start(() => listener.AcceptTcpClient()))];
            SocketHosts.Until(() => WaitingOn(hosts, 7) == 3);
            listener.Stop();
            foreach (Task<Exception?> task in waiting)
            {
                Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(task)));
            }

            Assert.False(listener.Active);
            Assert.Throws<InvalidOperationException>(() => listener.AcceptTcpClient());
        }

        [Fact]
        public void StopAndStartAgain_StillInterruptsWhoWaitedBefore()
        {
            using var hosts = new SocketHosts(o => o.Listeners = 1);
            TcpListener listener = hosts.Listen();
            Task<Exception?>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => SocketHosts.Start(() => listener.AcceptTcpClient()))];
            SocketHosts.Until(() => WaitingOn(hosts, 7) == 2);
            lock (hosts.B.sync)
            {
                listener.Stop();
                listener.Start();
            }

            foreach (Task<Exception?> task in waiting)
            {
                Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(task)));
            }

            hosts.Connect(listener);
        }

        [Fact]
        public void WakingForNothing_DisturbsNobody()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            Task<Exception?>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => SocketHosts.Start(() => listener.AcceptTcpClient()))];
            SocketHosts.Until(() => WaitingOn(hosts, 7) == 2);

            // A wake-up for nothing: a third one may have taken the connection.
            TcpAcceptor acceptor = hosts.B.stack.tcp.FindAcceptor(7, null);
            acceptor.ready.Set();
            var client = new TcpClient(hosts.A);
            client.Connect(SocketHosts.AddressB, 7);
            SocketHosts.Until(() => waiting.Count(t => t.IsCompleted) == 1);
            listener.Stop();
            Assert.Single(waiting, t => SocketHosts.Finish(t) == null);
        }

        [Fact]
        public void ConnectionRefused()
        {
            using var hosts = new SocketHosts();
            var client = new TcpClient(hosts.A);
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 99)));
            Assert.False(client.Connected);

            // And it may try again.
            using TcpListener listener = hosts.Listen();
            client.Connect(SocketHosts.AddressB, 7);
            Assert.True(client.Connected);
            Assert.Equal(SocketError.IsConnected, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 7)));
        }

        [Fact]
        public void Connect_TakesTheFirstAddressThatAnswers()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            var client = new TcpClient(hosts.A);
            client.Connect([IPAddress.Parse("255.255.255.255"), SocketHosts.AddressB], 7);
            Assert.Equal(SocketHosts.AddressB, client.RemoteEndPoint!.Address);
            var other = new TcpClient(hosts.A);
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => other.Connect("99.0.0.1", 7)));
            Assert.Equal(SocketError.NoRecovery, SocketHosts.ErrorOf(() => other.Connect("no.such.host", 7)));
        }

        [Fact]
        public void Connect_GivesUp()
        {
            using var hosts = new SocketHosts(o => o.ConnectTimeout = 1000);
            hosts.Wire.A.IsLinkUp = false;
            var client = new TcpClient(hosts.A);
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.Connect(SocketHosts.AddressB, 7)));
        }

        [Fact]
        public void ConnectTimeout_EndsAnAttempt_AndTheClientMayTryAgain()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            var client = new TcpClient(hosts.A) { ConnectTimeout = 50 };
            Assert.Equal(50, client.ConnectTimeout);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.ConnectTimeout = -1);
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.Connect("10.0.0.9", 7)));
            Assert.Null(client.RemoteEndPoint);
            using TcpListener listener = hosts.Listen();
            client.ConnectTimeout = 0;
            client.Connect(SocketHosts.AddressB, 7);
            Assert.True(client.Connected);
        }

        [Theory]
        [InlineData(0, 0)]
        [InlineData(1, 1000)]
        [InlineData(2_147_483, 2_147_483_000)]
        [InlineData(2_147_484, int.MaxValue)]
        [InlineData(4_294_968, int.MaxValue)]
        [InlineData(int.MaxValue, int.MaxValue)]
        public void LingerTime_IsNeverShorterForBeingLonger(int seconds, int milliseconds) =>
            Assert.Equal(milliseconds, new LingerOption(true, seconds).Milliseconds);

        [Fact]
        public void Close_WakesAConnect()
        {
            using var hosts = new SocketHosts();
            hosts.Wire.A.IsLinkUp = false;
            var client = new TcpClient(hosts.A);
            Task<Exception?> connecting = SocketHosts.Start(() => client.Connect(SocketHosts.AddressB, 7));
            SocketHosts.Until(() => client.State == TcpState.SynSent);
            client.Close();
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(connecting)));
            Assert.Empty(hosts.A.GetConnections());
        }

        [Fact]
        public void Close_WakesEveryReader_AndAWriter()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            Task<Exception?>[] waiting =
            [
                SocketHosts.Start(() => stream.ReadByte()),
                SocketHosts.Start(() => stream.ReadByte()),
                SocketHosts.Start(() => stream.Write(new byte[100_000], 0, 100_000)),
            ];
            SocketHosts.Until(() => Connections(hosts.A).Any(c => c.readersWaiting == 2 && c.writersWaiting == 1));
            client.Close();
            foreach (Task<Exception?> task in waiting)
            {
                Assert.IsType<ObjectDisposedException>(SocketHosts.Finish(task));
            }

            Assert.NotNull(server);
        }

        [Fact]
        public void ReadTimeout_AndWriteTimeout()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            stream.ReadTimeout = 60;
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => stream.ReadByte()));
            stream.WriteTimeout = 60;
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => stream.Write(new byte[100_000], 0, 100_000)));

            // The connection is as good as before.
            server.GetStream().Write(Some, 0, 5);
            stream.ReadTimeout = Timeout.Infinite;
            Assert.Equal(1, stream.ReadByte());
        }

        [Fact]
        public void Timeouts_AreSetOneByOne()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, _) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            Assert.Equal(Timeout.Infinite, stream.ReadTimeout);
            stream.ReadTimeout = 500;
            client.SendTimeout = 100;
            Assert.Equal(500, stream.ReadTimeout);
            Assert.Equal(100, stream.WriteTimeout);
            client.ReceiveTimeout = 70;
            Assert.Equal(70, stream.ReadTimeout);
            client.ReceiveTimeout = 0;
            Assert.Equal(Timeout.Infinite, stream.ReadTimeout);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.ReceiveTimeout = -1);
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SendTimeout = -1);
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.ReadTimeout = 0);
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.WriteTimeout = -2);
        }

        [Fact]
        public void TimeoutsSetBeforehand_HoldForTheConnection()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            var client = new TcpClient(hosts.A) { ReceiveTimeout = 50, NoDelay = true };
            client.Connect(SocketHosts.AddressB, 7);
            Assert.True(client.NoDelay);
            Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(() => client.GetStream().ReadByte()));
        }

        [Fact]
        public void UserTimeout_GivesAConnectionUp_ThatItWasSetForBeforeAndAfterConnecting()
        {
            foreach (bool before in new[] { true, false })
            {
                using var hosts = new SocketHosts();
                using TcpListener listener = hosts.Listen();
                var client = new TcpClient(hosts.A) { UserTimeout = before ? 20_000 : 0 };
                client.Connect(SocketHosts.AddressB, 7);
                if (!before)
                {
                    client.UserTimeout = 20_000;
                }

                hosts.Wire.A.IsLinkUp = false;
                client.GetStream().Write(Some, 0, 5);
                Task<Exception?> reading = SocketHosts.Start(() => client.GetStream().ReadByte());
                hosts.Skip(21_000);
                Assert.Equal(SocketError.TimedOut, SocketHosts.ErrorOf(SocketHosts.Finish(reading)));
                Assert.Equal(20_000, client.UserTimeout);
            }

            using var idle = new SocketHosts();
            var fresh = new TcpClient(idle.A);
            Assert.Throws<ArgumentOutOfRangeException>(() => fresh.UserTimeout = -1);
            Assert.Throws<ArgumentOutOfRangeException>(() => fresh.UserTimeout = 86_400_001);
            Assert.Equal(0, fresh.UserTimeout);
        }

        [Fact]
        public void ShutdownSend_LetsThePeerReadToTheEnd_AndGoOnSending()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            client.GetStream().Write(Some, 0, 5);
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(SocketError.Shutdown, SocketHosts.ErrorOf(() => client.GetStream().Write(Some, 0, 5)));
            Assert.Equal(5, ReadAll(server));
            server.GetStream().Write(Some, 0, 5);
            server.Shutdown(SocketShutdown.Both);
            Assert.Equal(5, ReadAll(client));
            SocketHosts.Until(() => server.State == TcpState.Closed && client.State == TcpState.TimeWait);
            Assert.False(client.Connected);
        }

        [Fact]
        public void ShutdownReceive_EndsReading()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, _) = hosts.Connect();
            Task<Exception?> reading = SocketHosts.Start(() => Assert.Equal(-1, client.GetStream().ReadByte()));
            SocketHosts.Until(() => Connections(hosts.A).Any(c => c.readersWaiting == 1));
            client.Shutdown(SocketShutdown.Receive);
            Assert.Null(SocketHosts.Finish(reading));
        }

        [Fact]
        public void Reset_IsSeenByWhoReadsAndWhoWrites()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            Task<Exception?> reading = SocketHosts.Start(() => client.GetStream().ReadByte());
            server.LingerState = new LingerOption(true, 0);
            server.Close();
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(SocketHosts.Finish(reading)));
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.GetStream().Write(Some, 0, 5)));
        }

        [Fact]
        public void CloseWithUnreadData_ResetsThePeer()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            client.GetStream().Write(Some, 0, 5);
            SocketHosts.Until(() => server.Available == 5);
            Assert.True(server.GetStream().DataAvailable);
            server.Close();
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(() => client.GetStream().ReadByte()));
        }

        [Fact]
        public void Linger_WaitsUntilThePeerHasEverything()
        {
            using var hosts = new SocketHosts(conditions: new WireConditions { Delay = TimeSpan.FromMilliseconds(20) });
            (TcpClient client, TcpClient server) = hosts.Connect();
            client.LingerState = new LingerOption(true, 10);
            client.GetStream().Write(new byte[1000], 0, 1000);
            client.Close();
            Assert.Equal(1000, server.Available);
            Assert.Equal(1000, ReadAll(server));
        }

        [Fact]
        public void Linger_GivesUpWithAReset()
        {
            // Both writes fit, also where the first has not been acknowledged yet.
            using var hosts = new SocketHosts(o => o.SendBufferSize = 4096);
            (TcpClient client, TcpClient server) = hosts.Connect();
            client.GetStream().Write(new byte[1000], 0, 1000);
            SocketHosts.Until(() => server.Available == 1000);
            hosts.Wire.A.IsLinkUp = false;
            client.GetStream().Write(new byte[400], 0, 400);
            client.LingerState = new LingerOption(true, 1);
            client.Close();
            Assert.Empty(hosts.A.GetConnections());
        }

        [Fact]
        public void TooManyConnections()
        {
            using var hosts = new SocketHosts(o => o.Connections = 2);
            using TcpListener listener = hosts.Listen();
            hosts.Connect(listener);
            hosts.Connect(listener);
            Assert.Equal(SocketError.TooManyOpenSockets, SocketHosts.ErrorOf(() => new TcpClient(hosts.A).Connect(SocketHosts.AddressB, 7)));
        }

        [Fact]
        public void PortsThatAreTaken()
        {
            using var hosts = new SocketHosts(o => o.Listeners = 2);
            using TcpListener listener = hosts.Listen();
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => hosts.Listen()));
            using TcpListener second = hosts.Listen(8);
            Assert.Equal(SocketError.TooManyOpenSockets, SocketHosts.ErrorOf(() => hosts.Listen(9)));
            var local = new IPEndPoint(IPAddress.Any, 5000);
            var client = new TcpClient(hosts.A, local);
            client.Connect(SocketHosts.AddressB, 7);
            Assert.Equal(5000, client.LocalEndPoint!.Port);
            Assert.Equal(SocketError.AddressAlreadyInUse, SocketHosts.ErrorOf(() => new TcpClient(hosts.A, local).Connect(SocketHosts.AddressB, 7)));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => new TcpClient(hosts.A, new IPEndPoint(SocketHosts.AddressB, 0))));
            var elsewhere = new TcpListener(hosts.B, new IPEndPoint(SocketHosts.AddressA, 10));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(elsewhere.Start));
        }

        [Fact]
        public void Arguments()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, _) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            var fresh = new TcpClient(hosts.A);
            Assert.Throws<ArgumentNullException>(() => new TcpClient((StackRunner)null!));
            Assert.Throws<ArgumentNullException>(() => fresh.Connect((IPAddress)null!, 1));
            Assert.Throws<ArgumentNullException>(() => fresh.Connect((IPEndPoint)null!));
            Assert.Throws<ArgumentNullException>(() => fresh.Connect((IPAddress[])null!, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => fresh.Connect(SocketHosts.AddressB, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => fresh.Connect(SocketHosts.AddressB, 65536));
            Assert.Throws<InvalidOperationException>(() => fresh.GetStream());
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => fresh.Shutdown(SocketShutdown.Both)));
            Assert.Equal(SocketError.NotConnected, SocketHosts.ErrorOf(() => fresh.SetKeepAlive(true, 1000, 100, 1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SetKeepAlive(true, 999, 100, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SetKeepAlive(true, 1000, 99, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.SetKeepAlive(true, 1000, 100, 0));
            Assert.Throws<ArgumentNullException>(() => stream.Read(null!, 0, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.Read(new byte[4], 2, 3));
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.Write(new byte[4], -1, 3));
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.Write(new byte[4], 1, int.MaxValue));
            Assert.Throws<ArgumentOutOfRangeException>(() => hosts.Listen(80, 0));
            Assert.Throws<NotSupportedException>(() => stream.Length);
            Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
            Assert.True(stream.CanRead && stream.CanWrite && stream.CanTimeout && !stream.CanSeek);
            Assert.Equal(0, stream.Read(new byte[1], 1, 0));
            stream.Write(new byte[1], 1, 0);
        }

        [Fact]
        public void DisposedClient()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, _) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            client.Dispose();
            client.Dispose();
            stream.Dispose();
            Assert.Throws<ObjectDisposedException>(() => client.GetStream());
            Assert.Throws<ObjectDisposedException>(() => client.Connect(SocketHosts.AddressB, 7));
            Assert.Throws<ObjectDisposedException>(() => client.Shutdown(SocketShutdown.Both));
            Assert.Throws<ObjectDisposedException>(() => stream.Read(Some, 0, 5));
            Assert.Throws<ObjectDisposedException>(() => stream.Write(Some, 0, 5));
            Assert.Equal(0, client.Available);
            Assert.Equal(TcpState.Closed, client.State);
            Assert.False(client.Connected);
        }

        [Fact]
        public void ClientWhoseStreamWasDisposed_HasNothingToDoWithTheNextConnection()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            using TcpListener listener = hosts.Listen();
            (TcpClient old, TcpClient server) = hosts.Connect(listener);
            old.GetStream().Dispose();
            server.Close();
            var next = new TcpClient(hosts.A);
            SocketHosts.Until(() => hosts.A.GetConnections().All(c => c.State == TcpState.TimeWait) && hosts.B.GetConnections().Length == 1);
            next.Connect(SocketHosts.AddressB, 7);
            Assert.False(old.Connected);
            Assert.Equal(TcpState.Closed, old.State);
            Assert.Throws<ObjectDisposedException>(() => old.Shutdown(SocketShutdown.Both));
            Assert.Throws<ObjectDisposedException>(() => old.SetKeepAlive(true, 1000, 100, 1));
            old.NoDelay = true;
            old.LingerState = new LingerOption(true, 0);
            old.Close();
            Assert.True(next.Connected);
        }

        [Fact]
        public void PooledConnection_IsNotReusedWhileAReaderHasNotLeft()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            (TcpClient client, _) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            Task<Exception?> reading = SocketHosts.Start(() => stream.ReadByte());
            SocketHosts.Until(() => Connections(hosts.A).Any(c => c.readersWaiting == 1));
            lock (hosts.A.sync)
            {
                client.LingerState = new LingerOption(true, 0);
                client.Close();
                Assert.Null(hosts.A.stack.tcp.Connect(SocketHosts.AddressB, 7, 0, out OpenError error));
                Assert.Equal(OpenError.TooMany, error);
            }

            Assert.IsType<ObjectDisposedException>(SocketHosts.Finish(reading));
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(() => new TcpClient(hosts.A).Connect(SocketHosts.AddressB, 7)));
        }

        [Fact]
        public void ManyThreadsOnOneStack()
        {
            using var hosts = new SocketHosts(o => o.Connections = 8);
            using TcpListener listener = hosts.Listen();
            Task<Exception?> serving = SocketHosts.Start(() =>
            {
                for (int i = 0; i < 24; i++)
                {
                    TcpClient server = listener.AcceptTcpClient();
                    SocketHosts.Start(() =>
                    {
                        server.GetStream().CopyTo(server.GetStream());
                        server.Close();
                    });
                }
            });
            Task<Exception?>[] clients = [.. Enumerable.Range(0, 6).Select(n => SocketHosts.Start(() =>
            {
                for (int i = 0; i < 4; i++)
                {
                    byte[] sent = Tests.Tcp.TcpPeer.Bytes(n * 1000, 1200);
                    var client = new TcpClient(hosts.A);
                    client.Connect(SocketHosts.AddressB, 7);
                    client.GetStream().Write(sent, 0, sent.Length);
                    client.Shutdown(SocketShutdown.Send);
                    var got = new MemoryStream();
                    client.GetStream().CopyTo(got);
                    Assert.Equal(sent, got.ToArray());
                    client.Close();
                }
            }))];
            foreach (Task<Exception?> client in clients)
            {
                Assert.Null(SocketHosts.Finish(client));
            }

            Assert.Null(SocketHosts.Finish(serving));
        }

        [Fact]
        public void AddressThatIsLost_EndsItsConnections_WhichSayWhy_AndListenersGoOn()
        {
            // RFC 5227 section 2.4: so it is when another host insists on the address.
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            (TcpClient client, TcpClient server) = hosts.Connect(listener);
            Task<Exception?> reading = SocketHosts.Start(() => server.GetStream().ReadByte());
            Task<Exception?> accepting = SocketHosts.Start(() => listener.AcceptTcpClient());
            Configure(hosts.B, IPAddress.Any);
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(SocketHosts.Finish(reading)));
            Assert.Equal(SocketError.AddressNotAvailable, SocketHosts.ErrorOf(() => server.GetStream().Write(new byte[1], 0, 1)));
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(() => new TcpClient(hosts.B).Connect(SocketHosts.AddressA, 7)));

            IPAddress other = IPAddress.Parse("10.0.0.3");
            Configure(hosts.B, other);
            using var again = new TcpClient(hosts.A);
            again.Connect(other, 7);
            Assert.Null(SocketHosts.Finish(accepting));
            client.Close();
        }

        private static void Configure(StackRunner runner, IPAddress address)
        {
            lock (runner.sync)
            {
                runner.BeginCall();
                runner.stack.Configure(address, 24, IPAddress.Any);
                runner.EndCall();
            }
        }

        [Fact]
        public void DisposeOfTheRunner_WakesAll()
        {
            using var hosts = new SocketHosts();
            TcpListener listener = hosts.Listen();
            (TcpClient _, TcpClient server) = hosts.Connect(listener);
            var udp = new UdpClient(hosts.B, 53);
            Task<Exception?> accepting = SocketHosts.Start(() => listener.AcceptTcpClient());
            Task<Exception?> reading = SocketHosts.Start(() => server.GetStream().ReadByte());
            Task<Exception?> receiving = SocketHosts.Start(() =>
            {
                IPEndPoint? from = null;
                udp.Receive(new byte[1], ref from!);
            });
            SocketHosts.Until(() => WaitingOn(hosts, 7) == 1 && Connections(hosts.B).Any(c => c.readersWaiting == 1));
            Thread.Sleep(20);
            hosts.B.Dispose();
            hosts.B.Dispose();
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(accepting)));
            Assert.Equal(SocketError.ConnectionAborted, SocketHosts.ErrorOf(SocketHosts.Finish(reading)));
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(SocketHosts.Finish(receiving)));
            Assert.Throws<InvalidOperationException>(() => listener.AcceptTcpClient());
            listener.Stop();
            udp.Close();
        }

        private static int ReadAll(TcpClient client)
        {
            var buffer = new byte[500];
            int sum = 0;
            int read;
            while ((read = client.GetStream().Read(buffer, 0, buffer.Length)) > 0)
            {
                sum += read;
            }

            return sum;
        }

        private static int WaitingOn(SocketHosts hosts, int port)
        {
            lock (hosts.B.sync)
            {
                return hosts.B.stack.tcp.FindAcceptor(port, null)?.waiting ?? 0;
            }
        }

        private static List<TcpConnection> Connections(StackRunner runner)
        {
            lock (runner.sync)
            {
                return [.. runner.stack.tcp.blocks.OfType<TcpConnection>().Where(c => c.path != null)];
            }
        }
    }
}
