using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>Names with addresses of both families, and name servers of both (RFC 3596, RFC 6724, RFC 8106).</summary>
public class DnsFamilyTests
{
    private const string Six = "2001:db8:9::9";
    private const string Four = "10.1.2.3";
    private const string Server6 = "2001:db8:2::53";

    private ServiceWorld world = null!;
    private ScriptedRouter router = null!;
    private DnsResolver resolver = null!;

    /// <summary>What each server answers; null for nothing.</summary>
    private Func<DnsPacket, byte[]?> answer = Both;

    private readonly List<(long Time, int Type, string Server)> asked = [];

    [Fact]
    public void BothFamilies_AreAskedForAtOnce_AndIpv6ComesFirst()
    {
        Start();
        Assert.Equal([Six, Four], Resolve("first.test"));

        // The first time, the server's hardware address has to be asked for, and two packets would not wait for it.
        Assert.Equal((DnsPacket.Aaaa, DnsPacket.A), (asked[0].Type, asked[1].Type));
        Assert.InRange(asked[1].Time - asked[0].Time, 90, 101);
        asked.Clear();
        Assert.Equal([Six, Four], Resolve("www.test"));
        Assert.Equal([(world.Milliseconds, DnsPacket.Aaaa, "10.0.0.2"), (world.Milliseconds, DnsPacket.A, "10.0.0.2")], asked);
        Assert.Equal([Six, Four], Resolve("www.test"));
        Assert.Equal(2, asked.Count);
        Assert.Equal((SocketError.Success, Six), (resolver.TryResolve("www.test", out IPAddress? first), $"{first}"));
    }

    [Theory]
    [InlineData(true, false, new[] { DnsPacket.A })]
    [InlineData(false, true, new[] { DnsPacket.Aaaa })]
    [InlineData(false, false, new[] { DnsPacket.A })]
    public void FamilyOfWhichThisHostHasNoAddress_IsNotAskedFor(bool hasIpv4, bool hasIpv6, int[] types)
    {
        Start(hasIpv4, hasIpv6, hasIpv4 ? "10.0.0.2" : "fe80::1");
        Assert.Equal([hasIpv6 ? Six : Four], Resolve("www.test"));
        Assert.Equal(types, asked.Select(a => a.Type));
    }

    [Theory]
    [InlineData("169.254.1.1", new[] { DnsPacket.Aaaa })]
    [InlineData("169.253.1.1", new[] { DnsPacket.Aaaa, DnsPacket.A })]
    public void LinkLocalIpv4Address_IsNoReasonToAskForOthers(string address, int[] types)
    {
        Start(hasIpv4: false, servers: "fe80::1");
        world.Act(() => world.Stack.Configure(IPAddress.Parse(address), 16, IPAddress.Any));
        world.RunFor(10);
        Resolve("www.test");
        Assert.Equal(types, asked.Select(a => a.Type));
    }

    [Theory]
    [InlineData(AddressFamily.InterNetworkV6, DnsPacket.Aaaa, Six)]
    [InlineData(AddressFamily.InterNetwork, DnsPacket.A, Four)]
    public void FamilyThatTheCallerNames_IsAskedFor(AddressFamily family, int type, string address)
    {
        Start(hasIpv4: true, hasIpv6: false);
        Assert.Equal([address], Resolve("www.test", family));
        Assert.Equal(type, asked.Single().Type);
    }

    [Fact]
    public void StackWithoutIpv6_AsksForA()
    {
        world = new ServiceWorld("10.0.0.1");
        resolver = new DnsResolver(world.Runner, new DnsResolverOptions { Servers = [IPAddress.Parse("10.0.0.2")] });
        resolver.Start();
        world.Server.Arrived = d => asked.Add((d.Time, new DnsPacket(d).Type, ""));
        Assert.Equal(SocketError.NoData, resolver.TryResolve("www.test", AddressFamily.InterNetworkV6, out _));
        world.Act(() => resolver.TryResolve("www.test", out _));
        world.RunFor(1);
        Assert.Equal(DnsPacket.A, asked.Single().Type);
        Assert.Throws<ArgumentException>(() => resolver.SetServers([IPAddress.Parse("2001:db8::53")]));
    }

    [Fact]
    public void NameThatDoesNotExist_HasNothingOfEitherFamily()
    {
        Start();
        answer = q => q.Type == DnsPacket.A ? q.Reply(3, authority: [DnsPacket.Authority(300, 300)]) : null;
        Assert.Equal(SocketError.HostNotFound, Fail("no.test"));
        int count = asked.Count;
        Assert.Equal(SocketError.HostNotFound, Fail("no.test"));
        Assert.Equal(SocketError.HostNotFound, Fail("no.test", AddressFamily.InterNetworkV6));
        Assert.Equal(count, asked.Count);
    }

