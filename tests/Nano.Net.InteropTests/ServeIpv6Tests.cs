using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The command `nano serve` with IPv6, in a process of its own, next to the kernel, and to dnsmasq as its router.</summary>
    public sealed class ServeIpv6Tests(ITestOutputHelper output) : IDisposable
    {
        private const string Prefix = "2001:db8:77:";
        private const string Given = "2001:db8:77::5";
        private const int Mebibyte = 1024 * 1024;

        private readonly TemporaryFolder folder = new();
        private readonly List<IDisposable> parts = [];

        public void Dispose()
        {
            parts.Reverse();
            parts.ForEach(part => part.Dispose());
            folder.Dispose();
        }

        [SkippableTheory]
        [InlineData(null)]
        [InlineData("w5500")]
        [InlineData("enc28j60")]
        public void NextToARouter_ItHasAGlobalAddressWithinThreeSeconds_AndPingCurlAndEchoReachIt(string? chip)
        {
            KernelHost kernel = MakeLink();
            Program.Require("dnsmasq", "dnsmasq-base");
            Own(new Program(
                "dnsmasq",
                [
                    "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--no-resolv", "--no-hosts",
                    $"--interface={KernelHost.Interface}", "--except-interface=lo", "--bind-interfaces", "--enable-ra", $"--dhcp-range={Prefix}:,ra-only,64",
                ],
                kernel.Namespace,
                seconds: 90));
            Program nano = Start(kernel, [.. chip == null ? (string[])[] : ["--chip", chip], "--echo", "7", "--http", "80"]);

            Await("asks for an address");
            long start = Stopwatch.GetTimestamp();
            string address = Await($@"Address ({Prefix}[0-9a-f:]+)/64 by a router's prefix\. Dashboard: http://\[");
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            output.WriteLine($"{address} after {took.TotalSeconds:F2} s");
            Assert.InRange(took.TotalSeconds, 0, 3);

            Assert.Contains(" 0% packet loss", Ping(kernel, address, "-c", "5", "-i", "0.1").Output, StringComparison.Ordinal);
            Assert.Contains("</html>", kernel.Run("curl", "-s", "-f", "-m", "20", $"http://[{address}]/").Succeeded().Output, StringComparison.Ordinal);
            Echo(kernel, address, chip == "enc28j60" ? Mebibyte : 8 * Mebibyte);

            nano.Terminate();
            nano.WaitForEnd();
            Assert.Matches(@"IPv6 +router advertisements +\d", Said());
        }

        [SkippableFact]
        public void WithAnAddressThatIsGiven_ItAnswersWithoutARouter()
        {
            KernelHost kernel = MakeLink();
            Start(kernel, "--address", $"{Given}/64", "--echo", "7");
            Await($"(Nano at {Given}/64 on {KernelHost.Interface}\\.)");
            Await($"(Address {Given}/64 as given\\.)");
            Assert.Contains(" 0% packet loss", Ping(kernel, Given, "-c", "5", "-i", "0.1").Output, StringComparison.Ordinal);
            Echo(kernel, Given, Mebibyte);

            // Of all hosts on the link, it is one.
            string own = Await("Address (fe80::[0-9a-f:]+)/64 for this link");
            Assert.Contains($"from {own}%", Ping(kernel, $"ff02::1%{KernelHost.Interface}", "-c", "2", "-i", "0.3").Output, StringComparison.Ordinal);
        }

        [SkippableFact]
        public void AddressThatTheKernelHas_IsNotUsed()
        {
            KernelHost kernel = MakeLink();
            Start(kernel, "--address", $"{Prefix}:1/64", "--echo", "7");
            Await("(Address fe80::[0-9a-f:]+/64 for this link)");
            Thread.Sleep(2500);
            Assert.DoesNotContain("as given", Said(), StringComparison.Ordinal);
        }

        // The kernel's address on the link needs no probe: it is there before the other side of the cable is.
        private KernelHost MakeLink()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            KernelHost kernel = Own(new KernelHost(IPAddress.Parse("10.77.0.1")));
            foreach (string part in (string[])["all", "default"])
            {
                Skip.IfNot(kernel.TrySet($"ipv6/conf/{part}/disable_ipv6", "0") && kernel.TrySet($"ipv6/conf/{part}/accept_dad", "0"), "IPv6 cannot be set up here");
            }

            kernel.Run("ip", "tuntap", "add", KernelHost.Interface, "mode", "tap").Succeeded();
            kernel.Run("ip", "address", "add", $"{Prefix}:1/64", "dev", KernelHost.Interface, "nodad").Succeeded();
            kernel.Run("ip", "link", "set", KernelHost.Interface, "up").Succeeded();
            return kernel;
        }

        private Program Start(KernelHost kernel, params string[] arguments)
        {
            string command = $"exec dotnet '{System.IO.Path.Combine(AppContext.BaseDirectory, "nano.dll")}' serve --tap {KernelHost.Interface} {string.Join(' ', arguments)} > '{folder["said"]}'";
            return Own(new Program("sh", ["-c", command], kernel.Namespace, seconds: 90));
        }

        private string Said() => File.Exists(folder["said"]) ? File.ReadAllText(folder["said"]) : "";

        /// <summary>Waits until something was said, and gives what the first group of it is.</summary>
        private string Await(string pattern)
        {
            Match match = Match.Empty;
            Assert.True(SpinWait.SpinUntil(() => (match = Regex.Match(Said(), pattern)).Success, TimeSpan.FromSeconds(30)), $"'{pattern}' was not said, but: {Said()}");
            return match.Groups[1].Value;
        }

        private static ProgramResult Ping(KernelHost kernel, string address, params string[] arguments)
        {
            Program.Require("ping", "iputils-ping");
            return kernel.Run("ping", ["-6", "-W", "2", .. arguments, address]);
        }

        private void Echo(KernelHost kernel, string address, int bytes)
        {
            using var socket = kernel.Namespace.Run(() => new KernelSocket(System.Net.Sockets.AddressFamily.InterNetworkV6, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp));
            socket.ReceiveTimeout = 30_000;
            socket.Connect(System.Net.IPAddress.Parse(address), 7);
            byte[] sent = new byte[bytes];
            new Random(1).NextBytes(sent);
            Worker sender = new(() =>
            {
                for (int at = 0; at < sent.Length;)
                {
                    at += socket.Send(sent.AsSpan(at));
                }
            });
            byte[] received = new byte[bytes];
            long start = Stopwatch.GetTimestamp();
            for (int count = 0; count < bytes;)
            {
                int read = socket.Receive(received.AsSpan(count));
                Assert.True(read > 0, $"the echo ends after {count} bytes");
                count += read;
            }

            sender.Join();
            Assert.True(sent.AsSpan().SequenceEqual(received), "what came back is something else");
            output.WriteLine($"{bytes / Mebibyte} MiB echoed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s");
        }

        private T Own<T>(T part)
            where T : IDisposable
        {
            parts.Add(part);
            return part;
        }
    }
}
