using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class SntpClientTests : SntpTestBase
{
    [Fact]
    public void TimeOfDay_IsTheServers_AndRunsWithTheStacksClock()
    {
        int told = 0;
        SntpClient client = Make();
        client.Synchronized += _ => told++;
        Assert.False(client.IsSynchronized);
        Assert.Throws<InvalidOperationException>(() => client.UtcNow);
        Assert.Equal(-1, client.Age);
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        Assert.InRange((client.UtcNow - ServerTime).TotalMilliseconds, -2, 2);
        Assert.Equal((2, "10.0.0.2", 1), (client.Stratum, client.Server.ToString(), told));
        world.RunFor(500);
        Assert.InRange((client.UtcNow - ServerTime).TotalMilliseconds, -2, 2);
        Assert.Equal(500_000, client.Age);
    }

    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(300, 100, 100)]
    [InlineData(0, 200, -100)]
    public void TimeOnTheWay_IsMeasured_AndTakenToBeTheSameBothWays(int there, int back, int error)
    {
        // T2 and T3 as they would be with such delays; the reply stays away for 50 ms more at the server.
        answer = request =>
        {
            DateTime received = ServerTime.AddMilliseconds(there);
            DateTime transmitted = received.AddMilliseconds(50);
            byte[] reply = Reply(request, received, transmitted);
            world.Scheduler.Schedule(new Nano.Emulator.ScheduledEvent(() => Send(request, reply)), (world.Milliseconds + there + 50 + back) * 1000);
            return null;
        };
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        Assert.InRange(client.RoundTripTime, there + back, there + back + 3);
        Assert.InRange((client.UtcNow - ServerTime).TotalMilliseconds, error - 3, error + 3);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00")]
    [InlineData("2036-02-07T06:28:15")]
    [InlineData("2036-02-07T06:28:17")]
    [InlineData("2100-01-01T00:00:00")]
    public void Eras_AreToldApart_From1968To2104(string text)
    {
        DateTime time = DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);
        answer = request => Reply(request, time, time);
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        Assert.InRange((client.UtcNow - time).TotalSeconds, -1, 1);
    }

    [Theory]
    [InlineData("originate", true)]
    [InlineData("source", true)]
    [InlineData("source port", true)]
    [InlineData("mode", true)]
    [InlineData("version", true)]
    [InlineData("length", true)]
    [InlineData("leap", false)]
    [InlineData("stratum", false)]
    [InlineData("no transmit time", false)]
    [InlineData("root delay", false)]
    [InlineData("root dispersion", false)]
    [InlineData("sent before received", false)]
    [InlineData("held longer than away", false)]
    public void ReplyThatCannotBeBelieved_IsNot(string flaw, bool isNoReply)
    {
        answer = request =>
        {
            byte[] reply = Reply(request);
            uint source = ServiceWorld.ServerNumber;
            int sourcePort = 123;
            switch (flaw)
            {
                case "originate": reply[31] ^= 1; break;
                case "source": source = Packets.OtherPeer; break;
                case "source port": sourcePort = 124; break;
                case "mode": reply[0] = 0x25; break;
                case "version": reply[0] = 0x2C; break;
                case "length": reply = reply[..47]; break;
                case "leap": reply[0] |= 0xC0; break;
                case "stratum": reply[1] = 16; break;
                case "no transmit time": Array.Clear(reply, 40, 8); break;
                case "root delay": reply[5] = 16; break;
                case "root dispersion": reply[9] = 16; break;
                case "sent before received": reply[35]++; break;
                case "held longer than away": reply[43] += 5; break;
            }

            world.Server.SendUdp(source, sourcePort, Packets.Us, request.SourcePort, reply, world.Wire.A.HardwareAddress);
            return null;
        };
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => asked.Count == 2);
        Assert.False(client.IsSynchronized);
        Assert.Equal(isNoReply ? (1, 0, 1) : (0, 1, 0), (client.Counters.Rejected, client.Counters.Unusable, client.Counters.Timeouts));
        answer = request => Reply(request);
        world.RunUntil(() => client.IsSynchronized);
    }

    [Fact]
    public void ReplyThatIsRepeated_CountsOnce()
    {
        answer = request =>
        {
            byte[] reply = Reply(request);
            Send(request, reply);
            return reply;
        };
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunFor(5);
        Assert.Equal(1, client.Counters.Replies);
    }

    [Fact]
    public void Requests_TellNoTime_AndComeFromAnotherPortEach()
    {
        SntpClient client = Make(64);
        world.Act(client.Start);
        world.RunFor(64 * 20);
        Assert.True(asked.Count >= 20);
        Assert.InRange(asked.Select(d => d.SourcePort).Distinct().Count(), asked.Count - 2, asked.Count);
        Assert.Equal(asked.Count, asked.Select(d => BitConverter.ToUInt64(d.Payload, 40)).Distinct().Count());
        long[] pauses = [.. asked.Zip(asked.Skip(1)).Select(p => p.Second.Time - p.First.Time)];
        Assert.All(pauses, pause => Assert.InRange(pause, 59_000, 65_000));
    }

    [Fact]
    public void SilentServers_AreAskedOneAfterTheOther_WithALongerPauseAfterEachRound()
    {
        answer = _ => null;
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunFor(3000);
        Assert.Equal([0x0A000002u, 0x0A000003, 0x0A000002, 0x0A000003], asked.Take(4).Select(d => d.Destination));
        long[] pauses = [.. asked.Zip(asked.Skip(1)).Select(p => (long)Math.Round((p.Second.Time - p.First.Time - 2000) / 1000.0))];
        Assert.Equal([0, 16, 0, 32, 0, 64, 0, 128, 0, 256, 0, 512, 0, 1024], pauses.Take(14));
    }

    [Fact]
    public void ServerThatDoesNotKnowTheTime_IsPassedOverAtOnce_AndTheOneThatDoesIsKept()
    {
        answer = request =>
        {
            byte[] reply = Reply(request);
            reply[0] |= (byte)(request.Destination == Packets.OtherPeer ? 0 : 0xC0);
            return reply;
        };
        SntpClient client = Make(64, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        Assert.InRange(asked[1].Time - asked[0].Time, 0, 100);
        world.RunFor(200);
        Assert.Equal([0x0A000002u, 0x0A000003, 0x0A000003, 0x0A000003, 0x0A000003], asked.Take(5).Select(d => d.Destination));
    }

    /// <summary>It may have another hardware address by now (RFC 1122 section 2.3.2.1 (4)).</summary>
    [Fact]
    public void ServerThatDoesNotAnswer_IsLookedForOnTheLinkAgain()
    {
        SntpClient client = Make(64);
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        answer = _ => null;
        world.RunUntil(() => client.Counters.Timeouts == 1, 100);
        world.Server.Questions.Clear();
        world.RunFor(17);
        Assert.Equal(ServiceWorld.ServerNumber, world.Server.Questions[0].Address);
    }

    [Fact]
    public void RoundOfFailures_CountsFromTheLastServerThatToldTheTime()
    {
        SntpClient client = Make(64, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        answer = _ => null;
        asked.Clear();
        world.RunUntil(() => asked.Count == 3, 200);
        Assert.Equal([0x0A000002u, 0x0A000003, 0x0A000002], asked.Select(d => d.Destination));
        Assert.InRange(asked[2].Time - asked[1].Time, 18_000, 18_010);
    }

    [Fact]
    public void LinkThatComesUp_IsAReasonToAskAtOnce()
    {
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        SetLink(false);
        world.RunFor(100);
        Assert.Single(asked);
        long up = world.Milliseconds;
        SetLink(true);
        world.RunUntil(() => asked.Count == 2, 10);
        Assert.InRange(asked[1].Time - up, 0, 600);
    }

    /// <summary>RFC 4330 section 10: never within 15 seconds.</summary>
    [Fact]
    public void LinkThatFlaps_BringsNoServerMoreThanARequestIn16Seconds()
    {
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        for (int i = 0; i < 20; i++)
        {
            SetLink(false);
            world.RunFor(1);
            SetLink(true);
            world.RunFor(1);
        }

        Assert.InRange(asked.Count, 3, 4);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second.Time - pair.First.Time >= 16_000));
    }

    [Fact]
    public void WithoutALink_NothingIsAsked_AndTheFirstRequestGoesAtLinkUp()
    {
        world.Wire.A.IsLinkUp = false;
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunFor(500);
        Assert.Equal((0L, 0L), (client.Counters.RequestsSent, client.Counters.Timeouts));
        long up = world.Milliseconds;
        SetLink(true);
        world.RunUntil(() => client.IsSynchronized, 10);
        Assert.InRange(world.Milliseconds - up, 0, 700);
    }

    [Fact]
    public void RequestThatTheLinkTookAway_IsNoFailureOfItsServer()
    {
        answer = _ => null;
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => asked.Count == 1);
        SetLink(false);
        world.RunFor(30);
        answer = request => Reply(request);
        SetLink(true);
        world.RunUntil(() => client.IsSynchronized, 10);
        Assert.Equal((0L, "10.0.0.2"), (client.Counters.Timeouts, client.Server.ToString()));
    }

    [Fact]
    public void NewAddress_IsAReasonToAskAtOnce()
    {
        var somewhere = new ServiceWorld();
        somewhere.Server.Arrived = asked.Add;
        var client = new SntpClient(somewhere.Runner, new SntpClientOptions { Servers = [IPAddress.Parse("10.0.0.2")], StartDelay = 0 });
        somewhere.Act(client.Start);
        somewhere.RunFor(100);
        Assert.Empty(asked);
        somewhere.Act(() => somewhere.Stack.Configure(IPAddress.Parse("10.0.0.1"), 24, IPAddress.Any));
        somewhere.RunFor(1);
        Assert.Single(asked);
    }

    [Fact]
    public void ImpossibleOptions_AreNamed()
    {
        Assert.Equal("PollInterval must be 16 to 131072, not 15",
            Assert.Throws<ArgumentException>(() => new SntpClient(world.Runner, new SntpClientOptions { PollInterval = 15 })).Message);
        Assert.Contains("4 servers at most",
            Assert.Throws<ArgumentException>(() => new SntpClient(world.Runner, new SntpClientOptions { Servers = new IPAddress[5] })).Message);
    }
}
