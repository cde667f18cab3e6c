using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Nano.Net.Tests.IPv6;

namespace Nano.Net.Tests.Services.Dhcpv6;

/// <summary>Settings without an address (RFC 8415 section 18.2.6).</summary>
public class Dhcpv6InformationTests
{
    private readonly Dhcpv6World lan = new(Dhcpv6World.Other);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void RouterThatNamesNoServer_IsTakenAtItsWord(int flags, int sent)
    {
        var quiet = new Dhcpv6World(flags);
        Dhcpv6Client client = quiet.Start();
        quiet.World.RunFor(60);
        Assert.Equal((Dhcpv6State.Idle, sent), (client.State, quiet.Seen.Count));
    }

    [Fact]
    public void OtherFlag_DnsServersAndSearchListAreAskedFor()
    {
        lan.More =
        [
            .. Dhcpv6Packet.DnsServers("2001:db8::53", "::", "ff02::1", "::1", "fe80::53", "2001:db8::54", "2001:db8::55"),
            .. Dhcpv6Packet.SearchList("example.org", "_tcp.example", "la n.example", "b"),
        ];
        Dhcpv6Client client = lan.Reach(Dhcpv6State.Informed);
        Dhcpv6Packet request = lan.Seen.Single();
        Assert.Equal((Dhcpv6Packet.InformationRequest, 0), (request.Type, request.Elapsed));
        Assert.Equal([1, 8, 6], request.Options.Keys);
        Assert.Equal([0, 3, 0, 1, .. lan.World.Wire.A.HardwareAddress], request.Options[1]);
        Assert.Equal([23, 24, 83, 32], request.Requested);
        Assert.Equal(["2001:db8::53", "fe80::53", "2001:db8::54"], client.GetDnsServers().Select(s => $"{s}"));
        Assert.Equal(["example.org", "_tcp.example", "b"], client.GetSearchList());
        Assert.Equal((1L, 1L, 1L, 0L), (client.Counters.Sent, client.Counters.Received, client.Counters.Informed, client.Counters.Leases));
        Assert.Equal((false, "::", 1), (client.HasLease, $"{client.Address}", lan.Told.Count));
    }

    [Fact]
    public void FirstRequest_WaitsForTheAddress_AndUpToASecondMore()
    {
        long[] delays = [.. Enumerable.Range(1, 20).Select(seed =>
        {
            var other = new Dhcpv6World(Dhcpv6World.Other, seed: (ulong)seed);
            other.Start();
            other.World.RunFor(3);
            long asked = other.Now;
            other.World.Act(other.Client.Stop);
            other.Seen.Clear();
            other.World.Act(other.Client.Start);
            other.World.RunUntil(() => other.Seen.Count > 0);
            return other.Seen[0].Time - asked;
        })];
        Assert.InRange(delays.Min(), 0, 200);
        Assert.InRange(delays.Max(), 800, 1001);
    }

    [Fact]
    public void Request_IsRepeatedAsSection15Says()
    {
        lan.IsSilent = true;
        lan.Start();
        lan.World.RunFor(30000);
        Assert.InRange(lan.Seen.Count, 16, 22);
        Dhcpv6World.CheckPauses(lan.Seen, 1000, 3_600_000);
        Assert.Equal(65535, lan.Seen[^1].Elapsed);
    }

    [Theory]
    [InlineData(59u, 3_600_000)]
    [InlineData(60u, 60_000)]
    [InlineData(86_400u, 86_400_000)]
    [InlineData(86_401u, 3_600_000)]
    public void LongestPause_IsTheServersToSay(uint seconds, int maximum)
    {
        lan.Answer = p => lan.Send(p.Answer(Dhcpv6Packet.Reply, Dhcpv6World.Server, Dhcpv6Packet.Status(1), Dhcpv6Packet.Number(83, seconds)));
        lan.Start();
        lan.World.RunFor(maximum > 3_600_000 ? 400_000 : 20_000);
        Dhcpv6World.CheckPauses(lan.Seen, 1000, maximum);
        Assert.InRange(lan.Seen[^1].Time - lan.Seen[^2].Time, maximum * (maximum > 3_600_000 ? 0.4 : 0.89), maximum * 1.1);
        Assert.Equal((lan.Seen.Count, 0L), ((int)lan.Client.Counters.Refused, lan.Client.Counters.Informed));
    }

    [Theory]
    [InlineData(null, 86_400)]
    [InlineData(0u, 600)]
    [InlineData(599u, 600)]
    [InlineData(601u, 601)]
    [InlineData(uint.MaxValue, 0)]
    public void Settings_AreAskedForAgainWhenTheirTimeIsUp(uint? refresh, int seconds)
    {
        lan.More = refresh is { } value ? Dhcpv6Packet.Number(32, value) : [];
        lan.Reach(Dhcpv6State.Informed);
        long informed = lan.Now;
        lan.World.RunFor(200_000);
        if (seconds == 0)
        {
            Assert.Single(lan.Seen);
            return;
        }

        Assert.InRange(lan.Seen[1].Time - informed, seconds * 1000L, (seconds * 1000L) + 1001);
        Assert.NotEqual(lan.Seen[0].Transaction, lan.Seen[1].Transaction);
    }

