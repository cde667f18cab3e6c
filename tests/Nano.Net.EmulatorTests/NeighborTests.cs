using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>ARP and ICMP, frame by frame.</summary>
    [TestClass]
    public class NeighborTests
    {
        private const int Arp = 0x0806;
        private const int Ipv4 = 0x0800;

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void ArpRequest_IsAnswered(int heap)
        {
            using (Neighbor neighbor = new Neighbor(heap))
            {
                // What the stack says first is the announcement of its address: a request for it.
                neighbor.Receive(Arp);
                Assert.AreEqual(1, neighbor.Get16(20));

                neighbor.Begin(true, Arp);
                neighbor.PutArp(1);
                neighbor.Send(60);
                do
                {
                    neighbor.Receive(Arp);
                }
                while (neighbor.Get16(20) != 2);

                byte[] frame = neighbor.Frame;
                Assert.AreEqual(1, (int)frame[5], "sent to who has asked");
                Assert.AreEqual(2, (int)frame[27], "sender's hardware address");
                Assert.AreEqual(2, (int)frame[31], "sender's address");
                Assert.AreEqual(1, (int)frame[41], "target's address");
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void FirstPacket_WaitsForTheAnswerToItsArpRequest(int heap)
        {
            using (Neighbor neighbor = new Neighbor(heap))
            {
                UdpClient client = new UdpClient(neighbor.B, 1000);
                client.Send(new byte[] { 42 }, 1, new IPEndPoint(World.AddressA, 2000));
                do
                {
                    neighbor.Receive(Arp);
                }
                while (neighbor.Frame[41] != 1);

                neighbor.Begin(false, Arp);
                neighbor.PutArp(2);
                neighbor.Send(60);

                neighbor.Receive(Ipv4);
                Assert.AreEqual(1000, neighbor.Get16(34));
                Assert.AreEqual(2000, neighbor.Get16(36));
                Assert.AreEqual(42, (int)neighbor.Frame[42]);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole, 0)]
        [DataRow(Heap.Whole, 57)]
        [DataRow(Heap.OfBoards, 1472)]
        public void EchoRequest_IsAnsweredWithItsData(int heap, int length)
        {
            const int data = Neighbor.Ethernet + Neighbor.Ip + 8;
            using (Neighbor neighbor = new Neighbor(heap))
            {
                neighbor.Begin(true, Arp);
                neighbor.PutArp(1);
                neighbor.Send(60);

                neighbor.Begin(false, Ipv4);
                byte[] frame = neighbor.Frame;
                byte[] content = new byte[length];
                Pattern.Fill(content, length, 1, 0);
                System.Array.Copy(content, 0, frame, data, length);
                neighbor.PutIp(1, 8 + length);
                frame[34] = 8;
                neighbor.Put16(38, 0x1234);
                neighbor.Put16(40, 7);
                neighbor.Put16(36, 0xFFFF - neighbor.Sum(34, 8 + length));
                neighbor.Send(data + length);

                int received = neighbor.Receive(Ipv4);
                Assert.IsTrue(received >= data + length, "cut short");
                Assert.AreEqual(0, (int)frame[34], "type");
                Assert.AreEqual(0x1234, neighbor.Get16(38), "identifier");
                Assert.AreEqual(7, neighbor.Get16(40), "sequence number");
                Assert.AreEqual(0xFFFF, neighbor.Sum(34, 8 + length), "checksum");
                Assert.AreEqual(0xFFFF, neighbor.Sum(14, 20), "checksum of the header");
                System.Array.Copy(frame, data, content, 0, length);
                Pattern.Check(content, length, 1, 0);
            }
        }
    }
}
