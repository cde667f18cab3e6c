using System;
using Nano.Net.Services;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>DHCP, DNS and SNTP on board A, with servers on board B.</summary>
    [TestClass]
    public class ServiceTests
    {
        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Dhcp_GetsAnAddress_ExtendsTheLease_AndLosesIt(int heap)
        {
            using (World world = new World(heap))
            {
                ServerBoard server = new ServerBoard(world.B, 67, Answers.Lease, new IPEndPoint(IPAddress.Broadcast, 68));
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

                Advance(world, Answers.LeaseTime * 500);
                Wait.For(() => client.Counters.Renewals == 1, "a longer lease");
                server.Stop();
                Advance(world, Answers.LeaseTime * 500);
                Wait.For(() => client.State == DhcpState.Renewing, "a request to the server");
                Advance(world, Answers.LeaseTime * 400);
                Wait.For(() => client.State == DhcpState.Rebinding, "a request to all servers");
                Advance(world, Answers.LeaseTime * 200);
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
                ServerBoard server = new ServerBoard(world.B, 53, Answers.Resolve, null);
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
                    resolver.Resolve("nobody.test", AddressFamily.Unspecified);
                }
                catch (SocketException e)
                {
                    error = e.SocketErrorCode;
                }

                Assert.AreEqual((int)SocketError.HostNotFound, (int)error);
                Assert.AreEqual("10.0.0.2", resolver.Resolve("ECHO.test", AddressFamily.Unspecified)[0].ToString());
                Assert.AreEqual(2L, resolver.Counters.QuestionsSent);
                server.Stop();
            }
        }

        [TestMethod]
        public void Sntp_LearnsTheTime()
        {
            using (World world = new World(Heap.Whole))
            {
                ServerBoard server = new ServerBoard(world.B, 123, Answers.TellTime, null);
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
                Check("DNS", afterDhcp - afterDns, block, 2500);
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
    }
}
