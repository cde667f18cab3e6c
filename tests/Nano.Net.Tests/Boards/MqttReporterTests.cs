using System.Text.Json.Nodes;
using Nano.Boards;
using Nano.Emulator;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Boards
{
    /// <summary>What MqttTelemetry tells a broker and takes from it, and how it comes back; in virtual time.</summary>
    public sealed class MqttReporterTests : IDisposable
    {
        private readonly HandClock clock = new() { Milliseconds = 5000 };
        private readonly FakeMqttConnection connection = new();
        private readonly ReadingRegistry registry = new(4, 3, 1);
        private readonly MqttTelemetrySettings settings = new() { Broker = "broker", Node = "cellar", DeviceName = "The cellar", Interval = 10_000 };
        private readonly List<string> set = [];
        private readonly StackRunner runner;
        private long temperature = 215;

        public MqttReporterTests()
        {
            runner = new StackRunner(new NetworkStack(new SilentDevice(), new StackOptions { Address = IPAddress.Parse("10.0.0.2") }), clock);
            registry.AddGauge("temperature", "°C", "Air", 1, () => temperature);
            registry.AddCounter("requests", "", "Requests answered", () => 7);
            registry.AddText("link", "Link", () => "u\"p");
            registry.AddOutput("light", "Light", 0, 1, 0, value => set.Add($"light {value}"));
            registry.AddOutput("target", "Target", -20, 300, 20, value => set.Add($"target {value}"));
        }

        public void Dispose() => runner.Dispose();

        [Fact]
        public void FirstStep_ConnectsWithTheWill_AndAnnouncesEverythingBeforeItSaysOnline()
        {
            MqttReporter reporter = Make();

            Assert.Equal(0, reporter.Step());

            Assert.Equal("nano/cellar/status offline", connection.Will);
            Assert.Equal(["nano/cellar/+/set", "homeassistant/status"], connection.Subscriptions);
            Assert.Equal(
                [
                    "homeassistant/sensor/cellar/temperature/config", "homeassistant/sensor/cellar/requests/config", "homeassistant/sensor/cellar/link/config",
                    "homeassistant/switch/cellar/light/config", "homeassistant/number/cellar/target/config",
                    "nano/cellar/light", "nano/cellar/target", "nano/cellar/status",
                ],
                connection.Published.Select(message => message.Topic));
            Assert.All(connection.Published, message => Assert.Equal("1r", message.How));
            Assert.Equal(["online"], connection.TextsIn("nano/cellar/status"));
            Assert.Equal((true, 1, 0), (reporter.IsConnected, reporter.Connections, reporter.Failures));
        }

        [Fact]
        public void Discovery_SaysOfAReadingWhatHomeAssistantWants()
        {
            Make().Step();

            JsonNode gauge = JsonNode.Parse(connection.TextsIn("homeassistant/sensor/cellar/temperature/config").Single())!;
            Assert.True(JsonNode.DeepEquals(gauge, JsonNode.Parse("""
                {
                    "~": "nano/cellar", "name": "Air", "unique_id": "cellar_temperature", "availability_topic": "~/status", "state_topic": "~/state",
                    "value_template": "{{ value_json.temperature }}", "unit_of_measurement": "°C", "state_class": "measurement",
                    "device": { "identifiers": "cellar", "name": "The cellar" }
                }
                """)), gauge.ToJsonString());
            JsonNode counter = JsonNode.Parse(connection.TextsIn("homeassistant/sensor/cellar/requests/config").Single())!;
            Assert.Equal("total_increasing", (string)counter["state_class"]!);
            Assert.Null(counter["unit_of_measurement"]);
            JsonNode text = JsonNode.Parse(connection.TextsIn("homeassistant/sensor/cellar/link/config").Single())!;
            Assert.Null(text["state_class"]);
        }

        [Fact]
        public void Discovery_MakesASwitchOfAnOutputWithTwoValues_AndANumberOfOthers()
        {
            Make().Step();

            JsonNode light = JsonNode.Parse(connection.TextsIn("homeassistant/switch/cellar/light/config").Single())!;
            Assert.Equal(("~/light", "~/light/set", "0", "1"), ((string)light["state_topic"]!, (string)light["command_topic"]!, (string)light["payload_off"]!, (string)light["payload_on"]!));
            JsonNode target = JsonNode.Parse(connection.TextsIn("homeassistant/number/cellar/target/config").Single())!;
            Assert.Equal((-20, 300), ((int)target["min"]!, (int)target["max"]!));
            Assert.Null(target["payload_on"]);
        }

        [Fact]
        public void ReadingWithoutAValue_IsNullInTheSample()
        {
            temperature = Reading.Unavailable;
            MqttReporter reporter = Make();
            reporter.Step();
            reporter.Step();

            Assert.Equal(["""{"temperature":null,"requests":7,"link":"u\"p"}"""], connection.TextsIn("nano/cellar/state"));
        }

        [Fact]
        public void Samples_GoOneAnInterval_OnceAndNotRetained()
        {
            MqttReporter reporter = Make();
            reporter.Step();

            Assert.Equal(10_000, reporter.Step());
            clock.Milliseconds += 9999;
            Assert.Equal(1, reporter.Step());
            Assert.Single(connection.TextsIn("nano/cellar/state"));
            temperature = -5;
            clock.Milliseconds++;
            Assert.Equal(10_000, reporter.Step());

            Assert.Equal(["""{"temperature":21.5,"requests":7,"link":"u\"p"}""", """{"temperature":-0.5,"requests":7,"link":"u\"p"}"""], connection.TextsIn("nano/cellar/state"));
            Assert.All(connection.Published.Where(message => message.Topic == "nano/cellar/state"), message => Assert.Equal("0", message.How));
            Assert.Equal(2, reporter.Samples);
        }

        [Fact]
        public void SamplesThatWereMissed_AreNotMadeUpFor()
        {
            MqttReporter reporter = Make();
            reporter.Step();
            reporter.Step();

            clock.Milliseconds += 35_000;
            Assert.Equal(10_000, reporter.Step());

            Assert.Equal(2, reporter.Samples);
        }

        [Fact]
        public void Command_SetsTheOutput_AndItsValueIsPublishedWithTheNextStep()
        {
            MqttReporter reporter = Make();
            reporter.Step();
            connection.Published.Clear();

            connection.Deliver("nano/cellar/target/set", "-7");
            Assert.Equal(["target -7"], set);
            Assert.Empty(connection.Published);
            reporter.Step();

            Assert.Contains(("nano/cellar/target", "-7", "1r"), connection.Published);
            Assert.DoesNotContain(connection.Published, message => message.Topic == "nano/cellar/light");
            Assert.Equal((1, 0), (reporter.Commands, reporter.BadCommands));
        }

        [Theory]
        [InlineData("nano/cellar/light/set", "2")]
        [InlineData("nano/cellar/light/set", "on")]
        [InlineData("nano/cellar/light/set", "")]
        [InlineData("nano/cellar/light/set", "-")]
        [InlineData("nano/cellar/light/set", "1 ")]
        [InlineData("nano/cellar/target/set", "-21")]
        [InlineData("nano/cellar/target/set", "4294967297")]
        [InlineData("nano/cellar/heater/set", "1")]
        [InlineData("nano/cellar//set", "1")]
        [InlineData("nano/cellar/set", "1")]
        [InlineData("nano/attic/light/set", "1")]
        [InlineData("", "1")]
        public void CommandThatIsNone_IsCountedAndChangesNothing(string topic, string text)
        {
            MqttReporter reporter = Make();
            reporter.Step();
            connection.Published.Clear();

            connection.Deliver(topic, text);
            reporter.Step();

            Assert.Empty(set);
            Assert.Equal((0, 1), (reporter.Commands, reporter.BadCommands));
            Assert.Equal(["nano/cellar/state"], connection.Published.Select(message => message.Topic));
        }

        [Fact]
        public void HomeAssistantThatStarts_IsToldEverythingAgain()
        {
            MqttReporter reporter = Make();
            reporter.Step();
            reporter.Step();
            int announced = connection.Published.Count - 1;
            connection.Published.Clear();

            connection.Deliver("homeassistant/status", "offline");
            reporter.Step();
            Assert.Empty(connection.Published);
            connection.Deliver("homeassistant/status", "online");
            reporter.Step();
            reporter.Step();

            Assert.Equal(announced, connection.Published.Count);
        }

        [Fact]
        public void BrokerThatRefuses_IsTriedAgainAfterPausesThatGrowToAMinute()
        {
            connection.Refusal = new InvalidOperationException("no");
            MqttReporter reporter = Make();
            var pauses = new List<int>();
            for (int i = 0; i < 9; i++)
            {
                int pause = reporter.Step();
                pauses.Add(pause);
                clock.Milliseconds += pause - 1;
                Assert.Equal(1, reporter.Step());
                clock.Milliseconds++;
            }

            Assert.Equal([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000], pauses);
            Assert.Equal((9, 9, 9, "no"), (connection.Tries, reporter.Failures, connection.Disconnects, reporter.LastFailure));
        }

        [Fact]
        public void ConnectionThatEnds_IsMadeAgain_AndTheNextPauseIsShort()
        {
            connection.Refusal = new InvalidOperationException("no");
            MqttReporter reporter = Make();
            clock.Milliseconds += reporter.Step();
            clock.Milliseconds += reporter.Step();
            connection.Refusal = null;
            Assert.Equal(0, reporter.Step());
            connection.IsConnected = false;

            Assert.Equal(1000, reporter.Step());
            Assert.False(reporter.IsConnected);
            Assert.Equal("the connection has ended", reporter.LastFailure);
            clock.Milliseconds += 1000;
            connection.Published.Clear();
            reporter.Step();
            reporter.Step();

            Assert.Equal((true, 2), (reporter.IsConnected, reporter.Connections));
            Assert.Equal(["online"], connection.TextsIn("nano/cellar/status"));
            Assert.Single(connection.TextsIn("nano/cellar/state"));
        }

        [Fact]
        public void ConnectionThatFailsWhilePublishing_IsEnded()
        {
            MqttReporter reporter = Make();
            reporter.Step();
            connection.Loss = new InvalidOperationException("broken");

            Assert.Equal(1000, reporter.Step());

            Assert.Equal((false, "broken", 1), (reporter.IsConnected, reporter.LastFailure, connection.Disconnects));
        }

        [Fact]
        public void DocumentThatIsTooLong_IsCountedAndLeftOut()
        {
            // What is announced of four readings and two outputs has the device's name in it, and the sample the text.
            settings.DeviceName = new string('x', 700);
            registry.AddText("long", "", () => new string('y', 2000));
            MqttReporter reporter = Make();
            reporter.Step();
            reporter.Step();

            Assert.Equal((7, 0), (reporter.Oversized, reporter.Samples));
            Assert.Empty(connection.TextsIn("nano/cellar/state"));
            Assert.True(reporter.IsConnected);
        }

        [Theory]
        [InlineData("Broker")]
        [InlineData("Node")]
        [InlineData("Port")]
        [InlineData("Interval")]
        [InlineData("KeepAlive")]
        public void SettingThatIsImpossible_IsNamed(string name)
        {
            switch (name)
            {
                case "Broker": settings.Broker = ""; break;
                case "Node": settings.Node = "a/b"; break;
                case "Port": settings.Port = 0; break;
                case "Interval": settings.Interval = 99; break;
                default: settings.KeepAlive = 4; break;
            }

            Assert.Contains(name, Assert.Throws<ArgumentException>(Make).Message);
        }

        private MqttReporter Make() => new(settings, registry, runner, connection);
    }
}
