using Nano.Boards;
using Nano.Net.Link;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Mqtt
{
    /// <summary>The board program MqttTelemetry, on this stack, with mosquitto on a wire that loses frames.</summary>
    public class MqttTelemetryTests(ITestOutputHelper output)
    {
        private const int Seconds = 90;

        [SkippableTheory]
        [InlineData(1, 0.0)]
        [InlineData(2, 0.05)]
        public void Program_AnnouncesPublishesObeysAndComesBack(ulong seed, double loss)
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Program.Require("mosquitto", "mosquitto");
            Program.Require("mosquitto_sub", "mosquitto-clients");
            var test = new Worker(() => Run(seed, loss));
            Assert.True(test.Join(TimeSpan.FromSeconds(Seconds)), "it has not ended in time");
        }

        private void Run(ulong seed, double loss)
        {
            using var folder = new TemporaryFolder();
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1"));
            string configuration = folder["mosquitto.conf"];
            File.WriteAllText(configuration, "listener 1883 10.77.0.1\nallow_anonymous true\npersistence false\nuser root\nlog_dest stderr\n");
            string seen = folder["seen"];
            Program broker = kernel.Start("mosquitto", "-c", configuration);
            using Program listener = Listen(kernel, seen);
            using TapDevice tap = kernel.OpenTap();
            var wire = new LossyWire(tap, seed, loss, 0.01, 0.02);
            var lines = new List<string>();
            MqttNetConnection? connection = null;
            var settings = new MqttTelemetrySettings { Broker = "10.77.0.1", Node = "cellar", Interval = 200, KeepAlive = 5 };
            var lit = new List<bool>();
            var options = new StackOptions { Address = IPAddress.Parse("10.77.0.2"), PrefixLength = 24, MinimumRetransmissionTimeout = 100, MaximumSegmentLifetime = 1000 };
            using var program = new MqttTelemetryProgram("a wire", wire, options, settings, lit.Add, runner => connection = new MqttNetConnection(runner), lines.Add);
            try
            {
                Eventually(() => Has(seen, "nano/cellar/status online"), "never online");
                Eventually(() => Has(seen, "homeassistant/sensor/cellar/free_memory_bytes/config") || Has(seen, "homeassistant/sensor/cellar/used_memory_bytes/config"), "no discovery");
                Eventually(() => Has(seen, "homeassistant/switch/cellar/light/config"), "no discovery of the light");
                Eventually(() => Has(seen, "nano/cellar/state {\"uptime_seconds\":"), "no readings");

                kernel.Run("mosquitto_pub", "-h", "10.77.0.1", "-q", "1", "-t", "nano/cellar/light/set", "-m", "1").Succeeded();
                Eventually(() => Has(seen, "nano/cellar/light 1"), "the light was not set");
                Assert.Equal([true], lit);
                kernel.Run("mosquitto_pub", "-h", "10.77.0.1", "-q", "1", "-t", "nano/cellar/light/set", "-m", "7").Succeeded();
                Eventually(() => program.Reporter.BadCommands == 1, "the wrong command was not counted");

                connection!.Drop();
                Eventually(() => Has(seen, "nano/cellar/status offline"), "the will was not published");
                Eventually(() => program.Reporter.Connections == 2, "it has not come back after its connection was cut");

                broker.Terminate();
                Eventually(() => !program.Reporter.IsConnected, "it has not noticed that the broker has gone");
                broker.Dispose();
                broker = kernel.Start("mosquitto", "-c", configuration);
                string again = folder["again"];
                using Program second = Listen(kernel, again);
                Eventually(() => program.Reporter.Connections == 3, "it has not come back after the broker was started again");
                Eventually(() => Has(again, "nano/cellar/status online") && Has(again, "nano/cellar/light 1") && Has(again, "nano/cellar/state "), "it has not announced itself again");
                Assert.True(loss == 0 || wire.Lost > 0);
                Nano.Net.Tcp.TcpCounters tcp = program.Board.Runner.Stack.Counters.Tcp;
                output.WriteLine($"{wire.Lost} frames lost, {wire.Duplicated} duplicated, {wire.Reordered} reordered; {tcp.SegmentsRetransmitted} segments sent again, {program.Reporter.Samples} samples");
            }
            finally
            {
                broker.Dispose();
            }

            void Eventually(Func<bool> condition, string otherwise)
            {
                for (int i = 0; i < 600 && !condition(); i++)
                {
                    Thread.Sleep(50);
                }

                Assert.True(condition(), $"{otherwise}: {program.Reporter.LastFailure}; {string.Join(" | ", lines)}\n{(File.Exists(seen) ? File.ReadAllText(seen) : "")}");
            }
        }

        // Waits for the broker where it must, and writes to a file what it hears.
        private static Program Listen(KernelHost kernel, string file) =>
            kernel.Start("/bin/sh", "-c", $"until mosquitto_sub -h 10.77.0.1 -v -q 1 -t nano/# -t homeassistant/# >>'{file}' 2>/dev/null; do sleep 0.1; done");

        private static bool Has(string file, string start)
        {
            try
            {
                return File.Exists(file) && File.ReadAllLines(file).Any(line => line.StartsWith(start, StringComparison.Ordinal));
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
