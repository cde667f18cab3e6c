using Nano.Net.Services;
using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Dhcp;

/// <summary>What the client does when the link goes down and comes up (RFC 2131 section 3.7).</summary>
public class DhcpLinkTests
{
    private const double LinkLook = 0.6;

    // At link-up the address is probed for again (RFC 5227 section 2.1): for so many seconds it is not used.
    private const double Probing = 8;

    private readonly DhcpWorld lan = new();

    [Fact]
    public void LeaseIsConfirmedAtLinkUp_AndConnectionsLiveOn()
    {
        DhcpClient client = lan.Bind();
        TcpConnection connection = null!;
        lan.World.Act(() => connection = lan.World.Stack.tcp.Connect(IPAddress.Parse(ServiceWorld.ServerAddress), 80, 0, out _));
        long up = Flap();
        lan.World.RunUntil(() => lan.Server.Seen.Count > 0, 1);
        DhcpPacket request = lan.Server.Seen[0];
        Assert.InRange(request.Time - up, 0, 600);
        Assert.Equal((DhcpPacket.Request, lan.Server.Address, null, 0u), (request.Type, request.Requested, request.Server, request.ClientAddress));
        Assert.Equal((0u, 0xFFFFFFFF, true, true), (request.Datagram.Source, request.Datagram.Destination, request.Datagram.IsBroadcastFrame, request.WantsBroadcast));

        lan.World.RunUntil(() => client.State == DhcpState.Bound, 1);
        lan.World.RunFor(Probing);
        Assert.Equal((1L, 1L, "10.0.0.50", TcpState.SynSent), (client.Counters.Leases, client.Counters.Renewals, lan.World.Address, connection.state));

        // The lease counts from this request.
        lan.Server.Seen.Clear();
        lan.World.RunUntil(() => client.Counters.Renewals == 2, DhcpWorld.Hour);
        Assert.InRange(lan.Server.Seen.Single().Time - request.Time, (1800 - 57) * 1000, 1800 * 1000);
    }

    [Fact]
    public void LeaseThatIsRefusedInAnotherNetwork_IsReplacedWithinSeconds()
    {
        DhcpClient client = lan.Bind();
        lan.Server.Address = 0x0A000033;
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
        long up = Flap();
        lan.World.RunUntil(() => client.State == DhcpState.Bound && lan.World.Address == "10.0.0.51", 12);
        Assert.InRange(lan.Server.Of(DhcpPacket.Discover).First().Time - up, 1000, 2700);
        Assert.Equal(["10.0.0.50", "0.0.0.0", "10.0.0.51"], lan.Told);
        Assert.Empty(lan.Server.Of(DhcpPacket.Decline));
    }

    /// <summary>A server that knows nothing of the lease remains silent (RFC 2131 section 4.3.2).</summary>
    [Fact]
    public void LeaseOfWhichNobodyKnows_IsReplacedWithinSeconds()
    {
        DhcpClient client = lan.Bind();
        lan.Server.Address = 0x0A000033;
        lan.Server.Answer = p =>
        {
            if (p.Type != DhcpPacket.Request || p.Server != null)
            {
                lan.Server.Grant(p);
            }
        };
        long up = Flap();
        lan.World.RunUntil(() => client.State == DhcpState.Bound && lan.World.Address == "10.0.0.51", 20);
        Assert.Equal([DhcpPacket.Request, DhcpPacket.Request, DhcpPacket.Discover, DhcpPacket.Request], lan.Server.Seen.Take(4).Select(p => p.Type));
        Assert.InRange(lan.Server.Seen[1].Time - lan.Server.Seen[0].Time, 2000, 3000);
        Assert.InRange(lan.Server.Seen[2].Time - lan.Server.Seen[1].Time, 2000, 3000);
        Assert.Equal(0x0A000032u, lan.Server.Seen[2].Requested);
        Assert.InRange(lan.Now - up, 0, 15_000);
    }

    [Fact]
    public void LeaseThatTheNewServerOffersAgain_IsKept_AndItsConnections()
    {
        DhcpClient client = lan.Bind();
        TcpConnection connection = null!;
        lan.World.Act(() => connection = lan.World.Stack.tcp.Connect(IPAddress.Parse(ServiceWorld.ServerAddress), 80, 0, out _));
        lan.Server.Answer = p =>
        {
            if (p.Type != DhcpPacket.Request || p.Server != null)
            {
                lan.Server.Grant(p);
            }
        };
        Flap();
        lan.World.RunUntil(() => client.State == DhcpState.Bound && lan.Server.Seen.Count > 3, 20);
        lan.World.RunFor(Probing);
        Assert.Equal((TcpState.SynSent, "10.0.0.50"), (connection.state, lan.World.Address));
        Assert.Equal((1L, 1L), (client.Counters.Leases, client.Counters.Renewals));
    }

