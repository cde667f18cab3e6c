using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Groups and who is told of them (RFC 9777, and RFC 2710 where a router knows no other), with the test as router.</summary>
public class MulticastListenerTests
{
    private const string Group = "ff02::fb";
    private const string OtherGroup = "ff05::1:3";
    private const string AllListenerRouters = "ff02::16";
    private const int IsExclude = 2;
    private const int ToInclude = 3;
    private const int ToExclude = 4;

    [Fact]
    public void Join_IsReportedAtOnce_AndOnceMoreWithinASecond()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        SentMessage report = host.Take().Single();
        Assert.Equal(143, report.Type);
        Assert.Equal(AllListenerRouters, report.Destination);
        Assert.Equal(host.LinkLocal, report.Source);
        Assert.Equal(1, report.HopLimit);
        Assert.True(report.HasRouterAlert);
        Assert.Equal([(ToExclude, Group)], report.Records);

        host.Advance(1010);
        Assert.Equal([(ToExclude, Group)], host.Take().Single().Records);
        host.Advance(600_000);
        Assert.Empty(host.Take(143));
    }

    [Fact]
    public void Leave_IsReportedAtOnce_AndOnceMore_WhenTheLastHasLeft()
    {
        DiscoveryHost host = Settled();
        int place = Join(host, Group);
        Assert.Equal(place, Join(host, Group));
        host.Advance(2000);
        host.Take();
        host.Discovery.listeners.Leave(place);
        Assert.True(host.Discovery.listeners.IsMember(Address(Group), 0));
        Assert.Empty(host.Take());
        host.Discovery.listeners.Leave(place);
        Assert.False(host.Discovery.listeners.IsMember(Address(Group), 0));
        Assert.Equal([(ToInclude, Group)], host.Take().Single().Records);
        host.Advance(1010);
        Assert.Equal([(ToInclude, Group)], host.Take().Single().Records);
        host.Advance(10_000);
        Assert.Empty(host.Take());
    }

    [Fact]
    public void GroupThatIsJoinedAgain_KeepsItsPlace_AndIsReportedAsJoined()
    {
        DiscoveryHost host = Settled();
        int place = Join(host, Group);
        host.Discovery.listeners.Leave(place);
        Assert.Equal(place, Join(host, Group));
        host.Take();
        host.Advance(1010);
        Assert.Equal([(ToExclude, Group)], host.Take().Single().Records);
    }

    [Fact]
    public void ReportsBeforeThereIsAnAddress_ComeFromNone_AndAreRepeatedFromTheAddress()
    {
        DiscoveryHost host = new();
        host.Discovery.OnLinkChanged(true);
        while (host.Own.FindLinkLocal() == OwnAddresses.None)
        {
            Assert.All(host.Take(143), report => Assert.Equal("::", report.Source));
            host.Advance(10);
        }

        string own = Packets6.SolicitedNode(host.LinkLocal);
        SentMessage last = host.Take(143).Last();
        Assert.Equal(host.LinkLocal, last.Source);
        Assert.Equal([(ToExclude, own)], last.Records);
    }

    [Fact]
    public void GeneralQuery_IsAnsweredForAllGroups_InOneReport_WithinItsTime()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        host.Advance(5000);
        host.Take();
        host.Receive(Icmp(Router, AllNodes, Query("::", 2000), 1));
        Assert.Empty(host.Take());
        host.Advance(2010);
        SentMessage report = host.Take().Single();
        Assert.Equal(
            [(IsExclude, Packets6.SolicitedNode(host.LinkLocal)), (IsExclude, Group)],
            report.Records.OrderByDescending(record => record.Group.Length));
        host.Advance(10_000);
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.QueriesReceived);
    }

    [Fact]
    public void QueryForAGroup_IsAnsweredForThatGroup_IfItWasJoined()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        host.Advance(5000);
        host.Take();
        host.Receive(Icmp(Router, Group, Query(Group, 1000), 1));
        host.Receive(Icmp(Router, OtherGroup, Query(OtherGroup, 1000), 1));
        host.Advance(1010);
        Assert.Equal([(IsExclude, Group)], host.Take().Single().Records);
    }

    [Fact]
    public void DelayBeyondHalfAMinute_IsAnExponent()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        host.Advance(5000);
        host.Take();

        // 0x8000: 0x1000 << 3 = 32,768 ms; drawn within that.
        host.Receive(Icmp(Router, AllNodes, Query("::", 0x8000), 1));
        host.Leap(32_769);
        Assert.Single(host.Take(143));
    }

    [Theory]
    [InlineData("fe80::1", 2, true)]
    [InlineData("2001:db8::1", 1, true)]
    [InlineData("fe80::1", 1, false)]
    public void QueryFromElsewhere_OrWithoutRouterAlert_IsDropped(string source, int hopLimit, bool routerAlert)
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        host.Advance(5000);
        host.Take();
        host.Receive(Icmp(source, AllNodes, Query("::", 1000), hopLimit), routerAlert: routerAlert);
        host.Advance(2000);
        Assert.Empty(host.Take());
        Assert.Equal(1, host.Counters.Malformed);
        Assert.Equal(0, host.Counters.QueriesReceived);
    }

    [Fact]
    public void RouterOfVersion1_IsToldByVersion1_GroupByGroup()
    {
        DiscoveryHost host = Settled();
        int place = Join(host, Group);
        host.Advance(5000);
        host.Take();
        host.Receive(Icmp(Router, AllNodes, Query("::", 1000, isVersion1: true), 1));
        host.Advance(1010);
        List<SentMessage> reports = host.Take();
        Assert.All(reports, report => Assert.Equal((131, 1, true), (report.Type, report.HopLimit, report.HasRouterAlert)));
        Assert.All(reports, report => Assert.Equal(report.Target, report.Destination));
        Assert.Equal(new[] { Group, Packets6.SolicitedNode(host.LinkLocal) }.Order(), reports.Select(report => report.Target).Order());

        host.Discovery.listeners.Leave(place);
        SentMessage done = host.Take().Single();
        Assert.Equal((132, AllRouters, Group), (done.Type, done.Destination, done.Target));
    }

    [Fact]
    public void RouterOfVersion1ThatIsGone_IsToldNoMore()
    {
        DiscoveryHost host = Settled();
        host.Receive(Icmp(Router, AllNodes, Query("::", 1000, isVersion1: true), 1));
        host.Leap(259_990);
        host.Take();
        int place = Join(host, Group);
        Assert.Equal(131, host.Take().Single().Type);
        host.Leap(20);
        host.Discovery.listeners.Leave(place);
        Assert.Equal([(ToInclude, Group)], host.Take().Single().Records);
    }

    [Fact]
    public void ReportOfAnotherListener_IsEnough_InVersion1()
    {
        DiscoveryHost host = Settled();
        int place = Join(host, Group);
        host.Advance(5000);
        host.Receive(Icmp(Router, AllNodes, Query("::", 10_000, isVersion1: true), 1));
        host.Take();
        host.Receive(Icmp(OtherHost, Group, [131, 0, 0, 0, 0, 0, 0, 0, .. Address(Group)], 1));
        host.Advance(10_010);
        Assert.Equal([Packets6.SolicitedNode(host.LinkLocal)], host.Take().Select(report => report.Target));

        // Others are there still: who was not the last to report says nothing when it leaves (RFC 2710 section 4).
        host.Discovery.listeners.Leave(place);
        Assert.Empty(host.Take());
    }

    [Fact]
    public void LinkThatComesUp_HasAllGroupsReported()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        host.Advance(5000);
        host.Take();
        host.Discovery.OnLinkChanged(false);
        host.Discovery.OnLinkChanged(true);
        Assert.Equal(2, host.Take(143).Single().Records.Count);
    }

    [Fact]
    public void GroupsBeyondTheTable_AreRefused()
    {
        DiscoveryHost host = Settled(new Ipv6Options { MulticastGroups = 1, Addresses = 2 });
        Join(host, "ff02::100");
        Join(host, "ff02::101");
        Assert.Equal(MulticastListeners.None, host.Discovery.listeners.Join(Address("ff02::102"), 0));
        Assert.Equal(1, host.Counters.GroupsRefused);
        Assert.Equal(MulticastListeners.None, host.Discovery.listeners.Find(Address("ff02::102"), 0));
    }

    [Fact]
    public void AllHosts_IsEverybodysGroup_AndReportedByNobody()
    {
        DiscoveryHost host = Settled();
        Assert.True(host.Discovery.listeners.IsMember(Address(AllNodes), 0));
        Assert.False(host.Discovery.listeners.IsMember(Address(AllRouters), 0));
        Assert.False(host.Discovery.listeners.IsMember(Address("ff01::1"), 0));
    }

    [Fact]
    public void HardwareAddresses_AreThoseOfAllGroups_AndOfAllHosts()
    {
        DiscoveryHost host = Settled();
        Join(host, Group);
        byte[] buffer = new byte[host.Discovery.listeners.MaximumHardwareGroups * 6];
        int count = host.Discovery.listeners.WriteHardwareGroups(buffer, 0);
        string own = Convert.ToHexString(Address(host.LinkLocal)[13..]);
        Assert.Equal(3, count);
        Assert.Equal(
            new[] { "333300000001", $"3333FF{own}", "3333000000FB" }.Order(),
            Enumerable.Range(0, count).Select(i => Convert.ToHexString(buffer, 6 * i, 6)).Order());
    }

    private static DiscoveryHost Settled(Ipv6Options? options = null)
    {
        DiscoveryHost host = DiscoveryHost.Settled(options);

        // The solicitations of routers are none of this.
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 0, 0, 0)));
        host.Take();
        return host;
    }

    private static int Join(DiscoveryHost host, string group)
    {
        int place = host.Discovery.listeners.Join(Address(group), 0);
        Assert.NotEqual(MulticastListeners.None, place);
        return place;
    }
}
