using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>UDP through the blocking sockets.</summary>
    [TestClass]
    public class DatagramTests
    {
        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Datagrams_ComeBackAsTheyWereSent(int heap)
        {
            int[] lengths = new int[] { 1, 0, 512, 1000 };
            using (World world = new World(heap))
            {
                UdpClient server = new UdpClient(world.B, 7);
                server.ReceiveTimeout = World.Patience;
                Worker echo = new Worker(() =>
                {
                    byte[] received = new byte[1000];
                    IPEndPoint from = null;
                    for (int i = 0; i < lengths.Length; i++)
                    {
                        int length = server.Receive(received, ref from);
                        server.Send(received, length, from);
                    }
                });
                UdpClient client = new UdpClient(world.A, 0);
                client.ReceiveTimeout = World.Patience;
                byte[] buffer = new byte[1000];
                IPEndPoint sender = null;
                for (int i = 0; i < lengths.Length; i++)
                {
                    Pattern.Fill(buffer, lengths[i], i, 0);
                    client.Send(buffer, lengths[i], new IPEndPoint(World.AddressB, 7));
                    Assert.AreEqual(lengths[i], client.Receive(buffer, ref sender));
                    Pattern.Check(buffer, lengths[i], i, 0);
                    Assert.AreEqual("10.0.0.2:7", sender.ToString());
                }

                echo.Join();
            }
        }

        [TestMethod]
        public void ClosedPort_FailsTheConnectedClient()
        {
            using (World world = new World(Heap.Whole))
            {
                UdpClient client = new UdpClient(world.A, 0);
                client.ReceiveTimeout = World.Patience;
                client.Connect(new IPEndPoint(World.AddressB, 9));
                client.Send(new byte[] { 1 }, 1);
                IPEndPoint sender = null;
                SocketError error = SocketError.Success;
                try
                {
                    client.Receive(new byte[10], ref sender);
                }
                catch (SocketException e)
                {
                    error = e.SocketErrorCode;
                }

                Assert.AreEqual((int)SocketError.ConnectionReset, (int)error);
            }
        }
    }
}
