using System.Diagnostics;
using System.Globalization;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>
    /// Requests a second and their latency of our HTTP server over a TAP device, beside nginx over a veth pair: the same
    /// 200 bytes of JSON (a file, for nginx), the same client (wrk, keep-alive), in turns and in one run. Needs root.
    /// </summary>
    public sealed class HttpBenchmark
    {
        private const int BodyLength = 200;
        private static readonly int[] Connections = [1, 8, 64];
        private static readonly IPAddress OwnAddress = IPAddress.Parse("10.198.0.2");
        private static readonly IPAddress ClientAddress = IPAddress.Parse("10.198.0.1");
        private static readonly string Body = "{\"payload\":\"" + new string('x', BodyLength - 14) + "\"}";

        private readonly TimeSpan duration;
        private readonly int rounds;
        private readonly Action<string, double>? progress;

        /// <summary>Makes one.</summary>
        /// <param name="duration">How long each measurement takes.</param>
        /// <param name="rounds">How often each is made; the median counts.</param>
        /// <param name="progress">Told what is being measured and how much is done, 0 to 1.</param>
        public HttpBenchmark(TimeSpan duration, int rounds, Action<string, double>? progress = null)
        {
            this.duration = duration;
            this.rounds = rounds;
            this.progress = progress;
        }

        /// <summary>What is missing on this machine; null where nothing is.</summary>
        public static string? Missing()
        {
            if (!TapDevice.Available(out string reason))
            {
                return reason;
            }

            return new[] { "wrk", "nginx" }.FirstOrDefault(program => Find(program) == null) is { } missing
                ? $"'{missing}' is missing; install the package {(missing == "nginx" ? "nginx-light" : missing)}"
                : null;
        }

        /// <summary>Measures.</summary>
        public IReadOnlyList<Figure> Run()
        {
            var ours = Connections.ToDictionary(c => c, _ => new List<Load>());
            var nginx = Connections.ToDictionary(c => c, _ => new List<Load>());
            int done = 0;
            for (int round = 0; round < rounds; round++)
            {
                Measure("ours over TAP", ours, Ours);
                Measure("nginx over veth", nginx, Nginx);
            }

            return [.. Connections.SelectMany(Figures)];

            void Measure(string what, Dictionary<int, List<Load>> results, Action<Action<NetworkNamespace>> serve) => serve(client =>
            {
                Wrk(client, 1, TimeSpan.FromSeconds(1));
                foreach (int connections in Connections)
                {
                    progress?.Invoke($"{what}, {connections} connections", (double)done++ / (rounds * Connections.Length * 2));
                    results[connections].Add(Wrk(client, connections, duration));
                }
            });

            IEnumerable<Figure> Figures(int c)
            {
                double rate = Median.Of([.. ours[c].Select(load => load.Rate)]), peer = Median.Of([.. nginx[c].Select(load => load.Rate)]);
                yield return new($"http_rate_{c}", $"requests answered, {c} connection{(c == 1 ? "" : "s")}", rate, "1/s", $"{rate / peer:0.00} of nginx, {peer:N0}");
                foreach ((string name, Func<Load, double> select) in new (string, Func<Load, double>)[] { ("p50", load => load.Median), ("p99", load => load.P99) })
                {
                    double own = Median.Of([.. ours[c].Select(select)]), other = Median.Of([.. nginx[c].Select(select)]);
                    yield return new($"http_{name}_{c}", $"latency, {name}, {c} connection{(c == 1 ? "" : "s")}", own, "us", $"{own / other:0.00} of nginx, {other:N0}");
                }
            }
        }

        private static void Ours(Action<NetworkNamespace> measure)
        {
            using var client = new NetworkNamespace("nanobench");
            using TapDevice tap = client.Run(() => new TapDevice(new TapOptions { Name = "nanobench", HostAddress = ClientAddress }));
            var options = new StackOptions
            {
                Address = OwnAddress,
                Connections = 80,
                HalfOpenConnections = 80,
                TimeWaitConnections = 256,
                ReceiveBufferSize = 16384,
                SendBufferSize = 16384,
                MinimumRetransmissionTimeout = 200,
            };
            using var runner = new StackRunner(new NetworkStack(tap, options), new MonotonicClock());
            runner.Start();
            using var server = new HttpServer(runner, new HttpServerOptions { Connections = 72 });
            server.Map(HttpMethods.Get, "/json", (_, response) =>
            {
                response.ContentType = "application/json";
                response.Write(Body);
            });
            server.Start();
            measure(client);
        }

        private static void Nginx(Action<NetworkNamespace> measure)
        {
            using var client = new NetworkNamespace("nanobench");
            using var server = new NetworkNamespace("nanobench");
            NetworkNamespace.Ip("link", "add", "nbc", "netns", client.Name, "type", "veth", "peer", "name", "nbs", "netns", server.Name);
            NetworkNamespace.Ip("-n", client.Name, "addr", "add", ClientAddress + "/24", "dev", "nbc");
            NetworkNamespace.Ip("-n", server.Name, "addr", "add", OwnAddress + "/24", "dev", "nbs");
            NetworkNamespace.Ip("-n", client.Name, "link", "set", "nbc", "up");
            NetworkNamespace.Ip("-n", server.Name, "link", "set", "nbs", "up");
            string folder = Directory.CreateTempSubdirectory("nanobench").FullName;
            try
            {
                File.WriteAllText(Path.Combine(folder, "json"), Body);
                File.WriteAllText(Path.Combine(folder, "nginx.conf"), Configuration(folder));

                // One process, as ours has one thread for HTTP; it ends with its only process.
                using Process nginx = Start(server, "nginx", "-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr");
                try
                {
                    WaitFor(client);
                    measure(client);
                }
                finally
                {
                    nginx.Kill();
                    nginx.WaitForExit();
                }
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }

        private static string Configuration(string folder) => $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            error_log stderr;
            events { worker_connections 256; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                default_type application/json;
                open_file_cache max=10;
                tcp_nodelay on;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                server {
                    listen 80;
                    root {{folder}};
                }
            }
            """;

        private static void WaitFor(NetworkNamespace client)
        {
            for (int i = 0; ; i++)
            {
                try
                {
                    client.Run(() => new System.Net.Sockets.TcpClient(OwnAddress.ToString(), 80).Dispose());
                    return;
                }
                catch (System.Net.Sockets.SocketException) when (i < 100)
                {
                    Thread.Sleep(50);
                }
            }
        }

        private static Load Wrk(NetworkNamespace client, int connections, TimeSpan duration)
        {
            string seconds = Math.Ceiling(duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            using Process wrk = Start(client, "wrk", "-t", "1", "-c", connections.ToString(CultureInfo.InvariantCulture), "-d", seconds + "s", "--latency", $"http://{OwnAddress}/json");
            string report = wrk.StandardOutput.ReadToEnd();
            wrk.WaitForExit();
            return Load.Parse(report);
        }

        private static Process Start(NetworkNamespace space, string program, params string[] arguments) =>
            Process.Start(new ProcessStartInfo("ip", ["netns", "exec", space.Name, Find(program) ?? program, .. arguments]) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C" } })!;

        private static string? Find(string program) =>
            new[] { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

        /// <summary>What wrk has measured.</summary>
        /// <param name="Rate">Requests a second.</param>
        /// <param name="Median">Latency in microseconds that half of the requests do not exceed.</param>
        /// <param name="P99">The same for 99 of 100.</param>
        internal sealed record Load(double Rate, double Median, double P99)
        {
            internal static Load Parse(string report)
            {
                if (report.Contains("Socket errors", StringComparison.Ordinal) || report.Contains("Non-2xx", StringComparison.Ordinal) || !report.Contains("Requests/sec:", StringComparison.Ordinal))
                {
                    throw new TapException("wrk has seen errors:\n" + report);
                }

                return new Load(double.Parse(After("Requests/sec:"), CultureInfo.InvariantCulture), Time(After("50%")), Time(After("99%")));

                string After(string label) => report[(report.IndexOf(label, StringComparison.Ordinal) + label.Length)..].TrimStart().Split('\n')[0].Trim();
            }

            private static double Time(string text)
            {
                (string unit, double factor) = text.EndsWith("us", StringComparison.Ordinal) ? ("us", 1.0) : text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", 1000.0) : ("s", 1e6);
                return double.Parse(text[..^unit.Length], CultureInfo.InvariantCulture) * factor;
            }
        }
    }
}
