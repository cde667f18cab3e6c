using Nano.Net.Services;

namespace Nano.Net.Tests.Services.Dhcp;

/// <summary>Which offer is taken, and what becomes of servers that do not keep their word.</summary>
public class DhcpOfferTests
{
    private readonly DhcpWorld lan = new();

    [Theory]
    [InlineData(0x7F000001u, 0xFFFFFF00u)]
    [InlineData(0u, 0xFFFFFF00u)]
    [InlineData(0xE0000005u, 0xFFFFFF00u)]
    [InlineData(0xF0000001u, 0xFFFFFF00u)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFF00u)]
    [InlineData(0x0A000000u, 0xFFFFFF00u)]
    [InlineData(0x0A0000FFu, 0xFFFFFF00u)]
    [InlineData(0x0A000032u, 0xFF00FF00u)]
    [InlineData(0x0A000032u, 0x00000000u)]
    public void OfferThatNoHostCanUse_DoesNotWin_AndTheNextOneDoes(uint address, uint mask)
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                lan.Server.Broadcast(p.Reply(DhcpPacket.Offer, address, DhcpPacket.Number(54, ServiceWorld.ServerNumber), DhcpPacket.Number(51, 3600), DhcpPacket.Number(1, mask)));
            }

            lan.AnswerAsOther(p);
        };
        DhcpClient client = lan.Bind();
        Assert.Equal(["10.0.0.70"], lan.Told);
        Assert.Equal([DhcpPacket.Discover, DhcpPacket.Request], lan.Server.Seen.Select(p => p.Type));
        Assert.Equal((DhcpWorld.OtherServer, 1L), (lan.Server.Seen[1].Server, client.Counters.Malformed));
    }

    [Fact]
    public void OfferWithoutServerIdentifier_IsOfItsSender()
    {
        lan.Server.Answer = p => lan.Server.Send(p, p.Reply(p.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, lan.Server.Address, DhcpPacket.Number(51, 3600), DhcpPacket.Number(1, 0xFFFFFF00)));
        DhcpClient client = lan.Bind();
        Assert.Equal((ServiceWorld.ServerNumber, "10.0.0.2"), (lan.Server.Seen[1].Server, client.Server.ToString()));
    }

    [Fact]
    public void OfferOfNobody_IsNotTaken()
    {
        lan.Server.Answer = p => lan.SendFrom(0, p.Reply(DhcpPacket.Offer, lan.Server.Address, DhcpPacket.Number(51, 3600)));
        DhcpClient client = lan.Start();
        lan.World.RunFor(3);
        Assert.Equal((DhcpState.Selecting, 0L), (client.State, client.Counters.Malformed - client.Counters.Received));
    }

    [Fact]
    public void ServerThatOffersAndNeverGrants_IsGivenUpOn_AndAnotherOneIsTaken()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                lan.Server.Grant(p);
            }

            lan.AnswerAsOther(p);
        };
        DhcpClient client = lan.Bind();
        uint?[] asked = [.. lan.Server.Of(DhcpPacket.Request).Select(p => p.Server)];
        uint?[] expected = [ServiceWorld.ServerNumber, ServiceWorld.ServerNumber, ServiceWorld.ServerNumber, ServiceWorld.ServerNumber, DhcpWorld.OtherServer];
        Assert.Equal(expected, asked);
        Assert.Equal(("10.0.0.70", 1L, "10.0.0.3"), (lan.World.Address, client.Counters.ServersGivenUp, client.Server.ToString()));

        // The other one's offer was taken as soon as it was there.
        DhcpPacket[] last = [.. lan.Server.Seen.TakeLast(2)];
        Assert.InRange(last[1].Time - last[0].Time, 0, 100);
    }

    [Fact]
    public void ServerThatWasGivenUpOn_IsAskedAgain_WhereNoOtherOffers()
    {
        bool grants = false;
        lan.Server.Answer = p =>
        {
            if (grants || p.Type == DhcpPacket.Discover)
            {
                lan.Server.Grant(p);
            }
        };
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.ServersGivenUp == 1);
        grants = true;
        lan.World.RunUntil(() => client.State == DhcpState.Bound);
        DhcpPacket discover = lan.Server.Of(DhcpPacket.Discover).Last();
        DhcpPacket request = lan.Server.Of(DhcpPacket.Request).Last();
        Assert.InRange(request.Time - discover.Time, 2000, 2010);
        Assert.Equal("10.0.0.50", lan.World.Address);
    }

    [Fact]
    public void OfServersThatHaveAllFailed_TheOneThatFailedLongestAgoIsNext()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                for (uint server = 1; server <= 5; server++)
                {
                    lan.SendFrom(0x0A000000 + server, DhcpWorld.Reply(p, DhcpPacket.Offer, 0x0A000040 + server, 0x0A000000 + server));
                }
            }
        };
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.ServersGivenUp == 8, 2000);
        uint[] asked = [.. lan.Server.Of(DhcpPacket.Request).Select(p => p.Server!.Value & 0xFF).Where((_, i) => i % 4 == 0)];

        // Four are remembered as failed, and so the fifth is always the next of those that are not.
        Assert.Equal([1, 2, 3, 4, 5, 1, 2, 3], asked);
    }

    [Fact]
    public void OfTwoServersThatHaveBothFailed_EachHasItsTurn()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                lan.Server.Grant(p);
                lan.AnswerAsOther(p);
            }
        };
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.ServersGivenUp == 5, 2000);
        uint[] asked = [.. lan.Server.Of(DhcpPacket.Request).Select(p => p.Server!.Value & 0xFF).Where((_, i) => i % 4 == 0)];
        Assert.Equal([2, 3, 2, 3, 2], asked);
    }

    [Fact]
    public void RefusalAfterRefusal_IsWaitedOutTwiceAsLongEachTime()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request)
            {
                lan.Server.Refuse(p);
            }
            else
            {
                lan.Server.Grant(p);
            }
        };
        DhcpClient client = lan.Start(new DhcpClientOptions { LinkLocalAfter = 0 });
        lan.World.RunUntil(() => client.Counters.Refusals == 9, 1000);
        DhcpPacket[] discovers = [.. lan.Server.Of(DhcpPacket.Discover)];
        DhcpPacket[] requests = [.. lan.Server.Of(DhcpPacket.Request)];
        for (int i = 0; i < 8; i++)
        {
            int pause = 1000 << Math.Min(i, 6);
            Assert.InRange(discovers[i + 1].Time - requests[i].Time, pause, pause + 1010);
        }

        // From the second refusal on the server is one that has failed: others may go first.
        Assert.Equal(8, client.Counters.ServersGivenUp);
        Assert.InRange(requests[1].Time - discovers[1].Time, 0, 10);
        Assert.InRange(requests[2].Time - discovers[2].Time, 2000, 2010);
    }

    [Fact]
    public void Refusals_AreForgottenWithTheLeaseThatFollows()
    {
        int refusals = 0;
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request && (refusals++ < 5 || p.ClientAddress != 0))
            {
                lan.Server.Refuse(p);
            }
            else
            {
                lan.Server.Grant(p);
            }
        };
        DhcpClient client = lan.Bind();
        lan.World.RunUntil(() => client.Counters.Refusals == 6, DhcpWorld.Hour);
        long refused = lan.Now;
        int seen = lan.Server.Of(DhcpPacket.Discover).Count();
        lan.World.RunUntil(() => lan.Server.Of(DhcpPacket.Discover).Count() > seen);
        Assert.InRange(lan.Now - refused, 1000, 2010);
    }

    [Fact]
    public void RefusalOfAnotherServerThanTheOneAsked_ChangesNothing()
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request)
            {
                lan.SendFrom(DhcpWorld.OtherServer, p.Reply(DhcpPacket.Nak, 0, DhcpPacket.Number(54, DhcpWorld.OtherServer)));
            }

            lan.Server.Grant(p);
        };
        DhcpClient client = lan.Bind();
        Assert.Equal((0L, 1L, "10.0.0.50"), (client.Counters.Refusals, client.Counters.Ignored, lan.World.Address));
    }

    /// <summary>RFC 2131 section 4.3.2: a renewal is the business of the server of the lease, which is asked alone.</summary>
    [Theory]
    [InlineData(DhcpWorld.OtherServer, DhcpWorld.OtherServer)]
    [InlineData(DhcpWorld.OtherServer, 0u)]
    [InlineData(DhcpWorld.OtherServer, ServiceWorld.ServerNumber)]
    [InlineData(ServiceWorld.ServerNumber, DhcpWorld.OtherServer)]
    [InlineData(0u, 0u)]
    [InlineData(0u, ServiceWorld.ServerNumber)]
    public void RefusalOfARenewal_ByAStranger_ChangesNothing(uint source, uint identifier)
    {
        DhcpClient client = lan.Bind();
        lan.Server.Answer = p =>
        {
            lan.SendFrom(source, p.Reply(DhcpPacket.Nak, 0, identifier == 0 ? [] : DhcpPacket.Number(54, identifier)));
            lan.Server.Grant(p);
        };
        lan.World.RunUntil(() => client.Counters.Renewals == 1, DhcpWorld.Hour);
        Assert.Equal((0L, 1L, "10.0.0.50"), (client.Counters.Refusals, client.Counters.Ignored, lan.World.Address));
        Assert.Equal(["10.0.0.50", "10.0.0.50"], lan.Told);
    }

    [Theory]
    [InlineData(ServiceWorld.ServerNumber)]
    [InlineData(0u)]
    public void RefusalOfARenewal_ByTheServerOfTheLease_Counts(uint identifier)
    {
        DhcpClient client = lan.Bind();
        lan.Server.Answer = p => lan.SendFrom(ServiceWorld.ServerNumber, p.Reply(DhcpPacket.Nak, 0, identifier == 0 ? [] : DhcpPacket.Number(54, identifier)));
        lan.World.RunUntil(() => client.Counters.Refusals == 1, DhcpWorld.Hour);
        Assert.Equal("0.0.0.0", lan.World.Address);
    }

    [Theory]
    [InlineData(DhcpWorld.OtherServer)]
    [InlineData(0u)]
    public void RefusalOfARequest_WithoutAServer_IsTheSenders(uint source)
    {
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request)
            {
                lan.SendFrom(source, p.Reply(DhcpPacket.Nak, 0));
            }

            lan.Server.Grant(p);
        };
        DhcpClient client = lan.Bind();
        Assert.Equal((0L, 1L), (client.Counters.Refusals, client.Counters.Ignored));
    }

    /// <summary>Who is asked by broadcast, whether in the own network or another one, may refuse (RFC 2131 section 4.3.2).</summary>
    [Fact]
    public void RefusalByAnotherServer_CountsWhereAllWereAsked()
    {
        DhcpClient client = lan.Bind();
        lan.Server.Answer = p =>
        {
            if (p.Datagram.IsBroadcastFrame && p.Type == DhcpPacket.Request)
            {
                lan.SendFrom(DhcpWorld.OtherServer, p.Reply(DhcpPacket.Nak, 0, DhcpPacket.Number(54, DhcpWorld.OtherServer)));
            }
        };
        lan.World.RunUntil(() => client.Counters.Refusals == 1, DhcpWorld.Hour);
        Assert.Equal((DhcpState.Init, "0.0.0.0"), (client.State, lan.World.Address));
    }

    [Theory]
    [InlineData("offers, never grants")]
    [InlineData("refuses")]
    [InlineData("offers what no host can use")]
    [InlineData("grants something else")]
    public void HalfAMinuteWithoutAnAddress_MeansALinkLocalOne_WhateverTheServerDoes(string what)
    {
        lan.Server.Answer = p =>
        {
            bool discover = p.Type == DhcpPacket.Discover;
            switch (what)
            {
                case "offers, never grants" when discover:
                case "refuses" when discover:
                case "grants something else" when discover:
                    lan.Server.Grant(p);
                    break;
                case "refuses":
                    lan.Server.Refuse(p);
                    break;
                case "offers what no host can use":
                    lan.Server.Broadcast(DhcpWorld.Reply(p, DhcpPacket.Offer, 0x7F000001, ServiceWorld.ServerNumber));
                    break;
                case "grants something else":
                    lan.Server.Broadcast(DhcpWorld.Reply(p, DhcpPacket.Ack, lan.Server.Address + 1, ServiceWorld.ServerNumber));
                    break;
            }
        };
        DhcpClient client = lan.Start(new DhcpClientOptions { StartDelay = 0 });
        lan.World.RunUntil(() => lan.World.Server.Probes.Count > 0, 60);
        Assert.InRange(lan.Now, 30_000, 31_010);
        lan.World.RunUntil(() => client.IsLinkLocal, 10);
        int seen = lan.Server.Seen.Count;
        lan.World.RunFor(200);
        Assert.True(client.IsLinkLocal);
        Assert.True(lan.Server.Seen.Count > seen, "it has stopped asking");

        lan.Server.Answer = lan.Server.Grant;
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 200);
        Assert.Equal("10.0.0.50", lan.World.Address);
    }
}
