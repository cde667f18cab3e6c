using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>EDNS (RFC 6891): answers longer than 512 bytes, and servers that do not know of it.</summary>
public class DnsExtensionTests
{
    private const int FormatError = 1;
    private const int NotImplemented = 4;
    private readonly List<DnsPacket> asked = [];
    private ServiceWorld world = new("10.0.0.1");
    private Func<DnsPacket, byte[]?> answer = _ => null;

    public DnsExtensionTests() => Listen();

    [Fact]
    public void Question_SaysHowLongAnAnswerMayBe_AndOneOfThatLengthIsRead()
    {
        answer = q =>
        {
            byte[] address = DnsPacket.Address(DnsPacket.SameName, "192.0.2.7");
            byte[] alone = q.Reply(answers: [[], address]);
            return q.Reply(answers: [DnsPacket.Record(DnsPacket.NameOf("other.test"), 16, 60, new byte[1232 - alone.Length - 22]), address]);
        };
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal((1232, 0L), (asked.Single().UdpSize, resolver.Counters.ExtensionsRefused));
    }

    [Theory]
    [InlineData(1500, 1232)]
    [InlineData(1260, 1232)]
    [InlineData(1259, 1231)]
    [InlineData(540, 512)]
    [InlineData(539, 0)]
    public void LinkOfASmallPacket_LimitsTheAnswer(int mtu, int size)
    {
        world = new ServiceWorld("10.0.0.1", mtu: mtu);
        Listen();
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        Assert.Equal("192.0.2.7", world.Resolve(world.StartResolver(), "www.test"));
        Assert.Equal(size, asked.Single().UdpSize);
    }

    [Fact]
    public void WhereALongNameLeavesNoRoom_TheQuestionGoesWithoutIt()
    {
        world = new ServiceWorld("10.0.0.1", mtu: 540);
        Listen();
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        string name = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal("192.0.2.7", world.Resolve(world.StartResolver(new DnsResolverOptions { MaximumNameLength = 253 }), name));
        Assert.Equal(512, asked.Single().UdpSize);
        world = new ServiceWorld("10.0.0.1", mtu: 298);
        Listen();
        Assert.Equal("InvalidArgument", world.Resolve(world.StartResolver(new DnsResolverOptions { MaximumNameLength = 253 }), name));
        Assert.Empty(asked);
        world.Resolve(world.StartResolver(new DnsResolverOptions { MaximumNameLength = 253 }), name[..252]);
        Assert.Equal((name[..252], 0), (asked[0].Name, asked[0].UdpSize));
    }

    [Theory]
    [InlineData(FormatError, 0)]
    [InlineData(NotImplemented, 0)]
    [InlineData(FormatError, 1)]
    [InlineData(NotImplemented, 1)]
    [InlineData(0, 2)]
    public void ServerThatDoesNotUnderstandIt_IsAskedTheSameWithoutIt_AtOnceAndForAQuarterOfAnHour(int code, int kind)
    {
        answer = q => q.UdpSize == 0 ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7", 10)])
            : kind == 2 ? q.Reply(additional: [DnsPacket.Opt(1)])
            : kind == 1 ? [.. q.Reply(code)[..4], 0, 0, 0, 0, 0, 0, 0, 0] : q.Reply(code);
        DnsResolver resolver = world.StartResolver();
        long began = world.Milliseconds;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.InRange(world.Milliseconds - began, 0, 100);
        Assert.Equal([1232, 0], asked.Select(q => q.UdpSize));
        Assert.NotEqual(asked[0].Id, asked[1].Id);
        Assert.Equal((1L, 0L, 0L), (resolver.Counters.ExtensionsRefused, resolver.Counters.ServerFailures, resolver.Counters.Rejected));
        world.RunFor(899);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([0], asked.Skip(2).Select(q => q.UdpSize));
        world.RunFor(11);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([1232, 0], asked.Skip(3).Select(q => q.UdpSize));
    }

