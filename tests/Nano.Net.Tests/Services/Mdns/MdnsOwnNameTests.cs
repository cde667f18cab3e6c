using Nano.Net.Services;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>The way back to the names that were wanted, after others who had them are gone.</summary>
public class MdnsOwnNameTests
{
    private const double Hour = 3600;
    private readonly MdnsWorld world = new();

    private static MdnsOptions Options => new() { Services = [new MdnsService()] };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void HostWhoseNameWasTaken_TakesItBackWithItsServices_AfterTheOtherOneHasLeft(int seed)
    {
        (MdnsWorld pair, MdnsHost first, MdnsHost second) = Pair(seed);
        pair.RunFor(3 * Hour);
        Assert.Equal(("nano.local", "nano-2.local"), (first.Name, second.Name));
        first.Act(first.Responder.Stop);
        long left = pair.Milliseconds;
        pair.RunFor(1);
        pair.Seen.Clear();
        pair.RunUntil(() => second.Name == "nano.local" && second.Responder.State == MdnsState.Running, 5200);
        Assert.InRange(pair.Milliseconds - left, 0, 4_625_000 + 5000);
        Assert.Equal("nano", second.Responder.GetInstanceName(0));
        Assert.Equal(2, second.Responder.Counters.NamesTakenBack);

        // Who remembers the other names is told to forget them; the address is not forgotten by its number.
        MdnsAnswer[] goodbyes = [.. pair.Responses.SelectMany(r => r.Answers).Where(a => a.TimeToLive == 0)];
        Assert.Equal(
            ["_http._tcp.local 12 nano (2)._http._tcp.local", "nano (2)._http._tcp.local 16 ", "nano (2)._http._tcp.local 33 80 nano-2.local", "nano-2.local 1 10.0.0.2"],
            goodbyes.Where(a => a.Type != MdnsPacket.Nsec).Select(a => $"{a.Name} {a.Type} {a.Data}").Order(StringComparer.Ordinal));
        Assert.Equal("10.0.0.2", Assert.Single(pair.Ask("nano.local", MdnsPacket.A)).Answers[0].Data);
        Assert.Empty(pair.Ask("nano-2.local", MdnsPacket.A));
        Assert.Equal("nano._http._tcp.local", Assert.Single(pair.Ask("_http._tcp.local", MdnsPacket.Ptr)).Answers[0].Data);

        // When the first one comes again it finds its name taken, and both keep what they have.
        first.Act(first.Responder.Start);
        pair.RunFor(6 * Hour);
        Assert.Equal(("nano-2.local", "nano.local"), (first.Name, second.Name));
        Assert.Equal(2, first.Responder.Counters.Conflicts);
    }

    [Fact]
    public void WhileTheNameIsTaken_NothingChanges_AndAnHourAloneLiesBetweenTheQuestions()
    {
        (MdnsWorld pair, MdnsHost first, MdnsHost second) = Pair(1);
        pair.Settle();
        first.States.Clear();
        second.States.Clear();
        pair.RunFor(24 * Hour);
        Assert.Equal(("nano.local", "nano-2.local", "nano (2)"), (first.Name, second.Name, second.Responder.GetInstanceName(0)));
        Assert.Empty(first.States);
        Assert.Empty(second.States);
        Assert.Empty(pair.Probes);
        MdnsPacket[] questions = [.. pair.Seen.Where(p => !p.IsResponse)];
        Assert.All(questions, q =>
        {
            Assert.Equal((0x0A000002u, MdnsWorld.Group), (q.Source, q.Destination));
            Assert.Equal(
                [new MdnsQuestion("nano.local", MdnsPacket.Any), new MdnsQuestion("nano._http._tcp.local", MdnsPacket.Any)], q.Questions);
        });

        // The first answers to the first question, so that there is no second one.
        long[] pauses = [.. questions.Zip(questions.Skip(1)).Select(p => p.Second.Time - p.First.Time)];
        Assert.All(pauses, pause => Assert.InRange(pause, 3_600_000, 4_501_000));
        Assert.InRange(questions.Length, 19, 24);
        Assert.True(pauses.Distinct().Count() > pauses.Length / 2, "without jitter");
    }

