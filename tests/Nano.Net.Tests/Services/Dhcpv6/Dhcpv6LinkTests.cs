using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;

namespace Nano.Net.Tests.Services.Dhcpv6;

/// <summary>The end of a lease before its time: another link, another host with the address, no need of it (RFC 8415 sections 18.2.3, 18.2.7, 18.2.8 and 18.2.12), and answers that are none.</summary>
public class Dhcpv6LinkTests
{
    private readonly Dhcpv6World lan = new(Dhcpv6World.Managed);

    [Fact]
    public void LinkThatComesUp_HasTheAddressConfirmed()
    {
        lan.Reach(Dhcpv6State.Bound);
        long granted = lan.Seen[1].Time;
        long up = Flap();
        lan.Reach(Dhcpv6State.Bound, 5);
        Dhcpv6Packet confirm = lan.Seen.Single();
        Assert.Equal((Dhcpv6Packet.Confirm, Dhcpv6World.Lease), (confirm.Type, confirm.Address));
        Assert.Equal([1, 3, 8], confirm.Options.Keys);
        Assert.InRange(confirm.Time - up, 0, 1600);
        Assert.Equal((1L, 1L, true), (lan.Client.Counters.Renewals, lan.Client.Counters.Leases, lan.Client.HasLease));

        // The times are those of the lease.
        lan.Seen.Clear();
        lan.World.RunUntil(() => lan.Seen.Count > 0, 1100);
        Assert.Equal(granted + 1_000_000, lan.Seen[0].Time);
    }

