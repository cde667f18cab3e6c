using System.Text.Json.Nodes;
using Nano.Net.Http;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Telemetry;

/// <summary>What can be set: where it is told, and what a handler that is slow or throws does to others.</summary>
public class OutputTests
{
    [Fact]
    public void Output_IsInTheReadings_InItsOwnDocument_AndInTheSamples()
    {
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddOutput("led", "Light", 0, 255, 3, _ => { }).Step = 5;
            registry.AddOutput("fan", "Fan", -1, 1, 1, _ => { });
        });
        hosts.Telemetry.Sample();
        using Client follower = Follow(hosts);
        Response answer = hosts.Get("/api/outputs/led");

        Assert.Equal((200, "application/json", "no-store"), (answer.Status, answer.Header("Content-Type"), answer.Header("Cache-Control")));
        Assert.Equal("""{"name":"led","help":"Light","minimum":0,"maximum":255,"step":5,"value":3}""" + "\n", answer.Body);
        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;
        Assert.Equal(answer.Body.Trim(), all["outputs"]![0]!.ToJsonString());
        Assert.Equal(404, hosts.Get("/api/outputs/lamp").Status);
        hosts.Telemetry.Sample();
        Assert.Contains("\"values\":[],\"outputs\":[3,1]}\n", follower.ReadThrough("event: sample\n\n"));
    }

    [Fact]
    public void OldSample_HasNoOutputs()
    {
        using TelemetryHosts hosts = new(readings: registry => registry.AddOutput("led", "", 0, 9, 3, _ => { }));
        hosts.Telemetry.Sample();
        hosts.Telemetry.Sample();
        using Client returning = hosts.Web.Connect();
        returning.Send("GET /api/events HTTP/1.1\r\nHost: b\r\nLast-Event-ID: 0\r\n\r\n");
        returning.ReadThrough("retry: 2000\n\n");

        Assert.Contains("\"values\":[]}\n", returning.ReadThrough("id: 1\nevent: sample\n\n"));
        Assert.Contains("\"values\":[],\"outputs\":[3]}\n", returning.ReadThrough("id: 2\nevent: sample\n\n"));
    }

    /// <summary>By another client, by the program itself: whoever follows is told at once, and not with the next sample.</summary>
    [Fact]
    public void ChangeMadeElsewhere_IsAnEvent()
    {
        using TelemetryHosts hosts = new(readings: registry => registry.AddOutput("led", "", 0, 9, 3, _ => { }));
        using Client follower = Follow(hosts);

        Assert.Equal("{\"led\":4}\n", Settled(hosts.Post("/api/outputs/led", "4")).Body);
        Assert.EndsWith("data: {\"name\":\"led\",\"value\":4}\nevent: output\n\n", follower.ReadThrough("event: output\n\n"));
        Assert.True(hosts.Registry.FindOutput("led").TrySet(5));
        Assert.EndsWith("data: {\"name\":\"led\",\"value\":5}\nevent: output\n\n", follower.ReadThrough("event: output\n\n"));
        Assert.False(hosts.Registry.FindOutput("led").TrySet(10));
        Assert.Equal(200, hosts.Post("/api/interval", "250").Status);
        Assert.EndsWith("data: 250\nevent: interval\n\n", follower.ReadThrough("event: interval\n\n"));
    }

    [Fact]
    public void HandlerThatDoesNotReturn_DelaysNobody_AndIsAnsweredAsAccepted()
    {
        using ManualResetEventSlim goOn = new();
        int calls = 0, fan = 0;
        using TelemetryHosts hosts = new(readings: registry =>
        {
            registry.AddOutput("valve", "", 0, 9, 0, _ =>
            {
                calls++;
                goOn.Wait(TimeSpan.FromSeconds(60));
            });
            registry.AddOutput("fan", "", 0, 9, 0, value => fan = (int)value);
        });
        using Client follower = Follow(hosts);

        Assert.Equal((202, "{\"valve\":1}\n"), Both(hosts.Post("/api/outputs/valve", "1")));
        Assert.Equal((202, "{\"valve\":2}\n"), Both(hosts.Post("/api/outputs/valve", "2")));
        Assert.Equal(202, hosts.Post("/api/outputs/valve", "3").Status);
        Assert.EndsWith("\"value\":0,\"pending\":3}\n", hosts.Get("/api/outputs/valve").Body);
        Settled(hosts.Post("/api/outputs/fan", "7"));
        SocketHosts.Until(() => fan == 7);
        goOn.Set();

        // What was replaced before it began is not done.
        SocketHosts.Until(() => hosts.Get("/api/outputs/valve").Body.EndsWith("\"value\":3}\n"));
        Assert.Equal(2, calls);
        Assert.Contains("{\"name\":\"valve\",\"value\":1,\"pending\":3}", follower.ReadThrough("\"value\":3}\n"));
    }

    [Fact]
    public void HandlerThatThrows_LeavesTheValue_IsToldToWhoAsked_AndToAllOthers()
    {
        bool fails = true;
        using TelemetryHosts hosts = new(readings: registry => registry.AddOutput("valve", "", 0, 9, 4, _ =>
        {
            if (fails)
            {
                throw new InvalidOperationException("stuck");
            }
        }));
        List<string> faults = [];
        hosts.Telemetry.Runner.Faulted += (_, e) => faults.Add(e);
        using Client follower = Follow(hosts);

        Response answer = hosts.Post("/api/outputs/valve", "1");

        Assert.True(answer.Status is 500 or 202, answer.Head);
        Assert.EndsWith("{\"name\":\"valve\",\"value\":4,\"failed\":true}\nevent: output\n\n", follower.ReadThrough("event: output\n\n"));
        Assert.EndsWith("\"value\":4,\"failed\":true}\n", hosts.Get("/api/outputs/valve").Body);
        Assert.Equal(["output valve"], faults);
        Assert.Equal(0, hosts.Web.Server.Counters.HandlerFailures);
        fails = false;
        Settled(hosts.Post("/api/outputs/valve", "2"));
        SocketHosts.Until(() => hosts.Get("/api/outputs/valve").Body.EndsWith("\"value\":2}\n"));
    }

    [Fact]
    public void Step_IsOneOrMore()
    {
        Nano.Net.Telemetry.ReadingRegistry registry = new(1, 1, 1);
        Nano.Net.Telemetry.Output output = registry.AddOutput("a", "", 0, 9, 0, _ => { });
        Assert.Equal(1, output.Step);
        Assert.Throws<ArgumentOutOfRangeException>(() => output.Step = 0);
    }

    /// <summary>The handler has returned, or is about to on a machine that is busy.</summary>
    private static Response Settled(Response answer)
    {
        Assert.True(answer.Status is 200 or 202, answer.Head);
        return answer;
    }

    private static (int Status, string Body) Both(Response answer) => (answer.Status, answer.Body);

    private static Client Follow(TelemetryHosts hosts)
    {
        Client client = hosts.Web.Connect();
        client.Send("GET /api/events HTTP/1.1\r\nHost: b\r\n\r\n");
        client.ReadThrough("retry: 2000\n\n");
        return client;
    }
}
