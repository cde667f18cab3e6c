using System.Diagnostics;
using System.Globalization;

namespace Nano.Cli
{
    /// <summary>M2Mqtt with mosquitto.</summary>
    internal sealed class MqttLibraryTest : LibraryTest
    {
        private const int Messages = 1000;
        private const int KeepAlive = 5;

        // Messages a second that the device is sent.
        private const int Rate = 100;
        private static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);
        private static readonly string[] Login = ["-h", LibraryLab.Address, "-u", "host", "-P", "secret"];

        private LabProcess? broker;
        private string configuration = "";

        /// <inheritdoc/>
        public override string Name => "M2Mqtt";

        /// <inheritdoc/>
        public override string Project => "Mqtt";

        /// <inheritdoc/>
        public override int Checks => 14;

        /// <inheritdoc/>
        public override (string Program, string Package)[] Needs =>
            [("mosquitto", "mosquitto"), ("mosquitto_passwd", "mosquitto"), ("mosquitto_sub", "mosquitto-clients"), ("mosquitto_pub", "mosquitto-clients")];

        /// <inheritdoc/>
        public override void Run(LibraryLab lab, Func<LabProcess> start, LibraryReport report)
        {
            Configure(lab);
            StartBroker(lab);
            using LabProcess status = lab.Start("mosquitto_sub", [.. Login, "-t", "nano/status", "-q", "1"]);
            LabProcess program = start();
            WaitForStack(program);
            report.Check("connects with user, will and keep-alive", Connected(program, 1) ? null : Tail(program));
            report.Check("says online", status.WaitFor(line => line == "online", 10) != null ? null : "nobody has heard of it");
            Command(lab, "report before");
            Heard(program, "@heap before ");

            for (int level = 0; level < 3; level++)
            {
                report.Check($"{Messages:N0} messages out, QoS {level}", Out(lab, program, level, report));
            }

            for (int level = 0; level < 3; level++)
            {
                report.Check($"{Messages:N0} messages in, QoS {level}", In(lab, program, level, report));
            }

            int pings = Pings();
            Thread.Sleep(TimeSpan.FromSeconds(2.5 * KeepAlive));
            report.Check("keep-alive while idle", Pings() > pings && !program.Lines.Contains("@closed") ? null : "no PINGREQ, or the connection has ended");

            broker!.Kill();
            report.Check("notices that the broker has gone", Heard(program, "@closed") != null ? null : Tail(program));
            StartBroker(lab);
            report.Check("connects again", Connected(program, 2) ? null : Tail(program));

            // The subscriber has lost its broker, too.
            using LabProcess will = lab.Start("mosquitto_sub", [.. Login, "-t", "nano/status", "-q", "1"]);
            will.WaitFor(line => line == "online", 20);
            lab.SetLink(false);
            var outage = Stopwatch.StartNew();
            bool wasTold = will.WaitFor(line => line == "offline", Outage.TotalSeconds) != null;
            report.Check("the broker tells the will of a device whose cable is out", wasTold ? null : "nobody has heard of it");
            TimeSpan left = Outage - outage.Elapsed;
            Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            lab.SetLink(true);
            outage.Restart();
            bool isBack = Connected(program, 3);
            report.Figure("back after a minute without the cable", outage.Elapsed.TotalMilliseconds, "ms");
            report.Check("comes back after a minute without the cable", isBack ? Out(lab, program, 1, null) : Tail(program));

            Command(lab, "report after");
            Heard(program, "@heap after ");
            report.Check("leaves the heap as it was", CompareHeap(program, "before", "after"));
            Command(lab, "end");
            Heard(program, "@ended");
            AddHeap(program, report);
        }

        private static bool Connected(LabProcess program, int times) =>
            program.WaitFor(line => line == string.Create(CultureInfo.InvariantCulture, $"@connected {times}"), 90) != null;

        private static string? Heard(LabProcess program, string start, double seconds = 60) =>
            program.WaitFor(line => line.StartsWith(start, StringComparison.Ordinal), seconds);

