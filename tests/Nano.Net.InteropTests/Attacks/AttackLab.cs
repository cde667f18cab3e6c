using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// The command `nano serve` as a process of its own, on a wire with two others: the kernel's host, which behaves well, and
    /// an attacker. Whatever the attack was, in the end the stack answers as before, has let go of every connection, has said
    /// nothing of an error, and has not grown.
    /// </summary>
    internal sealed class AttackLab : IDisposable
    {
        internal const int EchoPort = 7;
        internal const int DiscardPort = 9;
        internal const int ChargenPort = 19;
        internal const int ClosedPort = 99;

        /// <summary>Frames a second that a flood is to have.</summary>
        internal const int FloodRate = 20_000;

        /// <summary>Frames a second that are sent for it: some are lost to the pauses of a busy machine.</summary>
        internal const int SentRate = FloodRate * 21 / 20;

        // The share of a flood's rate that it has to have to be one.
        private const double MostOfIt = 0.9;

        private const int Mebibyte = 1024 * 1024;
        private const long MostGrowth = 32 * Mebibyte;

        // A half-open connection is kept for 30 seconds.
        private const int SlotPatience = 40_000;

        // The kernel's host on its other side, behind which more hosts might be: what goes there goes by the router that it is.
        private const string Far = "2001:db8:f::1";

        private static readonly IPAddress KernelAddress = IPAddress.Parse("10.77.0.1");
        private static readonly IPAddress Address6 = IPAddress.Parse("2001:db8:77::2");

        private readonly Program nano;
        private readonly Radvd? radvd;
        private readonly int process;
        private readonly HttpClient http;
        private readonly ITestOutputHelper output;
        private readonly string name;
        private IReadOnlyDictionary<string, long> before = new Dictionary<string, long>();
        private long memoryBefore;

        private AttackLab(string name, ITestOutputHelper output, int prefix, bool overIpv6)
        {
            this.name = name;
            this.output = output;
            Target = overIpv6 ? Address6 : Lab.Address;
            Kernel = new KernelHost(KernelAddress, overIpv6) { Patience = 20_000 };
            foreach (string part in (string[])["all", "default"])
            {
                Skip.IfNot(!overIpv6 || (Kernel.TrySet($"ipv6/conf/{part}/accept_dad", "0") && Kernel.TrySet($"ipv6/conf/{part}/forwarding", "1")), "IPv6 cannot be set up here");
            }

            nano = new Program(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "nano.dll"), "serve", "--tap", KernelHost.Interface, "--host-address", $"{KernelAddress}/{prefix}",
                    "--address", $"{Lab.Address}/{prefix}", "--gateway", $"{KernelAddress}",
                    "--echo", $"{EchoPort}", "--discard", $"{DiscardPort}", "--chargen", $"{ChargenPort}", "--http", "80",
                    .. overIpv6 ? (string[])["--ipv6", $"{Address6}/64"] : [],
                ],
                Kernel.Namespace,
                seconds: Limit);
            process = nano.FindProcess();
            http = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = (_, _) => ValueTask.FromResult(Kernel.Connect(Lab.Address, 80).Stream()),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            })
            {
                BaseAddress = new Uri($"http://{Lab.Address}/"),
                Timeout = TimeSpan.FromSeconds(20),
            };
            WaitForPing(60, Lab.Address);
            WaitForHttp();
            Attacker = new Attacker(Kernel, prefix);
            if (overIpv6)
            {
                Kernel.Run("ip", "address", "add", $"{Radvd.Prefix}1/64", "dev", KernelHost.Interface, "nodad").Succeeded();
                Kernel.Run("ip", "address", "add", $"{Far}/128", "dev", "lo", "nodad").Succeeded();
                NetworkNamespace.Ip("-n", Attacker.Namespace.Name, "address", "add", $"{Radvd.Prefix}66/64", "dev", Attacker.Interface, "nodad");
                radvd = new Radvd(Kernel.Namespace, KernelHost.Interface, Radvd.Prefix);
                WaitForPing(60, Target);
                Eventually(RouterWorks, () => "there is no router");
            }
        }

        /// <summary>How long an attack lasts: NANO_ATTACK_SECONDS, or a second, which is enough for every day.</summary>
        internal static double Seconds =>
            double.TryParse(Environment.GetEnvironmentVariable("NANO_ATTACK_SECONDS"), CultureInfo.InvariantCulture, out double seconds) ? seconds : 1;

        internal KernelHost Kernel { get; }

        internal Attacker Attacker { get; }

        /// <summary>The stack's address, of the family that is attacked.</summary>
        internal IPAddress Target { get; }

        /// <summary>The router's address on the link, where there is one.</summary>
        internal string Router => Kernel.Run("ip", "-o", "-6", "address", "show", "dev", KernelHost.Interface, "scope", "link").Succeeded().Output.Split(' ', '/').First(word => word.StartsWith("fe80:", StringComparison.Ordinal));

        private static int Limit => 180 + (int)(Seconds * 100);

        /// <summary>Runs an attack, and looks at the stack afterwards.</summary>
        /// <param name="name">The attack's name, for its figures.</param>
        /// <param name="output">Where its figures go.</param>
        /// <param name="attack">The attack; what it returns is its figures.</param>
        /// <param name="prefix">Length of the network's prefix.</param>
        /// <param name="overIpv6">Whether it is about IPv6: the kernel's host is the link's router then.</param>
        /// <param name="test">The test's name.</param>
        internal static void Run(string name, ITestOutputHelper output, Func<AttackLab, string> attack, int prefix = 24, bool overIpv6 = false, [CallerMemberName] string test = "")
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Program.Require("ping", "iputils-ping");
            using var lab = new AttackLab(name, output, prefix, overIpv6);
            var worker = new Worker(() =>
            {
                lab.WarmUp();
                lab.End(attack(lab));
            });
            if (!worker.Join(TimeSpan.FromSeconds(Limit - 20)))
            {
                Assert.Fail($"{test} has not ended.\n{lab.Kernel.Run("ss", "-tanoi").Output}{lab.nano.Describe()}");
            }
        }

        /// <summary>By how much a counter of the stack has grown since the attack began: as in /metrics, tcp_segments_received.</summary>
        internal long Counted(string counter) => ReadCounters()[counter] - before[counter];

        /// <summary>Opens a connection, sends bytes to the echo service and has them back.</summary>
        /// <returns>How long that took.</returns>
        internal TimeSpan Echo(int length = 65_536)
        {
            var watch = Stopwatch.StartNew();
            _ = EchoClient.Run(Kernel, length, address: Target);
            return watch.Elapsed;
        }

        /// <summary>A connection that echoes has survived.</summary>
        internal static void AssertEchoes(KernelSocket socket, string text)
        {
            using Stream stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: false);
            stream.WriteText(text);
            Assert.Equal(text, stream.ReadText(text.Length));
        }

        /// <summary>
        /// What a download is worth under a flood: half of what it is without, at least. The two are measured in turns, for
        /// the machine has other things to do; where the flood is not what it should be, or leaves less than it should, once
        /// more and for longer. On a machine that cannot send so much the test is skipped in the end, not passed.
        /// </summary>
        /// <param name="rate">Frames a second that the flood is to have.</param>
        /// <param name="flood">Starts the flood, which ends when it is disposed.</param>
        internal FloodMeasurement MeasureUnder(int rate, Func<IDisposable> flood)
        {
            using var download = new Download(Kernel, Target);
            _ = download.Measure(TimeSpan.FromSeconds(0.5));
            FloodMeasurement measured = Measure(download, flood, 3, TimeSpan.FromSeconds(Seconds * 0.6));
            for (int i = 0; i < 2 && (measured.Ratio < FloodRatio.Least || measured.Delivered < rate * MostOfIt); i++)
            {
                measured = Measure(download, flood, 5, TimeSpan.FromSeconds(Seconds * 1.5));
            }

            Judge(rate, measured);
            return measured;
        }

        /// <summary>The same in short, and without a verdict.</summary>
        internal FloodMeasurement MeasureBriefly(Func<IDisposable> flood)
        {
            using var download = new Download(Kernel, Target);
            _ = download.Measure(TimeSpan.FromSeconds(0.3));
            return Measure(download, flood, 3, TimeSpan.FromSeconds(Seconds * 0.3));
        }

        /// <summary>The same once, of a flood that takes its time to begin.</summary>
        internal FloodMeasurement MeasureOnce(Func<IDisposable> flood)
        {
            TimeSpan time = TimeSpan.FromSeconds(Seconds * 0.6);
            using var download = new Download(Kernel, Target);
            _ = download.Measure(TimeSpan.FromSeconds(0.3));
            double without = download.Measure(time);
            long before = Attacker.FramesSent;
            using IDisposable running = flood();
            Eventually(() => Attacker.FramesSent > before + 100, () => "the flood does not begin");
            long frames = Attacker.FramesSent;
            long lost = FramesLost();
            var watch = Stopwatch.StartNew();
            double under = download.Measure(time);
            frames = Attacker.FramesSent - frames;
            double seconds = watch.Elapsed.TotalSeconds;
            return new FloodMeasurement(frames / seconds, (frames - FramesLost() + lost) / seconds, without, under);
        }

        /// <summary>The verdict.</summary>
        internal static void Judge(int rate, FloodMeasurement measured)
        {
            string words = measured.Describe("frames");
            Skip.If(measured.Sent < rate * MostOfIt, $"this machine is too busy to send {rate} frames a second: {words}");
            FloodRatio.Judge(measured.Ratio, words);
            FloodRatio.Judge(measured.Delivered / measured.Sent, words);
        }

        /// <summary>Whether an answer to a host that is not on the link reaches it: by the router.</summary>
        internal bool RouterWorks() => Kernel.Run("ping", "-6", "-c", "1", "-W", "1", "-I", Far, $"{Address6}").ExitCode == 0;

        /// <summary>Waits until something is so; fails where it does not become so in time.</summary>
        internal static void Eventually(Func<bool> condition, Func<string> otherwise, int milliseconds = 30_000)
        {
            var watch = Stopwatch.StartNew();
            while (!condition())
            {
                Assert.True(watch.ElapsedMilliseconds < milliseconds, otherwise());
                Thread.Sleep(100);
            }
        }

        public void Dispose()
        {
            http.Dispose();
            radvd?.Dispose();
            Attacker.Dispose();
            nano.Dispose();
            Kernel.Dispose();
        }

        private FloodMeasurement Measure(Download download, Func<IDisposable> flood, int rounds, TimeSpan time)
        {
            var without = new List<double>();
            var under = new List<double>();
            var sent = new List<double>();
            var delivered = new List<double>();
            for (int i = 0; i < rounds; i++)
            {
                without.Add(download.Measure(time));
                using (flood())
                {
                    Thread.Sleep(200);
                    var watch = Stopwatch.StartNew();
                    long frames = Attacker.FramesSent;
                    long lost = FramesLost();
                    under.Add(download.Measure(time));
                    frames = Attacker.FramesSent - frames;
                    double seconds = watch.Elapsed.TotalSeconds;
                    sent.Add(frames / seconds);
                    delivered.Add((frames - FramesLost() + lost) / seconds);
                }

                Thread.Sleep(100);
            }

            output.WriteLine($"goodput under the flood, and without it: {string.Join(", ", under.Zip(without, (a, b) => $"{a:F0} {b:F0}"))}");
            var measured = new FloodMeasurement(Median(sent), Median(delivered), Median(without), Median(under));
            output.WriteLine(measured.Describe("frames"));
            return measured;
        }

        private static double Median(List<double> values)
        {
            values.Sort();
            return values[values.Count / 2];
        }

        // Frames that found the queue to the stack full.
        private long FramesLost() =>
            (long)JsonNode.Parse(Kernel.Run("ip", "-j", "-s", "link", "show", "dev", KernelHost.Interface).Succeeded().Output)![0]!["stats64"]!["tx"]!["dropped"]!;

        // What is compiled, pooled or learnt at the first use is no growth under attack.
        private void WarmUp()
        {
            Attacker.FindTarget();
            Echo(4 * Mebibyte);
            using (var download = new Download(Kernel, Target))
            {
                _ = download.Measure(TimeSpan.FromSeconds(0.3));
            }

            _ = OpenConnections();
            before = ReadCounters();
            memoryBefore = ReadMemory();
        }

        private void End(string figures)
        {
            WaitForPing(10, Lab.Address);
            WaitForPing(10, Target);
            long grown = ReadMemory() - memoryBefore;
            var watch = Stopwatch.StartNew();
            string[] open = [];
            Eventually(() => (open = OpenConnections()).Length == 0, () => $"{open.Length} connections are left: {string.Join(", ", open.Take(5))}", SlotPatience);
            Echo();
            Figures.Write(output, name, string.Create(CultureInfo.InvariantCulture, $"{figures}; memory {grown / (double)Mebibyte:+0.0;-0.0} MiB{(watch.Elapsed.TotalSeconds > 1 ? $", all connections free after {watch.Elapsed.TotalSeconds:F0} s" : "")}"));
            Assert.True(grown < MostGrowth, $"the process has grown by {grown} bytes");
            Assert.False(nano.HasEnded, nano.Describe());
            nano.Terminate();
            ProgramResult result = nano.WaitForEnd().Succeeded();
            output.WriteLine(result.Output);
            Assert.Equal("", result.Error);
            Assert.DoesNotContain("xception", result.Output, StringComparison.Ordinal);
        }

        // The stack answers pings before its services have started; HTTP starts last.
        private void WaitForHttp()
        {
            for (int i = 0; i < 100; i++)
            {
                try
                {
                    _ = http.GetStringAsync("metrics").Result;
                    return;
                }
                catch (AggregateException)
                {
                    Thread.Sleep(100);
                }
            }

            Assert.Fail($"HTTP is not answered\n{nano.Describe()}");
        }

        private void WaitForPing(int tries, IPAddress address)
        {
            for (int i = 0; i < tries; i++)
            {
                if (Kernel.Run("ping", "-c", "1", "-W", "1", $"{address}").ExitCode == 0)
                {
                    return;
                }

                Thread.Sleep(200);
            }

            Assert.Fail($"ping is not answered\n{nano.Describe()}");
        }

        private Dictionary<string, long> ReadCounters() =>
            http.GetStringAsync("metrics").Result.Split('\n')
                .Where(line => line.StartsWith("nano_", StringComparison.Ordinal) && line.Contains("_total ", StringComparison.Ordinal))
                .Select(line => line["nano_".Length..].Split("_total "))
                .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));

        // All but listeners, what TIME-WAIT remembers, and the connection that asks.
        private string[] OpenConnections() =>
            [.. JsonNode.Parse(http.GetStringAsync("api/connections").Result)!["connections"]!.AsArray()
                .Where(connection => (string)connection!["state"]! is not ("LISTEN" or "TIME-WAIT") && !((string)connection["local"]!).EndsWith(":80", StringComparison.Ordinal))
                .Select(connection => $"{connection!["state"]} {connection["remote"]} on {connection["local"]}")];

        // Its resident set.
        private long ReadMemory()
        {
            string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }
}
