using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Internet;

/// <summary>A host in multicast groups (RFC 1112, RFC 2236), with the test as router and as other members.</summary>
public class IgmpTests
{
    private const uint Group = 0xEF010203;          // 239.1.2.3
    private const uint OtherGroup = 0xE00000FB;     // 224.0.0.251
    private const uint AllHosts = 0xE0000001;
    private const uint AllRouters = 0xE0000002;
    private const int Query = 0x11;
    private const int Version1Report = 0x12;
    private const int Report = 0x16;
    private const int Leave = 0x17;

    private readonly LowerStack stack = Make();

    private IgmpCounters Counters => stack.Ipv4.groups.igmp.counters;

    [Fact]
    public void Join_IsReportedAtOnce_AndOnceMoreWithinTenSeconds()
    {
        Open().Join(Group);
        Assert.Equal((Report, Group, Group), Sent().Single());
        stack.Advance(10100);
        Assert.Equal((Report, Group, Group), Sent().Single());
        stack.Advance(600000);
        Assert.Empty(Sent());
    }

    [Fact]
    public void LinkThatComesUp_HasAllGroupsReportedAtOnce_AndOnceMoreWithinTenSeconds()
    {
        UdpEndpoint socket = Open();
        socket.Join(Group);
        socket.Join(OtherGroup);
        stack.Advance(10100);
        Sent();
        stack.OnLinkChanged(false);
        Assert.Empty(Sent());
        stack.OnLinkChanged(true);
        Assert.Equal([Group, OtherGroup], Sent().Select(sent => sent.Group).Order().Reverse());
        stack.Advance(10100);
        Assert.Equal(2, Sent().Count());
        stack.Advance(600000);
        Assert.Empty(Sent());
    }

