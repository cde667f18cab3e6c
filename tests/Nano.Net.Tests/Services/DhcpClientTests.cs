using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class DhcpClientTests
{
    private const int Hour = 3600;
    private readonly ServiceWorld world = new();
    private readonly ScriptedDhcpServer server;
    private readonly List<string> told = [];

    public DhcpClientTests()
    {
        server = new ScriptedDhcpServer(world.Server);
    }

    [Fact]
    public void FromDiscoverToBound_AsTheRfcDrawsIt()
    {
        server.More = [.. DhcpPacket.Number(6, 0x0A000003, 0x0A000004), .. DhcpPacket.Number(42, 0x0A000005), .. DhcpPacket.Option(15, "lab.example"u8.ToArray())];
        DhcpClient client = Start(new DhcpClientOptions { HostName = "nano" });
        world.RunUntil(() => client.State == DhcpState.Bound);

        DhcpPacket discover = server.Seen[0];
        DhcpPacket request = server.Seen[1];
        Assert.Equal([DhcpPacket.Discover, DhcpPacket.Request], server.Seen.Select(p => p.Type));
        Assert.All(server.Seen, p =>
        {
            Assert.True(p.Datagram.IsBroadcastFrame);
            Assert.Equal(0u, p.Datagram.Source);
            Assert.Equal(0xFFFFFFFF, p.Datagram.Destination);
            Assert.Equal((68, 67), (p.Datagram.SourcePort, p.Datagram.DestinationPort));
            Assert.Equal(world.Wire.A.HardwareAddress, p.Hardware);
            Assert.Equal([1, .. world.Wire.A.HardwareAddress], p.Options[61]);
            Assert.Equal("nano"u8.ToArray(), p.Options[12]);
            Assert.Equal([1, 121, 3, 6, 15, 42, 51, 58, 59], p.Options[55]);
            Assert.Equal(1500, Packets.Get16(p.Options[57], 0));
            Assert.False(p.WantsBroadcast);
        });
        Assert.Equal((null, null), (discover.Requested, discover.Server));
        Assert.Equal((server.Address, ServiceWorld.ServerNumber), (request.Requested, request.Server));
        Assert.Equal(discover.Transaction, request.Transaction);

        Assert.Equal(3, world.Server.Probes.Count);
        Assert.All(world.Server.Probes, p => Assert.Equal(server.Address, p.Address));
        Assert.Equal("10.0.0.50", world.Address);
        Assert.Equal((24, "10.0.0.2", "10.0.0.2"), (client.PrefixLength, client.Gateway.ToString(), client.Server.ToString()));
        Assert.Equal(["10.0.0.3", "10.0.0.4"], client.GetDnsServers().Select(a => a.ToString()));
        Assert.Equal(["10.0.0.5"], client.GetNtpServers().Select(a => a.ToString()));
        Assert.Equal(("lab.example", (uint)Hour), (client.DomainName, client.LeaseTime));
        Assert.Equal(["10.0.0.50"], told);
        Assert.Equal((2, 2, 1), (client.Counters.Sent, client.Counters.Received, client.Counters.Leases));
    }

    [Fact]
    public void WithoutProbing_TheAddressIsUsedAtOnce()
    {
        DhcpClient client = Start(new DhcpClientOptions { ProbeAddress = false, StartDelay = 0 });
        world.RunFor(0.1);
        Assert.Equal(DhcpState.Bound, client.State);
        Assert.Empty(world.Server.Probes);
    }

    [Fact]
    public void Discovery_IsRepeatedWithBackoff_FourToSixtyFourSeconds_GiveOrTakeOne()
    {
        server.IsSilent = true;
        DhcpClient client = Start(new DhcpClientOptions { LinkLocalAfter = 0, StartDelay = 1000 });
        world.RunFor(400);
        long[] times = [.. server.Seen.Select(p => p.Time)];
        Assert.InRange(times[0], 0, 1000);
        int[] expected = [4, 8, 16, 32, 64, 64, 64, 64];
        for (int i = 0; i < 8; i++)
        {
            Assert.InRange(times[i + 1] - times[i], (expected[i] * 1000) - 1001, (expected[i] * 1000) + 1001);
        }

        Assert.Contains(times.Zip(times.Skip(1)), pair => (pair.Second - pair.First) % 1000 != 0);
        Assert.Single(server.Seen.Select(p => p.Transaction).Distinct());
        Assert.Equal((int)((times[5] - times[0]) / 1000), server.Seen[5].Seconds);
        Assert.Equal(DhcpState.Selecting, client.State);
        Assert.False(client.IsLinkLocal);
    }

    [Fact]
    public void ServerThatOffersAndFallsSilent_IsGivenUpAfterFourRequests()
    {
        server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                server.Grant(p);
            }
        };
        Start();
        world.RunUntil(() => server.Of(DhcpPacket.Discover).Count() == 2);
        Assert.Equal([1, 3, 3, 3, 3, 1], server.Seen.Select(p => p.Type));
        Assert.NotEqual(server.Seen[0].Transaction, server.Seen[5].Transaction);
    }

    [Fact]
    public void AtT1_TheServerIsAskedAlone_AndTheLeaseIsExtended()
    {
        DhcpClient client = Bind();
        long requested = server.Seen[^1].Time;
        server.Seen.Clear();
        world.RunUntil(() => client.Counters.Renewals == 1, 2 * Hour);
        DhcpPacket renewal = server.Seen.Single();

        // A half of the lease, less a fuzz of a 64th.
        Assert.InRange(renewal.Time - requested, (1800 - 57) * 1000, 1800 * 1000);
        Assert.Equal((ServiceWorld.ServerNumber, server.Address), (renewal.Datagram.Destination, renewal.Datagram.Source));
        Assert.Equal(server.Address, renewal.ClientAddress);
        Assert.Equal((null, null), (renewal.Requested, renewal.Server));
        Assert.Equal(DhcpState.Bound, client.State);

        // The next one counts from this one.
        world.RunUntil(() => client.Counters.Renewals == 2, 2 * Hour);
        Assert.InRange(server.Seen[^1].Time - renewal.Time, (1800 - 57) * 1000, 1800 * 1000);
        Assert.Equal("10.0.0.50", world.Address);
    }

    [Fact]
    public void T1AndT2OfTheServer_AreKept()
    {
        server.More = [.. DhcpPacket.Number(58, 1000), .. DhcpPacket.Number(59, 3000)];
        DhcpClient client = Bind();
        long since = server.Of(DhcpPacket.Request).Last().Time;
        server.IsSilent = true;
        server.Seen.Clear();
        world.RunUntil(() => client.State == DhcpState.Rebinding, 2 * Hour);
        world.RunFor(0.1);
        Assert.Equal(1000_000, server.Seen[0].Time - since);
        Assert.Equal(3000_000, server.Seen[^1].Time - since);
    }

    [Theory]
    [InlineData(3000, 1000)]
    [InlineData(3600, 3600)]
    [InlineData(0, 0)]
    public void T1AndT2ThatMakeNoSense_AreReplacedByAHalfAndSevenEighths(uint t1, uint t2)
    {
        server.More = [.. DhcpPacket.Number(58, t1), .. DhcpPacket.Number(59, t2)];
        DhcpClient client = Bind();
        long since = server.Of(DhcpPacket.Request).Last().Time;
        server.IsSilent = true;
        server.Seen.Clear();
        world.RunUntil(() => client.State == DhcpState.Rebinding, 2 * Hour);
        world.RunFor(0.1);
        Assert.InRange(server.Seen[0].Time - since, (1800 - 57) * 1000, 1800 * 1000);
        Assert.InRange(server.Seen[^1].Time - since, (3150 - 57) * 1000, 3150 * 1000);
    }

    [Fact]
    public void SilentServer_IsAskedAfterHalfOfWhatIsLeft_ThenEverybodyIs_AndTheLeaseRunsOut()
    {
        DhcpClient client = Bind();
        long since = server.Of(DhcpPacket.Request).Last().Time;
        server.IsSilent = true;
        server.Seen.Clear();
        world.RunUntil(() => client.Counters.Expired == 1, 2 * Hour);
        Assert.Equal(3600_000, world.Milliseconds - since);
        Assert.Equal("0.0.0.0", world.Address);
        Assert.Equal(["10.0.0.50", "0.0.0.0"], told);

        DhcpPacket[] requests = [.. server.Of(DhcpPacket.Request)];
        DhcpPacket[] unicast = [.. requests.Where(p => !p.Datagram.IsBroadcastFrame)];
        DhcpPacket[] broadcast = [.. requests.Where(p => p.Datagram.IsBroadcastFrame)];
        Assert.True(unicast[^1].Time < broadcast[0].Time);
        Assert.All(requests, p => Assert.Equal((server.Address, null, null), (p.ClientAddress, p.Requested, p.Server)));
        Assert.All(broadcast, p => Assert.Equal((0xFFFFFFFF, server.Address), (p.Datagram.Destination, p.Datagram.Source)));
        long rebinding = broadcast[0].Time;
        for (int i = 1; i < requests.Length; i++)
        {
            long end = requests[i - 1].Time < rebinding ? rebinding : since + 3600_000;
            long half = Math.Max(60_000, (end - requests[i - 1].Time) / 2);
            Assert.Equal(Math.Min(half, end - requests[i - 1].Time), requests[i].Time - requests[i - 1].Time);
        }

        // And it begins anew, with what it had as its wish.
        world.RunFor(1);
        Assert.Equal((DhcpPacket.Discover, server.Address), (server.Seen[^1].Type, server.Seen[^1].Requested));
    }

    [Fact]
    public void AnotherServer_MayExtendTheLease_WhileRebinding()
    {
        DhcpClient client = Bind();
        server.Answer = p =>
        {
            if (p.Datagram.IsBroadcastFrame)
            {
                server.Send(p, p.Reply(DhcpPacket.Ack, server.Address, DhcpPacket.Number(54, 0x0A000009), DhcpPacket.Number(51, 7200)));
            }
        };
        world.RunUntil(() => client.Counters.Renewals == 1, 2 * Hour);
        Assert.Equal(("10.0.0.9", 7200u, DhcpState.Bound), (client.Server.ToString(), client.LeaseTime, client.State));
    }

    [Fact]
    public void LeaseWithoutEnd_IsNeverRenewed()
    {
        server.LeaseTime = uint.MaxValue;
        DhcpClient client = Bind();
        server.Seen.Clear();
        world.RunFor(30 * 24 * Hour);
        Assert.Empty(server.Seen);
        Assert.Equal(DhcpState.Bound, client.State);
    }

    [Fact]
    public void RefusalOfARequest_StartsAnew()
    {
        int refusals = 0;
        server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request && refusals++ == 0)
            {
                server.Refuse(p);
            }
            else
            {
                server.Grant(p);
            }
        };
        DhcpClient client = Bind();
        Assert.Equal([1, 3, 1, 3], server.Seen.Select(p => p.Type));
        Assert.InRange(server.Seen[2].Time - server.Seen[1].Time, 1000, 2010);
        Assert.Null(server.Seen[2].Requested);
        Assert.Equal(1, client.Counters.Refusals);
    }

    [Fact]
    public void RefusalOfARenewal_TakesTheAddressAtOnce_AndBringsAnother()
    {
        DhcpClient client = Bind();
        server.Answer = p =>
        {
            if (p.ClientAddress == 0)
            {
                server.Address = 0x0A000033;
                server.Grant(p);
            }
            else
            {
                server.Refuse(p);
            }
        };
        world.RunUntil(() => client.Counters.Refusals == 1, Hour);
        Assert.Equal("0.0.0.0", world.Address);
        world.RunUntil(() => client.State == DhcpState.Bound);
        Assert.Equal("10.0.0.51", world.Address);
        Assert.Equal(["10.0.0.50", "0.0.0.0", "10.0.0.51"], told);
    }

    [Fact]
    public void AddressThatAnotherHostUses_IsDeclined_AndAnotherOneTakenTenSecondsLater()
    {
        world.Server.Addresses.Add(server.Address);
        DhcpClient client = Start();
        world.RunUntil(() => server.Of(DhcpPacket.Decline).Any());
        Assert.Equal(DhcpPacket.Decline, server.Seen[^1].Type);
        DhcpPacket decline = server.Seen[^1];
        Assert.Equal((server.Address, ServiceWorld.ServerNumber, 0u), (decline.Requested, decline.Server, decline.ClientAddress));
        Assert.Equal((0u, 0xFFFFFFFF), (decline.Datagram.Source, decline.Datagram.Destination));
        Assert.Equal("0.0.0.0", world.Address);

        server.Address = 0x0A000034;
        world.RunUntil(() => client.State == DhcpState.Bound);
        Assert.Equal("10.0.0.52", world.Address);
        DhcpPacket again = server.Of(DhcpPacket.Discover).Last();
        Assert.Equal(10_000, again.Time - decline.Time);
        Assert.Null(again.Requested);
        Assert.Equal(["10.0.0.52"], told);
    }

    [Fact]
    public void AddressThatAnotherHostInsistsOn_IsDefendedOnce_ThenDeclined()
    {
        DhcpClient client = Bind();
        byte[] claim = Packets.Arp(1, world.Server.Hardware, server.Address, server.Address);
        world.RunFor(10);
        world.Server.Send(claim);
        world.RunFor(1);
        Assert.Equal((DhcpState.Bound, 0), (client.State, client.Counters.Declined));
        world.Server.Send(claim);
        world.RunFor(1);
        Assert.Equal((DhcpState.Init, 1), (client.State, client.Counters.Declined));
        Assert.Equal(DhcpPacket.Decline, server.Seen[^1].Type);
        Assert.Equal("0.0.0.0", world.Address);
    }

    [Fact]
    public void AddressThatAnotherHostInsistsOn_TakesItsConnectionsWithIt_NotTheListeners()
    {
        Bind();
        TcpConnection connection = null!;
        TcpAcceptor acceptor = null!;
        world.Act(() => connection = world.Stack.tcp.Connect(IPAddress.Parse(ServiceWorld.ServerAddress), 80, 0, out _));
        world.Act(() => acceptor = world.Stack.tcp.Listen(null, 7, 1, out _));
        byte[] claim = Packets.Arp(1, world.Server.Hardware, server.Address, server.Address);
        world.RunFor(10);
        world.Server.Send(claim);
        world.RunFor(1);
        Assert.Equal(TcpState.SynSent, connection.state);
        world.Server.Send(claim);
        world.RunFor(1);
        Assert.Equal((TcpState.Closed, TcpError.AddressLost), (connection.state, connection.error));
        Assert.Equal(TcpState.Listen, world.Stack.GetConnections().Single().State);
        Assert.Equal(7, acceptor.localPort);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_ReleasesTheLease(bool serverIsKnown)
    {
        DhcpClient client = Bind();
        if (serverIsKnown)
        {
            world.Server.Send(Packets.ArpRequest(world.Server.Hardware, ServiceWorld.ServerNumber, server.Address));
            world.RunFor(1);
        }

        world.Act(client.Stop);
        world.RunFor(1);
        DhcpPacket release = server.Of(DhcpPacket.Release).Single();
        Assert.Equal((server.Address, ServiceWorld.ServerNumber), (release.ClientAddress, release.Server));
        Assert.Equal(server.Address, release.Datagram.Source);
        Assert.Equal(!serverIsKnown, release.Datagram.IsBroadcastFrame);
        Assert.Equal((DhcpState.Stopped, "0.0.0.0"), (client.State, world.Address));

        world.Act(client.Start);
        world.RunUntil(() => client.State == DhcpState.Bound);
    }

    [Fact]
    public void RenewalThatCouldNotBeSent_IsTriedAgainSoon()
    {
        DhcpClient client = Bind();
        List<Nano.Net.Internet.Path> held = [];
        for (uint host = 100; host < 200; host++)
        {
            if (world.Stack.ipv4.Acquire(0x0A000000 + host) is { } path)
            {
                held.Add(path);
            }
        }

        world.RunUntil(() => client.State == DhcpState.Renewing, Hour);
        world.RunFor(15);
        held.ForEach(world.Stack.ipv4.Release);
        world.RunFor(11);
        Assert.Equal(1, client.Counters.Renewals);
    }

    [Fact]
    public void ConnectionsSurviveAnExtension_AndEndWithTheAddress()
    {
        server.More = [.. DhcpPacket.Number(58, 60), .. DhcpPacket.Number(59, 3000)];
        DhcpClient client = Bind();
        TcpConnection connection = null!;
        world.Act(() => connection = world.Stack.tcp.Connect(IPAddress.Parse(ServiceWorld.ServerAddress), 80, 0, out _));
        world.RunUntil(() => client.Counters.Renewals == 2);
        Assert.Equal(TcpState.SynSent, connection.state);

        server.Answer = server.Refuse;
        world.RunUntil(() => client.Counters.Refusals == 1);
        Assert.Equal((TcpState.Closed, TcpError.AddressLost), (connection.state, connection.error));
    }

    [Fact]
    public void NoTwoStarts_AndNoTwoClients()
    {
        DhcpClient client = Start();
        Assert.Throws<InvalidOperationException>(client.Start);
        var other = new DhcpClient(world.Runner, new DhcpClientOptions());
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(other.Start).SocketErrorCode);
        client.Stop();
        client.Stop();
        other.Start();
    }

    [Fact]
    public void ImpossibleOptions_AreNamed()
    {
        string Message(DhcpClientOptions options) => Assert.Throws<ArgumentException>(() => new DhcpClient(world.Runner, options)).Message;
        Assert.Equal("HostName must be 1 to 63 letters, digits and hyphens, not '-x'", Message(new DhcpClientOptions { HostName = "-x" }));
        Assert.Contains("HostName", Message(new DhcpClientOptions { HostName = new string('a', 64) }));
        Assert.Contains("ClientIdentifier", Message(new DhcpClientOptions { ClientIdentifier = new byte[1] }));
        Assert.Equal("StartDelay must be 0 to 10000, not 10001", Message(new DhcpClientOptions { StartDelay = 10001 }));
        Assert.Contains("LinkLocalAfter", Message(new DhcpClientOptions { LinkLocalAfter = -1 }));
    }

    /// <summary>What is handed out is taken by who wants servers as it is; 0.0.0.0 and the like are none.</summary>
    [Fact]
    public void AddressesThatNoHostCanHave_AreLeftOutOfTheServers()
    {
        server.More = [.. DhcpPacket.Number(6, 0, 0x7F000001, 0xE0000001, 0xFFFFFFFF, 0x0A000003), .. DhcpPacket.Number(42, 0)];
        DhcpClient client = Bind();
        Assert.Equal(["10.0.0.3"], client.GetDnsServers().Select(a => a.ToString()));
        Assert.Empty(client.GetNtpServers());
        new DnsResolver(world.Runner, new DnsResolverOptions()).SetServers(client.GetDnsServers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ClientThatIsStoppedByWhoItTellsOfItsLoss_StaysStopped(bool refused)
    {
        DhcpClient client = Bind();
        server.IsSilent = !refused;
        server.Answer = server.Refuse;
        client.Changed += c => c.Stop();
        world.RunUntil(() => !client.IsRunning, 2 * Hour);
        world.RunFor(1);
        int seen = server.Seen.Count;
        world.RunFor(Hour);
        Assert.Equal((DhcpState.Stopped, seen, "0.0.0.0"), (client.State, server.Seen.Count, world.Address));
    }

    private DhcpClient Start(DhcpClientOptions? options = null)
    {
        var client = new DhcpClient(world.Runner, options ?? new DhcpClientOptions());
        client.Changed += _ => told.Add(world.Address);
        world.Act(client.Start);
        return client;
    }

    private DhcpClient Bind()
    {
        DhcpClient client = Start();
        world.RunUntil(() => client.State == DhcpState.Bound);
        return client;
    }
}