    [Fact]
    public void AddressThatDoesNotFitTheLink_IsGone()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Confirm)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.OtherServer, Dhcpv6Packet.Status(4)));
            }
            else
            {
                lan.Granted = Dhcpv6World.OtherLease;
                lan.Grant(p);
            }
        };
        Flap();
        lan.World.RunUntil(() => $"{lan.Client.Address}" == Dhcpv6World.OtherLease, 10);
        Assert.Equal([Dhcpv6Packet.Confirm, Dhcpv6Packet.Solicit, Dhcpv6Packet.Request], lan.Seen.Select(p => p.Type));
        Assert.Equal([Dhcpv6World.Lease, "::", Dhcpv6World.OtherLease], lan.Told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NobodyWhoKnowsWhetherItFits_LeavesTheAddressToItsTime(bool isUncertain)
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.IsSilent = !isUncertain;
        lan.Answer = p => lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, Dhcpv6Packet.Status(1)));
        Flap();
        lan.Reach(Dhcpv6State.Bound, 15);
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Confirm), 1000, 4000);
        Assert.Equal(10_000, lan.Now - lan.Seen[0].Time);
        Assert.True(lan.Client.HasLease);
    }

    [Fact]
    public void LeaseThatEndsWhileTheLinkIsDown_IsGone()
    {
        lan.Reach(Dhcpv6State.Bound);
        long granted = lan.Seen[1].Time;
        lan.SetLink(false);
        lan.World.RunUntil(() => !lan.Client.HasLease, 4100);
        Assert.Equal((granted + 4_000_000, Dhcpv6State.Idle), (lan.Now, lan.Client.State));
        lan.SetLink(true);
        lan.Reach(Dhcpv6State.Bound, 10);
        Assert.Empty(lan.Of(Dhcpv6Packet.Confirm));
    }

    [Fact]
    public void AddressThatAnotherHostHas_IsDeclined_AndAnotherIsAskedForLater()
    {
        lan.Router.Taken.Add(Dhcpv6World.Lease);
        lan.Answer = p =>
        {
            lan.Granted = p.Type == Dhcpv6Packet.Solicit && lan.Of(Dhcpv6Packet.Solicit).Count() > 1 ? Dhcpv6World.OtherLease : lan.Granted;
            lan.Grant(p);
        };
        lan.Reach(Dhcpv6State.Declining);
        Assert.Null(lan.Address);
        lan.Reach(Dhcpv6State.Soliciting, 3);
        Dhcpv6Packet decline = lan.Of(Dhcpv6Packet.Decline).Single();
        Assert.Equal((Dhcpv6World.Lease, 1L), (decline.Address, lan.Client.Counters.Declined));
        Assert.Equal([1, 2, 3, 8], decline.Options.Keys);
        Assert.Equal(Dhcpv6World.Server, decline.Server);
        lan.Reach(Dhcpv6State.Bound);
        Assert.InRange(lan.Of(Dhcpv6Packet.Solicit).Last().Time - decline.Time, 1000, 1502);
        Assert.Equal((Dhcpv6World.OtherLease, 1L), ($"{lan.Client.Address}", lan.Client.Counters.Leases));
    }

    [Fact]
    public void Decline_IsRepeatedFourTimes()
    {
        lan.Router.Taken.Add(Dhcpv6World.Lease);
        lan.Answer = p =>
        {
            if (p.Type != Dhcpv6Packet.Decline)
            {
                lan.Grant(p);
            }
        };
        lan.Reach(Dhcpv6State.Declining);
        lan.Reach(Dhcpv6State.Soliciting);
        Assert.Equal(4, lan.Of(Dhcpv6Packet.Decline).Count());
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Decline), 1000, 0);
        Assert.InRange(lan.Now - lan.Of(Dhcpv6Packet.Decline).Last().Time, 5000, 11000);
    }

    [Fact]
    public void Stop_GivesTheAddressBackOnce()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Seen.Clear();
        lan.IsSilent = true;
        lan.World.Act(lan.Client.Stop);
        lan.World.RunFor(100);
        Dhcpv6Packet release = lan.Seen.Single();
        Assert.Equal((Dhcpv6Packet.Release, Dhcpv6World.Lease, null), (release.Type, release.Address, lan.Address));
        Assert.Equal([1, 2, 3, 8], release.Options.Keys);
        Assert.Equal((Dhcpv6State.Stopped, "::"), (lan.Client.State, lan.Told[^1]));
        lan.IsSilent = false;
        lan.World.Act(lan.Client.Start);
        lan.Reach(Dhcpv6State.Bound);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    public void Release_IsRepeatedUntilItIsConfirmed(bool isConfirmed, int times)
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Seen.Clear();
        lan.IsSilent = !isConfirmed;
        lan.World.Act(lan.Client.Release);
        Assert.Equal((Dhcpv6State.Releasing, null), (lan.Client.State, lan.Address));
        lan.Reach(Dhcpv6State.Stopped, 20);
        Assert.Equal((times, false), (lan.Of(Dhcpv6Packet.Release).Count(), lan.Client.IsRunning));
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Release), 1000, 0);
    }

    [Fact]
    public void Release_WithoutALease_OrALink_Stops()
    {
        lan.Start();
        lan.World.Act(lan.Client.Release);
        Assert.Equal(Dhcpv6State.Stopped, lan.Client.State);
        lan.Reach(Dhcpv6State.Stopped);
        lan.World.Act(lan.Client.Start);
        lan.Reach(Dhcpv6State.Bound);
        lan.IsSilent = true;
        lan.World.Act(lan.Client.Release);
        lan.SetLink(false);
        lan.World.RunFor(1);
        Assert.Equal(Dhcpv6State.Stopped, lan.Client.State);
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("client")]
    [InlineData("server")]
    [InlineData("port")]
    [InlineData("source")]
    [InlineData("group")]
    [InlineData("cut")]
    [InlineData("type")]
    public void AnswerThatIsNone_IsDropped(string what)
    {
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Solicit)
            {
                lan.Grant(p);
                return;
            }

            byte[] reply = p.Answer(what == "type" ? Dhcpv6Packet.Advertise : Dhcpv6Packet.Reply, what == "server" ? Dhcpv6World.OtherServer : Dhcpv6World.Server, lan.Terms(p));
            reply[3] ^= (byte)(what == "transaction" ? 1 : 0);
            reply[17] ^= (byte)(what == "client" ? 1 : 0);
            lan.Send(
                what == "cut" ? reply[..^1] : reply,
                what == "source" ? "2001:db8::9" : ScriptedRouter.Address,
                what == "port" ? 546 : 547,
                what == "group" ? "ff02::1" : null);
        };
        lan.Reach(Dhcpv6State.Requesting);
        long ignored = lan.Client.Counters.Ignored;
        lan.World.RunFor(5);
        Assert.Equal(Dhcpv6State.Requesting, lan.Client.State);
        if (what != "group")
        {
            Assert.InRange(lan.Client.Counters.Ignored - ignored, 2, 4);
        }
    }

    private long Flap()
    {
        lan.SetLink(false);
        lan.World.RunFor(2);
        Assert.True(lan.Client.HasLease);
        lan.Seen.Clear();
        lan.SetLink(true);
        return lan.Now;
    }
}
