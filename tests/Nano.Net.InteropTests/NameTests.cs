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
