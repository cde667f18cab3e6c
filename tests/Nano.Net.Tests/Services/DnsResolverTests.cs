using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class DnsResolverTests
{
    private const uint SecondServer = Packets.OtherPeer;
    private readonly ServiceWorld world = new("10.0.0.1");
    private readonly List<DnsPacket> asked = [];
    private Func<DnsPacket, byte[]?> answer = _ => null;

    public DnsResolverTests()
    {
        world.Server.Addresses.Add(SecondServer);
        world.Server.Arrived = datagram =>
        {
            Assert.Equal(53, datagram.DestinationPort);
            var packet = new DnsPacket(datagram);
            asked.Add(packet);
            if (answer(packet) is { } reply)
            {
                Send(packet, reply);
            }
        };
    }

    [Fact]
    public void Address_IsAskedFor_AndRememberedAsLongAsTheServerSays()
    {
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7", 60)]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.example.org"));
        Assert.Equal("www.example.org", asked.Single().Name);
        world.RunFor(59);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "WWW.Example.org."));
        Assert.Single(asked);
        Assert.Equal(1, resolver.Counters.CacheHits);
        world.RunFor(2);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.example.org"));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void EveryQuestion_HasAnotherPortAndAnotherIdentifier()
    {
        answer = q => q.Reply(3);
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { MaximumNegativeLifetime = 0 });
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal("HostNotFound", world.Resolve(resolver, $"n{i}.test"));
        }

        Assert.InRange(asked.Select(q => q.Datagram.SourcePort).Distinct().Count(), 36, 40);
        Assert.InRange(asked.Select(q => q.Id).Distinct().Count(), 39, 40);
        Assert.All(asked, q => Assert.InRange(q.Datagram.SourcePort, 49152, 65535));
    }

    [Fact]
    public void Aliases_AreFollowedWithinTheAnswer_WhicheverWayTheyStand()
    {
        answer = q => q.Reply(answers:
        [
            DnsPacket.Address(DnsPacket.NameOf("c.test"), "192.0.2.9", 500),
            DnsPacket.Address(DnsPacket.NameOf("not.this"), "192.0.2.1", 500),
            DnsPacket.Alias(DnsPacket.NameOf("B.test"), "c.test", 5),
            DnsPacket.Alias(DnsPacket.SameName, "b.test", 500),
        ]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.9", world.Resolve(resolver, "a.test"));

        // The shortest lifetime of the chain counts.
        world.RunFor(6);
        world.Resolve(resolver, "a.test");
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void AliasWithoutItsAddress_IsAskedFor_AndRememberedUnderTheFirstName()
    {
        answer = q => q.Name == "a.test"
            ? q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, "b.test")])
            : q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.9")]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.9", world.Resolve(resolver, "a.test"));
        Assert.Equal(["a.test", "b.test"], asked.Select(q => q.Name));
        Assert.Equal("192.0.2.9", world.Resolve(resolver, "a.test"));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void AliasThatHadToBeAskedFor_LivesNoLongerThanItsFirstPart()
    {
        answer = q => q.Name == "a.test"
            ? q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, "b.test", 5)])
            : q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.9", 500)]);
        DnsResolver resolver = world.StartResolver();
        world.Resolve(resolver, "a.test");
        world.RunFor(6);
        world.Resolve(resolver, "a.test");
        Assert.Equal(["a.test", "b.test", "a.test", "b.test"], asked.Select(q => q.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AliasesInACircle_AreGivenUp(bool withinOneAnswer)
    {
        answer = q => withinOneAnswer
            ? q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, "b.test"), DnsPacket.Alias(DnsPacket.NameOf("b.test"), "a.test")])
            : q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, q.Name == "a.test" ? "b.test" : "a.test")]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("TryAgain", world.Resolve(resolver, "a.test"));
        Assert.InRange(asked.Count, 3, 12);
    }

    [Fact]
    public void NoSuchName_IsRememberedAsTheAuthoritySays()
    {
        answer = q => q.Reply(3, authority: [DnsPacket.Authority(1000, 30)]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("HostNotFound", world.Resolve(resolver, "no.test"));
        world.RunFor(29);
        Assert.Equal("HostNotFound", world.Resolve(resolver, "no.test"));
        Assert.Single(asked);
        world.RunFor(2);
        world.Resolve(resolver, "no.test");
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void NoSuchName_IsRememberedNoLongerThanTheOptionsSay_AndNotWithoutAuthority()
    {
        bool authority = true;
        answer = q => q.Reply(3, authority: authority ? [DnsPacket.Authority(1000, 1000)] : []);
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { MaximumNegativeLifetime = 10 });
        world.Resolve(resolver, "no.test");
        world.RunFor(11);
        world.Resolve(resolver, "no.test");
        Assert.Equal(2, asked.Count);
        authority = false;
        world.Resolve(resolver, "other.test");
        world.RunFor(2);
        world.Resolve(resolver, "other.test");
        Assert.Equal(4, asked.Count);
    }

    [Fact]
    public void NameWithoutAnAddress_IsSomethingElseThanNoName()
    {
        answer = q => q.Reply(authority: [DnsPacket.Authority(100, 100)]);
        Assert.Equal("NoData", world.Resolve(world.StartResolver(), "mail.test"));
    }

    [Fact]
    public void SilentServers_AreAskedInTurn_WithLongerTimeOuts()
    {
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { Timeout = 1000, Attempts = 3 });
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")]);
        long began = world.Milliseconds;
        Assert.Equal("TryAgain", world.Resolve(resolver, "www.test"));
        Assert.Equal([ServiceWorld.ServerNumber, SecondServer, ServiceWorld.ServerNumber, SecondServer, ServiceWorld.ServerNumber, SecondServer],
            asked.Select(q => q.Datagram.Destination));
        Assert.Equal([0, 1, 2, 4, 6, 10], asked.Select(q => (q.Datagram.Time - began) / 1000));
        Assert.Equal(14, (world.Milliseconds - began) / 1000);
        Assert.Equal(6, resolver.Counters.Timeouts);
    }

    [Fact]
    public void SilentServer_IsAskedWhetherItIsStillOnTheLink_AfterEachTimeOut()
    {
        // RFC 1122 section 2.3.2.1 (4): it may have another hardware address.
        world.RunFor(5);
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { Timeout = 1000, Attempts = 3 });
        resolver.SetServers([IPAddress.Parse("10.0.0.2")]);
        long before = world.Stack.Counters.Link.ArpRequestsSent;
        Assert.Equal("TryAgain", world.Resolve(resolver, "www.test"));
        Assert.Equal(3, asked.Count);
        Assert.Equal(1 + 3, world.Stack.Counters.Link.ArpRequestsSent - before);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void ServerThatFailsOrRefuses_IsPassedOverAtOnce(int code)
    {
        answer = q => q.Datagram.Destination == SecondServer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : q.Reply(code);
        DnsResolver resolver = world.StartResolver();
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")]);
        long began = world.Milliseconds;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.InRange(world.Milliseconds - began, 0, 100);
        Assert.Equal(1, resolver.Counters.ServerFailures);
    }

    /// <summary>What nobody can be reached at is no address: not what filters answer with, and not what fails in a socket later.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.255")]
    public void AddressThatNoHostCanHave_IsNone_AndTheNextOneOfTheAnswerIsTaken(string address)
    {
        answer = q => q.Reply(answers: q.Name == "two.test"
            ? [DnsPacket.Address(DnsPacket.SameName, address), DnsPacket.Record(DnsPacket.SameName, DnsPacket.A, 60, [1, 2, 3]), DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]
            : [DnsPacket.Address(DnsPacket.SameName, address)]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "two.test"));
        Assert.Equal("NoData", world.Resolve(resolver, "one.test"));
    }

    [Fact]
    public void ServerThatDoesNotAnswer_IsPassedOver_AlsoByTheQuestionsThatFollow()
    {
        answer = q => q.Datagram.Destination == SecondServer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : null;
        DnsResolver resolver = world.StartResolver();
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")]);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "a.test"));
        long began = world.Milliseconds;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "b.test"));
        Assert.InRange(world.Milliseconds - began, 0, 100);
        Assert.Equal([ServiceWorld.ServerNumber, SecondServer, SecondServer], asked.Select(q => q.Datagram.Destination));

        // And the other one has its turn again when this one falls silent.
        answer = q => q.Datagram.Destination == SecondServer ? null : q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.8")]);
        Assert.Equal("192.0.2.8", world.Resolve(resolver, "c.test"));
        Assert.Equal("192.0.2.8", world.Resolve(resolver, "d.test"));
        Assert.Equal([SecondServer, ServiceWorld.ServerNumber, ServiceWorld.ServerNumber], asked.Skip(3).Select(q => q.Datagram.Destination));
    }

    [Theory]
    [InlineData(0x8100, true)]
    [InlineData(0x8180, false)]
    [InlineData(0x8500, false)]
    public void ServerThatNeitherSearchesNorIsInCharge_IsPassedOver(int flags, bool passedOver)
    {
        answer = q => q.Datagram.Destination == SecondServer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : q.Reply(flags: flags);
        DnsResolver resolver = world.StartResolver();
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")]);
        Assert.Equal(passedOver ? "192.0.2.7" : "NoData", world.Resolve(resolver, "a.test"));
    }

    [Fact]
    public void OtherServers_AreAskedAtOnce_AlsoWhatTheOldOnesHaveNotAnswered()
    {
        answer = q => q.Datagram.Destination == SecondServer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : null;
        DnsResolver resolver = world.StartResolver();
        Assert.Equal(SocketError.WouldBlock, resolver.TryResolve("a.test", out _));
        world.RunFor(0.5);
        world.Act(() => resolver.SetServers([IPAddress.Parse("10.0.0.3")]));
        world.RunFor(0.1);
        Assert.Equal(SocketError.Success, resolver.TryResolve("a.test", out IPAddress? address));
        Assert.Equal("192.0.2.7", address!.ToString());
        Assert.Equal(0, resolver.Counters.Timeouts);
    }

    [Fact]
    public void NoServersAnyMore_EndsWhatIsBeingAsked()
    {
        DnsResolver resolver = world.StartResolver();
        Assert.Equal(SocketError.WouldBlock, resolver.TryResolve("a.test", out _));
        world.Act(() => resolver.SetServers(null));
        Assert.Equal(SocketError.TryAgain, resolver.TryResolve("a.test", out _));
    }

    [Fact]
    public void LinkThatGoesDown_EndsQuestionsAtOnce_AndAtLinkUpTheyAreAskedAgain()
    {
        DnsResolver resolver = world.StartResolver();
        answer = q => q.Name == "known.test" ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : null;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "known.test"));
        Assert.Equal(SocketError.WouldBlock, resolver.TryResolve("a.test", out _));
        world.RunFor(0.5);
        world.Act(() => world.Wire.A.IsLinkUp = false);
        world.RunFor(0.6);
        Assert.Equal(SocketError.NetworkUnreachable, resolver.TryResolve("a.test", out _));
        world.RunFor(5);
        Assert.Equal(SocketError.NetworkUnreachable, resolver.TryResolve("b.test", out _));

        // What is remembered is known without a link.
        Assert.Equal(SocketError.Success, resolver.TryResolve("known.test", out _));
        long sent = resolver.Counters.QuestionsSent;

        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.8")]);
        world.Act(() => world.Wire.A.IsLinkUp = true);
        world.RunFor(0.6);
        long began = world.Milliseconds;
        Assert.Equal("192.0.2.8", world.Resolve(resolver, "a.test"));
        Assert.InRange(world.Milliseconds - began, 0, 100);
        Assert.Equal(sent + 1, resolver.Counters.QuestionsSent);
    }

    [Fact]
    public void WithoutAWayToAnyServer_AQuestionFailsAtOnce()
    {
        DnsResolver resolver = world.StartResolver();
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("192.0.2.1")]);
        world.Act(() => world.Stack.Configure(IPAddress.Parse("10.9.0.1"), 24, IPAddress.Any));
        Assert.Equal(SocketError.NetworkUnreachable, resolver.TryResolve("a.test", out _));
        Assert.Equal(0, resolver.Counters.QuestionsSent);

        // A server that can be reached is asked, although another one cannot.
        world.Act(() => world.Stack.Configure(IPAddress.Parse("10.0.0.1"), 24, IPAddress.Any));
        world.RunFor(1.1);
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.8")]);
        Assert.Equal("192.0.2.8", world.Resolve(resolver, "a.test"));
    }

    [Theory]
    [InlineData("www", "lab.test", "www.lab.test")]
    [InlineData("www", "lab.test.", "www.lab.test")]
    [InlineData("www.", "lab.test", "www")]
    [InlineData("www.example", "lab.test", "www.example")]
    [InlineData("www", null, "www")]
    [InlineData("www", "", "www")]
    public void NameWithoutADot_IsThatOfAHostOfTheOwnDomain(string name, string? domain, string question)
    {
        answer = q => q.Reply(3);
        DnsResolver resolver = world.StartResolver();
        resolver.SetDomain(domain);
        world.Resolve(resolver, name);
        Assert.Equal(question, asked.Single().Name);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("0123456789.0123456789.0123456789.0123456789.0123456789.0123456789")]
    public void ImpossibleDomain_IsRefused_AndNoneIsAdded(string domain)
    {
        answer = q => q.Reply(3);
        DnsResolver resolver = world.StartResolver();
        Assert.Throws<ArgumentException>(() => resolver.SetDomain(domain));
        world.Resolve(resolver, "www");
        Assert.Equal("www", asked.Single().Name);
    }

    [Theory]
    [InlineData("identifier")]
    [InlineData("port")]
    [InlineData("source port")]
    [InlineData("source")]
    [InlineData("question")]
    [InlineData("type")]
    [InlineData("no question")]
    [InlineData("question, not answer")]
    [InlineData("cut")]
    public void ForgedAnswer_IsNotTaken(string forgery)
    {
        answer = q =>
        {
            byte[] reply = q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "6.6.6.6")]);
            uint source = ServiceWorld.ServerNumber;
            int sourcePort = 53;
            int port = q.Datagram.SourcePort;
            switch (forgery)
            {
                case "identifier": reply[1] ^= 1; break;
                case "port": port = port == 65535 ? 49152 : port + 1; break;
                case "source port": sourcePort = 54; break;
                case "source": source = SecondServer; break;
                case "question": reply[13] ^= 1; break;
                case "type": reply[12 + q.Question.Length - 3] = 28; break;
                case "no question": reply[5] = 0; break;
                case "question, not answer": reply[2] &= 0x7F; break;
                case "cut": reply = reply[..(12 + q.Question.Length - 1)]; break;
            }

            world.Server.SendUdp(source, sourcePort, Packets.Us, port, reply, world.Wire.A.HardwareAddress);
            return null;
        };
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("TryAgain", world.Resolve(resolver, "www.test"));
        Assert.Equal(3, asked.Count);
        Assert.Equal(forgery == "port" ? 0 : 3, resolver.Counters.Rejected);
    }

    [Fact]
    public void AnswerCutShort_IsUsedWhereItHoldsTheAddress_AndIsAFailureWhereNot()
    {
        answer = q => q.Reply(answers: q.Name == "short.test" ? [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")] : [], flags: 0x8380);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "short.test"));
        Assert.Equal("TryAgain", world.Resolve(resolver, "long.test"));
        Assert.Equal(3, resolver.Counters.Truncated);
    }

    [Fact]
    public void OldestEntry_MakesRoom()
    {
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7", (uint)(100 + asked.Count))]);
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { CacheEntries = 2 });
        foreach (string name in (string[])["a.test", "b.test", "c.test", "c.test", "b.test"])
        {
            world.Resolve(resolver, name);
        }

        Assert.Equal(["a.test", "b.test", "c.test"], asked.Select(q => q.Name));
        world.Resolve(resolver, "a.test");
        Assert.Equal(4, asked.Count);
    }

    [Theory]
    [InlineData("", "HostNotFound")]
    [InlineData(".", "HostNotFound")]
    [InlineData("a..b", "HostNotFound")]
    [InlineData(".a", "HostNotFound")]
    [InlineData("a b", "HostNotFound")]
    [InlineData("b\u00FCro.test", "HostNotFound")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.x", "HostNotFound")]
    [InlineData("01234567890.0123456789.0123456789.0123456789.0123456789.0123456789", "InvalidArgument")]
    public void ImpossibleName_IsNotAskedFor(string name, string error)
    {
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { MaximumNameLength = name.StartsWith("01234567890.", StringComparison.Ordinal) ? 64 : 253 });
        Assert.Equal(error, world.Resolve(resolver, name));
        Assert.Empty(asked);
    }

    [Fact]
    public void LongestName_IsAskedFor()
    {
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        string name = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal(253, name.Length);
        Assert.Equal("192.0.2.7", world.Resolve(world.StartResolver(new DnsResolverOptions { MaximumNameLength = 253 }), name));
        Assert.Equal("HostNotFound", world.Resolve(world.StartResolver(new DnsResolverOptions { MaximumNameLength = 253 }), name + "d"));
    }

    [Fact]
    public void WithoutServerOrBeforeTheStart_ThereIsNobodyToAsk()
    {
        var resolver = new DnsResolver(world.Runner, new DnsResolverOptions());
        Assert.Equal("NoRecovery", world.Resolve(resolver, "www.test"));
        resolver.Start();
        Assert.Equal("NoRecovery", world.Resolve(resolver, "www.test"));
        resolver.SetServers([IPAddress.Parse("10.0.0.2")]);
        answer = q => q.Reply(3);
        Assert.Equal("HostNotFound", world.Resolve(resolver, "www.test"));
    }

    [Fact]
    public void OtherServers_MakeItForget()
    {
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        DnsResolver resolver = world.StartResolver();
        world.Resolve(resolver, "www.test");
        resolver.SetServers([IPAddress.Parse("10.0.0.2")]);
        world.Resolve(resolver, "www.test");
        Assert.Single(asked);
        resolver.SetServers([IPAddress.Parse("10.0.0.3")]);
        world.Resolve(resolver, "www.test");
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void Stop_EndsWhatIsBeingAsked()
    {
        DnsResolver resolver = world.StartResolver();
        Assert.Equal(SocketError.WouldBlock, resolver.TryResolve("www.test", out _));
        world.Act(resolver.Stop);
        world.RunFor(100);
        Assert.InRange(asked.Count, 0, 1);
        Assert.Equal(SocketError.NoRecovery, resolver.TryResolve("www.test", out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhoWaitsForAnAnswer_IsToldThatNoneWillCome(bool runnerEnds)
    {
        using SocketHosts hosts = new();
        var resolver = new DnsResolver(hosts.A, new DnsResolverOptions { Queries = 1, Timeout = 30_000, Servers = [IPAddress.Parse("10.0.0.9")] });
        resolver.Start();
        Task<Exception?> waits = SocketHosts.Start(() => resolver.Resolve("www.test", AddressFamily.Unspecified));
        SocketHosts.Until(() => resolver.Counters.QuestionsSent == 1);
        Task<Exception?> queues = SocketHosts.Start(() => resolver.Resolve("other.test", AddressFamily.Unspecified));
        Thread.Sleep(20);
        (runnerEnds ? hosts.A : (IDisposable)resolver).Dispose();
        Assert.Equal(SocketError.Interrupted, Assert.IsType<SocketException>(SocketHosts.Finish(waits)).SocketErrorCode);
        Assert.IsType<SocketException>(SocketHosts.Finish(queues));
    }

    private void Send(DnsPacket to, byte[] reply) =>
        world.Server.SendUdp(to.Datagram.Destination, 53, to.Datagram.Source, to.Datagram.SourcePort, reply, world.Wire.A.HardwareAddress);
}