    [Theory]
    [InlineData(FormatError)]
    [InlineData(NotImplemented)]
    public void ServerThatRefusesThePlainQuestionToo_IsPassedOver(int code)
    {
        answer = q => q.Datagram.Destination == Packets.OtherPeer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : q.Reply(code);
        DnsResolver resolver = world.StartResolver();
        resolver.SetServers([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")]);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([(ServiceWorld.ServerNumber, 1232), (ServiceWorld.ServerNumber, 0), (Packets.OtherPeer, 1232)], asked.Select(q => (q.Datagram.Destination, q.UdpSize)));
        Assert.Equal((1L, 1L), (resolver.Counters.ExtensionsRefused, resolver.Counters.ServerFailures));
    }

    [Fact]
    public void ServerThatIsSilentToIt_IsAskedWithoutItWhenItsTurnComesAgain_AndFromThenOnAtOnce()
    {
        answer = q => q.UdpSize == 0 ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7", 1)]) : null;
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { Timeout = 1000 });
        long began = world.Milliseconds;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.InRange(world.Milliseconds - began, 1000, 1100);
        Assert.Equal([1232, 0], asked.Select(q => q.UdpSize));
        Assert.Equal(1, resolver.Counters.Timeouts);
        began = world.Milliseconds;
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "other.test"));
        Assert.InRange(world.Milliseconds - began, 0, 100);
        Assert.Equal([0], asked.Skip(2).Select(q => q.UdpSize));
        world.RunFor(901);
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([1232, 0], asked.Skip(3).Select(q => q.UdpSize));
    }

    [Fact]
    public void ServerThatFailsAtIt_IsAskedWithoutItWhenItsTurnComesAgain()
    {
        answer = q => q.UdpSize == 0 ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : q.Reply(2);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([1232, 0], asked.Select(q => q.UdpSize));
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "other.test"));
        Assert.Equal([0], asked.Skip(2).Select(q => q.UdpSize));
    }

    /// <summary>One lost packet does not make answers short for a quarter of an hour.</summary>
    [Fact]
    public void AnswerCutShort_ToAQuestionWithoutIt_HasItAskedWithItAgain()
    {
        bool isLost = true;
        answer = q =>
        {
            bool wasLost = isLost;
            isLost = false;
            return wasLost ? null : q.UdpSize == 0 ? q.Reply(flags: 0x8380) : q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        };
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal([1232, 0, 1232], asked.Select(q => q.UdpSize));
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "other.test"));
        Assert.Equal(1232, asked[^1].UdpSize);
    }

    /// <summary>A server that refuses it, and cuts short what is asked without: every answer ends, and as often as the options say.</summary>
    [Fact]
    public void ServerThatRefusesIt_AndCutsTheRestShort_IsGivenUp()
    {
        answer = q => q.UdpSize == 0 ? q.Reply(flags: 0x8380) : q.Reply(FormatError);
        DnsResolver resolver = world.StartResolver(new DnsResolverOptions { Attempts = 3 });
        Assert.Equal("TryAgain", world.Resolve(resolver, "www.test"));
        Assert.Equal([1232, 0, 1232, 0, 1232, 0], asked.Select(q => q.UdpSize));
    }

    [Fact]
    public void OtherServers_AreAskedWithIt()
    {
        answer = q => q.UdpSize == 0 || q.Datagram.Destination == Packets.OtherPeer ? q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]) : q.Reply(FormatError);
        DnsResolver resolver = world.StartResolver();
        world.Resolve(resolver, "www.test");
        resolver.SetServers([IPAddress.Parse("10.0.0.3")]);
        world.Resolve(resolver, "www.test");
        Assert.Equal([1232, 0, 1232], asked.Select(q => q.UdpSize));
    }

    /// <summary>Who asks each server but once would not find out that silence means this.</summary>
    [Fact]
    public void WithOneAttempt_ItIsNotUsed()
    {
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        world.Resolve(world.StartResolver(new DnsResolverOptions { Attempts = 1 }), "www.test");
        Assert.Equal(0, asked.Single().UdpSize);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0xFF)]
    public void UpperResponseCode_MakesAnEmptyAnswerAFailure(int upper)
    {
        answer = q => q.Reply(additional: [DnsPacket.Record(DnsPacket.NameOf("x.test"), 1, 1, [1, 2, 3, 4]), DnsPacket.Opt(upper)]);
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("TryAgain", world.Resolve(resolver, "www.test"));
        Assert.Equal(3, resolver.Counters.ServerFailures);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void OptOfTheServer_SaysNothingElse(int code)
    {
        answer = q => q.Reply(code, authority: [DnsPacket.Authority(100, 100)], additional: [DnsPacket.Opt(0)]);
        Assert.Equal(code == 0 ? "NoData" : "HostNotFound", world.Resolve(world.StartResolver(), "www.test"));
        Assert.Single(asked);
    }

    [Theory]
    [InlineData("identifier")]
    [InlineData("question, not answer")]
    [InlineData("source port")]
    [InlineData("short")]
    [InlineData("code")]
    public void ForgedRefusal_ChangesNothing(string forgery)
    {
        answer = q =>
        {
            byte[] reply = [.. q.Reply(FormatError)[..4], 0, 0, 0, 0, 0, 0, 0, 0];
            switch (forgery)
            {
                case "identifier": reply[1] ^= 1; break;
                case "question, not answer": reply[2] &= 0x7F; break;
                case "short": reply = reply[..11]; break;
                case "code": reply[3] = 0x82; break;
            }

            world.Server.SendUdp(ServiceWorld.ServerNumber, forgery == "source port" ? 54 : 53, Packets.Us, q.Datagram.SourcePort, reply, world.Wire.A.HardwareAddress);
            return q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.7")]);
        };
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.7", world.Resolve(resolver, "www.test"));
        Assert.Equal((1, 1L, 0L), (asked.Count, resolver.Counters.Rejected, resolver.Counters.ExtensionsRefused));
    }

    /// <summary>An alias may be longer than any name that the options allow to ask for: 255 bytes in a message (RFC 1035 section 2.3.4).</summary>
    [Fact]
    public void LongestAlias_IsFollowed_WithinAnAnswerAndByAnotherQuestion()
    {
        string longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        answer = q => q.Name switch
        {
            "one.test" => q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, longest), DnsPacket.Address(DnsPacket.NameOf(longest), "192.0.2.8")]),
            "two.test" => q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, longest)]),
            "three.test" => q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, longest + "e")]),
            _ => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "192.0.2.9")]),
        };
        DnsResolver resolver = world.StartResolver();
        Assert.Equal("192.0.2.8", world.Resolve(resolver, "one.test"));
        Assert.Equal("192.0.2.9", world.Resolve(resolver, "two.test"));
        Assert.Equal(longest, asked[^1].Name);
        Assert.Equal("TryAgain", world.Resolve(resolver, "three.test"));
        Assert.Equal(1, resolver.Counters.Malformed);
    }

    private void Listen()
    {
        asked.Clear();
        world.Server.Addresses.Add(Packets.OtherPeer);
        world.Server.Arrived = datagram =>
        {
            var packet = new DnsPacket(datagram);
            asked.Add(packet);
            if (answer(packet) is { } reply)
            {
                world.Server.SendUdp(datagram.Destination, 53, datagram.Source, datagram.SourcePort, reply, world.Wire.A.HardwareAddress);
            }
        };
    }
}
