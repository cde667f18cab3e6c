using System.Threading;
using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>A board that gets an IPv6 address from a server.</summary>
    [TestClass]
    public class Dhcpv6Tests
    {
        [TestMethod]
        public void Client_GetsAnAddress_ExtendsTheLease_AndGivesItBack()
        {
            Dhcpv6Network network = new Dhcpv6Network();
            SkippingClock clock = new SkippingClock();
            Ipv6Options ipv6 = new Ipv6Options();
            StackOptions options = World.Options(IPAddress.Any);
            options.IPv6 = ipv6;
            using (StackRunner runner = new StackRunner(new NetworkStack(network, options), clock))
            {
                runner.Start();
                Dhcpv6Client client = new Dhcpv6Client(runner, new Dhcpv6ClientOptions());
                client.Start();
                for (int i = 0; i < 100 && client.State != Dhcpv6State.Bound; i++)
                {
                    Advance(clock, network, 500);
                }

                Assert.IsTrue(client.HasLease, "lease");
                Assert.AreEqual("2001:db8::50", client.Address.ToString());
                Assert.AreEqual("fe80::2", client.GetDnsServers()[0].ToString());
                Assert.AreEqual(0, client.GetSearchList().Length);
                Assert.AreEqual(2, ipv6.Interface.GetAddresses().Length);

                Advance(clock, network, Dhcpv6Network.RenewalTime * 1000);
                Wait.For(() => client.Counters.Renewals == 1, "a longer lease");
                Assert.AreEqual(5, network.LastType);

                client.Release();
                Wait.For(() => client.State == Dhcpv6State.Stopped, "the end");
                Assert.AreEqual(8, network.LastType);
                Assert.AreEqual(1, ipv6.Interface.GetAddresses().Length);
            }
        }

        private static void Advance(SkippingClock clock, Dhcpv6Network network, int milliseconds)
        {
            clock.Skip(milliseconds);
            network.Wake();
            Thread.Sleep(20);
        }
    }
}