    [Fact]
    public void Questions_AreThreeWithinTwoMinutes_BeforeTheNameIsProbedFor()
    {
        MdnsHost host = Displaced(new MdnsOptions());
        world.RunUntil(() => world.Probes.Any(), 4700);
        long[] times = [.. world.Seen.Where(p => !p.IsResponse && !p.IsProbe).Select(p => p.Time)];
        Assert.Equal([1000L, 120_000L], times.Zip(times.Skip(1)).Select(p => p.Second - p.First));
        Assert.InRange(world.Probes.First().Time - times[2], 1000, 1250);
        Assert.Equal("nano.local", host.Name);
        world.RunFor(3);
        Assert.Equal((MdnsState.Running, "nano.local"), (host.Responder.State, host.Name));
        world.Seen.Clear();
        world.RunFor(5 * Hour);
        Assert.Empty(world.Seen);
    }

    /// <summary>The names in use are answered for all the while, and the last question finds out who restarted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyAnswerToOneOfTheQuestions_LeavesAllAsItIs(int answered)
    {
        MdnsHost host = Displaced(new MdnsOptions());
        int questions = 0;
        world.Arrived = packet =>
        {
            if (!packet.IsResponse && !packet.IsProbe && ++questions == answered)
            {
                world.Say(MdnsPacket.Of(new MdnsAnswer("NANO.local", MdnsPacket.Aaaa, "fe80::1")));
            }
        };
        world.RunFor(4700);
        Assert.Equal((answered, "nano-2.local", MdnsState.Running), (questions, host.Name, host.Responder.State));
        Assert.Empty(world.Probes);
        Assert.Equal(0, host.Responder.Counters.NamesTakenBack);
        Assert.Equal("10.0.0.1", Assert.Single(world.Ask("nano-2.local", MdnsPacket.A)).Answers[0].Data);
    }

