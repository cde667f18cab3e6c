using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Nano.Net.Tests.IPv6;

namespace Nano.Net.Tests.Services.Dhcpv6;

/// <summary>An address of a server, from Solicit to the end of its lease (RFC 8415 sections 18.2.1, 18.2.2, 18.2.4, 18.2.5, 18.2.9 and 18.2.10).</summary>
public class Dhcpv6LeaseTests
{
    private readonly Dhcpv6World lan = new(Dhcpv6World.Managed);

    [Fact]
    public void ManagedFlag_AnAddressIsAskedFor_AndProbedFor_AndSaysNothingOfTheLink()
    {
        lan.More = Dhcpv6Packet.DnsServers("2001:db8::53");
        Dhcpv6Client client = lan.Reach(Dhcpv6State.Probing);
        Assert.Equal((Ipv6AddressState.Tentative, false), (lan.Address!.State, client.HasLease));
        long granted = lan.Now;
        lan.Reach(Dhcpv6State.Bound);

        // One probe, at once, and a second for an answer.
        Assert.Equal(1000, lan.Now - granted);
        Assert.Equal((true, Dhcpv6World.Lease, 1L), (client.HasLease, $"{client.Address}", client.Counters.Leases));
        Assert.Contains(Dhcpv6World.Lease, lan.Router.Probes);
        Ipv6AddressInfo address = lan.Address!;
        Assert.Equal((Ipv6AddressState.Preferred, 128), (address.State, address.PrefixLength));
        Assert.InRange(address.PreferredLifetime, 2_995_000, 3_000_000);
        Assert.InRange(address.ValidLifetime, 3_995_000, 4_000_000);
        Assert.Empty(lan.Ipv6.Interface.GetPrefixes());
        Assert.Equal(["2001:db8::53"], client.GetDnsServers().Select(s => $"{s}"));
        Assert.Equal(Dhcpv6World.Lease, lan.Told[^1]);

        Assert.Equal([Dhcpv6Packet.Solicit, Dhcpv6Packet.Request], lan.Seen.Select(p => p.Type));
        Dhcpv6Packet solicit = lan.Seen[0];
        Dhcpv6Packet request = lan.Seen[1];
        Assert.Equal([1, 3, 8, 6], solicit.Options.Keys);
        Assert.Equal([1, 2, 3, 8, 6], request.Options.Keys);
        Assert.Equal([23, 24, 82], solicit.Requested);
        Assert.Equal([23, 24, 82], request.Requested);
        Assert.Equal([.. lan.World.Wire.A.HardwareAddress[2..], .. new byte[8]], solicit.Options[3]);
        Assert.Equal((null, Dhcpv6World.Lease, 0), (solicit.Address, request.Address, request.Elapsed));
        Assert.Equal(Dhcpv6World.Server, request.Server);
        Assert.NotEqual(solicit.Transaction, request.Transaction);

        // One offer may not be the only one: a second is waited for others, and up to a tenth more.
        Assert.InRange(request.Time - solicit.Time, 1001, 1101);
    }

    [Fact]
    public void FirstSolicit_WaitsUpToHalfASecond()
    {
        long[] delays = [.. Enumerable.Range(1, 20).Select(seed =>
        {
            var other = new Dhcpv6World(Dhcpv6World.Managed, seed: (ulong)seed) { IsSilent = true };
            other.Start();
            other.World.RunFor(3);
            other.World.Act(other.Client.Stop);
            other.Seen.Clear();
            long start = other.Now;
            other.World.Act(other.Client.Start);
            other.World.RunUntil(() => other.Seen.Count > 0);
            return other.Seen[0].Time - start;
        })];
        Assert.InRange(delays.Min(), 0, 100);
        Assert.InRange(delays.Max(), 400, 501);
    }