    [Fact]
    public void NoDataOfOneFamily_SaysNothingOfTheOther()
    {
        Start();
        answer = q => q.Type == DnsPacket.A ? Both(q) : q.Reply(authority: [DnsPacket.Authority(300, 300)]);
        Assert.Equal([Four], Resolve("four.test"));
        Assert.Equal(SocketError.NoData, Fail("four.test", AddressFamily.InterNetworkV6));
        answer = q => q.Type == DnsPacket.Aaaa ? Both(q) : q.Reply(authority: [DnsPacket.Authority(300, 300)]);
        Assert.Equal([Six], Resolve("six.test"));
        Assert.Equal(SocketError.NoData, Fail("six.test", AddressFamily.InterNetwork));
        Assert.Equal(4, asked.Count);
        answer = q => q.Reply(authority: [DnsPacket.Authority(300, 300)]);
        Assert.Equal(SocketError.NoData, Fail("none.test"));
    }

    [Theory]
    [InlineData(DnsPacket.Aaaa, Four)]
    [InlineData(DnsPacket.A, Six)]
    public void FamilyThatIsNotAnswered_IsNotWaitedForLong_WhereTheOtherIsKnown(int silent, string address)
    {
        Start();
        answer = q => q.Type == silent ? null : Both(q);
        long start = world.Milliseconds;
        Assert.Equal([address], Resolve("www.test"));
        Assert.InRange(world.Milliseconds - start, 2000, 2101);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void FamilyThatIsNotAnswered_IsAskedForAsOftenAsEver_WhereItIsWantedAlone()
    {
        Start();
        answer = q => q.Type == DnsPacket.Aaaa ? null : Both(q);
        Assert.Equal([Four], Resolve("www.test", AddressFamily.InterNetwork));
        asked.Clear();
        Assert.Equal(SocketError.TryAgain, Fail("www.test", AddressFamily.InterNetworkV6));
        Assert.Equal(3, asked.Count);

        // Also where somebody else, who is content with the other family, has begun.
        asked.Clear();
        world.RunFor(10);
        world.Act(() => resolver.TryResolve("www.test", out _));
        Assert.Equal(SocketError.TryAgain, Fail("www.test", AddressFamily.InterNetworkV6));
        Assert.Equal(3, asked.Count(a => a.Type == DnsPacket.Aaaa));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::10.1.2.3")]
    public void AddressThatNoHostHas_IsNone(string address)
    {
        Start();
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, address)]);
        Assert.Equal(SocketError.NoData, Fail("bad.test", AddressFamily.InterNetworkV6));
        answer = q => q.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, address), DnsPacket.Address(DnsPacket.SameName, Six)]);
        Assert.Equal([Six], Resolve("mixed.test", AddressFamily.InterNetworkV6));
    }

    [Fact]
    public void RecordOfAnotherLength_IsNone()
    {
        Start();
        answer = q => q.Reply(answers: [DnsPacket.Record(DnsPacket.SameName, DnsPacket.Aaaa, 300, new byte[15]), DnsPacket.Record(DnsPacket.SameName, DnsPacket.Aaaa, 300, [1, 2, 3, 4])]);
        Assert.Equal(SocketError.NoData, Fail("bad.test", AddressFamily.InterNetworkV6));
    }

    [Fact]
    public void Alias_IsFollowedToItsIpv6Address()
    {
        Start();
        answer = q => q.Name == "www.test" ? q.Reply(answers: [DnsPacket.Alias(DnsPacket.SameName, "host.test")]) : Both(q);
        Assert.Equal([Six, Four], Resolve("www.test"));
        Assert.Equal(4, asked.Count);
    }

    [Theory]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData(Server6)]
    public void ServerOfIpv6_IsAsked(string server)
    {
        Start(hasIpv4: false, servers: server);
        Assert.Equal([Six], Resolve("www.test"));
        Assert.Equal(server.Split('%')[0], asked.Single().Server);
    }

    [Fact]
    public void AnswerOfAnotherAddress_IsNone()
    {
        Start(hasIpv4: false, servers: Server6);
        router.Arrived = d => Reply(d, Both(new DnsPacket(d.Payload)), "2001:db8:2::54");
        world.Act(() => resolver.TryResolve("www.test", out _));
        world.RunFor(1);
        Assert.Equal((1L, SocketError.WouldBlock), (resolver.Counters.Rejected, resolver.TryResolve("www.test", out _)));
    }

    [Fact]
    public void ServersOfBothFamilies_AreAskedOneAfterTheOther()
    {
        Start(servers: [Server6, "10.0.0.2"]);
        router.Arrived = d => asked.Add((d.Time, new DnsPacket(d.Payload).Type, d.Destination));
        Assert.Equal([Six, Four], Resolve("www.test"));
        Assert.Equal([Server6, Server6, "10.0.0.2", "10.0.0.2"], asked.Select(a => a.Server));
        Assert.Equal(2000, asked[2].Time - asked[0].Time);

        // The one that has answered is asked first from now on.
        asked.Clear();
        Assert.Equal([Six, Four], Resolve("other.test"));
        Assert.Equal(["10.0.0.2", "10.0.0.2"], asked.Select(a => a.Server));
    }

    [Fact]
    public void ServersThatARouterNames_AreAsked_AndThoseOfDhcpFirst()
    {
        Start(hasIpv4: false, start: false);
        var host = new HostConfiguration(world.Runner, new HostConfigurationOptions { Dhcp = null, Sntp = null, Dns = new DnsResolverOptions() });
        world.Act(host.Start);
        resolver = host.Dns;
        Assert.Equal(SocketError.NoRecovery, Fail("www.test"));
        byte[] Says(uint lifetime) => ScriptedRouter.Says(0x40, DiscoveryPackets.Prefix("2001:db8:2::"), DiscoveryPackets.NameServers(lifetime, Server6));
        router.Advertise(Says(100));
        world.RunFor(1);
        Assert.Equal([Six], Resolve("www.test"));
        Assert.Equal(Server6, asked.Single().Server);

        // A server that DHCPv6 names goes first, and the router's stays behind it.
        var dhcp = new Nano.Net.Dhcpv6.Dhcpv6Client(world.Runner, new Nano.Net.Dhcpv6.Dhcpv6ClientOptions());
        Action<Datagram6>? dns = router.Arrived;
        router.Arrived = d =>
        {
            if (d.DestinationPort == 547)
            {
                var p = new Dhcpv6.Dhcpv6Packet(d);
                router.SendUdp(ScriptedRouter.Address, 547, d.Source, 546, p.Answer(7, [0, 3, 0, 1, 2, 0, 0, 0, 0, 9], Dhcpv6.Dhcpv6Packet.DnsServers("fe80::1")));
            }
            else
            {
                dns!(d);
            }
        };
        world.Act(dhcp.Start);
        world.RunUntil(() => dhcp.State == Nano.Net.Dhcpv6.Dhcpv6State.Informed);
        world.RunFor(0.1);
        asked.Clear();
        Assert.Equal([Six], Resolve("second.test"));
        Assert.Equal("fe80::1", asked.Single().Server);
        world.Act(dhcp.Stop);
        world.RunFor(0.1);
        asked.Clear();
        Assert.Equal([Six], Resolve("third.test"));
        Assert.Equal(Server6, asked.Single().Server);

        // The router's word holds for as long as it said.
        world.RunFor(100);
        Assert.Equal(SocketError.NoRecovery, Fail("fourth.test"));
    }

    private static byte[]? Both(DnsPacket question) =>
        question.Reply(answers: [DnsPacket.Address(DnsPacket.SameName, Six), DnsPacket.Address(DnsPacket.SameName, Four)]);

    private void Start(bool hasIpv4 = true, bool hasIpv6 = true, params string[] servers) => Start(hasIpv4, hasIpv6, true, servers);

    private void Start(bool hasIpv4, bool start) => Start(hasIpv4, true, start, []);

    private void Start(bool hasIpv4, bool hasIpv6, bool start, string[] servers)
    {
        world = new ServiceWorld(hasIpv4 ? "10.0.0.1" : null, ipv6: new Ipv6Options());
        router = new ScriptedRouter(world) { Advertisement = hasIpv6 ? ScriptedRouter.Says(0, DiscoveryPackets.Prefix("2001:db8:2::")) : ScriptedRouter.Says(0) };
        router.Addresses.Add(Server6);
        world.RunFor(10);
        world.Server.Arrived = d =>
        {
            var question = new DnsPacket(d);
            asked.Add((d.Time, question.Type, $"{new IPAddress(BitConverter.GetBytes(d.Destination).Reverse().ToArray())}"));
            if (answer(question) is { } reply)
            {
                world.Server.SendUdp(d.Destination, 53, d.Source, d.SourcePort, reply, world.Wire.A.HardwareAddress);
            }
        };
        router.Arrived = d =>
        {
            var question = new DnsPacket(d.Payload);
            asked.Add((d.Time, question.Type, d.Destination));
            Reply(d, answer(question), d.Destination);
        };
        if (start)
        {
            resolver = new DnsResolver(world.Runner, new DnsResolverOptions { Servers = [.. (servers.Length == 0 ? ["10.0.0.2"] : servers).Select(IPAddress.Parse)] });
            resolver.Start();
        }
    }

    private void Reply(Datagram6 to, byte[]? reply, string from)
    {
        if (reply != null)
        {
            router.SendUdp(from, 53, to.Source, to.SourcePort, reply);
        }
    }

    private string[] Resolve(string name, AddressFamily family = AddressFamily.Unspecified)
    {
        IPAddress[]? addresses = null;
        SocketError error = SocketError.WouldBlock;
        world.Act(() => error = resolver.TryResolve(name, family, out addresses));
        world.RunUntil(() => error != SocketError.WouldBlock || (error = resolver.TryResolve(name, family, out addresses)) != SocketError.WouldBlock, 200);
        Assert.Equal(SocketError.Success, error);
        return [.. addresses!.Select(a => $"{a}")];
    }

    private SocketError Fail(string name, AddressFamily family = AddressFamily.Unspecified)
    {
        SocketError error = SocketError.WouldBlock;
        world.Act(() => error = resolver.TryResolve(name, family, out _));
        world.RunUntil(() => error != SocketError.WouldBlock || (error = resolver.TryResolve(name, family, out _)) != SocketError.WouldBlock, 200);
        return error;
    }
}
