using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>What servers say of themselves: to be asked less often or not at all (RFC 4330 section 8), and how far their time may be off.</summary>
public class SntpServerTests : SntpTestBase
{
    [Fact]
    public void ServerThatHasSentUsAway_IsAskedAgainADayLater()
    {
        answer = request =>
        {
            byte[] reply = Reply(request);
            reply[1] = 0;
            "DENY"u8.CopyTo(reply.AsSpan(12));
            return reply;
        };
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunFor(86_000);
        Assert.Single(asked);
        answer = request => Reply(request);
        world.RunUntil(() => client.IsSynchronized, 500);
        Assert.InRange(asked[1].Time - asked[0].Time, 86_400_000, 86_400_010);
    }

    [Theory]
    [InlineData("DENY")]
    [InlineData("RSTR")]
    public void ServerThatSendsUsAway_IsLeftForTheOther_AndAskedAgainADayLater(string code)
    {
        answer = request => request.Destination == Packets.OtherPeer ? Reply(request) : Kiss(request, code);
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        Assert.InRange(asked[1].Time - asked[0].Time, 0, 100);
        world.RunFor(80_000);
        Assert.Equal("10.0.0.3", client.Server.ToString());
        Assert.Equal((1, 1L), (asked.Count(d => d.Destination == ServiceWorld.ServerNumber), client.Counters.KissesOfDeath));

        // It is there again when the other one is not.
        answer = request => request.Destination == Packets.OtherPeer ? null : Reply(request);
        long replies = client.Counters.Replies;
        world.RunUntil(() => client.Counters.Replies > replies, 20_000);
        Assert.InRange(asked[^1].Time - asked[0].Time, 86_400_000, 86_400_000 + 1_100_000);
        Assert.Equal("10.0.0.2", client.Server.ToString());
    }

    [Fact]
    public void ClientThatItsHandlerStops_StaysStopped()
    {
        answer = request => Reply(request);
        SntpClient client = Make();
        client.Synchronized += _ => client.Stop();
        world.Act(client.Start);
        world.RunFor(86_000);
        Assert.True(client.IsSynchronized);
        Assert.Single(asked);
    }

    [Fact]
    public void ServerThatItsHandlerNames_IsAskedAtOnce()
    {
        answer = request => Reply(request);
        SntpClient client = Make();
        client.Synchronized += _ =>
        {
            if (asked.Count == 1)
            {
                client.SetServers([IPAddress.Parse("10.0.0.3")]);
            }
        };
        world.Act(client.Start);
        world.RunFor(10);
        Assert.Equal([ServiceWorld.ServerNumber, Packets.OtherPeer], asked.Select(d => d.Destination));
    }

    /// <summary>RFC 5905 section 7.4. The interval of 64 seconds doubles four times, and not once more.</summary>
    [Fact]
    public void Rate_DoublesTheInterval_EachTime_UpToSixteenfold()
    {
        answer = request => Kiss(request, "RATE");
        SntpClient client = Make(64);
        world.Act(client.Start);
        world.RunFor(8000);
        long[] pauses = [.. asked.Zip(asked.Skip(1)).Select(p => p.Second.Time - p.First.Time)];
        Assert.Equal([128, 256, 512, 1024, 1024, 1024, 1024, 1024, 1024], pauses.Take(9).Select(p => p / 1000));
        Assert.All(pauses, pause => Assert.InRange(pause % 1000, 0, 10));
        Assert.Equal((asked.Count, 0L), (client.Counters.KissesOfDeath, client.Counters.Timeouts));
        Assert.False(client.IsSynchronized);

        // What it wants lasts beyond the next time that it tells.
        answer = request => Reply(request);
        world.RunUntil(() => client.IsSynchronized, 2000);
        int before = asked.Count;
        world.RunFor(6000);
        Assert.All(asked.Skip(before - 1).Zip(asked.Skip(before)), p => Assert.InRange(p.Second.Time - p.First.Time, 1_024_000, 1_024_010));
        Assert.InRange(asked.Count - before, 5, 6);
    }

    [Fact]
    public void Rate_AfterATime_AsksLessOftenThanBefore()
    {
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        answer = request => Kiss(request, "RATE");
        world.RunUntil(() => client.Counters.KissesOfDeath == 1, 1100);
        answer = request => Reply(request);
        world.RunUntil(() => client.Counters.Replies == 2, 3000);
        Assert.InRange(asked[2].Time - asked[1].Time, 2_048_000, 2_048_010);
    }

