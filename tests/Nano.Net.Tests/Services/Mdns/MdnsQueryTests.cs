using Nano.Net.Services;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>What a responder answers, to whom and when (RFC 6762 sections 5 to 7, 10 and 11; RFC 6763).</summary>
public class MdnsQueryTests
{
    internal static readonly MdnsOptions WithServices = new()
    {
        Services =
        [
            new MdnsService { Port = 8080, InstanceName = "My page.v2", Text = ["path=/a", "v=1"] },
            new MdnsService { Port = 81 },
            new MdnsService { Type = "_echo._udp", Port = 7 },
        ],
    };

    private const string Page = "My page\\.v2._http._tcp.local";
    private readonly MdnsWorld world = new();
    private readonly MdnsHost host;

    public MdnsQueryTests()
    {
        host = world.Add(WithServices);
        world.Settle();
    }

    [Theory]
    [InlineData("nano.local")]
    [InlineData("NaNo.LOCAL")]
    public void Name_IsAnsweredAtOnce_AndThatThereIsNoOtherAddressIsSaidWithIt(string name)
    {
        long before = world.Milliseconds;
        MdnsPacket answer = Assert.Single(world.Ask(name, MdnsPacket.A));
        Assert.Equal(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"), Assert.Single(answer.Answers));
        Assert.Equal(new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1"), Assert.Single(answer.Additionals));
        Assert.InRange(answer.Time - before, 0, 10);
        Assert.Equal(MdnsWorld.Group, answer.Destination);
    }

    [Theory]
    [InlineData("nano.local", MdnsPacket.Aaaa, "nano.local has 1")]
    [InlineData("nano.local", MdnsPacket.Srv, "nano.local has 1")]
    [InlineData(Page, MdnsPacket.A, Page + " has 16 33")]
    [InlineData("1.0.0.10.in-addr.arpa", MdnsPacket.A, "1.0.0.10.in-addr.arpa has 12")]
    public void TypeThatANameHasNot_IsDenied(string name, int type, string denial)
    {
        MdnsPacket answer = Assert.Single(world.Ask(name, type));
        Assert.Equal(new MdnsAnswer(name, MdnsPacket.Nsec, denial), Assert.Single(answer.Answers));
    }

    [Theory]
    [InlineData("other.local", MdnsPacket.A)]
    [InlineData("nano.local.local", MdnsPacket.A)]
    [InlineData("local", MdnsPacket.A)]
    [InlineData("_http._tcp.local", MdnsPacket.A)]
    [InlineData("_ipp._tcp.local", MdnsPacket.Ptr)]
    [InlineData("2.0.0.10.in-addr.arpa", MdnsPacket.Ptr)]
    public void WhatIsNotOurs_IsNotAnswered(string name, int type) => Assert.Empty(world.Ask(name, type));

    [Fact]
    public void Address_IsAnsweredWithTheName() =>
        Assert.Equal("nano.local", Assert.Single(world.Ask("1.0.0.10.in-addr.arpa", MdnsPacket.Ptr)).Answers.Single().Data);

    [Fact]
    public void ServicesOfAType_AreAnsweredAfterARandomTime_WithAllThatWillBeAskedNext()
    {
        HashSet<long> delays = [];
        for (int i = 0; i < 10; i++)
        {
            long before = world.Milliseconds;
            MdnsPacket answer = Assert.Single(world.Ask("_http._tcp.local", MdnsPacket.Ptr));
            Assert.Equal([Page, "nano._http._tcp.local"], answer.Answers.Select(a => a.Data));
            Assert.All(answer.Answers, a => Assert.Equal((1, 4500u), (a.Class, a.TimeToLive)));
            Assert.Equal(
                [(Page, MdnsPacket.Srv), (Page, MdnsPacket.Txt), ("nano.local", MdnsPacket.A), ("nano.local", MdnsPacket.Nsec),
                    ("nano._http._tcp.local", MdnsPacket.Srv), ("nano._http._tcp.local", MdnsPacket.Txt)],
                answer.Additionals.Select(a => (a.Name, a.Type)));
            Assert.InRange(answer.Time - before, 20, 125);
            delays.Add(answer.Time - before);
        }

        Assert.True(delays.Count > 3);
    }

    [Fact]
    public void TypesOfServices_AreEnumerated_EachOnce() =>
        Assert.Equal(["_http._tcp.local", "_echo._udp.local"], Assert.Single(world.Ask("_services._dns-sd._udp.local", MdnsPacket.Ptr)).Answers.Select(a => a.Data));

    [Fact]
    public void Anything_IsAnsweredWithEverything()
    {
        MdnsPacket answer = Assert.Single(world.Ask(Page, MdnsPacket.Any));
        Assert.Equal([MdnsPacket.Txt, MdnsPacket.Srv], answer.Answers.Select(a => a.Type));
        Assert.Equal([MdnsPacket.A, MdnsPacket.Nsec], answer.Additionals.Select(a => a.Type));
    }

    [Fact]
    public void SeveralQuestions_AreAnsweredInOneMessage()
    {
        MdnsPacket query = MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A), new MdnsQuestion("_echo._udp.local", MdnsPacket.Ptr));
        Assert.Equal(2, Assert.Single(world.Ask(query)).Answers.Count);
    }

