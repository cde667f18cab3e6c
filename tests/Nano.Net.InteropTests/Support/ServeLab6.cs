using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>The command `nano serve` in a process of its own, on a TAP device whose other end is a kernel with IPv6.</summary>
    internal sealed class ServeLab6 : IDisposable
    {
        internal const int Mebibyte = 1024 * 1024;
        internal const int EchoPort = 7;

        private readonly TemporaryFolder folder = new();
        private readonly List<IDisposable> parts = [];
        private readonly ITestOutputHelper output;

        /// <summary>Makes the link. The kernel's address on it needs no probe: it is there before the other side of the cable is.</summary>
        /// <param name="output">Where figures go.</param>
        internal ServeLab6(ITestOutputHelper output)
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            this.output = output;
            try
            {
                Kernel = Own(new KernelHost(IPAddress.Parse("10.77.0.1")));
                foreach (string part in (string[])["all", "default"])
                {
                    Skip.IfNot(Kernel.TrySet($"ipv6/conf/{part}/disable_ipv6", "0") && Kernel.TrySet($"ipv6/conf/{part}/accept_dad", "0"), "IPv6 cannot be set up here");
                }

                Kernel.Run("ip", "tuntap", "add", KernelHost.Interface, "mode", "tap").Succeeded();
                Kernel.Run("ip", "address", "add", $"{Prefix}:1/64", "dev", KernelHost.Interface, "nodad").Succeeded();
                Kernel.Run("ip", "link", "set", KernelHost.Interface, "up").Succeeded();
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>The link's prefix, without its last colon.</summary>
        internal static string Prefix => "2001:db8:77:";

        internal KernelHost Kernel { get; } = null!;

        /// <summary>What `nano serve` has said.</summary>
        internal string Said => File.Exists(this["said"]) ? File.ReadAllText(this["said"]) : "";

        /// <summary>The path of a file that is gone after the test.</summary>
        internal string this[string file] => folder[file];

        /// <summary>Keeps something until the end.</summary>
        internal T Own<T>(T part)
            where T : IDisposable
        {
            parts.Add(part);
            return part;
        }

        /// <summary>Makes the kernel the link's router, by dnsmasq.</summary>
        internal void StartDnsmasq(params string[] settings)
        {
            Program.Require("dnsmasq", "dnsmasq-base");
            Own(new Program(
                "dnsmasq",
                [
                    "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--no-resolv", "--no-hosts",
                    $"--interface={KernelHost.Interface}", "--except-interface=lo", "--bind-interfaces", "--enable-ra", .. settings,
                ],
                Kernel.Namespace,
                seconds: 90));
        }

        /// <summary>Starts `nano serve`.</summary>
        internal Program Start(params string[] arguments)
        {
            string command = $"exec dotnet '{System.IO.Path.Combine(AppContext.BaseDirectory, "nano.dll")}' serve --tap {KernelHost.Interface} {string.Join(' ', arguments)} > '{this["said"]}'";
            return Own(new Program("sh", ["-c", command], Kernel.Namespace, seconds: 120));
        }

        /// <summary>Waits until something was said, and gives what the first group of it is.</summary>
        internal string Await(string pattern)
        {
            Match match = Match.Empty;
            Assert.True(SpinWait.SpinUntil(() => (match = Regex.Match(Said, pattern)).Success, TimeSpan.FromSeconds(30)), $"'{pattern}' was not said, but: {Said}");
            return match.Groups[1].Value;
        }

        /// <summary>Waits until it has an address of the link's prefix: three seconds from when it opens the link, at most.</summary>
        /// <returns>The address.</returns>
        internal string AwaitGlobalAddress()
        {
            Await("(asks for an address|Nano at)");
            long start = Stopwatch.GetTimestamp();
            string address = Await($@"Address ({Prefix}[0-9a-f:]+)/64 by a router's prefix\. Dashboard: http://\[");
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            output.WriteLine($"{address} after {took.TotalSeconds:F2} s");
            Assert.InRange(took.TotalSeconds, 0, 3);
            return address;
        }

        internal ProgramResult Ping(string address, params string[] arguments)
        {
            Program.Require("ping", "iputils-ping");
            return Kernel.Run("ping", ["-6", "-W", "2", .. arguments, address]);
        }

        /// <summary>Fails where one of five pings is not answered.</summary>
        internal void AssertPings(string address, params string[] arguments) =>
            Assert.Contains(" 0% packet loss", Ping(address, ["-c", "5", "-i", "0.1", .. arguments]).Output, StringComparison.Ordinal);

        /// <summary>Fails where curl does not get the dashboard's page.</summary>
        internal void AssertServesPage(string host) =>
            Assert.Contains("</html>", Kernel.Run("curl", "-s", "-f", "-g", "--compressed", "-m", "20", $"http://{host}/").Succeeded().Output, StringComparison.Ordinal);

        /// <summary>Opens a connection to the echo service.</summary>
        internal KernelSocket Connect(string address)
        {
            KernelSocket socket = Own(Kernel.Socket6(System.Net.Sockets.SocketType.Stream));
            socket.ReceiveTimeout = 30_000;
            socket.Connect(System.Net.IPAddress.Parse(address), EchoPort);
            return socket;
        }

        /// <summary>Has bytes echoed by a connection, in both directions at once.</summary>
        internal void Echo(KernelSocket socket, int bytes)
        {
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
            output.WriteLine($"{bytes / (double)Mebibyte:F3} MiB echoed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s");
        }

        public void Dispose()
        {
            parts.Reverse();
            parts.ForEach(part => part.Dispose());
            folder.Dispose();
        }
    }
}