    [Fact]
    public void AddressOfAPrefix_IsEnough_UnlessTheProgramWantsBoth()
    {
        lan.Router.Advertisement = ScriptedRouter.Says(Dhcpv6World.Managed, DiscoveryPackets.Prefix("2001:db8:2::"));
        lan.Reach(Dhcpv6State.Bound, options: new Dhcpv6ClientOptions { AddressBesideAutoconfigured = true });
        Assert.Equal(3, lan.Ipv6.Interface.GetAddresses().Length);
    }

    [Fact]
    public void Solicit_IsRepeatedAsSection15Says_AndTheFirstPauseIsLonger()
    {
        lan.IsSilent = true;
        lan.Start();
        lan.World.RunFor(30_000);
        Assert.InRange(lan.Seen.Count, 16, 22);
        Assert.InRange(lan.Seen[1].Time - lan.Seen[0].Time, 1001, 1101);
        Dhcpv6World.CheckPauses(lan.Seen, 1000, 3_600_000);
    }

    [Fact]
    public void OfferThatComesLater_IsTakenAtOnce()
    {
        lan.IsSilent = true;
        lan.Start();
        lan.World.RunUntil(() => lan.Seen.Count == 3);
        lan.IsSilent = false;
        lan.World.RunUntil(() => lan.Seen.Count == 4);
        lan.World.RunUntil(() => lan.Seen.Count == 5);
        Assert.Equal((Dhcpv6Packet.Request, lan.Seen[3].Time), (lan.Seen[4].Type, lan.Seen[4].Time));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 10)]
    [InlineData(254, 255)]
    public void OfTwoOffers_ThePreferredOneIsTaken(byte one, byte other)
    {
        OfferOfBoth(one, other);
        lan.Start();
        lan.World.RunUntil(() => lan.Of(Dhcpv6Packet.Request).Any());
        Dhcpv6Packet request = lan.Of(Dhcpv6Packet.Request).First();
        Assert.Equal(Dhcpv6World.OtherServer, request.Server);
        Assert.Equal(Dhcpv6World.OtherLease, request.Address);
        Assert.Equal(other == 255, request.Time - lan.Seen[0].Time < 1000);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(8, 7)]
    public void OfTwoOffersThatAreAsGood_TheFirstIsTaken(byte one, byte other)
    {
        OfferOfBoth(one, other);
        lan.Start();
        lan.World.RunUntil(() => lan.Of(Dhcpv6Packet.Request).Any());
        Assert.Equal(Dhcpv6World.Server, lan.Of(Dhcpv6Packet.Request).First().Server);
    }

    [Fact]
    public void OfferWithoutAnAddress_IsNone_ButItsLongestPauseCounts()
    {
        lan.Answer = p => lan.Send(p.Answer(
            Dhcpv6Packet.Advertise, Dhcpv6World.Server, p.Association(0, 0, Dhcpv6Packet.Status(2)), Dhcpv6Packet.Number(82, 60)));
        lan.Start();
        lan.World.RunFor(2000);
        Assert.All(lan.Seen, p => Assert.Equal(Dhcpv6Packet.Solicit, p.Type));
        Dhcpv6World.CheckPauses(lan.Seen, 1000, 60_000);
        Assert.InRange(lan.Seen[^1].Time - lan.Seen[^2].Time, 54_000, 66_000);
        Assert.Equal(lan.Seen.Count, (int)lan.Client.Counters.Refused);
    }

    [Theory]
    [InlineData("status of the message")]
    [InlineData("another association")]
    [InlineData("T1 behind T2")]
    [InlineData("no lifetime")]
    [InlineData("preferred longer than valid")]
    [InlineData("status of the address")]
    [InlineData("multicast")]
    [InlineData("link-local")]
    [InlineData("loopback")]
    [InlineData("short address")]
    [InlineData("options of the address do not fit")]
    [InlineData("options of the association do not fit")]
    public void OfferThatCannotBeUsed_IsNone(string what)
    {
        lan.Answer = p =>
        {
            byte[] good = Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 3000, 4000);
            byte[][] options = what switch
            {
                "status of the message" => [Dhcpv6Packet.Status(2), p.Association(0, 0, good)],
                "another association" => [Dhcpv6Packet.Option(3, [9, 9, 9, 9, .. new byte[8], .. good])],
                "T1 behind T2" => [p.Association(2001, 2000, good)],
                "no lifetime" => [p.Association(0, 0, Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 0, 0))],
                "preferred longer than valid" => [p.Association(0, 0, Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 4001, 4000))],
                "status of the address" => [p.Association(0, 0, Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 3000, 4000, Dhcpv6Packet.Status(4)))],
                "multicast" => [p.Association(0, 0, Dhcpv6Packet.AddressOption("ff0e::1", 3000, 4000))],
                "link-local" => [p.Association(0, 0, Dhcpv6Packet.AddressOption("fe80::77", 3000, 4000))],
                "loopback" => [p.Association(0, 0, Dhcpv6Packet.AddressOption("::1", 3000, 4000))],
                "short address" => [p.Association(0, 0, [good[0], good[1], 0, 23, .. good[4..^1]])],
                "options of the address do not fit" => [p.Association(0, 0, Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 3000, 4000, [[0, 13, 0, 3, 0, 0]]))],
                _ => [p.Association(0, 0, good, [0])],
            };
            lan.Send(p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.Server, options));
        };
        lan.Start();
        lan.World.RunFor(20);
        Assert.All(lan.Seen, p => Assert.Equal(Dhcpv6Packet.Solicit, p.Type));
        Assert.Equal(lan.Seen.Count, (int)lan.Client.Counters.Refused);
    }

    [Fact]
    public void OfferAmongWhatCannotBeUsed_IsFound()
    {
        lan.Answer = p => lan.Send(p.Answer(
            p.Type == Dhcpv6Packet.Solicit ? Dhcpv6Packet.Advertise : Dhcpv6Packet.Reply,
            Dhcpv6World.Server,
            Dhcpv6Packet.Option(3, [9, 9, 9, 9, .. new byte[8], .. Dhcpv6Packet.AddressOption("2001:db8::9", 1, 1)]),
            p.Association(3, 2, Dhcpv6Packet.AddressOption("2001:db8::8", 1, 1)),
            p.Association(0, 0, Dhcpv6Packet.AddressOption("ff02::8", 3, 3), Dhcpv6Packet.AddressOption(Dhcpv6World.OtherLease, 300, 400), Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 300, 400))));
        lan.Reach(Dhcpv6State.Bound);
        Assert.Equal(Dhcpv6World.OtherLease, $"{lan.Client.Address}");
    }

    [Fact]
    public void RapidCommit_TakesTwoMessages_WhereBothWantIt()
    {
        lan.Answer = p => lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, Dhcpv6Packet.Option(14), lan.Terms(p)));
        lan.Reach(Dhcpv6State.Bound, options: new Dhcpv6ClientOptions { RapidCommit = true });
        Assert.Equal([1, 3, 8, 6, 14], lan.Seen.Single().Options.Keys);
        Assert.Equal(Dhcpv6World.Lease, $"{lan.Client.Address}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReplyToASolicit_WithoutRapidCommitOnBothSides_IsNone(bool isWanted)
    {
        lan.Answer = p => lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, isWanted ? [] : Dhcpv6Packet.Option(14), lan.Terms(p)));
        lan.Start(new Dhcpv6ClientOptions { RapidCommit = isWanted });
        lan.World.RunFor(20);
        Assert.All(lan.Seen, p => Assert.Equal(Dhcpv6Packet.Solicit, p.Type));
        Assert.Equal(lan.Seen.Count, (int)lan.Client.Counters.Ignored);
    }

    [Fact]
    public void ServerThatDoesNotGrantWhatItOffered_IsAskedTenTimes_AndIsTheLastToBeAskedAgain()
    {
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Solicit)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.Server, lan.Terms(p), Dhcpv6Packet.Option(7, 255)));
            }
        };
        lan.Start();
        lan.World.RunUntil(() => lan.Client.Counters.ServersGivenUp == 1, 400);
        Dhcpv6Packet[] requests = [.. lan.Of(Dhcpv6Packet.Request)];
        Assert.Equal(10, requests.Length);
        Dhcpv6World.CheckPauses(requests, 1000, 30_000);

        // Alone, it gets another chance, after the time that others have.
        lan.Seen.Clear();
        lan.World.RunUntil(() => lan.Of(Dhcpv6Packet.Request).Any());
        Assert.InRange(lan.Seen[1].Time - lan.Seen[0].Time, 1001, 1101);
        lan.World.RunUntil(() => lan.Client.Counters.ServersGivenUp == 2, 400);
        lan.Seen.Clear();
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Solicit)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.Server, lan.Terms(p), Dhcpv6Packet.Option(7, 255)));
            }

            lan.Send(p.Answer(p.Type == Dhcpv6Packet.Solicit ? Dhcpv6Packet.Advertise : Dhcpv6Packet.Reply, Dhcpv6World.OtherServer, lan.Terms(p)));
        };
        lan.Reach(Dhcpv6State.Bound);
        Assert.Equal(Dhcpv6World.OtherServer, lan.Of(Dhcpv6Packet.Request).Single().Server);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(-1)]
    public void RequestThatIsRefused_IsFollowedByASolicit_LaterEachTime(int status)
    {
        lan.Answer = p => lan.Send(p.Type == Dhcpv6Packet.Solicit
            ? p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.Server, lan.Terms(p))
            : status < 0 ? p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server) : p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, p.Association(0, 0, Dhcpv6Packet.Status(status))));
        lan.Start();
        lan.World.RunFor(400);
        Dhcpv6Packet[] requests = [.. lan.Of(Dhcpv6Packet.Request)];
        Dhcpv6Packet[] solicits = [.. lan.Of(Dhcpv6Packet.Solicit)];
        Assert.InRange(requests.Length, 8, 12);
        for (int i = 0; i + 1 < requests.Length; i++)
        {
            int pause = 1000 << Math.Min(i, 6);
            Assert.InRange(solicits[i + 1].Time - requests[i].Time, pause, pause + 501);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void FailureThatMayPass_HasTheRequestRepeated(int status)
    {
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Request && lan.Of(Dhcpv6Packet.Request).Count() < 4)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, Dhcpv6Packet.Status(status)));
            }
            else
            {
                lan.Grant(p);
            }
        };
        lan.Reach(Dhcpv6State.Bound);
        Assert.Equal(4, lan.Of(Dhcpv6Packet.Request).Count());
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Request), 1000, 30_000);
    }

    [Fact]
    public void Lease_IsExtendedAtT1ByItsServer()
    {
        lan.Reach(Dhcpv6State.Bound);
        long granted = lan.Seen[1].Time;
        lan.Valid = 5000;
        lan.Preferred = 0;
        lan.World.RunUntil(() => lan.Client.Counters.Renewals == 1, 2000);
        Dhcpv6Packet renew = lan.Seen[2];
        Assert.Equal((Dhcpv6Packet.Renew, Dhcpv6World.Lease, granted + 1_000_000), (renew.Type, renew.Address, renew.Time));
        Assert.Equal([1, 2, 3, 8, 6], renew.Options.Keys);
        Assert.Equal(Dhcpv6World.Server, renew.Server);
        Assert.Equal(Dhcpv6State.Bound, lan.Client.State);
        Assert.Equal((Ipv6AddressState.Deprecated, 5_000_000L), (lan.Address!.State, lan.Address.ValidLifetime));
        Assert.Equal(1, lan.Client.Counters.Leases);
    }

    [Fact]
    public void LeaseThatIsNotExtended_IsAskedForOfAnyServerFromT2On_AndEnds()
    {
        lan.Reach(Dhcpv6State.Bound);
        long granted = lan.Seen[1].Time;
        lan.IsSilent = true;
        lan.Reach(Dhcpv6State.Rebinding, 2100);
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Renew), 10_000, 600_000);
        Assert.Equal(granted + 2_000_000, lan.Now);
        lan.World.RunUntil(() => !lan.Client.HasLease, 2100);
        Assert.Equal(granted + 4_000_000, lan.Now);
        Dhcpv6Packet rebind = lan.Of(Dhcpv6Packet.Rebind).First();
        Assert.Equal((granted + 2_000_000, null, Dhcpv6World.Lease), (rebind.Time, rebind.Server, rebind.Address));
        Assert.Equal([1, 3, 8, 6], rebind.Options.Keys);
        Dhcpv6World.CheckPauses(lan.Of(Dhcpv6Packet.Rebind), 10_000, 600_000);
        Assert.Equal((1L, null, "::", Dhcpv6State.Soliciting), (lan.Client.Counters.Expired, lan.Address, $"{lan.Client.Address}", lan.Client.State));
        lan.IsSilent = false;
        lan.Reach(Dhcpv6State.Bound);
        Assert.Equal(2, lan.Client.Counters.Leases);
    }

    [Fact]
    public void AnotherServerThatExtendsTheLease_IsItsServerThen()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Answer = p =>
        {
            if (p.Type != Dhcpv6Packet.Renew)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.OtherServer, lan.Terms(p)));
            }
        };
        lan.World.RunUntil(() => lan.Client.Counters.Renewals == 1, 2100);
        lan.Seen.Clear();
        lan.Reach(Dhcpv6State.Renewing, 1100);
        lan.World.RunUntil(() => lan.Seen.Count > 0);
        Assert.Equal(Dhcpv6World.OtherServer, lan.Seen[0].Server);
    }

    [Theory]
    [InlineData(0u, 0u, 3000u, 4000u, 1500, 2400)]
    [InlineData(0u, 1000u, 3000u, 4000u, 1000, 1000)]
    [InlineData(100u, 0u, 3000u, 4000u, 100, 2400)]
    [InlineData(0u, 0u, 0u, 4000u, 2000, 3200)]
    [InlineData(100u, 200u, 3000u, 4000u, 100, 200)]
    [InlineData(0u, 0u, 1u, 4000u, 1, 1)]
    public void TimesThatAreLeftToTheClient_AreHalfAndFourFifthsOfTheTimeThatIsPreferred(uint t1, uint t2, uint preferred, uint valid, int renew, int rebind)
    {
        (lan.T1, lan.T2, lan.Preferred, lan.Valid) = (t1, t2, preferred, valid);
        lan.Reach(Dhcpv6State.Probing);
        long granted = lan.Seen[1].Time;
        lan.IsSilent = true;
        lan.World.RunUntil(() => lan.Of(Dhcpv6Packet.Rebind).Any(), 3300);
        long late = renew == 1 ? 1100 : 0;
        Assert.InRange(lan.Of(Dhcpv6Packet.Rebind).First().Time, granted + (rebind * 1000L), granted + (rebind * 1000L) + late);
        if (renew > 5 && renew < rebind)
        {
            Assert.Equal(granted + (renew * 1000L), lan.Of(Dhcpv6Packet.Renew).First().Time);
        }
    }

    [Fact]
    public void LeaseForEver_IsNotExtended()
    {
        (lan.T1, lan.T2, lan.Preferred, lan.Valid) = (0, 0, uint.MaxValue, uint.MaxValue);
        lan.Reach(Dhcpv6State.Bound);
        lan.World.RunFor(1_000_000);
        Assert.Equal((2, Dhcpv6State.Bound, Ipv6Interface.Forever), (lan.Seen.Count, lan.Client.State, lan.Address!.ValidLifetime));
        (lan.T1, lan.T2) = (uint.MaxValue, uint.MaxValue);
    }

    [Fact]
    public void ServerThatHasForgottenTheLease_IsAskedForTheSameAddress()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Renew)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, p.Association(0, 0, Dhcpv6Packet.Status(3))));
            }
            else
            {
                lan.Grant(p);
            }
        };
        lan.World.RunUntil(() => lan.Client.Counters.Renewals == 1, 1100);
        Assert.Equal([Dhcpv6Packet.Renew, Dhcpv6Packet.Request], lan.Seen.Skip(2).Select(p => p.Type));
        Assert.Equal((Dhcpv6World.Lease, 1L, 1), (lan.Seen[3].Address, lan.Client.Counters.Leases, lan.Told.Count(t => t == Dhcpv6World.Lease)));
    }

    [Fact]
    public void AddressThatTheServerTakesAway_IsGone_AndAnotherIsAskedFor()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Answer = p =>
        {
            if (p.Type == Dhcpv6Packet.Renew)
            {
                lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, p.Association(0, 0, Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, 0, 0))));
            }
            else
            {
                lan.Granted = Dhcpv6World.OtherLease;
                lan.Grant(p);
            }
        };
        lan.Reach(Dhcpv6State.Soliciting, 1100);
        Assert.Equal((false, null), (lan.Client.HasLease, lan.Address));
        lan.Reach(Dhcpv6State.Bound);
        Assert.Equal(Dhcpv6World.OtherLease, $"{lan.Client.Address}");
    }

    [Fact]
    public void AddressThatTheServerReplaces_IsReplaced_AndTheOldOneIsKeptWhereBothAreGiven()
    {
        lan.Reach(Dhcpv6State.Bound);
        bool isBoth = true;
        lan.Answer = p => lan.Send(p.Answer(
            Dhcpv6Packet.Reply,
            Dhcpv6World.Server,
            p.Association(
                1000,
                2000,
                Dhcpv6Packet.AddressOption(Dhcpv6World.OtherLease, 3000, 4000),
                Dhcpv6Packet.AddressOption(Dhcpv6World.Lease, isBoth ? 3000u : 0, isBoth ? 4000u : 0))));
        lan.World.RunUntil(() => lan.Client.Counters.Renewals == 1, 1100);
        Assert.Equal(Dhcpv6World.Lease, $"{lan.Client.Address}");
        isBoth = false;
        lan.Reach(Dhcpv6State.Probing, 1100);
        lan.Reach(Dhcpv6State.Bound, 10);
        Assert.Equal((Dhcpv6World.OtherLease, 2L), ($"{lan.Client.Address}", lan.Client.Counters.Leases));
        Assert.Equal(2, lan.Ipv6.Interface.GetAddresses().Length);
    }

    [Fact]
    public void ExtensionThatSaysNothingOfTheLease_IsRepeated()
    {
        lan.Reach(Dhcpv6State.Bound);
        lan.Answer = p => lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server));
        lan.Reach(Dhcpv6State.Rebinding, 2100);
        Assert.InRange(lan.Of(Dhcpv6Packet.Renew).Count(), 5, 9);
        Assert.True(lan.Client.HasLease);
    }

    [Fact]
    public void HostWithoutAPlaceForTheAddress_GivesItBack()
    {
        var full = new Dhcpv6World(Dhcpv6World.Managed, new Ipv6Options { Addresses = 2, Address = IPAddress.Parse("2001:db8::1") });
        full.Start();
        full.World.RunUntil(() => full.Of(Dhcpv6Packet.Release).Any());
        Assert.Equal((1L, Dhcpv6World.Lease, null), (full.Client.Counters.NoPlace, full.Of(Dhcpv6Packet.Release).First().Address, full.Address));
        long released = full.Now;
        full.World.RunUntil(() => full.Of(Dhcpv6Packet.Solicit).Count() == 2);
        Assert.InRange(full.Now - released, 1000, 1502);
    }

    private void OfferOfBoth(byte one, byte other) => lan.Answer = p =>
    {
        lan.Send(p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.Server, lan.Terms(p), Dhcpv6Packet.Option(7, one)));
        lan.Granted = Dhcpv6World.OtherLease;
        lan.Send(p.Answer(Dhcpv6Packet.Advertise, Dhcpv6World.OtherServer, lan.Terms(p), Dhcpv6Packet.Option(7, other)));
        lan.Granted = Dhcpv6World.Lease;
    };
}
