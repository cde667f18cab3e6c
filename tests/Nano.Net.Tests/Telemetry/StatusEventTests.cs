using System.Text.Json.Nodes;
using Nano.Net.Tests.Http;

namespace Nano.Net.Tests.Telemetry;

/// <summary>What a page shows besides the samples comes by events, so that it needs one connection.</summary>
public class StatusEventTests
{
    [Theory]
    [InlineData(208)]
    [InlineData(400)]
    public void ConnectionsCountersAndAddresses_AreToldPieceByPiece(int size)
    {
        using TelemetryHosts hosts = new(o => o.LineSize = size);
        using Client follower = hosts.Web.Connect();
        follower.Send("GET /api/events HTTP/1.1\r\nHost: b\r\n\r\n");
        follower.ReadThrough("retry: 2000\n\n");

        JsonArray connections = Gather(follower, "connections");
        JsonArray counters = Gather(follower, "counters");
        JsonArray addresses = Gather(follower, "addresses");

        Assert.Contains(connections, row => (int)row![0]! == 80 && (string)row[2]! == "LISTEN");
        Assert.Contains(connections, row => ((string)row![1]!).StartsWith("10.0.0.1:") && (string)row[2]! == "ESTABLISHED");
        JsonObject stack = JsonNode.Parse(hosts.Get("/api/readings").Body)!["stack"]!.AsObject();
        Assert.Equal(stack.Count, counters.Count);
        Assert.True((long)counters[stack.Select(pair => pair.Key).ToList().IndexOf("tcp_segments_received")]! > 0);
        Assert.Equal("[\"10.0.0.2\"]", addresses.ToJsonString());
        Assert.Equal("[\"10.0.0.2\"]", JsonNode.Parse(hosts.Get("/api/readings").Body)!["addresses"]!.ToJsonString());
        Assert.Equal(0, hosts.Web.Server.Counters.HandlerFailures);
        Assert.Equal(0, hosts.Web.Server.Counters.EventsTooLong);
    }

    /// <summary>Events so short that nothing fits: the turn goes on.</summary>
    [Fact]
    public void RowsThatDoNotFit_AreLeftOut()
    {
        using TelemetryHosts hosts = new(o => o.LineSize = 64);
        using Client follower = hosts.Web.Connect();
        follower.Send("GET /api/events HTTP/1.1\r\nHost: b\r\n\r\n");
        follower.ReadThrough("retry: 2000\n\n");

        Assert.Contains("\"rows\":[]}", follower.ReadThrough("event: connections\n\n"));
        Assert.Contains("\"from\":0,", follower.ReadThrough("event: counters\n\n"));
    }

    [Fact]
    public void Readings_TellWhatTheDeviceIs_AndWhenItsSamplesWereTaken()
    {
        using TelemetryHosts hosts = new(
            o => (o.Firmware, o.ResetReason, o.Script) = ("Tank 1.2 \"beta\"", "power", "/tank.js"),
            registry => registry.AddGauge("level", "", "", 0, () => 1));
        for (int i = 0; i < 6; i++)
        {
            hosts.Telemetry.Sample();
            hosts.Web.Skip(500);
        }

        hosts.Telemetry.HasSettings = true;

        JsonNode all = JsonNode.Parse(hosts.Get("/api/readings").Body)!;

        Assert.Equal(("Tank 1.2 \"beta\"", "power", "/tank.js"), ((string)all["firmware"]!, (string)all["reset"]!, (string)all["script"]!));
        Assert.True((bool)all["settings"]!);
        long[] times = [.. all["times"]!.AsArray().Select(time => (long)time!)];
        Assert.Equal(4, times.Length);
        Assert.All(Enumerable.Range(1, 3), i => Assert.InRange(times[i] - times[i - 1], 500, 5000));
        Assert.InRange((long)all["uptime"]! - times[3], 500, 5000);
    }

    [Fact]
    public void Readings_OfADeviceThatSaysNothing_LeaveItOut()
    {
        using TelemetryHosts hosts = new();

        JsonObject all = JsonNode.Parse(hosts.Get("/api/readings").Body)!.AsObject();

        Assert.False(all.ContainsKey("settings") || all.ContainsKey("password") || all.ContainsKey("firmware") || all.ContainsKey("reset") || all.ContainsKey("script"));
        Assert.Empty(all["times"]!.AsArray());
    }

    private static JsonArray Gather(Client follower, string name)
    {
        JsonArray all = [];
        while (true)
        {
            string text = follower.ReadThrough("event: " + name + "\n\n");
            JsonNode piece = JsonNode.Parse(text.Split("data: ")[^1].Split('\n')[0])!;
            Assert.Equal(all.Count, (int)piece["from"]!);
            foreach (JsonNode? row in piece["rows"]!.AsArray())
            {
                all.Add(row!.DeepClone());
            }

            if (all.Count == (int)piece["of"]!)
            {
                return all;
            }
        }
    }
}
