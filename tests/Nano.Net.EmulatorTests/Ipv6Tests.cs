using System;
using System.Threading;
using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Two boards that give themselves addresses, and talk by them.</summary>
    [TestClass]
    public class Ipv6Tests
    {
        private const int Port = 7;
        private const int Count = 20000;

        // What the options of IPv6 may take of a board's heap as they are.
        private const int MostBytes = 7 * 1024;

        [TestMethod]
        public void BoardsGiveThemselvesAddresses_AndAConnectionCarriesDataByThem()
        {
            MemoryWire wire = new MemoryWire(1);
            SkippingClock clock = new SkippingClock();
            Ipv6Options ofA = new Ipv6Options();
            Ipv6Options ofB = new Ipv6Options();
            using (StackRunner a = Start(wire.A, World.AddressA, ofA, clock))
            using (StackRunner b = Start(wire.B, World.AddressB, ofB, clock))
            {
                IPAddress addressB = LinkLocal(ofB);
                IPAddress addressA = LinkLocal(ofA);
                Assert.IsTrue(addressA.IsIPv6LinkLocal && addressB.IsIPv6LinkLocal && addressA != addressB, "addresses");

                TcpListener listener = new TcpListener(b, new IPEndPoint(IPAddress.IPv6Any, Port));
                listener.Start();
                Worker server = new Worker(() => World.Echo(listener.AcceptTcpClient()));
                using (TcpClient client = new TcpClient(a))
                {
                    client.ReceiveTimeout = World.Patience;
                    client.Connect(addressB, Port);
                    NetworkStream stream = client.GetStream();
                    byte[] sent = new byte[500];
                    byte[] received = new byte[500];
                    for (int done = 0; done < Count; done += sent.Length)
                    {
                        Pattern.Fill(sent, sent.Length, 1, done);
                        stream.Write(sent, 0, sent.Length);
                        Assert.AreEqual(received.Length, World.ReadFully(stream, received, received.Length));
                        Pattern.Check(received, received.Length, 1, done);
                    }
                }

                server.Join();
                listener.Stop();
                Assert.AreEqual(0, (int)ofA.Interface.PacketCounters.Malformed, "malformed packets");
                Assert.IsTrue(ofA.Interface.PacketCounters.PacketsDelivered >= Count / 500, "packets");
            }
        }

        [TestMethod]
        public void HostIsFoundByItsName_OfADnsServerThatIsReachedByIpv6_AndTellsItsOwnNameByBoth()
        {
            MemoryWire wire = new MemoryWire(1);
            SkippingClock clock = new SkippingClock();
            Ipv6Options ofA = new Ipv6Options { Address = IPAddress.Parse("2001:db8::1") };
            Ipv6Options ofB = new Ipv6Options { Address = IPAddress.Parse("2001:db8::2") };
            using (StackRunner a = Start(wire.A, World.AddressA, ofA, clock))
            using (StackRunner b = Start(wire.B, World.AddressB, ofB, clock))
            {
                MdnsResponder responder = new MdnsResponder(a, new MdnsOptions { HostName = "board" });
                responder.Start();
                for (int i = 0; i < 100 && (responder.State != MdnsState.Running || responder.Counters.MulticastsSent < 4); i++)
                {
                    clock.Skip(250);
                    wire.Wake();
                    Thread.Sleep(20);
                }

                Assert.AreEqual(MdnsState.Running, responder.State);
                Assert.AreEqual("board.local", responder.HostName);
                Assert.AreEqual(0, (int)responder.Counters.NotSent);
                Assert.IsTrue(responder.Counters.MulticastsSent >= 4, "two announcements by each family");

                ServerBoard server = new ServerBoard(b, new IPEndPoint(IPAddress.IPv6Any, 53), Answers.ResolveIpv6, null);
                DnsResolver resolver = new DnsResolver(a, new DnsResolverOptions { Servers = new IPAddress[] { ofB.Address } });
                resolver.Start();
                a.NameResolver = resolver;
                TcpListener listener = new TcpListener(b, new IPEndPoint(IPAddress.IPv6Any, Port));
                listener.Start();
                using (TcpClient client = new TcpClient(a))
                {
                    client.Connect("echo.test", Port);
                    Assert.AreEqual("[2001:db8::2]:7", client.RemoteEndPoint.ToString());
                }

                listener.Stop();
                server.Stop();
            }
        }

        [TestMethod]
        public void Constructor_TakesSevenKilobytesMoreAtMost()
        {
            if (Heap.Block() != Heap.BoardBlock)
            {
                Assert.SkipTest("the heap blocks of this CLR are larger than a board's");
            }

            int taken = Compare(new Ipv6Options(), 4);
            Console.WriteLine("IPv6 takes " + taken.ToString() + " bytes");
            Assert.IsTrue(taken <= MostBytes, taken.ToString() + " bytes");
            Compare(new Ipv6Options { Addresses = 8, Routers = 6, Prefixes = 6, NameServers = 8, MulticastGroups = 8, ReassemblyBuffers = 0 }, 8);
        }

        // What options of IPv6 take of the heap, which is what they say.
        private static int Compare(Ipv6Options ipv6, int paths)
        {
            int without = Taken(null, paths);
            int taken = Taken(ipv6, paths) - without;
            StackOptions options = World.Options(World.AddressA);
            options.Paths = paths;
            int said = -options.MemoryFootprint;
            options.IPv6 = ipv6;
            said += options.MemoryFootprint;
            Console.WriteLine(taken.ToString() + " bytes, and MemoryFootprint says " + said.ToString());
            Assert.IsTrue(taken <= said && taken >= said / 10 * 9, taken.ToString() + " bytes, and MemoryFootprint says " + said.ToString());
            return taken;
        }

        private static int Taken(Ipv6Options ipv6, int paths)
        {
            MemoryWire wire = new MemoryWire(1);
            StackOptions options = World.Options(World.AddressA);
            options.Paths = paths;
            options.IPv6 = ipv6;
            int free = Heap.FreeAtRest();
            NetworkStack stack = new NetworkStack(wire.A, options);
            int taken = free - Heap.FreeAtRest();
            Assert.IsTrue(stack.Address == World.AddressA);
            return taken;
        }

        private static StackRunner Start(MemoryPort port, IPAddress address, Ipv6Options ipv6, SkippingClock clock)
        {
            StackOptions options = World.Options(address);
            options.IPv6 = ipv6;
            StackRunner runner = new StackRunner(new NetworkStack(port, options), clock);
            runner.Start();
            return runner;
        }

        // The link-local address, once nobody else has turned out to have it.
        private static IPAddress LinkLocal(Ipv6Options ipv6)
        {
            for (int i = 0; i < World.Patience / 50; i++)
            {
                Ipv6AddressInfo[] addresses = ipv6.Interface.GetAddresses();
                if (addresses.Length > 0 && addresses[0].State == Ipv6AddressState.Preferred)
                {
                    return addresses[0].Address;
                }

                Thread.Sleep(50);
            }

            throw new Exception("no address");
        }
    }
}
