using System;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Wire;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>DHCP, DNS and SNTP on board A, with servers on board B.</summary>
    [TestClass]
    public class ServiceTests
    {
        private const int LeaseTime = 600;

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Dhcp_GetsAnAddress_ExtendsTheLease_AndLosesIt(int heap)
        {
            using (World world = new World(heap))
            {
                ServerBoard server = new ServerBoard(world, 67, Lease, new IPEndPoint(IPAddress.Broadcast, 68));
                DhcpClient client = new DhcpClient(world.A, new DhcpClientOptions { HostName = "nano", StartDelay = 0 });
                client.Start();
                Wait.For(() => client.State == DhcpState.Probing, "a lease");
                for (int i = 0; i < 10 && client.State != DhcpState.Bound; i++)
                {
                    Advance(world, 1000);
                }

                Wait.For(() => client.State == DhcpState.Bound, "an address");
                Assert.AreEqual("10.0.0.50", world.A.Stack.Address.ToString());
                Assert.AreEqual("10.0.0.9", client.GetDnsServers()[0].ToString());
                Assert.AreEqual("lab", client.DomainName);

                Advance(world, LeaseTime * 500);
                Wait.For(() => client.Counters.Renewals == 1, "a longer lease");
                server.Stop();
                Advance(world, LeaseTime * 500);
                Wait.For(() => client.State == DhcpState.Renewing, "a request to the server");
                Advance(world, LeaseTime * 400);
                Wait.For(() => client.State == DhcpState.Rebinding, "a request to all servers");
                Advance(world, LeaseTime * 200);
                Wait.For(() => client.Counters.Expired == 1, "the end of the lease");
                for (int i = 0; i < 60 && !client.IsLinkLocal; i++)
                {
                    Advance(world, 1000);
                }

                Assert.IsTrue(client.IsLinkLocal);
                Assert.AreEqual("169.254.", world.A.Stack.Address.ToString().Substring(0, 8));
                client.Stop();
                Assert.AreEqual("0.0.0.0", world.A.Stack.Address.ToString());
            }
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Dns_FindsWhomToConnectTo(int heap)
        {
            using (World world = new World(heap))
            {
                ServerBoard server = new ServerBoard(world, 53, Resolve, null);
                DnsResolver resolver = new DnsResolver(world.A, new DnsResolverOptions { Servers = new IPAddress[] { World.AddressB } });
                resolver.Start();
                world.A.NameResolver = resolver;
                TcpListener listener = new TcpListener(world.B, new IPEndPoint(IPAddress.Any, 7));
                listener.Start();
                TcpClient client = new TcpClient(world.A);
                client.Connect("echo.test", 7);
                Assert.AreEqual("10.0.0.2:7", client.RemoteEndPoint.ToString());
                client.Close();

                SocketError error = SocketError.Success;
                try
                {
                    resolver.Resolve("nobody.test");
                }
                catch (SocketException e)
                {
                    error = e.SocketErrorCode;
                }

                Assert.AreEqual((int)SocketError.HostNotFound, (int)error);
                Assert.AreEqual("10.0.0.2", resolver.Resolve("ECHO.test").ToString());
                Assert.AreEqual(2L, resolver.Counters.QuestionsSent);
                server.Stop();
            }
        }

        [TestMethod]
        public void Sntp_LearnsTheTime()
        {
            using (World world = new World(Heap.Whole))
            {
                ServerBoard server = new ServerBoard(world, 123, TellTime, null);
                SntpClient client = new SntpClient(world.A, new SntpClientOptions { Servers = new IPAddress[] { World.AddressB }, StartDelay = 0 });
                client.Start();
                Wait.For(() => client.IsSynchronized, "the time");
                world.Skip(86400000);

                // 2030-01-01, and a day.
                long late = client.UnixMilliseconds - (1893456000000L + 86400000L);
                Assert.IsTrue(late >= 0 && late < 60000);
                Assert.AreEqual(2030, client.UtcNow.Year);
                Assert.AreEqual(2, client.UtcNow.Day);
                server.Stop();
            }
        }

        [TestMethod]
        public void HeapOfTheServices_IsSmall()
        {
            using (World world = new World(Heap.Whole))
            {
                int block = Heap.Block();
                int free = Heap.FreeAtRest();
                DhcpClient dhcp = new DhcpClient(world.A, new DhcpClientOptions { HostName = "nano" });
                int afterDhcp = Heap.FreeAtRest();
                DnsResolver dns = new DnsResolver(world.A, new DnsResolverOptions());
                int afterDns = Heap.FreeAtRest();
                SntpClient sntp = new SntpClient(world.A, new SntpClientOptions());
                int afterSntp = Heap.FreeAtRest();
                Check("DHCP", free - afterDhcp, block, 2000);
                Check("DNS", afterDhcp - afterDns, block, 2400);
                Check("SNTP", afterDns - afterSntp, block, 1300);
                dhcp.Stop();
                dns.Stop();
                sntp.Stop();
            }
        }

        private static void Check(string service, int bytes, int block, int most)
        {
            Console.WriteLine(service + " takes " + bytes.ToString() + " bytes, in blocks of " + block.ToString());
            Assert.IsTrue(bytes > 0 && bytes / block * Heap.BoardBlock <= most);
        }

        // In steps that leave the threads the time to do what is due.
        private static void Advance(World world, int milliseconds)
        {
            world.Skip(milliseconds);
            System.Threading.Thread.Sleep(20);
        }

        private static int Lease(byte[] message, int length)
        {
            // The message type is the first option that the client sends.
            int type = message[242];
            if (type != 1 && type != 3)
            {
                return 0;
            }

            byte[] options = new byte[]
            {
                53, 1, (byte)(type == 1 ? 2 : 5), 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, LeaseTime >> 8, LeaseTime & 0xFF,
                1, 4, 255, 255, 255, 0, 6, 4, 10, 0, 0, 9, 15, 3, (byte)'l', (byte)'a', (byte)'b', 255,
            };
            message[0] = 2;
            BigEndian.WriteUInt32(message, 16, 0x0A000032);
            Array.Copy(options, 0, message, 240, options.Length);
            return 240 + options.Length;
        }

        private static int Resolve(byte[] message, int length)
        {
            message[2] = 0x81;
            message[3] = 0x80;
            if (message[12] != 4)
            {
                message[3] = 0x83;
                return length;
            }

            byte[] record = new byte[] { 0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 10, 0, 0, 2 };
            message[7] = 1;
            Array.Copy(record, 0, message, length, record.Length);
            return length + record.Length;
        }

        private static int TellTime(byte[] message, int length)
        {
            message[0] = 0x24;
            message[1] = 1;
            Array.Copy(message, 40, message, 24, 8);

            // Seconds from 1900 to 2030.
            BigEndian.WriteUInt32(message, 32, 4102444800);
            BigEndian.WriteUInt32(message, 36, 0);
            Array.Copy(message, 32, message, 40, 8);
            return length;
        }
    }
}