    [Fact]
    public void Report_IsAPacketThatRoutersLookAtAndNoneForwards()
    {
        Open().Join(Group);
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(new byte[] { 1, 0, 0x5E, 1, 2, 3 }, frame.AsSpan(0, 6).ToArray());
        Assert.Equal(Packets.OurHardware, frame.AsSpan(6, 6).ToArray());
        Assert.Equal(14 + 24 + 8, frame.Length);
        Assert.Equal(0x0800, Packets.Get16(frame, 12));
        Assert.Equal(0x46, frame[14]);
        Assert.Equal(0x4000, Packets.Get16(frame, 20));
        Assert.Equal(32, Packets.Get16(frame, 16));
        Assert.Equal(1, frame[22]);
        Assert.Equal(2, frame[23]);
        Assert.Equal(Packets.Us, Packets.Get32(frame, 26));
        Assert.Equal(Group, Packets.Get32(frame, 30));
        Assert.Equal(0x94040000u, Packets.Get32(frame, 34));
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 24)));
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(38, 8)));

        // One frame serves all.
        Open().Join(OtherGroup);
        frame = stack.TakeSent().Single();
        Assert.Equal(OtherGroup, Packets.Get32(frame, 30));
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(14, 24)));
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(38, 8)));
    }

    [Fact]
    public void ReportOnALinkWithoutHeaders_IsABarePacket()
    {
        LowerStack bare = Make(device: new FakeLinkDevice(medium: LinkMedium.Ip));
        bare.Udp.Open().Join(Group);
        byte[] packet = bare.TakeSent().Single();
        Assert.Equal(32, packet.Length);
        Assert.Equal(0, Packets.Checksum(packet.AsSpan(0, 24)));
    }

    [Fact]
    public void GeneralQuery_IsAnsweredForEachGroup_WithinTheTimeItGives()
    {
        JoinQuietly(Group);
        JoinQuietly(OtherGroup);
        Ask(0, tenths: 20);
        Assert.Empty(Sent());
        stack.Advance(2100);
        Assert.Equal(new[] { OtherGroup, Group }, Sent().Select(m => m.Group).Order());
        stack.Advance(600000);
        Assert.Empty(Sent());
    }

    [Fact]
    public void Delays_AreRandom()
    {
        JoinQuietly(Group);
        HashSet<int> delays = new();
        for (int i = 0; i < 8; i++)
        {
            Ask(0, tenths: 100);
            int delay = 0;
            while (Sent().Count == 0)
            {
                Assert.True(delay <= 10000);
                stack.Advance(100);
                delay += 100;
            }

            delays.Add(delay);
        }

        Assert.True(delays.Count > 3);
    }

    [Fact]
    public void QueryForOneGroup_IsAnsweredForThatGroupOnly()
    {
        JoinQuietly(Group);
        JoinQuietly(OtherGroup);
        Ask(Group, tenths: 10);
        stack.Advance(1100);
        Assert.Equal((Report, Group, Group), Sent().Single());
    }

    [Fact]
    public void HastierQuery_BringsTheReportForward_AndALazierOneDoesNotPutItOff()
    {
        JoinQuietly(Group);
        Ask(0, tenths: 255);
        Ask(Group, tenths: 5);
        Ask(0, tenths: 255);
        stack.Advance(600);
        Assert.Single(Sent());
    }

    [Fact]
    public void QueryOfVersion3_IsAnsweredAsOneOfVersion2()
    {
        JoinQuietly(Group);
        Receive(AllHosts, Igmp(Query, 10, 0, new byte[] { 2, 125, 0, 0 }));
        stack.Advance(1100);
        Assert.Equal((Report, Group, Group), Sent().Single());
    }

    [Fact]
    public void ReportOfAnotherMember_SuppressesOurs_AndWeLeaveSilently()
    {
        UdpEndpoint endpoint = JoinQuietly(Group);
        Ask(0, tenths: 100);
        Receive(Group, Igmp(Report, 0, Group), source: Packets.OtherPeer);
        stack.Advance(10100);
        Assert.Empty(Sent());
        Assert.Equal(1, Counters.ReportsSuppressed);
        endpoint.Leave(Group);
        Assert.Empty(Sent());
    }

    [Fact]
    public void LastReporter_SaysToTheRoutersThatItLeaves()
    {
        UdpEndpoint endpoint = JoinQuietly(Group);
        endpoint.Leave(Group);
        Assert.Equal((Leave, Group, AllRouters), Sent().Single());
        Ask(0, tenths: 10);
        stack.Advance(1100);
        Assert.Empty(Sent());
    }

    [Fact]
    public void RouterOfVersion1_GetsReportsItUnderstands_AndNoLeave_UntilItHasBeenSilentForLong()
    {
        UdpEndpoint endpoint = JoinQuietly(Group);
        Ask(0, tenths: 0);
        stack.Advance(10100);
        Assert.Equal((Version1Report, Group, Group), Sent().Single());
        endpoint.Leave(Group);
        Assert.Empty(Sent());
        endpoint.Join(Group);
        Assert.Equal(Version1Report, Sent().Single().Type);
        stack.Advance(400000);
        stack.TakeSent();
        endpoint.Leave(Group);
        Assert.Equal(Leave, Sent().Single().Type);
    }

    [Fact]
    public void GroupOfTwoSockets_IsLeftWithTheSecondOne()
    {
        UdpEndpoint one = JoinQuietly(Group);
        UdpEndpoint two = Open();
        two.Join(Group);
        Assert.Empty(Sent());
        one.Leave(Group);
        Assert.Empty(Sent());
        two.Close();
        Assert.Equal(Leave, Sent().Single().Type);
    }

    [Fact]
    public void AllHosts_IsNeverReported()
    {
        UdpEndpoint endpoint = Open();
        Assert.Equal(0, endpoint.Join(AllHosts));
        Ask(0, tenths: 10);
        stack.Advance(20000);
        endpoint.Leave(AllHosts);
        Assert.Empty(Sent());
    }

    [Fact]
    public void WithoutAnAddress_NothingIsReported_UntilThereIsOne_AndAnotherOneIsReportedAnew()
    {
        LowerStack late = Make(address: 0);
        late.Udp.Open().Join(Group);
        late.Advance(20000);
        Assert.Empty(late.Sent);
        late.Ipv4.Configure(Packets.Us, 24, 0);
        Assert.Equal(1, late.Ipv4.groups.igmp.counters.ReportsSent);
        late.Advance(20000);
        Assert.Equal(2, late.Ipv4.groups.igmp.counters.ReportsSent);
        late.Ipv4.Configure(Packets.Us, 16, 0);
        Assert.Equal(2, late.Ipv4.groups.igmp.counters.ReportsSent);
        late.Ipv4.Configure(Packets.Us + 9, 24, 0);
        Assert.Equal(3, late.Ipv4.groups.igmp.counters.ReportsSent);
    }

    [Fact]
    public void BrokenMessages_AreCountedAndDropped()
    {
        JoinQuietly(Group);
        Receive(AllHosts, Igmp(Query, 1, 0).AsSpan(0, 7).ToArray());
        Receive(Packets.Us, Igmp(Query, 1, 0));
        Assert.Equal(2, Counters.Malformed);
        byte[] wrong = Igmp(Query, 1, 0);
        wrong[2] ^= 1;
        Receive(AllHosts, wrong);
        Assert.Equal(1, Counters.BadChecksum);
        Receive(AllHosts, Igmp(0x22, 0, 0));
        Assert.Equal(1, Counters.Ignored);
        stack.Advance(20000);
        Assert.Empty(Sent());
        Assert.Equal(0, Counters.QueriesReceived);
    }

    [Fact]
    public void FullTable_RefusesAnotherGroup_AndTakesItOnceOneIsLeft()
    {
        UdpEndpoint endpoint = Open();
        Assert.Equal(0, endpoint.Join(Group));
        Assert.Equal(0, endpoint.Join(OtherGroup));
        Assert.Equal(UdpResult.NoGroup, endpoint.Join(Group + 1));
        Assert.Equal(1, Counters.TableFull);
        Assert.Equal(UdpResult.Member, endpoint.Join(Group));
        Assert.Equal(0, endpoint.Leave(Group));
        Assert.Equal(UdpResult.NotMember, endpoint.Leave(Group));
        Assert.Equal(0, endpoint.Join(Group + 1));
    }

    [Fact]
    public void StackWithoutGroups_RefusesEvery_AndIgnoresIgmp()
    {
        LowerStack small = Make(groups: 0);
        Assert.Equal(UdpResult.NoGroup, small.Udp.Open().Join(Group));
        small.Receive(ToGroup(Packets.Ip(2, Igmp(Query, 10, 0), destination: AllHosts, ttl: 1)));
        Assert.Equal(1, small.Ipv4.counters.UnknownProtocol);
        Assert.Empty(small.Sent);
    }

    [Fact]
    public void Datagrams_ReachTheSocketsThatHaveJoinedTheirGroup_AndNoOthers()
    {
        UdpEndpoint member = JoinQuietly(Group);
        member.Bind(7);
        UdpEndpoint other = Open();
        other.Bind(8);
        Put(Group, 7);
        Put(Group, 8);
        Put(OtherGroup, 7);
        Assert.Equal(1, member.Available);
        Assert.Equal(0, other.Available);
        Assert.Equal(1, stack.Udp.counters.NoPort);
        Assert.Equal(1, stack.Ipv4.counters.NotForThisHost);
        Assert.Equal(4, member.Receive(new byte[9], 0, 9, out _, out _));
        Put(AllHosts, 8);
        Assert.Equal(1, other.Available);
        member.Leave(Group);
        Put(Group, 7);
        Assert.Equal(0, member.Available);
        Assert.DoesNotContain(stack.TakeSent(), frame => frame[23] == 1);
    }

    [Fact]
    public void TimesToLive_AreThoseAskedFor_AndOneByDefaultForGroups()
    {
        UdpEndpoint endpoint = Open();
        stack.LearnPeer();
        Assert.Equal(1, TimeToLiveTo(Group));
        Assert.Equal(64, TimeToLiveTo(Packets.Peer));
        endpoint.multicastTimeToLive = 255;
        endpoint.timeToLive = 3;
        Assert.Equal(255, TimeToLiveTo(Group));
        Assert.Equal(3, TimeToLiveTo(Packets.Peer));

        int TimeToLiveTo(uint address)
        {
            endpoint.Send(address, 9, new byte[1], 0, 1);
            return stack.TakeSent().Single()[22];
        }
    }

    [Fact]
    public void FilterOfTheDevice_IsToldOfEveryChange_AndOfAllHostsWhereThereIsAnyGroup()
    {
        FilteringLinkDevice device = new();
        NetworkStack whole = new(device, new StackOptions { Address = new IPAddress(Packets.Us), MulticastGroups = 2, UdpSockets = 2 });
        Assert.Null(device.Groups);
        UdpEndpoint one = whole.udp.Open();
        one.Join(Group);
        Assert.Equal(new[] { "01005E010203", "01005E000001" }, device.Groups!);
        UdpEndpoint two = whole.udp.Open();
        two.Join(OtherGroup);
        Assert.Equal(new[] { "01005E000001", "01005E0000FB", "01005E010203" }, device.Groups!.Order());
        two.Join(Group);
        one.Close();
        Assert.Equal(3, device.Groups!.Length);
        two.Close();
        Assert.Empty(device.Groups!);
    }

    [Fact]
    public void JoiningReportingAndLeaving_AllocateNothing()
    {
        stack.Device.Sent = null;
        UdpEndpoint endpoint = Open();
        IPAddress group = new(Group);
        Assert.Equal(0, Allocations.Of(() =>
        {
            endpoint.Join(group);
            stack.Advance(20000);
            endpoint.Leave(group);
        }));
    }

    private static LowerStack Make(int groups = 2, FakeLinkDevice? device = null, uint address = Packets.Us) =>
        new(new StackOptions { UdpSockets = 3, MulticastGroups = groups }, device, address);

    private static byte[] Igmp(int type, int tenths, uint group, byte[]? more = null)
    {
        byte[] message = new byte[8 + (more?.Length ?? 0)];
        message[0] = (byte)type;
        message[1] = (byte)tenths;
        Packets.Put32(message, 4, group);
        more?.CopyTo(message, 8);
        Packets.Put16(message, 2, Packets.Checksum(message));
        return message;
    }

    private static byte[] ToGroup(byte[] packet) =>
        Packets.FromPeer(packet, to: new byte[] { 1, 0, 0x5E, (byte)(packet[17] & 0x7F), packet[18], packet[19] });

    private UdpEndpoint Open() => stack.Udp.Open();

    /// <summary>Joins with a socket of its own, and lets the reports pass.</summary>
    private UdpEndpoint JoinQuietly(uint group)
    {
        UdpEndpoint endpoint = Open();
        Assert.Equal(0, endpoint.Join(group));
        stack.Advance(11000);
        stack.TakeSent();
        return endpoint;
    }

    private void Ask(uint group, int tenths) => Receive(group == 0 ? AllHosts : group, Igmp(Query, tenths, group));

    private void Receive(uint destination, byte[] message, uint source = Packets.Peer)
    {
        byte[] packet = Packets.Ip(2, message, source, destination, ttl: 1, options: new byte[] { 0x94, 4, 0, 0 });
        stack.Receive(destination == Packets.Us ? Packets.FromPeer(packet) : ToGroup(packet));
    }

    private void Put(uint destination, int port) =>
        stack.Receive(ToGroup(Packets.Ip(17, Packets.Udp(5000, port, new byte[4], destination: destination), destination: destination)));

    /// <summary>Type, group and destination of the messages sent since the last call.</summary>
    private List<(int Type, uint Group, uint Destination)> Sent() =>
        stack.TakeSent().Where(frame => frame[23] == 2).Select(frame => ((int)frame[38], Packets.Get32(frame, 42), Packets.Get32(frame, 30))).ToList();
}
