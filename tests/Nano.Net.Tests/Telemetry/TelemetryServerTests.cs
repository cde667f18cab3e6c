using System.Text;
using System.Text.Json.Nodes;
using Nano.Emulator;
using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Tcp;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Sockets;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Telemetry;

public class TelemetryServerTests
{
    private const string Bearer = "Authorization: Bearer " + TelemetryHosts.Token + "\r\n";

    [Fact]
    public void Readings_AreJson_WithTheRecentPast()
    {
        long level = 0;
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddGauge("level", "°C", "A \"level\"", 2, () => level += 150);
            registry.AddCounter("runs", "", "Runs", () => level);
            registry.AddText("mode", "Mode", () => "a\\b\n" + level);
            registry.AddOutput("led", "Light", 0, 255, 3, _ => { });
        });
        for (int i = 0; i < 6; i++)
        {
            hosts.Telemetry.Sample();
        }

        Response response = hosts.Get("/api/readings");

        Assert.Equal("application/json", response.Header("Content-Type"));
        JsonNode all = JsonNode.Parse(response.Body)!;
        Assert.Equal("nano", (string)all["device"]!);
        Assert.Equal((1000, 6, true), ((int)all["interval"]!, (int)all["sequence"]!, (bool)all["settable"]!));
        JsonNode gauge = all["readings"]![0]!;
        Assert.Equal("""{"name":"level","kind":"gauge","unit":"\u00B0C","help":"A \u0022level\u0022","decimals":2,"value":9.00,"samples":[4.50,6.00,7.50,9.00]}""", gauge.ToJsonString());
        Assert.Equal(900, (int)all["readings"]![1]!["value"]!);
        Assert.Equal("a\\b\n900", (string)all["readings"]![2]!["value"]!);
        Assert.Null(all["readings"]![2]!["samples"]);
        Assert.Equal("""{"name":"led","help":"Light","minimum":0,"maximum":255,"step":1,"value":3}""", all["outputs"]![0]!.ToJsonString());
        Assert.Equal(StackCounterList.CountOf(hosts.Web.Hosts.B.Stack.Counters), all["stack"]!.AsObject().Count);
        Assert.True((long)all["stack"]!["tcp_segments_received"]! > 0);
    }

    [Fact]
    public void Readings_OfAnEmptyRegistry_AreJsonToo()
    {
        using TelemetryHosts hosts = new();

        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;

        Assert.Empty(all["readings"]!.AsArray());
        Assert.Empty(all["outputs"]!.AsArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(300, 300)]
    [InlineData(450, 300)]
    public void History_IsWholeAndInOrder_HoweverManyPiecesItTakes(int taken, int kept)
    {
        long number = 0;
        using TelemetryHosts hosts = new(readings: registry => registry.AddCounter("number", "", "", () => ++number), history: 300);
        for (int i = 0; i < taken; i++)
        {
            hosts.Telemetry.Sample();
        }

        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;

        Assert.Equal(Enumerable.Range(taken - kept + 1, kept), all["readings"]![0]!["samples"]!.AsArray().Select(sample => (int)sample!));
    }

    /// <summary>The samples move on between the pieces: what is written stays JSON, in order and without repetition.</summary>
    [Fact]
    public void SamplesTakenWhileTheHistoryIsWritten_LeaveItInOrder()
    {
        long number = 0;
        using TelemetryHosts hosts = new(readings: registry => registry.AddCounter("number", "", "", () => ++number), history: 300);
        for (int i = 0; i < 300; i++)
        {
            hosts.Telemetry.Sample();
        }

        using Client client = hosts.Web.Connect();
        client.Send("GET /api/readings HTTP/1.1\r\nHost: b\r\n\r\n");
        SocketHosts.Until(() => hosts.Web.Server.Counters.Requests == 1);
        for (int i = 0; i < 250; i++)
        {
            hosts.Telemetry.Sample();
        }

        int[] samples = [.. JsonNode.Parse(client.ReadResponse().Body)!["readings"]![0]!["samples"]!.AsArray().Select(sample => (int)sample!)];
        Assert.Equal(samples.Order().Distinct(), samples);
        Assert.Equal(550, samples[^1]);
    }

    [Fact]
    public void Connections_AreListedWithTheirStates()
    {
        using TelemetryHosts hosts = new();

        JsonArray connections = JsonNode.Parse(hosts.Get("/api/connections").Body)!["connections"]!.AsArray();

        Assert.Contains(connections, c => (string)c!["state"]! == "LISTEN");
        Assert.Contains(connections, c => (string)c!["state"]! == "ESTABLISHED" && ((string)c["local"]!).EndsWith(":80"));
    }

    [Fact]
    public void Metrics_AreInTheTextFormatOfPrometheus()
    {
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddGauge("level_meters", "m", "Level,\nin \\ meters", 2, () => -5);
            registry.AddCounter("runs", "", "", () => 7);
            registry.AddConstant("mode", "Mode", "a\"b\\c\nd");
        });
        hosts.Telemetry.Sample();

        Response response = hosts.Get("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Header("Content-Type"));
        Assert.StartsWith(
            """
            # HELP nano_level_meters Level,\nin \\ meters
            # TYPE nano_level_meters gauge
            nano_level_meters -0.05
            # HELP nano_runs_total runs
            # TYPE nano_runs_total counter
            nano_runs_total 7
            # HELP nano_mode_info Mode
            # TYPE nano_mode_info gauge
            nano_mode_info{value="a\"b\\c\nd"} 1
            # HELP nano_reading_up Whether a reading has a value, 1 for yes.
            # TYPE nano_reading_up gauge
            nano_reading_up{reading="level_meters"} 1
            nano_reading_up{reading="runs"} 1
            nano_reading_up{reading="mode"} 1
            # HELP nano_sample_age_seconds Time since the readings were taken.
            # TYPE nano_sample_age_seconds gauge
            nano_sample_age_seconds 
            """.ReplaceLineEndings("\n"),
            response.Body);
        Assert.Equal(StackCounterList.CountOf(hosts.Web.Hosts.B.Stack.Counters) + 5, response.Body.Split('\n').Count(line => line.StartsWith("# TYPE ")));
    }

    /// <summary>The longest names and texts that are taken, in the smallest buffer that is taken.</summary>
    [Fact]
    public void LongestTexts_AreServed_InTheSmallestBuffer()
    {
        string name = new('n', 63), help = new('\u0001', 26), wild = string.Concat(Enumerable.Repeat("\u0001😀é\"", 150));
        using TelemetryHosts hosts = new(
            o =>
            {
                o.DeviceName = help;
                o.MetricPrefix = new string('p', 24);
            },
            registry =>
            {
                registry.AddGauge(name + "1", "", help, 9, () => long.MinValue + 1);
                registry.AddCounter(name + "2", "", help, () => long.MinValue + 1);
                registry.AddTime(name + "3", help, () => long.MinValue + 1);
                registry.AddConstant(name + "4", help, help);
                registry.AddText(name + "5", help, () => wild);
                registry.AddGauge(name + "6", "", help, 9, () => Reading.Unavailable);
                registry.AddOutput(name, help, long.MinValue, long.MaxValue, long.MinValue, _ => { });
            },
            http: o =>
            {
                o.ResponseSize = TelemetryServer.LeastResponseSize;
                o.Clock = (out DateTime utc) =>
                {
                    utc = DateTime.UnixEpoch;
                    return true;
                };
            });
        hosts.Telemetry.Sample();

        Assert.EndsWith("</html>\n", PageTests.Unpack(hosts, "Connection: close\r\n"));
        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;
        Assert.Equal(wild, (string)all["readings"]![4]!["value"]!);
        Assert.Equal(help, (string)all["readings"]![0]!["help"]!);
        Assert.Contains($"{new string('p', 24)}{name}4_info{{value=\"{help}\"}} 1\n", hosts.Get("/metrics").Body);
        Assert.Equal(200, hosts.Get("/api/connections").Status);
        Assert.Equal(0, hosts.Web.Server.Counters.HandlerFailures);
    }

    [Fact]
    public void SizesThatCannotBeServed_AreRefusedAtOnce()
    {
        ReadingRegistry registry = new(8, 2, 4);
        string most = new('x', 160), more = most + "x";
        Assert.Contains("at most 160 bytes as JSON, not 161", Assert.Throws<ArgumentException>(() => registry.AddGauge("a", "", more, 0, () => 1)).Message);
        Assert.Contains("not 162", Assert.Throws<ArgumentException>(() => registry.AddGauge("a", "°", most, 0, () => 1)).Message);
        Assert.Contains("not 161", Assert.Throws<ArgumentException>(() => registry.AddConstant("a", "", more)).Message);
        Assert.Contains("not 166", Assert.Throws<ArgumentException>(() => registry.AddOutput("a", most + "\n", 0, 1, 0, _ => { })).Message);
        Assert.Equal(0, registry.Count + registry.OutputCount);
        registry.AddGauge("a", "", most, 0, () => 1);

        using SocketHosts hosts = new();
        Assert.Contains("ResponseSize must be 536 or more", Refusal(o => o.ResponseSize = 535, _ => { }));
        Assert.Contains("LineSize must be less than the stack's SendBufferSize, 1048", Refusal(_ => { }, o => (o.EventSubscribers, o.PushPort, o.LineSize) = (0, 7000, 1048)));
        Assert.Contains("DeviceName", Refusal(_ => { }, o => o.DeviceName = more));
        foreach (string prefix in (string[])["a-b", "1", "é", new string('p', 25)])
        {
            Assert.Contains("MetricPrefix has at most 24", Refusal(_ => { }, o => o.MetricPrefix = prefix));
        }

        string Refusal(Action<HttpServerOptions> http, Action<TelemetryOptions> configure)
        {
            HttpServerOptions server = new();
            TelemetryOptions options = new();
            http(server);
            configure(options);
            using HttpServer web = new(hosts.B, server);
            return Assert.Throws<ArgumentException>(() => new TelemetryServer(web, new ReadingRegistry(1, 0, 1), options)).Message;
        }
    }

    [Fact]
    public void Metrics_HaveNoLabelThatChangesWithTime()
    {
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddTime("time", "Time", () => 1_893_456_000_250);
            registry.AddText("mode", "Mode", () => "on");
        });
        hosts.Telemetry.Sample();

        string metrics = hosts.Get("/metrics").Body;

        Assert.Contains("# TYPE nano_time_timestamp_seconds gauge\nnano_time_timestamp_seconds 1893456000.250\n", metrics);
        Assert.DoesNotContain("\"on\"", metrics);
        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;
        Assert.Equal("""{"name":"time","kind":"time","unit":"","help":"Time","decimals":3,"value":1893456000.250}""", all["readings"]![0]!.ToJsonString());
    }

    [Fact]
    public void Metrics_KeepEmojiWhole_AlsoNextToAnEscape()
    {
        using TelemetryHosts hosts = new(readings: registry => registry.AddConstant("mood", "\"😀\\", "a\"😀\n🌡"));

        string metrics = hosts.Get("/metrics").Body;

        Assert.StartsWith("# HELP nano_mood_info \"😀\\\\\n", metrics);
        Assert.Contains("nano_mood_info{value=\"a\\\"😀\\n🌡\"} 1\n", metrics);
    }

    [Fact]
    public void Metrics_HaveAHelpForEachCounter()
    {
        using TelemetryHosts hosts = new();

        string[] helps = [.. hosts.Get("/metrics").Body.Split('\n').Where(line => line.StartsWith("# HELP ")).Select(line => line.Split(' ', 4)[3])];

        Assert.Equal(helps.Distinct(), helps);
        Assert.Contains("Counted by the stack since its start: tcp_segments_received", helps);
    }

    [Fact]
    public void SensorThatDies_IsNowhereServedWithItsLastValue()
    {
        bool fails = false;
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddGauge("level", "", "", 2, () => fails ? throw new InvalidOperationException("no sensor") : 2014);
            registry.AddText("mode", "", () => fails ? throw new InvalidOperationException("no sensor") : "on");
            registry.AddGauge("whole", "", "", 0, () => 1);
        });
        hosts.Telemetry.Sample();
        fails = true;
        using Client client = hosts.Web.Connect();
        client.Send("GET /api/events HTTP/1.1\r\nHost: b\r\n\r\n");
        client.ReadThrough("retry: 2000\n\n");
        hosts.Telemetry.Sample();
        hosts.Web.Skip(180_000);

        Assert.Contains("\"values\":[null,null,1]}", client.ReadThrough("\nevent: sample\n\n"));
        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;
        JsonNode level = all["readings"]![0]!;
        Assert.Null(level["value"]);
        Assert.InRange((long)level["unavailableFor"]!, 180_000, 200_000);
        Assert.Equal("[20.14,null]", level["samples"]!.ToJsonString());
        Assert.Null(all["readings"]![1]!["value"]);
        Assert.InRange((long)all["age"]!, 180_000, 200_000);
        Assert.False(all["readings"]![2]!.AsObject().ContainsKey("unavailableFor"));
        string metrics = hosts.Get("/metrics").Body;
        Assert.DoesNotContain("nano_level", metrics);
        Assert.Contains("nano_reading_up{reading=\"level\"} 0\nnano_reading_up{reading=\"mode\"} 0\nnano_reading_up{reading=\"whole\"} 1\n", metrics);
        Assert.Contains("nano_whole 1\n", metrics);
    }

    [Fact]
    public void SensorThatNeverAnswers_LeavesTheServerAtWork_AndEndsWithoutBeingWaitedFor()
    {
        using ManualResetEventSlim asked = new(), goOn = new();
        bool waits = false;
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddGauge("whole", "", "", 0, () => 1);
            registry.AddGauge("stuck", "", "", 0, () =>
            {
                if (waits)
                {
                    asked.Set();
                    goOn.Wait(TimeSpan.FromSeconds(60));
                }

                return 7;
            });
        });
        hosts.Telemetry.Sample();
        waits = true;
        hosts.Telemetry.Start();
        Assert.True(asked.Wait(TimeSpan.FromSeconds(60)));
        hosts.Web.Skip(11_000);

        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;
        Assert.Equal((1, 1), ((int)all["sequence"]!, (int)all["readings"]![0]!["value"]!));
        Assert.InRange((long)all["age"]!, 11_000, 60_000);
        Assert.Null(all["readings"]![1]!["value"]);
        string metrics = hosts.Get("/metrics").Body;
        Assert.Contains("nano_reading_up{reading=\"stuck\"} 0\n", metrics);
        Assert.Matches("nano_sample_age_seconds 1[1-9]\\.", metrics);
        hosts.Telemetry.Dispose();
        goOn.Set();
    }

    [Fact]
    public void Events_FollowTheSamples_AndWhoReturnsMissesNone()
    {
        long number = 0;
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddGauge("number", "", "", 1, () => ++number);
            registry.AddText("mode", "", () => "on");
        });
        hosts.Telemetry.Sample();
        using Client client = hosts.Web.Connect();
        client.Send("GET /api/events HTTP/1.1\r\nHost: b\r\n\r\n");
        client.ReadThrough("retry: 2000\n\n");
        hosts.Telemetry.Sample();
        Assert.Matches("""^data: \{"sequence":2,"uptime":\d+,"values":\[0\.2,"on"\]\}\nid: 2\nevent: sample\n\n$""", client.ReadThrough("\n\n"));

        for (int i = 3; i <= 5; i++)
        {
            hosts.Telemetry.Sample();
        }

        using Client returning = hosts.Web.Connect();
        returning.Send("GET /api/events HTTP/1.1\r\nHost: b\r\nLast-Event-ID: 3\r\n\r\n");
        returning.ReadThrough("retry: 2000\n\n");
        Assert.Matches("""^data: \{"sequence":4,"uptime":\d+,"values":\[0\.4,null\]\}\nid: 4""", returning.ReadThrough("\n\n"));
        Assert.Matches("""^data: \{"sequence":5,"uptime":\d+,"values":\[0\.5,"on"\]\}\nid: 5""", returning.ReadThrough("\n\n"));
        hosts.Telemetry.Sample();
        Assert.Contains("id: 6\n", returning.ReadThrough("\n\n"));
    }

    [Fact]
    public void SampleThatIsTooLong_IsCountedAndNotSentInPieces()
    {
        using TelemetryHosts hosts = new(o => o.LineSize = 64, registry => registry.AddText("mode", "", () => new string('x', 100)));

        hosts.Telemetry.Sample();

        Assert.Equal(1, hosts.Telemetry.LinesTooLong);
    }

    [Fact]
    public void Output_IsSetByWhoHasTheToken()
    {
        long led = 0;
        using TelemetryHosts hosts = new(readings: registry => registry.AddOutput("led", "", 0, 255, 0, value => led = value));

        Assert.Equal(401, hosts.Post("/api/outputs/led", "9", token: null).Status);
        Assert.Equal(401, hosts.Post("/api/outputs/led", "9", "let-me-in-pleasE").Status);
        Assert.Equal(0, led);
        Response set = hosts.Post("/api/outputs/led", "9");
        Assert.Equal((200, "{\"led\":9}\n"), (set.Status, set.Body));
        Assert.Equal(9, led);
    }

    [Theory]
    [InlineData("/api/outputs/led", "256", 400, "led takes a whole number from 0 to 255")]
    [InlineData("/api/outputs/led", "bright", 400, "led takes a whole number from 0 to 255")]
    [InlineData("/api/outputs/led", "", 400, "led takes a whole number from 0 to 255")]
    [InlineData("/api/outputs/lamp", "1", 404, "no such output")]
    [InlineData("/api/interval", "99", 400, "interval takes a whole number from 100 to 3600000")]
    [InlineData("/api/interval", "9999999999999999999999", 400, "interval takes a whole number")]
    public void WrongValue_IsRefusedWithWhatWouldBeRight(string path, string body, int status, string says)
    {
        using TelemetryHosts hosts = new(readings: registry => registry.AddOutput("led", "", 0, 255, 0, _ => { }));

        Response response = hosts.Post(path, body);

        Assert.Equal(status, response.Status);
        Assert.Contains(says, response.Body);
    }

    [Fact]
    public void Interval_IsSet()
    {
        using TelemetryHosts hosts = new();

        Assert.Equal(200, hosts.Post("/api/interval", "250").Status);

        Assert.Equal(250, hosts.Telemetry.Interval);
        Assert.Equal(250, (int)JsonNode.Parse(hosts.Get("/api/readings").Body)!["interval"]!);
    }

    [Fact]
    public void DeviceWithoutToken_LetsNobodySetOrCapture()
    {
        using TelemetryHosts hosts = new(o => o.Token = null);

        Assert.False((bool)JsonNode.Parse(hosts.Get("/api/readings").Body)!["settable"]!);
        Assert.Equal(403, hosts.Post("/api/interval", "250").Status);
        Assert.Equal(403, hosts.Get("/capture").Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/readings")]
    [InlineData("/api/connections")]
    [InlineData("/metrics")]
    public void Token_IsServedNowhere(string path)
    {
        using TelemetryHosts hosts = new();

        Response response = hosts.Get(path, Bearer);

        Assert.DoesNotContain(TelemetryHosts.Token, response.Head + response.Body);
    }

    [Fact]
    public void Capture_StreamsTheTrafficOfOthers_AndLeavesItselfOut()
    {
        using TelemetryHosts hosts = new(o => o.CaptureLength = 100);
        using Client watcher = hosts.Web.Connect();
        watcher.Send($"GET /capture HTTP/1.1\r\nHost: b\r\n{Bearer}\r\n");
        Response head = new(200, watcher.ReadThrough("\r\n\r\n"), "");
        Assert.Equal("application/vnd.tcpdump.pcap", head.Header("Content-Type"));
        byte[] file = watcher.ReadBytes(24);

        using TcpClient other = new(hosts.Client);
        other.Connect(SocketHosts.AddressB, 80);
        int port = other.LocalEndPoint.Port;
        using PcapReader reader = new(new MemoryStream([.. file, .. watcher.ReadBytes(16 + 58 + 16 + 54)]));
        Assert.Equal(PcapLinkType.Ethernet, reader.LinkType);
        Assert.Equal((port, 80), Ports(reader.Read()!));
        Assert.Equal(503, hosts.Get("/capture", Bearer).Status);
    }

    [Fact]
    public void Capture_ObservesTheStackOnlyWhileSomebodyWatches_AndLeavesOtherObserversAlone()
    {
        using TelemetryHosts hosts = new();
        NetworkStack stack = hosts.Telemetry.Runner.Stack;
        Assert.Null(stack.link.observers);
        for (int i = 0; i < 2; i++)
        {
            using (Client watcher = hosts.Web.Connect())
            {
                watcher.Send($"GET /capture HTTP/1.1\r\nHost: b\r\n{Bearer}\r\n");
                watcher.ReadThrough("\r\n\r\n");
                watcher.ReadBytes(24);
                SocketHosts.Until(() => stack.link.observers is LiveCapture);
            }

            SocketHosts.Until(() =>
            {
                hosts.Get("/api/readings");
                return stack.link.observers == null;
            });
        }
    }

    /// <summary>The thread itself, on the hosts' clock.</summary>
    [Fact]
    public void Samples_AreTakenAtTheInterval_AndAtANewOneAtOnce()
    {
        using TelemetryHosts hosts = new(o => o.Interval = 3_600_000, registry => registry.AddCounter("one", "", "", () => 1));
        hosts.Telemetry.Start();
        SocketHosts.Until(() => hosts.Registry.Sequence == 1);

        hosts.Telemetry.Interval = 100;

        SocketHosts.Until(() => hosts.Registry.Sequence >= 3);
    }

    [Fact]
    public void StandardReadings_TellOfUptimeMemoryAndLink()
    {
        using SocketHosts hosts = new();
        ReadingRegistry registry = new(StandardReadings.Count, 0, 4);
        StandardReadings.Add(registry, hosts.B);

        registry.Sample(0);

        Assert.Equal(["uptime_seconds", "used_memory_bytes", "link", "address"], Enumerable.Range(0, registry.Count).Select(i => registry.GetReading(i).Name));
        Assert.True(registry.GetReading(1).Value > 0);
        Assert.Equal(("up", SocketHosts.AddressB.ToString()), (registry.GetReading(2).Text, registry.GetReading(3).Text));
    }

    private static (int Source, int Destination) Ports(PcapPacket packet) =>
        (BigEndian.ReadUInt16(packet.Bytes, 34), BigEndian.ReadUInt16(packet.Bytes, 36));
}