    [Fact]
    public void OtherNames_AndGoodbyes_AreNoAnswer()
    {
        MdnsHost host = Displaced(new MdnsOptions());
        world.Arrived = packet =>
        {
            if (!packet.IsResponse && !packet.IsProbe)
            {
                world.Say(MdnsPacket.Of(
                    new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9", 0), new MdnsAnswer("nan.local", MdnsPacket.A, "10.0.0.9"),
                    new MdnsAnswer("nano.local.local", MdnsPacket.A, "10.0.0.9"), new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9", Class: 3)));
            }
        };
        world.RunUntil(() => host.Name == "nano.local", 4700);
    }

    /// <summary>Each name for itself: the service's is taken still, the host's is free.</summary>
    [Fact]
    public void NameThatIsTaken_DoesNotKeepTheOthersFromComingBack()
    {
        MdnsHost host = world.Add(Options);
        world.Arrived = packet =>
        {
            if (packet.IsProbe && packet.Questions.Any(q => q.Name == "nano.local"))
            {
                world.Say(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9")));
            }
            else if (packet.Questions.Any(q => q.Name == "nano._http._tcp.local"))
            {
                world.Say(MdnsPacket.Of(new MdnsAnswer("nano._http._tcp.local", MdnsPacket.Txt, "other")));
            }
        };
        world.RunFor(10);
        Assert.Equal(("nano-2.local", "nano (2)"), (host.Name, host.Responder.GetInstanceName(0)));
        world.Arrived = packet =>
        {
            if (packet.Questions.Any(q => q.Name == "nano._http._tcp.local"))
            {
                world.Say(MdnsPacket.Of(new MdnsAnswer("nano._http._tcp.local", MdnsPacket.Txt, "other")));
            }
        };
        world.Seen.Clear();
        world.RunUntil(() => host.Name == "nano.local" && host.Responder.State == MdnsState.Running, 4700);
        Assert.Equal("nano (2)", host.Responder.GetInstanceName(0));
        Assert.DoesNotContain(world.Responses.SelectMany(r => r.Answers), a => a.TimeToLive == 0 && (a.Name.Contains("(2)") || a.Data.StartsWith("nano (2)")));
        Assert.Equal("80 nano.local", Assert.Single(world.Ask("nano (2)._http._tcp.local", MdnsPacket.Srv)).Answers[0].Data);

        // The hosts' questions are now about the service alone.
        world.Seen.Clear();
        world.RunFor(4600);
        Assert.Equal(["nano._http._tcp.local"], world.Seen.Where(p => !p.IsResponse).SelectMany(p => p.Questions).Select(q => q.Name).Distinct());
        world.Arrived = null;
        world.RunUntil(() => host.Responder.GetInstanceName(0) == "nano", 4700);
    }

    [Fact]
    public void LinkThatComesUp_IsAReasonToTrySoon_ButNotBeforeOthersHaveFoundTheirNames()
    {
        MdnsHost host = Displaced(new MdnsOptions());
        host.IsLinkUp = false;
        world.RunFor(10);
        world.Seen.Clear();
        host.IsLinkUp = true;
        long up = world.Milliseconds;
        world.RunUntil(() => world.Seen.Any(p => !p.IsResponse && !p.IsProbe), 60);
        Assert.All(world.Probes, probe => Assert.Equal("nano-2.local", probe.Questions[0].Name));
        Assert.InRange(world.Milliseconds - up, 30_000, 41_000);
        world.RunUntil(() => host.Name == "nano.local", 130);
    }

    /// <summary>A switch that restarts: both are without a link at once, and nobody's name changes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TwoHostsWhoseLinkFlaps_KeepTheNamesThatTheyHave(int seed)
    {
        (MdnsWorld pair, MdnsHost first, MdnsHost second) = Pair(seed);
        pair.Settle();
        for (int i = 0; i < 20; i++)
        {
            first.IsLinkUp = false;
            second.IsLinkUp = false;
            pair.RunFor(3 + (40 * i));
            first.IsLinkUp = true;
            second.IsLinkUp = true;
            pair.RunFor(7 + (50 * i));
        }

        pair.RunFor(20);
        Assert.Equal(("nano.local", "nano-2.local"), (first.Name, second.Name));
        Assert.Equal((0L, 0L), (first.Responder.Counters.NamesTakenBack, second.Responder.Counters.NamesTakenBack));
    }

    /// <summary>A host that restarts within two minutes finds its name where it left it, whenever that is.</summary>
    [Fact]
    public void HostThatRestarts_KeepsItsName()
    {
        (MdnsWorld pair, MdnsHost first, MdnsHost second) = Pair(1);
        pair.Settle();
        for (int i = 0; i < 120; i++)
        {
            pair.RunFor(240);
            first.Act(first.Responder.Stop);
            pair.RunFor(100);
            first.Act(first.Responder.Start);
        }

        pair.RunFor(10);
        Assert.Equal(("nano.local", "nano-2.local", 0L), (first.Name, second.Name, second.Responder.Counters.NamesTakenBack));
    }

    /// <summary>Of three, one leaves: one of the others has its name in the end, and there is peace.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TwoThatWantTheNameOfOneThatLeft_EndWithDifferentNames(int seed)
    {
        var crowd = new MdnsWorld((ulong)seed);
        MdnsHost first = crowd.Add(Options);
        crowd.RunFor(10);
        crowd.Add(Options);
        crowd.Add(Options);
        crowd.RunFor(30);
        first.Act(first.Responder.Stop);
        crowd.RunFor(3 * Hour);
        MdnsHost[] others = [.. crowd.Hosts.Skip(1)];
        Assert.Single(others, host => host.Name == "nano.local");
        Assert.Equal(2, others.Select(host => host.Name).Distinct().Count());
        Assert.Equal(2, others.Select(host => host.Responder.GetInstanceName(0)).Distinct().Count());
        others[0].States.Clear();
        others[1].States.Clear();
        crowd.RunFor(24 * Hour);
        Assert.Empty(others.SelectMany(host => host.States));
    }

    /// <summary>A host that another one has displaced, which has gone since.</summary>
    private MdnsHost Displaced(MdnsOptions options)
    {
        MdnsHost host = world.Add(options);
        world.RunUntil(() => world.Probes.Any());
        world.Say(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9")));
        world.RunFor(10);
        Assert.Equal((MdnsState.Running, "nano-2.local"), (host.Responder.State, host.Name));
        world.Seen.Clear();
        return host;
    }

    private static (MdnsWorld Pair, MdnsHost First, MdnsHost Second) Pair(int seed)
    {
        var pair = new MdnsWorld((ulong)seed);
        MdnsHost first = pair.Add(Options);
        pair.RunFor(10);
        MdnsHost second = pair.Add(Options);
        pair.RunFor(10);
        Assert.Equal(("nano.local", "nano-2.local"), (first.Name, second.Name));
        return (pair, first, second);
    }
}
