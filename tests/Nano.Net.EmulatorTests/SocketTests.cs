using System;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>The Socket class, as a program of nanoFramework uses it.</summary>
    [TestClass]
    public class SocketTests
    {
        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Connection_CarriesBytesBothWays_AndEnds(int heap)
        {
            using (World world = new World(heap))
            {
                Socket listener = new Socket(world.B, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                listener.Bind(new IPEndPoint(IPAddress.Any, 7));
                listener.Listen(2);
                Worker server = new Worker(() =>
                {
                    Socket accepted = listener.Accept();
                    NetworkStream stream = new NetworkStream(accepted, true);
                    byte[] bytes = new byte[64];
                    for (int read; (read = stream.Read(bytes, 0, bytes.Length)) > 0;)
                    {
                        stream.Write(bytes, 0, read);
                    }

                    stream.Close();
                });
                Socket client = new Socket(world.A, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                client.ReceiveTimeout = World.Patience;
                client.Connect(new IPEndPoint(World.AddressB, 7));
                client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, true);
                byte[] buffer = new byte[100];
                for (int i = 0; i < 10; i++)
                {
                    Pattern.Fill(buffer, 50, i, 0);
                    Assert.AreEqual(50, client.Send(buffer, 0, 50, SocketFlags.None));
                    int got = 0;
                    while (got < 50)
                    {
                        Assert.IsTrue(client.Poll(World.Patience * 1000, SelectMode.SelectRead));
                        got += client.Receive(buffer, got, 50 - got, SocketFlags.None);
                    }

                    Pattern.Check(buffer, 50, i, 0);
                }

                Assert.AreEqual("10.0.0.2:7", client.RemoteEndPoint.ToString());
                client.Shutdown(SocketShutdown.Send);
                Assert.AreEqual(0, client.Receive(buffer));
                server.Join();
                client.Close();
                listener.Close();
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Datagrams_ArriveWithTheirSender(int heap)
        {
            using (World world = new World(heap))
            {
                Socket a = new Socket(world.A, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                Socket b = new Socket(world.B, AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                b.Bind(new IPEndPoint(IPAddress.Any, 53));
                b.ReceiveTimeout = World.Patience;
                byte[] buffer = new byte[20];
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                for (int i = 0; i < 3; i++)
                {
                    Pattern.Fill(buffer, 20, i, 0);
                    a.SendTo(buffer, new IPEndPoint(World.AddressB, 53));
                    Assert.AreEqual(20, b.ReceiveFrom(buffer, ref from));
                    Pattern.Check(buffer, 20, i, 0);
                }

                IPEndPoint sender = (IPEndPoint)from;
                Assert.AreEqual("10.0.0.1", sender.Address.ToString());
                Assert.AreEqual(((IPEndPoint)a.LocalEndPoint).Port, sender.Port);
                b.Blocking = false;
                Assert.AreEqual((int)SocketError.WouldBlock, ErrorOf(() => b.Receive(buffer)));
                a.Close();
                b.Close();
            }
        }

        [TestMethod]
        public void Failures_AreExactlySocketExceptions_OfStreamsToo()
        {
            using (World world = new World(Heap.Whole))
            {
                Socket client = new Socket(world.A, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                Assert.AreEqual((int)SocketError.ConnectionRefused, ErrorOf(() => client.Connect(new IPEndPoint(World.AddressB, 99))));
                TcpListener listener = world.Listen(7);
                client.Connect(new IPEndPoint(World.AddressB, 7));
                client.ReceiveTimeout = 20;
                Assert.AreEqual((int)SocketError.TimedOut, ErrorOf(() => client.Receive(new byte[1])));
                NetworkStream stream = new NetworkStream(client);
                Assert.AreEqual((int)SocketError.TimedOut, ErrorOf(() => stream.ReadByte()));
                Assert.AreEqual(0, (int)stream.Length);
                TcpClient server = listener.AcceptTcpClient();
                server.GetStream().Write(new byte[3], 0, 3);
                Assert.IsTrue(client.Poll(-1, SelectMode.SelectRead));
                Assert.AreEqual(3, (int)stream.Length);
                Assert.AreEqual(3, client.Available);
                client.Close();
                listener.Stop();
            }
        }

        [TestMethod]
        public void TwoWhoPoll_AreBothWoken()
        {
            using (World world = new World(Heap.Whole))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                Worker first = new Worker(() => Assert.IsTrue(client.Client.Poll(World.Patience * 1000, SelectMode.SelectRead)));
                Worker second = new Worker(() => Assert.IsTrue(client.Client.Poll(World.Patience * 1000, SelectMode.SelectRead)));
                server.GetStream().Write(new byte[1], 0, 1);
                first.Join();
                second.Join();
            }
        }

        [TestMethod]
        public void Dns_KnowsAddresses_AndThisHost()
        {
            using (World world = new World(Heap.Whole))
            {
                world.A.HostName = "board";
                Assert.AreEqual("board", Dns.GetHostName());
                Assert.AreEqual("10.0.0.1", Dns.GetHostEntry("BOARD").AddressList[0].ToString());
                Assert.AreEqual("1.2.3.4", Dns.GetHostEntry("1.2.3.4").AddressList[0].ToString());
                Assert.AreEqual((int)SocketError.NoRecovery, ErrorOf(() => Dns.GetHostEntry("somewhere.else")));
            }
        }

        [TestMethod]
        public void Socket_TakesLittleHeap_AndUsingItNone()
        {
            using (World world = new World(Heap.Whole))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                byte[] buffer = new byte[32];
                Socket near = client.Client;
                Socket far = server.Client;
                Exchange(near, far, buffer, 20);
                int free = Heap.FreeAtRest();
                Exchange(near, far, buffer, 100);
                Assert.AreEqual(free, Heap.FreeAtRest(), "free bytes");

                free = Heap.FreeAtRest();
                Socket fresh = new Socket(world.A, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                int taken = free - Heap.FreeAtRest();
                Console.WriteLine("a socket of TCP takes " + taken.ToString() + " bytes");
                Assert.IsTrue(taken <= 240, taken.ToString());
                Assert.IsFalse(fresh.Connected);
            }
        }

        private static void Exchange(Socket near, Socket far, byte[] buffer, int times)
        {
            for (int i = 0; i < times; i++)
            {
                near.Send(buffer);
                for (int got = 0; got < buffer.Length;)
                {
                    got += far.Receive(buffer, got, buffer.Length - got, SocketFlags.None);
                }

                far.Send(buffer);
                for (int got = 0; got < buffer.Length;)
                {
                    got += near.Receive(buffer, got, buffer.Length - got, SocketFlags.None);
                }
            }
        }

        private static int ErrorOf(Action action)
        {
            try
            {
                action();
            }
            catch (SocketException e)
            {
                return e.ErrorCode;
            }

            return 0;
        }

        private delegate void Action();
    }
}