    [Fact]
    public void Settings_AreKeptUntilTheServerSaysOthers()
    {
        lan.More = Dhcpv6Packet.DnsServers("2001:db8::53");
        Dhcpv6Client client = lan.Reach(Dhcpv6State.Informed);
        lan.IsSilent = true;
        lan.World.RunUntil(() => client.State == Dhcpv6State.Informing, 100_000);
        lan.World.RunFor(10_000);
        Assert.Equal(["2001:db8::53"], client.GetDnsServers().Select(s => $"{s}"));
        Assert.Single(lan.Told);

        lan.IsSilent = false;
        lan.More = [];
        lan.Reach(Dhcpv6State.Informed, 10_000);
        Assert.Empty(client.GetDnsServers());
        Assert.Equal(2, lan.Told.Count);
    }

    [Fact]
    public void LinkThatComesUp_HasTheSettingsAskedForAgain()
    {
        lan.Reach(Dhcpv6State.Informed);
        lan.SetLink(false);
        lan.World.RunFor(5);
        Assert.Equal(Dhcpv6State.Idle, lan.Client.State);
        lan.SetLink(true);
        long up = lan.Now;
        lan.Reach(Dhcpv6State.Informed, 10);
        Assert.InRange(lan.Seen.Single(p => p.Time > up).Time - up, 0, 1600);
    }

    [Fact]
    public void RouterThatTakesItBack_EndsTheQuestions_AndTheSettingsInTheirTime()
    {
        lan.IsSilent = true;
        lan.Reach(Dhcpv6State.Informing);
        lan.World.RunFor(5);
        int before = lan.Seen.Count;
        lan.Router.Advertisement = ScriptedRouter.Says(0);
        lan.Router.Advertise(lan.Router.Advertisement);
        lan.World.RunFor(1000);
        Assert.Equal((before, Dhcpv6State.Idle), (lan.Seen.Count, lan.Client.State));

        lan.IsSilent = false;
        lan.More = [.. Dhcpv6Packet.DnsServers("2001:db8::53"), .. Dhcpv6Packet.Number(32, 1000)];
        lan.Router.Advertise(ScriptedRouter.Says(Dhcpv6World.Other));
        lan.Reach(Dhcpv6State.Informed, 3);
        long informed = lan.Now;
        lan.Router.Advertise(ScriptedRouter.Says(0));
        lan.World.RunFor(990);
        Assert.Single(lan.Client.GetDnsServers());
        lan.World.RunUntil(() => lan.Client.GetDnsServers().Length == 0);
        Assert.Equal((1_000_000, Dhcpv6State.Idle, before + 1), (lan.Now - informed, lan.Client.State, lan.Seen.Count));
    }

    [Fact]
    public void ManagedNetworkWhereAnAddressWasMadeOfAPrefix_IsAskedForSettingsOnly()
    {
        lan.Router.Advertisement = ScriptedRouter.Says(Dhcpv6World.Managed, DiscoveryPackets.Prefix("2001:db8:2::"));
        lan.Reach(Dhcpv6State.Informed);
        Assert.Equal(Dhcpv6Packet.InformationRequest, lan.Seen.Single().Type);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void DnsServersThatDoNotFill16BytesEach_AreNone(bool isCut, bool isTaken)
    {
        byte[] servers = Dhcpv6Packet.DnsServers("2001:db8::53", "2001:db8::54");
        lan.More = isCut ? [servers[0], servers[1], 0, 31, .. servers[4..^1]] : servers;
        lan.Reach(Dhcpv6State.Informed);
        Assert.Equal(isTaken ? 2 : 0, lan.Client.GetDnsServers().Length);
    }

    [Fact]
    public void SearchList_StopsAtWhatIsNoName_AndKeepsWhatFits()
    {
        string longest = $"{new string('a', 63)}.{new string('b', 20)}";
        lan.More = Dhcpv6Packet.Option(24, [.. DnsPacket.NameOf(longest), .. DnsPacket.NameOf("does.not.fit"), .. DnsPacket.NameOf("fits"), 0xC0, 0, .. DnsPacket.NameOf("x")]);
        lan.Reach(Dhcpv6State.Informed);
        Assert.Equal([longest, "fits"], lan.Client.GetSearchList());
    }

    [Fact]
    public void Client_NeedsIpv6()
    {
        var world = new ServiceWorld();
        Assert.Throws<ArgumentException>(() => new Dhcpv6Client(world.Runner, new Dhcpv6ClientOptions()));
        Assert.Throws<ArgumentNullException>(() => new Dhcpv6Client(lan.World.Runner, null!));
        Assert.Throws<ArgumentException>(() => new Dhcpv6Client(lan.World.Runner, new Dhcpv6ClientOptions { Identifier = new byte[2] }));
        Assert.Throws<ArgumentException>(() => new Dhcpv6Client(lan.World.Runner, new Dhcpv6ClientOptions { Identifier = new byte[131] }));
    }

    [Fact]
    public void Identifier_IsTheProgramsToSay()
    {
        byte[] identifier = [0, 4, .. new byte[16]];
        lan.Reach(Dhcpv6State.Informed, options: new Dhcpv6ClientOptions { Identifier = identifier });
        Assert.Equal(identifier, lan.Seen.Single().Options[1]);
    }
}
