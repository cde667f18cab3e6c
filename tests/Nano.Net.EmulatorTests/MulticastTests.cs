using System;
using Nano.Net.Services;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Multicast groups, and the names that live in one of them.</summary>
    [TestClass]
    public class MulticastTests
    {
        private static readonly IPAddress NameGroup = IPAddress.Parse("224.0.0.251");

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Group_IsJoinedReportedAndLeft(int heap)
        {
            using (World world = new World(heap))
            {
                IPAddress group = IPAddress.Parse("239.1.2.3");
                UdpClient member = new UdpClient(world.B, 7);
                member.ReceiveTimeout = World.Patience;
                member.JoinMulticastGroup(group);
                UdpClient sender = new UdpClient(world.A, 0);
                sender.MulticastTtl = 5;
                byte[] buffer = new byte[100];
                Pattern.Fill(buffer, 100, 1, 0);
                sender.Send(buffer, 100, new IPEndPoint(group, 7));
                IPEndPoint from = null;
                Assert.AreEqual(100, member.Receive(buffer, ref from));
                Pattern.Check(buffer, 100, 1, 0);

                world.Skip(11000);
                Wait.For(() => world.B.Stack.Counters.Igmp.ReportsSent == 2, "the second report");
                member.DropMulticastGroup(group);
                Assert.AreEqual(1, (int)world.B.Stack.Counters.Igmp.LeavesSent);
                sender.Send(buffer, 100, new IPEndPoint(group, 7));
                Wait.For(() => world.B.Stack.Counters.Internet.NotForThisHost > 0, "a datagram that nobody wants");
                Assert.AreEqual(0, member.Available);
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void TwoHostsOfOneName_EndWithTwo_AndAnswerWithoutAllocating(int heap)
        {
            using (World world = new World(heap))
            {
                int free = Heap.FreeAtRest();
                MdnsResponder a = new MdnsResponder(world.A, Options());
                int taken = free - Heap.FreeAtRest();
                Console.WriteLine("a responder with one service takes " + taken.ToString() + " bytes");
                MdnsResponder b = new MdnsResponder(world.B, Options());
                a.Start();
                b.Start();
                Wait.For(() => a.State == MdnsState.Running && b.State == MdnsState.Running, "names");
                string name = a.HostName;
                Assert.IsTrue(name == "nano.local" || name == "nano-2.local", name);
                Assert.IsTrue(b.HostName == (name == "nano.local" ? "nano-2.local" : "nano.local"), b.HostName);

                UdpClient client = new UdpClient(world.B, 0);
                client.ReceiveTimeout = World.Patience;
                byte[] query = Query(name);
                byte[] answer = new byte[200];
                IPEndPoint to = new IPEndPoint(NameGroup, 5353);
                IPEndPoint from = null;
                Ask(client, query, to, answer, ref from, 3);
                Assert.AreEqual("10.0.0.1:5353", from.ToString());
                // The first packets go into the secrets of the stacks, and what has gathered them is let go of then.
                Ask(client, query, to, answer, ref from, 50);
                free = Heap.FreeAtRest();
                Ask(client, query, to, answer, ref from, 50);
                Assert.AreEqual(free, Heap.FreeAtRest(), "free bytes");
                a.Stop();
                b.Stop();
            }
        }

        private static MdnsOptions Options()
        {
            MdnsOptions options = new MdnsOptions();
            options.Services = new MdnsService[] { new MdnsService() };
            return options;
        }

        private static void Ask(UdpClient client, byte[] query, IPEndPoint to, byte[] answer, ref IPEndPoint from, int times)
        {
            for (int i = 0; i < times; i++)
            {
                client.Send(query, query.Length, to);
                int length = client.Receive(answer, ref from);

                // Header, the question as it was asked, and a record with its name shortened or not, whose last bytes are the address.
                Assert.AreEqual(1, (int)answer[7], "answers");
                Assert.AreEqual(10, (int)answer[length - 4]);
                Assert.AreEqual(1, (int)answer[length - 1]);
            }
        }

        /// <summary>A question for the address of a host, as one asks who knows DNS only.</summary>
        private static byte[] Query(string name)
        {
            int dot = name.IndexOf('.');
            byte[] query = new byte[12 + name.Length + 2 + 4];
            query[5] = 1;
            query[12] = (byte)dot;
            query[13 + dot] = (byte)(name.Length - dot - 1);
            for (int i = 0; i < name.Length; i++)
            {
                if (i != dot)
                {
                    query[13 + i] = (byte)name[i];
                }
            }

            query[query.Length - 3] = 1;
            query[query.Length - 1] = 1;
            return query;
        }
    }
}
