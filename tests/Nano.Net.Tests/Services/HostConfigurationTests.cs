using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Services.Dhcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>Lease, names and time, tied together.</summary>
public class HostConfigurationTests
{
    private const uint Dns = 0x0A000005;
    private const uint Time = 0x0A000006;
    private const uint OwnDns = 0x0A000007;
    private const uint NamedTime = 0x0A000008;

    private readonly DhcpWorld lan = new();
    private readonly List<Datagram> questions = [];
    private readonly List<Datagram> requests = [];
    private Func<Datagram, byte[]?> resolve;
    private Func<Datagram, bool> tellsTime = _ => true;

    public HostConfigurationTests()
    {
        foreach (uint address in (uint[])[Dns, Time, OwnDns, NamedTime])
        {
            lan.World.Server.Addresses.Add(address);
        }

        resolve = d => new DnsPacket(d).Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "10.0.0.8")]);
        Action<Datagram> dhcp = lan.World.Server.Arrived!;
        lan.World.Server.Arrived = d =>
        {
            dhcp(d);
            if (d.DestinationPort == 53)
            {
                questions.Add(d);
                Answer(d, resolve(d));
            }
            else if (d.DestinationPort == 123)
            {
                requests.Add(d);
                Answer(d, tellsTime(d) ? TimeReply(d) : null);
            }
        };
    }

    [Fact]
    public void WhatTheLeaseSays_IsWhomNamesAndTimeAreAskedOf()
    {
        lan.Server.More = [.. DhcpPacket.Number(6, Dns), .. DhcpPacket.Number(42, Time), .. DhcpPacket.Option(15, "lab.test"u8.ToArray())];
        HostConfiguration host = Start(new HostConfigurationOptions { Dns = Resolving(OwnDns), TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Sntp.IsSynchronized);
        lan.World.RunFor(300);
        Assert.Equal([Time], requests.Select(d => d.Destination));
        Assert.Empty(questions);

        host.Dns.TryResolve("www", out _);
        lan.World.RunFor(1);
        Assert.Equal((Dns, "www.lab.test"), (questions.Single().Destination, new DnsPacket(questions[0]).Name));
        Assert.Same(host.Dns, lan.World.Runner.NameResolver);
    }

    [Fact]
    public void WhereTheLeaseSaysNothing_TheSettingsCount_AndTheTimeServerIsFoundByItsName()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { Dns = Resolving(OwnDns), TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Dhcp.State == DhcpState.Bound);
        long bound = lan.Now;
        lan.World.RunUntil(() => host.Sntp.IsSynchronized, 3);
        Assert.Equal((OwnDns, "time.test"), (questions.Single().Destination, new DnsPacket(questions[0]).Name));
        Assert.Equal([NamedTime], requests.Select(d => d.Destination));
        Assert.InRange(lan.Now - bound, 0, 2000);
    }

    [Fact]
    public void TimeServer_MayBeAnAddress()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { Dns = null, TimeServer = "10.0.0.8" });
        lan.World.RunUntil(() => host.Sntp.IsSynchronized, 30);
        Assert.Equal([NamedTime], requests.Select(d => d.Destination));
        Assert.Empty(questions);
        Assert.Throws<ArgumentException>(() => new HostConfiguration(lan.World.Runner, new HostConfigurationOptions { Dhcp = null, TimeServer = "2001:db8::1" }));
        Assert.Throws<ArgumentException>(() => new HostConfiguration(lan.World.Runner, new HostConfigurationOptions { Dhcp = null, TimeServer = "224.0.1.1" }));
    }

    [Fact]
    public void AnAddress_IsItsOwnName_ForTheResolver()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { Dns = Resolving(OwnDns) });
        Assert.Equal(SocketError.Success, host.Dns.TryResolve("10.1.2.3", out IPAddress address));
        Assert.Equal(IPAddress.Parse("10.1.2.3"), address);
        Assert.Equal([address], host.Dns.Resolve("10.1.2.3", AddressFamily.Unspecified));
        Assert.Empty(questions);
    }

    [Fact]
    public void NameThatDhcpTells_IsTheHosts()
    {
        Start(new HostConfigurationOptions { Dhcp = new DhcpClientOptions { HostName = "sensor-7" } });
        Assert.Equal("sensor-7", lan.World.Runner.HostName);
    }

    [Fact]
    public void WhereNobodyNamesADnsServer_TheRouterIsAsked()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Sntp.IsSynchronized);
        Assert.Equal(ServiceWorld.ServerNumber, questions[0].Destination);
    }

    [Fact]
    public void TimeServerOfTheLease_ThatDoesNotTellTheTime_IsHelpedOutByTheNamedOne()
    {
        lan.Server.More = [.. DhcpPacket.Number(6, Dns), .. DhcpPacket.Number(42, Time)];
        tellsTime = d => d.Destination != Time;
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Dhcp.State == DhcpState.Bound);
        long bound = lan.Now;
        lan.World.RunUntil(() => host.Sntp.IsSynchronized, 120);
        Assert.Equal("10.0.0.8", host.Sntp.Server.ToString());
        Assert.InRange(lan.Now - bound, 60_000, 63_000);
    }

    [Fact]
    public void NameThatIsNotFound_IsLookedUpAgainAMinuteLater()
    {
        resolve = d => new DnsPacket(d).Reply(3);
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => questions.Count == 1);
        long first = questions[0].Time;
        lan.World.RunUntil(() => questions.Count == 2, 70);
        Assert.InRange(questions[1].Time - first, 60_000, 61_000);
        Assert.False(host.Sntp.IsSynchronized);
    }

    /// <summary>Some filters answer so for names that they block.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("239.1.2.3")]
    public void NameWithAnAddressThatNoHostCanHave_ChangesNothing(string address)
    {
        resolve = d => new DnsPacket(d).Reply(answers: [DnsPacket.Address(DnsPacket.SameName, address)]);
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => questions.Count == 1);
        lan.World.RunFor(30);
        Assert.Empty(requests);
        resolve = d => new DnsPacket(d).Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "10.0.0.8")]);
        lan.World.RunUntil(() => host.Sntp.IsSynchronized, 100);
    }

    [Fact]
    public void TimeServerThatMoves_IsFoundWithinTheHour()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Sntp.IsSynchronized);
        resolve = d => new DnsPacket(d).Reply(answers: [DnsPacket.Address(DnsPacket.SameName, "10.0.0.6")]);
        lan.World.RunFor(3700);
        Assert.Equal("10.0.0.6", host.Sntp.Server.ToString());
    }

    [Fact]
    public void CableMovedToAnotherNetwork_BringsItsServers()
    {
        lan.Server.More = [.. DhcpPacket.Number(6, Dns), .. DhcpPacket.Number(42, Time)];
        HostConfiguration host = Start(new HostConfigurationOptions());
        lan.World.RunUntil(() => host.Sntp.IsSynchronized);
        lan.SetLink(false);
        lan.World.RunFor(5);
        lan.Server.Address++;
        lan.Server.More = [.. DhcpPacket.Number(6, OwnDns), .. DhcpPacket.Number(42, NamedTime)];
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request && p.Server == null)
            {
                lan.Server.Refuse(p);
            }
            else
            {
                lan.Server.Grant(p);
            }
        };
        lan.SetLink(true);
        lan.World.RunUntil(() => requests[^1].Destination == NamedTime, 20);
        host.Dns.TryResolve("www.test", out _);
        lan.World.RunFor(1);
        Assert.Equal(OwnDns, questions[^1].Destination);
    }

    [Fact]
    public void FixedAddress_NeedsNoDhcp_AndTheRouterKnowsNames()
    {
        var world = new ServiceWorld("10.0.0.1");
        List<Datagram> seen = [];
        world.Server.Arrived = seen.Add;
        var host = new HostConfiguration(world.Runner, new HostConfigurationOptions { Dhcp = null, TimeServer = "time.test" });
        world.Act(host.Start);
        world.RunFor(1);
        Assert.Null(host.Dhcp);
        Assert.Equal([(53, ServiceWorld.ServerNumber)], seen.Select(d => (d.DestinationPort, d.Destination)));
    }

    [Fact]
    public void Stop_StopsAllOfIt_AndStartBeginsAnew()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Sntp.IsSynchronized);
        lan.World.Act(host.Stop);
        Assert.Equal((false, false, false, false), (host.IsRunning, host.Dhcp.IsRunning, host.Dns.IsRunning, host.Sntp.IsRunning));
        Assert.Null(lan.World.Runner.NameResolver);
        lan.World.RunFor(1);
        Assert.Equal(DhcpPacket.Release, lan.Server.Seen[^1].Type);

        lan.World.Act(host.Start);
        lan.World.RunUntil(() => host.Dhcp.State == DhcpState.Bound);
        lan.World.Runner.Dispose();
        Assert.Equal((false, false), (host.IsRunning, host.Dhcp.IsRunning));
    }

    [Fact]
    public void WhatTheSettingsHaveNot_IsNotMade()
    {
        HostConfiguration host = Start(new HostConfigurationOptions { Dns = null, Sntp = null, TimeServer = "time.test" });
        lan.World.RunUntil(() => host.Dhcp.State == DhcpState.Bound);
        Assert.Null(host.Dns);
        Assert.Null(host.Sntp);
        Assert.Null(lan.World.Runner.NameResolver);
    }

    private static DnsResolverOptions Resolving(uint server) => new() { Servers = [new IPAddress(server)] };

    private HostConfiguration Start(HostConfigurationOptions options)
    {
        var host = new HostConfiguration(lan.World.Runner, options);
        lan.World.Act(host.Start);
        return host;
    }

    private void Answer(Datagram to, byte[]? reply)
    {
        if (reply != null)
        {
            lan.World.Server.SendUdp(to.Destination, to.DestinationPort, to.Source, to.SourcePort, reply, lan.World.Wire.A.HardwareAddress);
        }
    }

    private static byte[] TimeReply(Datagram request)
    {
        byte[] reply = new byte[48];
        reply[0] = 0x24;
        reply[1] = 2;
        request.Payload.AsSpan(40, 8).CopyTo(reply.AsSpan(24));
        reply[32] = 0xE0;
        reply[40] = 0xE0;
        return reply;
    }
}