    [Fact]
    public void Rate_NeverMakesTheIntervalLongerThan36Hours()
    {
        answer = request => Kiss(request, "RATE");
        SntpClient client = Make(100_000);
        world.Act(client.Start);
        world.RunFor(300_000);
        Assert.Equal([131_072, 131_072], asked.Zip(asked.Skip(1)).Select(p => (p.Second.Time - p.First.Time) / 1000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ServerThatHasSentRate_IsNotAskedSooner_WhateverTheOtherOneAndTheLinkDo(bool itAnswersNow)
    {
        answer = request => request.Destination == Packets.OtherPeer ? null : Kiss(request, "RATE");
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => client.Counters.Timeouts == 1);
        answer = request => request.Destination == Packets.OtherPeer || !itAnswersNow ? null : Reply(request);
        for (int i = 0; i < 60; i++)
        {
            world.RunFor(99);
            SetLink(false);
            world.RunFor(1);
            SetLink(true);
        }

        Datagram[] first = [.. asked.Where(d => d.Destination == ServiceWorld.ServerNumber)];
        Assert.InRange(first.Length, 3, 3);
        Assert.All(first.Zip(first.Skip(1)), p => Assert.InRange(p.Second.Time - p.First.Time, 2_048_000, 2_200_000));
        Assert.True(asked.Count(d => d.Destination == Packets.OtherPeer) > 10);
    }

    [Fact]
    public void Rate_ConcernsTheServerThatSaysSo_Alone()
    {
        answer = request => request.Destination == Packets.OtherPeer ? Reply(request) : Kiss(request, "RATE");
        SntpClient client = Make(64, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunFor(1000);
        Assert.Equal([0x0A000002u, 0x0A000003], asked.Take(2).Select(d => d.Destination));
        Assert.All(asked.Skip(1), d => Assert.Equal(Packets.OtherPeer, d.Destination));
        Assert.All(asked.Skip(1).Zip(asked.Skip(2)), p => Assert.InRange(p.Second.Time - p.First.Time, 60_000, 64_010));
    }

    /// <summary>What was asked of the servers of before does not concern others.</summary>
    [Fact]
    public void OtherServers_AreNotHeldToWhatTheFirstOnesSaid()
    {
        answer = request => Kiss(request, asked.Count == 1 ? "RATE" : "DENY");
        SntpClient client = Make(64);
        world.Act(client.Start);
        world.RunUntil(() => client.Counters.KissesOfDeath == 2);
        answer = request => Reply(request);
        world.Act(() => client.SetServers([IPAddress.Parse("10.0.0.3")]));
        world.RunFor(200);
        Assert.InRange(client.Counters.Replies, 4, 5);
    }

    [Theory]
    [InlineData("INIT")]
    [InlineData("STEP")]
    [InlineData("RATA")]
    [InlineData("XXXX")]
    public void OtherKisses_AreNoAnswer(string code)
    {
        answer = request =>
        {
            Send(request, Kiss(request, code));
            return asked.Count == 1 ? null : Reply(request);
        };
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.Counters.Unusable == 1);
        Assert.Equal((0L, 0L), (client.Counters.Timeouts, client.Counters.KissesOfDeath));
        world.RunUntil(() => client.IsSynchronized);
        Assert.Equal((1L, 2L, 0L), (client.Counters.Timeouts, client.Counters.Unusable, client.Counters.KissesOfDeath));
        Assert.InRange(asked[1].Time - asked[0].Time, 18_000, 18_010);
    }

    [Theory]
    [InlineData(0u, 0x0000FFFFu, 999, false)]
    [InlineData(0u, 0x00010000u, 1000, true)]
    [InlineData(0x0001FFFFu, 0u, 999, false)]
    [InlineData(0x00020000u, 0u, 1000, true)]
    [InlineData(0x00010000u, 0x00008000u, 1000, true)]
    [InlineData(0u, 0x000A0000u, 10_000, true)]
    [InlineData(0x000FFFFFu, 0x000FFFFFu, 23_999, true)]
    [InlineData(0x00100000u, 0u, -1, true)]
    [InlineData(0u, 0x00100000u, -1, true)]
    [InlineData(0xFFFFFFFFu, 0u, -1, true)]
    public void RootDistance_GradesTheTime_AndFrom16SecondsOnItIsNone(uint delay, uint dispersion, int milliseconds, bool isCoarse)
    {
        answer = request => Reply(request, delay: delay, dispersion: dispersion);
        SntpClient client = Make();
        Assert.False(client.IsCoarse);
        world.Act(client.Start);
        world.RunFor(10);
        Assert.Equal(milliseconds >= 0, client.IsSynchronized);
        if (milliseconds >= 0)
        {
            Assert.Equal((milliseconds, isCoarse), (client.RootDistance, client.IsCoarse));
            Assert.Equal((1L, isCoarse ? 1L : 0L, 0L), (client.Counters.Replies, client.Counters.CoarseReplies, client.Counters.Unusable));
            world.RunFor(1020);
            Assert.Equal(2, client.Counters.Replies);
            Assert.InRange(asked[1].Time - asked[0].Time, 960_000, 1_024_010);
        }
    }

    [Fact]
    public void WhereThereIsABetterServer_TheCoarseOneIsLeft()
    {
        int told = 0;
        answer = request => Reply(request, dispersion: request.Destination == Packets.OtherPeer ? 0x1000u : 0xA0000u);
        SntpClient client = Make(64, "10.0.0.2", "10.0.0.3");
        client.Synchronized += _ => told++;
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized && !client.IsCoarse);
        Assert.InRange(asked[1].Time - asked[0].Time, 0, 100);
        Assert.Equal((2, 62, "10.0.0.3"), (told, client.RootDistance, client.Server.ToString()));
        world.RunFor(300);
        Assert.All(asked.Skip(1), d => Assert.Equal(Packets.OtherPeer, d.Destination));
        Assert.Equal(1, client.Counters.CoarseReplies);
    }

    [Fact]
    public void OfCoarseServers_TheBestIsAskedFirst_AndTheOthersEachTimeWhetherTheyAreBetterNow()
    {
        uint third = 0xB0000;
        world.Server.Addresses.Add(0x0A000004);
        answer = request => Reply(request, dispersion: request.Destination switch { ServiceWorld.ServerNumber => 0xB0000u, Packets.OtherPeer => 0xA0000u, _ => third });
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3", "10.0.0.4");
        world.Act(client.Start);
        world.RunUntil(() => client.Counters.CoarseReplies == 3);
        Assert.Equal(10_000, client.RootDistance);
        world.RunUntil(() => client.Counters.CoarseReplies == 6, 1100);
        Assert.Equal([0x0A000002u, 0x0A000003, 0x0A000004, 0x0A000003, 0x0A000004, 0x0A000002], asked.Take(6).Select(d => d.Destination));
        Assert.InRange(asked[3].Time - asked[0].Time, 960_000, 1_024_010);
        Assert.Equal(10_000, client.RootDistance);
        third = 0x8000;
        world.RunUntil(() => !client.IsCoarse, 1100);
        Assert.Equal((8, 500), (asked.Count, client.RootDistance));
    }

    /// <summary>Where the others are silent, too, the next round is due after the interval, and not after a pause.</summary>
    [Fact]
    public void CoarseServer_IsAsGoodAsAny_WhereTheOthersAreSilent()
    {
        answer = request => request.Destination == Packets.OtherPeer ? null : Reply(request, dispersion: 0xA0000);
        SntpClient client = Make(1024, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunFor(1050);
        Assert.Equal([0x0A000002u, 0x0A000003, 0x0A000002, 0x0A000003], asked.Select(d => d.Destination));
        Assert.Equal((2L, 2L), (client.Counters.CoarseReplies, client.Counters.Timeouts));
    }

    /// <summary>A clock is off by 15 microseconds more each second (RFC 5905): by 1,048 s more, it is not better than a server that is off by 16 ms more.</summary>
    [Fact]
    public void CoarseTime_ReplacesABetterOne_OnceThatIsAsOldAsTheDifferenceIsLarge()
    {
        uint dispersion = 0xFFFF;
        answer = request => request.Destination == Packets.OtherPeer
            ? Reply(request, ServerTime.AddSeconds(5), ServerTime.AddSeconds(5), dispersion: 0x10400)
            : dispersion == 0 ? null : Reply(request, dispersion: dispersion);
        SntpClient client = Make(64, "10.0.0.2", "10.0.0.3");
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        long from = world.Milliseconds;
        dispersion = 0;
        world.RunFor(1020);
        Assert.True(client.Counters.CoarseReplies > 5);
        Assert.Equal(999, client.RootDistance);
        Assert.InRange((client.UtcNow - ServerTime).TotalSeconds, -0.1, 0.1);
        world.RunUntil(() => client.IsCoarse, 200);
        Assert.InRange(world.Milliseconds - from, 1_025_000, 1_100_000);
        Assert.InRange((client.UtcNow - ServerTime).TotalSeconds, 4.9, 5.1);
    }

    /// <summary>What a coarse server says now replaces what it said before, though it vouches for less.</summary>
    [Fact]
    public void CoarseTime_OfTheSameServer_IsAlwaysTakenAnew()
    {
        answer = request => Reply(request, dispersion: asked.Count == 1 ? 0xA0000u : 0xB0000u);
        SntpClient client = Make();
        world.Act(client.Start);
        world.RunUntil(() => client.Counters.Replies == 2, 1100);
        Assert.Equal(11_000, client.RootDistance);
    }
}