        private static void Command(LibraryLab lab, string command) => lab.Inside("mosquitto_pub", [.. Login, "-t", "nano/command", "-q", "1", "-m", command]);

        private static string? Out(LibraryLab lab, LabProcess program, int level, LibraryReport? report)
        {
            using LabProcess listener = lab.Start("mosquitto_sub", [.. Login, "-t", "nano/out", "-q", level.ToString(CultureInfo.InvariantCulture), "-C", Messages.ToString(CultureInfo.InvariantCulture), "-W", "90", "-d"]);
            listener.WaitFor(line => line.StartsWith("Subscribed", StringComparison.Ordinal), 10);
            int seen = program.Lines.Length;
            Command(lab, string.Create(CultureInfo.InvariantCulture, $"publish {level} {Messages}"));
            string? published = program.WaitFor(line => line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"@published {level} "), StringComparison.Ordinal), 80, seen);
            bool came = listener.WaitForEnd(30);
            string[] messages = [.. listener.Lines.Where(line => line.StartsWith("message ", StringComparison.Ordinal))];
            if (published != null)
            {
                report?.Figure($"out, QoS {level}", Messages * 1000.0 / double.Parse(published.Split(' ')[3], CultureInfo.InvariantCulture), "messages/s");
            }

            return published == null ? $"not published: {Tail(program)}"
                : !came ? $"{messages.Length} of {Messages} have come"
                : messages.Select((line, at) => line == string.Create(CultureInfo.InvariantCulture, $"message {at}")).All(same => same) ? null
                : "not all of them, or not in their order";
        }

        private static string? In(LibraryLab lab, LabProcess program, int level, LibraryReport report)
        {
            using LabProcess sender = lab.Start("mosquitto_pub", [.. Login, "-t", string.Create(CultureInfo.InvariantCulture, $"nano/in/{level}"), "-q", level.ToString(CultureInfo.InvariantCulture), "-l"]);
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < Messages; i++)
            {
                sender.WriteLine(i.ToString(CultureInfo.InvariantCulture));
                TimeSpan ahead = TimeSpan.FromSeconds((double)i / Rate) - watch.Elapsed;
                if (ahead > TimeSpan.Zero)
                {
                    Thread.Sleep(ahead);
                }
            }

            sender.CloseInput();
            sender.WaitForEnd(60);
            Thread.Sleep(2000);
            string when = string.Create(CultureInfo.InvariantCulture, $"in{level}");
            Command(lab, $"report {when}");
            string expected = string.Create(CultureInfo.InvariantCulture, $"@received {level} {Messages} 0");
            Heard(program, $"@heap {when} ");
            return program.Lines.Contains(expected) ? null : $"{program.Lines.LastOrDefault(line => line.StartsWith($"@received {level} ", StringComparison.Ordinal))} instead of {expected}; {Tail(program)}";
        }

        private void Configure(LibraryLab lab)
        {
            string passwords = Path.Combine(lab.Folder, "passwords");
            configuration = Path.Combine(lab.Folder, "mosquitto.conf");
            File.WriteAllText(passwords, "");
            lab.Inside("mosquitto_passwd", "-b", passwords, "device", "secret");
            lab.Inside("mosquitto_passwd", "-b", passwords, "host", "secret");
            File.WriteAllText(configuration, $"""
                listener 1883 {LibraryLab.Address}
                allow_anonymous false
                password_file {passwords}
                persistence false
                user root
                log_type all
                log_dest stderr

                """);
        }

        private void StartBroker(LibraryLab lab)
        {
            broker = lab.Start("mosquitto", "-c", configuration);
            if (broker.WaitFor(line => line.Contains("running", StringComparison.Ordinal), 10) == null)
            {
                throw new CliException($"mosquitto does not start: {Tail(broker)}", NanoCommand.Failed);
            }
        }

        private int Pings() => broker!.Lines.Count(line => line.Contains("Received PINGREQ from nano", StringComparison.Ordinal));
    }
}
