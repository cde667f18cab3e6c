using Nano.Net.Sockets;
using Nano.Net.Tcp;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Connections open, carry data, and close, through the blocking sockets.</summary>
    [TestClass]
    public class ConnectionTests
    {
        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Handshake_OpensBothSides(int heap)
        {
            using (World world = new World(heap))
            {
                StateRecorder a = new StateRecorder();
                world.A.Stack.AddTcpObserver(a);
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);

                Assert.AreEqual("SYN-SENT ESTABLISHED", a.States);
                Assert.AreEqual((int)TcpState.Established, (int)client.State);
                Assert.AreEqual((int)TcpState.Established, (int)server.State);
                Assert.AreEqual(client.LocalEndPoint.ToString(), server.RemoteEndPoint.ToString());
                Assert.AreEqual("10.0.0.2:7", client.RemoteEndPoint.ToString());
                Assert.AreEqual("10.0.0.2:7", server.LocalEndPoint.ToString());
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Echo_BringsBack64KiB(int heap)
        {
            using (World world = new World(heap))
            {
                TcpListener listener = world.Listen(7);
                Worker server = new Worker(() => World.Echo(world.Accept(listener)));
                world.CheckEcho(7, 1, 65536);
                server.Join();
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole, 1)]
        [DataRow(Heap.Whole, 2)]
        [DataRow(Heap.OfBoards, 3)]
        public void Echo_BringsBack64KiB_OverWireThatLosesAndReorders(int heap, int seed)
        {
            using (World world = new World(heap, seed))
            {
                world.Wire.Loss = 20;
                world.Wire.Reordering = 50;
                TcpListener listener = world.Listen(7);
                Worker server = new Worker(() => World.Echo(world.Accept(listener)));
                world.CheckEcho(7, seed, 65536);
                server.Join();
                Assert.IsTrue(world.Wire.A.Lost + world.Wire.B.Lost > 0, "nothing was lost");
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void FourConnections_EchoAtOnce(int heap)
        {
            using (World world = new World(heap))
            {
                world.Wire.Loss = 10;
                world.Wire.Reordering = 20;
                TcpListener listener = world.Listen(7);
                Worker[] workers = new Worker[9];
                workers[8] = new Worker(() =>
                {
                    for (int i = 0; i < 4; i++)
                    {
                        TcpClient accepted = world.Accept(listener);
                        workers[4 + i] = new Worker(() => World.Echo(accepted));
                    }
                });
                for (int i = 0; i < 4; i++)
                {
                    int seed = i + 1;
                    workers[i] = new Worker(() => world.CheckEcho(7, seed, 4096));
                }

                for (int i = 0; i < 4; i++)
                {
                    workers[i].Join();
                }

                workers[8].Join();
                for (int i = 4; i < 8; i++)
                {
                    workers[i].Join();
                }

                Assert.AreEqual(4, (int)world.B.Stack.Counters.Tcp.PassiveOpens);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void HalfClose_LetsThePeerSendOn(int heap)
        {
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);

                client.Shutdown(SocketShutdown.Send);
                World.ReadPattern(server.GetStream(), 1, 0);
                Assert.AreEqual((int)TcpState.CloseWait, (int)server.State);
                Assert.AreEqual((int)TcpState.FinWait2, (int)client.State);
                Worker writer = new Worker(() =>
                {
                    World.WritePattern(server.GetStream(), 2, 5000);
                    server.Close();
                });
                World.ReadPattern(client.GetStream(), 2, 5000);
                writer.Join();
                client.Close();
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void SimultaneousClose_LeavesBothInTimeWait(int heap)
        {
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                StateRecorder a = new StateRecorder();
                StateRecorder b = new StateRecorder();
                world.A.Stack.AddTcpObserver(a);
                world.B.Stack.AddTcpObserver(b);

                world.Wire.Holding = true;
                client.Close();
                server.Close();
                world.Wire.Release();

                Wait.For(() => InTimeWait(world.A) && InTimeWait(world.B), "both sides in TIME-WAIT");
                Assert.AreEqual("FIN-WAIT-1 CLOSING TIME-WAIT", a.States);
                Assert.AreEqual("FIN-WAIT-1 CLOSING TIME-WAIT", b.States);
                world.Skip(World.TimeWait);
                Wait.For(() => world.A.GetConnections().Length == 0 && world.B.GetConnections().Length == 0, "the end of TIME-WAIT");
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Reset_FailsWhoReads(int heap)
        {
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                SocketError error = SocketError.Success;
                Worker reader = new Worker(() => error = ErrorOfRead(server));

                client.LingerState = new LingerOption(true, 0);
                client.Close();

                reader.Join();
                Assert.AreEqual((int)SocketError.ConnectionReset, (int)error);
                Assert.AreEqual(0, world.A.GetConnections().Length);
                Assert.AreEqual(0, world.B.GetConnections().Length);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        public void ClosedPort_RefusesTheConnection(int heap)
        {
            using (World world = new World(heap))
            {
                SocketError error = SocketError.Success;
                try
                {
                    world.Connect(9);
                }
                catch (SocketException e)
                {
                    error = e.SocketErrorCode;
                }

                Assert.AreEqual((int)SocketError.ConnectionRefused, (int)error);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void KeepAlive_KeepsThePeerThatAnswers_AndGivesUpTheOneThatDoesNot(int heap)
        {
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                client.ReceiveTimeout = 0;
                TcpCounters counters = world.A.Stack.Counters.Tcp;
                TcpCounters peers = world.B.Stack.Counters.Tcp;
                client.SetKeepAlive(true, 1000, 100, 3);
                SocketError error = SocketError.Success;
                Worker reader = new Worker(() => error = ErrorOfRead(client));

                for (int i = 1; i <= 3; i++)
                {
                    long answers = peers.SegmentsSent;
                    world.Skip(1001);
                    Wait.For(() => counters.KeepAliveProbes >= i, "a probe");
                    Wait.For(() => peers.SegmentsSent > answers, "its answer");
                    Assert.AreEqual((int)TcpState.Established, (int)client.State);
                }

                world.Wire.Cut = true;
                world.Skip(1001);
                reader.Join();
                Assert.AreEqual((int)SocketError.TimedOut, (int)error);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void ZeroWindow_IsProbed_AndOpensThoughItsUpdateWasLost(int heap)
        {
            const int count = 10000;
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                TcpCounters counters = world.A.Stack.Counters.Tcp;
                NetworkStream reading = server.GetStream();
                Worker writer = new Worker(() =>
                {
                    World.WritePattern(client.GetStream(), 1, count);
                    client.Close();
                });

                Wait.For(() => counters.WindowProbes >= 2, "probes of a closed window");
                byte[] buffer = new byte[2048];
                world.Wire.Cut = true;
                int done = World.ReadFully(reading, buffer, server.Available);
                world.Wire.Cut = false;
                Pattern.Check(buffer, done, 1, 0);
                for (int read; (read = reading.Read(buffer, 0, buffer.Length)) > 0; done += read)
                {
                    Pattern.Check(buffer, read, 1, done);
                }

                writer.Join();
                Assert.AreEqual(count, done);
            }
        }

        private static SocketError ErrorOfRead(TcpClient client)
        {
            try
            {
                client.GetStream().Read(new byte[1], 0, 1);
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode;
            }

            return SocketError.Success;
        }

        private static bool InTimeWait(StackRunner runner)
        {
            ConnectionInfo[] connections = runner.GetConnections();
            return connections.Length == 1 && connections[0].State == TcpState.TimeWait;
        }
    }
}