    [Fact]
    public void QuestionOfAnotherClass_IsNotAnswered() =>
        Assert.Empty(world.Ask(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A, 3))));

    [Theory]
    [InlineData(2250, 1)]
    [InlineData(2249, 2)]
    public void KnownAnswer_IsNotRepeated_WhileHalfOfItsLifeIsLeft(int timeToLive, int answers)
    {
        MdnsPacket query = new()
        {
            Questions = [new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)],
            Answers = [new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, "nano._http._tcp.local", (uint)timeToLive, 1)],
        };
        Assert.Equal(answers, Assert.Single(world.Ask(query)).Answers.Count);
        Assert.Equal(2 - answers, host.Responder.Counters.Suppressed);
    }

    [Fact]
    public void KnownAnswerOfOtherData_SuppressesNothing()
    {
        MdnsPacket query = new()
        {
            Questions = [new MdnsQuestion("nano.local", MdnsPacket.A)],
            Answers = [new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9")],
        };
        Assert.Single(world.Ask(query));
    }

    [Fact]
    public void KnownAnswersThatFollow_AreWaitedFor_AndCountForWhoHasAsked()
    {
        MdnsPacket query = new() { Flags = MdnsPacket.Truncated, Questions = [new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)] };
        MdnsPacket first = new() { Answers = [new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, "nano._http._tcp.local", 4500, 1)] };
        MdnsPacket second = new() { Answers = [new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, Page, 4500, 1)] };
        long before = world.Milliseconds;
        world.Say(query);
        world.RunFor(0.1);
        world.Say(first);
        world.Say(second, MdnsWorld.OtherPeer);
        world.RunFor(2);
        MdnsPacket answer = Assert.Single(world.Seen);
        Assert.Equal(Page, Assert.Single(answer.Answers).Data);
        Assert.InRange(answer.Time - before, 400, 505);
    }

    [Fact]
    public void KnownAnswersOfOne_DoNotCount_WhereAnotherAsksToo()
    {
        MdnsPacket query = new() { Flags = MdnsPacket.Truncated, Questions = [new MdnsQuestion("_echo._udp.local", MdnsPacket.Ptr)] };
        world.Say(query);
        world.Say(query, MdnsWorld.OtherPeer);
        world.Say(new MdnsPacket { Answers = [new MdnsAnswer("_echo._udp.local", MdnsPacket.Ptr, "nano._echo._udp.local", 4500, 1)] });
        world.RunFor(2);
        Assert.Single(world.Seen);
    }

    [Fact]
    public void UnicastReply_IsGivenWhereItIsWanted_AndAllHaveHeardTheRecordLately()
    {
        MdnsPacket query = MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A, 0x8001));
        MdnsPacket answer = Assert.Single(world.Ask(query));
        Assert.Equal((MdnsWorld.Peer, 5353), (answer.Destination, answer.DestinationPort));
        Assert.Equal(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"), Assert.Single(answer.Answers));

        // A quarter of its 120 seconds later, all hear it again.
        world.RunFor(30);
        Assert.Equal(MdnsWorld.Group, Assert.Single(world.Ask(query)).Destination);
        Assert.Equal(MdnsWorld.Peer, Assert.Single(world.Ask(query)).Destination);
    }

    [Fact]
    public void WhoAsksUsAlone_IsAnsweredAlone_IfItIsOnThisLink()
    {
        MdnsPacket query = MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A));
        world.Tell(query);
        world.RunFor(1);
        Assert.Equal(MdnsWorld.Peer, Assert.Single(world.Seen).Destination);
        world.Seen.Clear();
        world.Tell(query, source: 0x08080808);
        world.RunFor(1);
        Assert.Empty(world.Seen);
        Assert.Equal(1, host.Responder.Counters.Ignored);

        // What was sent to the group comes from this link, whatever the network of who sent it.
        Assert.Single(world.Ask(query, source: 0xC0A80105));
    }

    /// <summary>Whoever says so could otherwise have all hosts of the link answer somebody far away (RFC 6762 section 11).</summary>
    [Fact]
    public void NothingIsSentToWhoIsNotOnThisLink()
    {
        MdnsPacket query = MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A, 0x8001));
        Assert.Equal(MdnsWorld.Group, Assert.Single(world.Ask(query, source: 0x08080808)).Destination);
        Assert.Empty(world.Ask(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)), source: 0x08080808, port: 40000));
    }

    [Fact]
    public void WhoKnowsDnsOnly_IsAnsweredAsByAServer()
    {
        MdnsPacket query = new() { Id = 0x1234, Questions = [new MdnsQuestion("NANO.local", MdnsPacket.A), new MdnsQuestion(Page, MdnsPacket.Srv)] };
        MdnsPacket answer = Assert.Single(world.Ask(query, port: 40000));
        Assert.Equal((MdnsWorld.Peer, 40000, 0x1234), (answer.Destination, answer.DestinationPort, answer.Id));
        Assert.Equal(query.Questions, answer.Questions);
        Assert.Equal(
            [new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1", 10, 1), new MdnsAnswer(Page, MdnsPacket.Srv, "8080 nano.local", 10, 1)],
            answer.Answers);
        Assert.Empty(world.Ask(MdnsPacket.Query(new MdnsQuestion("other.local", MdnsPacket.A)), port: 40000));
    }

    [Fact]
    public void NoRecord_IsMulticastTwiceWithinASecond()
    {
        long before = world.Milliseconds;
        for (int i = 0; i < 10; i++)
        {
            world.Say(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)), (uint)(MdnsWorld.Peer + i));
            world.RunFor(0.05);
        }

        world.RunFor(3);
        Assert.Equal(2, world.Seen.Count);
        Assert.Equal(1000, world.Seen[1].Time - world.Seen[0].Time);
    }

    [Fact]
    public void AnswerToAProbe_WaitsAQuarterOfASecondOnly()
    {
        MdnsPacket probe = new()
        {
            Questions = [new MdnsQuestion("nano.local", MdnsPacket.Any)],
            Authorities = [new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9", Class: 1)],
        };
        world.Say(probe);
        world.RunFor(0.05);
        world.Say(probe);
        world.RunFor(3);
        Assert.Equal(2, world.Seen.Count);
        Assert.Equal(250, world.Seen[1].Time - world.Seen[0].Time);
        Assert.Equal(0, host.Responder.Counters.Conflicts);
    }

    [Fact]
    public void WhatAnotherHostHasJustAnswered_IsNotRepeated()
    {
        world.Say(MdnsPacket.Query(new MdnsQuestion("_services._dns-sd._udp.local", MdnsPacket.Ptr)));
        world.RunFor(0.01);
        world.Say(MdnsPacket.Of(new MdnsAnswer("_services._dns-sd._udp.local", MdnsPacket.Ptr, "_http._tcp.local", 4500, 1)));
        world.Say(MdnsPacket.Of(new MdnsAnswer("_services._dns-sd._udp.local", MdnsPacket.Ptr, "_echo._udp.local", 4499, 1)));
        world.RunFor(2);
        Assert.Equal("_echo._udp.local", Assert.Single(Assert.Single(world.Seen).Answers).Data);
    }

    [Fact]
    public void GoodbyeOfAnotherHost_ForWhatWeHaveToo_IsContradicted()
    {
        world.Say(MdnsPacket.Of(new MdnsAnswer("_services._dns-sd._udp.local", MdnsPacket.Ptr, "_http._tcp.local", 0, 1)));
        world.RunFor(1);
        Assert.Equal(4500u, Assert.Single(Assert.Single(world.Seen).Answers).TimeToLive);
    }

    [Fact]
    public void MessagesThatMeanNothing_AreIgnored()
    {
        Assert.Empty(world.Ask(new MdnsPacket { Flags = 0x0800, Questions = [new MdnsQuestion("nano.local", MdnsPacket.A)] }));
        Assert.Empty(world.Ask(new MdnsPacket { Flags = 0x0003, Questions = [new MdnsQuestion("nano.local", MdnsPacket.A)] }));
        world.Say(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9")), port: 40000);
        world.RunFor(1);
        Assert.Equal(3, host.Responder.Counters.Ignored);
        Assert.Equal(0, host.Responder.Counters.Conflicts);
    }

    [Fact]
    public void EveryMessageCutShort_IsHarmless()
    {
        byte[] whole = new MdnsPacket
        {
            Questions = [new MdnsQuestion("nano.local", MdnsPacket.A), new MdnsQuestion(Page, MdnsPacket.Any)],
            Answers = [new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, Page, 4500, 1)],
            Authorities = [new MdnsAnswer(Page, MdnsPacket.Srv, "80 other.local"), new MdnsAnswer(Page, MdnsPacket.Txt, "a=b")],
        }.ToBytes();
        for (int length = 0; length < whole.Length; length++)
        {
            world.SayBytes(whole[..length]);
        }

        world.RunFor(5);
        Assert.Empty(world.Seen);
        Assert.Equal(whole.Length, host.Responder.Counters.Malformed);
        world.SayBytes(whole);
        world.RunFor(2);
        Assert.NotEmpty(world.Seen);
    }

    [Fact]
    public void NoiseAndPointersInCircles_AreHarmless()
    {
        var random = new System.Random(5);
        byte[] whole = new MdnsPacket
        {
            Flags = MdnsPacket.Response,
            Answers = [new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"), new MdnsAnswer(Page, MdnsPacket.Srv, "8080 nano.local")],
            Additionals = [new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, Page, 4500, 1)],
        }.ToBytes();
        for (int i = 0; i < 20000; i++)
        {
            byte[] noise = (byte[])whole.Clone();
            for (int j = random.Next(1, 6); j > 0; j--)
            {
                noise[random.Next(2, noise.Length)] = random.Next(3) == 0 ? (byte)0xC0 : (byte)random.Next(256);
            }

            world.SayBytes(noise);
            world.RunFor(0.001);
        }

        world.SayBytes([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 65, 0xC0, 12, 0, 1, 0, 1]);
        world.SayBytes([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 1, 0, 1]);
        world.RunFor(120);
        Assert.Equal(MdnsState.Running, host.Responder.State);
        Assert.True(host.Responder.Counters.Malformed > 1000);
        Assert.NotEmpty(world.Ask(host.Name, MdnsPacket.A));
    }
}