    [Fact]
    public void WhereNobodyAnswersAtAll_TheAddressIsGivenUpAfterHalfAMinute_ForALinkLocalOne()
    {
        DhcpClient client = lan.Bind();
        lan.Server.IsSilent = true;
        long up = Flap();
        lan.World.RunUntil(() => !client.HasLease, 60);
        Assert.InRange(lan.Now - up, 30_000, 30_600);
        Assert.Equal(0, client.Counters.Expired);
        lan.World.RunUntil(() => client.IsLinkLocal, 10);
        Assert.Equal(DhcpState.Selecting, client.State);

        // It goes on asking for what it had.
        Assert.All(lan.Server.Of(DhcpPacket.Discover), p => Assert.Equal(lan.Server.Address, p.Requested));
        lan.Server.IsSilent = false;
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 100);
    }

    [Fact]
    public void WithoutLinkLocalAddresses_TheAddressIsKeptToTheEndOfTheLease()
    {
        DhcpClient client = lan.Bind(new DhcpClientOptions { LinkLocalAfter = 0 });
        long since = lan.Server.Of(DhcpPacket.Request).Last().Time;
        lan.Server.IsSilent = true;
        Flap();
        lan.World.RunUntil(() => !client.HasLease, DhcpWorld.Hour);
        Assert.Equal(3600_000, lan.Now - since);
        Assert.Equal((1L, DhcpState.Selecting), (client.Counters.Expired, client.State));
        Assert.InRange(lan.Server.Of(DhcpPacket.Discover).Count(), 50, 70);
    }

    [Fact]
    public void LeaseThatRunsOutWhileTheLinkIsDown_IsNotUsedAnyMore()
    {
        DhcpClient client = lan.Bind();
        lan.SetLink(false);
        lan.World.RunFor(DhcpWorld.Hour);
        Assert.Equal((false, "0.0.0.0", 1L), (client.HasLease, lan.World.Address, client.Counters.Expired));
        lan.Server.Seen.Clear();
        lan.SetLink(true);
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 15);
        Assert.Equal((DhcpPacket.Discover, lan.Server.Address), (lan.Server.Seen[0].Type, lan.Server.Seen[0].Requested));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(130)]
    public void WithoutALinkAtTheStart_NothingIsSentInTheDark_AndTheFirstMessageGoesAtLinkUp(int seconds)
    {
        lan.World.Wire.A.IsLinkUp = false;
        DhcpClient client = lan.Start();
        lan.World.RunFor(seconds);
        Assert.Equal((0L, DhcpState.Init, false), (client.Counters.Sent, client.State, client.IsLinkLocal));
        long up = lan.Now;
        lan.Server.IsSilent = true;
        lan.SetLink(true);
        lan.World.RunUntil(() => lan.Server.Seen.Count == 4, 60);
        Assert.InRange(lan.Server.Seen[0].Time - up, 0, 600);
        Assert.Equal(0, lan.Server.Seen[0].Seconds);

        // Its back-off is that of a start.
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(lan.Server.Seen[i + 1].Time - lan.Server.Seen[i].Time, (4000 << i) - 1001, (4000 << i) + 1001);
        }
    }

    [Fact]
    public void BackOffThatHasGrown_EndsAtLinkUp()
    {
        lan.Server.IsSilent = true;
        DhcpClient client = lan.Start();
        lan.World.RunFor(200);
        string address = lan.World.Address;
        long up = Flap();
        lan.World.RunUntil(() => lan.Server.Seen.Count == 2, 10);
        Assert.InRange(lan.Server.Seen[0].Time - up, 0, 600);
        Assert.InRange(lan.Server.Seen[1].Time - lan.Server.Seen[0].Time, 3000, 5001);

        // The link-local address is kept meanwhile.
        lan.World.RunFor(100);
        Assert.Equal((true, address), (client.IsLinkLocal, lan.World.Address));
    }

    [Fact]
    public void LinkThatFlaps_BringsOneMessageASecond()
    {
        DhcpClient client = lan.Bind();
        lan.Server.Seen.Clear();
        for (int i = 0; i < 100; i++)
        {
            lan.SetLink(false);
            lan.World.RunFor(0.05);
            lan.SetLink(true);
            lan.World.RunFor(0.05);
        }

        Assert.InRange(lan.Server.Seen.Count, 1, 11);
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 2);
        lan.World.RunFor(Probing);
        Assert.Equal("10.0.0.50", lan.World.Address);
    }

    [Theory]
    [InlineData(DhcpState.Selecting)]
    [InlineData(DhcpState.Requesting)]
    [InlineData(DhcpState.Probing)]
    [InlineData(DhcpState.Renewing)]
    [InlineData(DhcpState.Rebinding)]
    [InlineData(DhcpState.Rebooting)]
    public void LinkThatGoesDown_EndsWhatWasUnderWay_AndNothingIsSentUntilItIsUp(DhcpState state)
    {
        DhcpClient client;
        if (state is DhcpState.Selecting or DhcpState.Requesting or DhcpState.Probing)
        {
            lan.Server.Answer = p =>
            {
                if (state == DhcpState.Probing || (state == DhcpState.Requesting && p.Type == DhcpPacket.Discover))
                {
                    lan.Server.Grant(p);
                }
            };
            client = lan.Start();
        }
        else
        {
            client = lan.Bind();
            lan.Server.IsSilent = true;
        }

        if (state == DhcpState.Rebooting)
        {
            Flap();
        }

        lan.World.RunUntil(() => client.State == state, DhcpWorld.Hour);
        lan.World.RunFor(0.1);
        bool hadLease = client.HasLease;
        lan.SetLink(false);
        lan.World.RunFor(LinkLook);
        long sent = client.Counters.Sent;
        lan.World.RunFor(100);
        Assert.Equal((sent, hadLease), (client.Counters.Sent, client.HasLease));

        lan.Server.IsSilent = false;
        lan.Server.Answer = lan.Server.Grant;
        lan.Server.Seen.Clear();
        lan.SetLink(true);
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 12);
        Assert.Equal(hadLease ? DhcpPacket.Request : DhcpPacket.Discover, lan.Server.Seen[0].Type);
    }

    /// <summary>The other network's host has the address: nobody there has granted it, and nobody is told.</summary>
    [Fact]
    public void AddressThatAHostOfTheNewNetworkUses_IsGivenUpAtOnce()
    {
        DhcpClient client = lan.Bind();
        lan.Server.Address = 0x0A000033;
        lan.Server.Answer = p =>
        {
            if (p.Type != DhcpPacket.Request || p.Server != null)
            {
                lan.Server.Grant(p);
            }
        };
        Flap();
        lan.World.RunUntil(() => lan.Server.Seen.Count > 0, 1);
        byte[] claim = Packets.Arp(1, lan.World.Server.Hardware, 0x0A000032, 0x0A000032);
        lan.World.Server.Send(claim);
        lan.World.RunFor(0.2);
        lan.World.Server.Send(claim);
        lan.World.RunFor(0.2);
        Assert.Equal((false, 0L, DhcpPacket.Discover), (client.HasLease, client.Counters.Declined, lan.Server.Seen.First(p => p.Type != DhcpPacket.Request).Type));
        Assert.Null(lan.Server.Of(DhcpPacket.Discover).First().Requested);
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 12);
        Assert.Equal("10.0.0.51", lan.World.Address);
    }

    [Fact]
    public void Stop_SendsNothingInTheDark()
    {
        DhcpClient client = lan.Bind();
        lan.SetLink(false);
        lan.World.RunFor(LinkLook);
        long sent = client.Counters.Sent;
        lan.World.Act(client.Stop);
        Assert.Equal((sent, DhcpState.Stopped, "0.0.0.0"), (client.Counters.Sent, client.State, lan.World.Address));
    }

    [Fact]
    public void FailuresOfTheOldNetwork_AreForgottenInTheNewOne()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                lan.Server.Grant(p);
            }
        };
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.ServersGivenUp == 1, 100);
        Flap();
        lan.Server.Answer = lan.Server.Grant;
        lan.World.RunUntil(() => lan.Server.Seen.Count == 2, 10);
        Assert.InRange(lan.Server.Seen[1].Time - lan.Server.Seen[0].Time, 0, 10);
    }

    /// <summary>Takes the cable out for five seconds, and forgets what was seen before.</summary>
    /// <returns>When it was back.</returns>
    private long Flap()
    {
        lan.SetLink(false);
        lan.World.RunFor(5);
        lan.Server.Seen.Clear();
        lan.SetLink(true);
        return lan.Now;
    }
}
