using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Net.InteropTests
{
    /// <summary>The DNS resolver against dnsmasq.</summary>
    public class NameTests
    {
        [SkippableTheory]
        [InlineData("www.lab.test")]
        [InlineData("WEB.lab.test")]
        public void Connect_TakesAName_AnAliasToo(string name) => ServiceLab.Run(
            lab =>
            {
                using DnsResolver resolver = Start(lab);
                lab.Runner.NameResolver = resolver;
                using System.Net.Sockets.Socket listener = lab.Lab.Kernel.Listen(80);
                using var client = new TcpClient(lab.Runner);
                client.Connect(name, 80);
                Assert.Equal("10.77.0.1:80", client.RemoteEndPoint.ToString());
                Assert.Equal("10.77.0.1", Assert.Single(resolver.Resolve(name, Nano.Net.Sockets.AddressFamily.Unspecified)).ToString());
                Assert.Equal(1, resolver.Counters.Answers);
            },
            "10.77.0.2");

        [SkippableFact]
        public void NameThatIsNot_IsSaidNotToBe() => ServiceLab.Run(
            lab =>
            {
                using DnsResolver resolver = Start(lab);
                Expect.Fails(SocketError.HostNotFound, () => resolver.Resolve("nobody.lab.test", Nano.Net.Sockets.AddressFamily.Unspecified));
            },
            "10.77.0.2");

        [SkippableFact]
        public void NameServerThatIsNot_IsGivenUp() => ServiceLab.Run(
            lab =>
            {
                using var resolver = new DnsResolver(lab.Runner, Options(300, 2));
                resolver.Start();
                Expect.Fails(SocketError.TryAgain, () => resolver.Resolve("www.lab.test", Nano.Net.Sockets.AddressFamily.Unspecified));
                Assert.Equal(2, resolver.Counters.Timeouts);
            },
            "10.77.0.2");

        /// <summary>Forty addresses take more than 512 bytes: the server sends them where it is told that they can be received (RFC 6891), and cuts them short where not.</summary>
        [SkippableTheory]
        [InlineData(3, 660, 800)]
        [InlineData(1, 60, 554)]
        public void LongAnswer_IsSentWhole_ToWhoSaysThatItFits(int attempts, int shortest, int longest) => ServiceLab.Run(
            lab =>
            {
                lab.StartDnsmasq(more: [.. Enumerable.Range(1, 40).Select(i => $"--host-record=many.lab.test,192.0.2.{i}")]);
                using (var early = new DnsResolver(lab.Runner, Options(2000, attempts)))
                {
                    early.Start();
                    WaitForServer(early);
                }

                // A server that was silent is asked without extensions for some time: this resolver has seen no silence.
                using var resolver = new DnsResolver(lab.Runner, Options(2000, attempts));
                resolver.Start();
                resolver.TryResolve("many.lab.test", out _);
                lab.Until(() => resolver.TryResolve("many.lab.test", out _) != SocketError.WouldBlock);
                Assert.InRange(lab.Wire.LongestReceived, shortest, longest);
                Assert.Equal(0, resolver.Counters.ExtensionsRefused);
            },
            "10.77.0.2");

        /// <summary>The server may not listen yet when it is first asked.</summary>
        private static void WaitForServer(DnsResolver resolver)
        {
            for (int i = 0; i < 20; i++)
            {
                try
                {
                    resolver.Resolve("www.lab.test", Nano.Net.Sockets.AddressFamily.Unspecified);
                    return;
                }
                catch (SocketException)
                {
                    Thread.Sleep(100);
                }
            }
        }

        private static DnsResolverOptions Options(int timeout, int attempts) =>
            new() { Servers = [IPAddress.Parse("10.77.0.1")], Timeout = timeout, Attempts = attempts };

        private static DnsResolver Start(ServiceLab lab)
        {
            // The server may not listen yet when it is first asked.
            lab.StartDnsmasq();
            var resolver = new DnsResolver(lab.Runner, Options(500, 5));
            resolver.Start();
            return resolver;
        }
    }
}
