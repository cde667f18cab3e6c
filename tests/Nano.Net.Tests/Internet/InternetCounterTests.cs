using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Internet;

/// <summary>What each event is counted as, and what is left behind by it.</summary>
public class InternetCounterTests
{
    private const uint Group = 0xEF010203;

    private readonly LowerStack stack = new(new StackOptions { UdpSockets = 2, MulticastGroups = 2 });

    public InternetCounterTests() => stack.LearnPeer();

    [Fact]
    public void Packet_IsReceived_AndDelivered() =>
        Counts(() => Receive(Packets.Ip(6, new byte[20])), "PacketsReceived", "PacketsDelivered");

    [Fact]
    public void PacketThatCannotBe_IsMalformed()
    {
        Counts(() => Receive(Packets.Ip(6, new byte[20])[..19]), "PacketsReceived", "Malformed");
        byte[] options = Packets.Ip(6, new byte[20], options: [0x44, 1, 0, 0]);
        Counts(() => Receive(options), "PacketsReceived", "Malformed");
    }

    /// <summary>A packet may be header and options and nothing else, as far as the header is concerned.</summary>
    [Fact]
    public void HeaderThatEndsWhereThePacketDoes_IsRight()
    {
        byte[] packet = Packets.Ip(6, [], options: [1, 1, 1, 1]);
        Counts(() => stack.Receive(Packets.Frame(Packets.OurHardware, Packets.PeerHardware, 0x0800, packet, pad: false)), "PacketsReceived", "PacketsDelivered");
    }

    [Fact]
    public void EchoAndError_AreIcmp()
    {
        Counts(
            () => Receive(Packets.Ip(1, Packets.Icmp(8, 0, 0, new byte[8]))),
            "PacketsReceived",
            "PacketsDelivered",
            "PacketsSent",
            "IcmpReceived",
            "IcmpEchoReplies");
        byte[] quote = Packets.Ip(6, new byte[8], source: Packets.Us, destination: Packets.Peer);
        Counts(
            () => Receive(Packets.Ip(1, Packets.Icmp(3, 1, 0, quote))),
            "PacketsReceived",
            "PacketsDelivered",
            "IcmpReceived",
            "IcmpErrorsReceived");
        Counts(() => Receive(Packets.Ip(1, new byte[7])), "PacketsReceived", "PacketsDelivered", "IcmpReceived", "IcmpMalformed");
    }

    [Fact]
    public void LargeDatagram_IsFragmented()
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        Counts(() => Assert.Equal(3000, endpoint.Send(Packets.Peer, 9, new byte[3000], 0, 3000)), "DatagramsFragmented", "PacketsSent 3");
    }

    [Fact]
    public void FragmentsThatAreComplete_AreOneDatagram()
    {
        List<byte[]> fragments = Packets.Fragments(6, Packets.Bytes(100), 64);
        Counts(() => Receive(fragments[0]), "PacketsReceived", "FragmentsReceived");
        Counts(() => Receive(fragments[1]), "PacketsReceived", "FragmentsReceived", "Reassembled", "PacketsDelivered");
    }

    [Fact]
    public void MembershipMessages_AreCounted()
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        CountsIgmp(() => endpoint.Join(Group), "ReportsSent");
        CountsIgmp(() => ReceiveIgmp(0x11, 100, 0xE0000001, 0), "QueriesReceived");
        CountsIgmp(() => ReceiveIgmp(0x16, 0, Group, Group), "ReportsReceived", "ReportsSuppressed");
        CountsIgmp(() => ReceiveIgmp(0x16, 0, Group, Group), "ReportsReceived");
        CountsIgmp(() => ReceiveIgmp(0x17, 0, 0xE0000001, Group), "Ignored");
    }

    [Fact]
    public void GroupThatIsLeft_IsSaid()
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        endpoint.Join(Group);
        CountsIgmp(() => endpoint.Leave(Group), "LeavesSent");
    }

    /// <summary>A reply, and an error, answer a stranger: for them nobody loses his entry.</summary>
    [Fact]
    public void EchoOfAStranger_TakesNobodysEntry()
    {
        LowerStack small = new(new StackOptions { Neighbors = 2, Paths = 8, PendingPackets = 2 });
        for (uint host = 50; host < 52; host++)
        {
            small.SendSegment(small.Ipv4.Acquire(0x0A000000 + host), new byte[20]);
            small.Receive(Packets.ArpReply(Packets.PeerHardware, 0x0A000000 + host));
        }

        small.TakeSent();
        small.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 0, new byte[8]), source: Packets.OtherPeer)));
        Assert.Empty(small.Sent);
        Assert.Equal(0, small.Link.counters.NeighborsEvicted);
        Assert.False(small.Ipv4.internet.answering);
    }

    /// <summary>RFC 792: the code comes back as it was.</summary>
    [Fact]
    public void EchoReply_HasTheCodeOfTheRequest()
    {
        Receive(Packets.Ip(1, Packets.Icmp(8, 5, 0x12340001, Packets.Bytes(10))));
        Assert.Equal(Packets.Icmp(0, 5, 0x12340001, Packets.Bytes(10)), stack.TakeSent().Single().AsSpan(34).ToArray());
    }

    [Fact]
    public void ErrorAfterAnEcho_HasNothingOfIt()
    {
        Receive(Packets.Ip(1, Packets.Icmp(8, 0, 0x12345678, new byte[8])));
        stack.TakeSent();
        byte[] packet = Packets.Ip(17, Packets.Udp(5000, 9, new byte[4]));
        Receive(packet);
        Assert.Equal(Packets.Icmp(3, 3, 0, packet), stack.TakeSent().Single().AsSpan(34).ToArray());
    }

    /// <summary>What time brings of them is at most a second's worth, however long it was: also where 32 bits do not hold it.</summary>
    [Fact]
    public void ErrorsAreAllowedAgain_AfterFiftyDaysOfSilence()
    {
        byte[] packet = Packets.Ip(17, Packets.Udp(5000, 9, new byte[4]));
        while (stack.Ipv4.counters.IcmpErrorsSuppressed == 0)
        {
            Receive(packet);
        }

        stack.Context.now += 1L << 32;
        Counts(() => Receive(packet), "PacketsReceived", "PacketsDelivered", "PacketsSent", "IcmpErrorsSent");
    }

    /// <summary>The header of a datagram that was put together is that of one that was never in pieces.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(3, 3, 3)]
    [InlineData(3, 2, 3)]
    [InlineData(2, 2, 2)]
    public void ReassembledHeader_IsThatOfTheWhole(int firstEcn, int secondEcn, int ecn)
    {
        byte[] udp = Packets.Udp(5000, 9, Packets.Bytes(100));
        List<byte[]> fragments = Packets.Fragments(17, udp, 64);
        Receive(WithEcn(fragments[1], secondEcn));
        Receive(WithEcn(fragments[0], firstEcn));
        byte[] whole = WithEcn(Packets.Ip(17, udp, id: 99), ecn);
        Assert.Equal(Packets.Icmp(3, 3, 0, whole), stack.TakeSent().Single().AsSpan(34).ToArray());
    }

    /// <summary>Each has a time of its own, and only who has sent the first fragment learns that it is over (RFC 792).</summary>
    [Fact]
    public void DatagramsThatStayIncomplete_AreForgottenEachInItsTime()
    {
        LowerStack two = new(new StackOptions { ReassemblyBuffers = 3, ReassemblyTimeout = 20_000 });
        two.LearnPeer();
        List<byte[]> first = Packets.Fragments(6, Packets.Bytes(100), 64, id: 1);
        two.Receive(Packets.FromPeer(first[0]));
        two.Advance(3000);
        two.Receive(Packets.FromPeer(Packets.Fragments(6, Packets.Bytes(100), 64, id: 2)[1]));
        two.Advance(4000);
        two.Receive(Packets.FromPeer(Packets.Fragments(6, Packets.Bytes(100), 64, id: 3)[0]));
        two.Advance(12_900);
        Assert.Equal(0, two.Ipv4.counters.ReassemblyTimeouts);
        two.Advance(100);
        Assert.Equal(1, two.Ipv4.counters.ReassemblyTimeouts);
        Assert.Equal(Packets.Icmp(11, 1, 0, first[0]), two.TakeSent().Single().AsSpan(34).ToArray());
        two.Advance(2900);
        Assert.Equal(1, two.Ipv4.counters.ReassemblyTimeouts);
        two.Advance(100);
        Assert.Equal(2, two.Ipv4.counters.ReassemblyTimeouts);
        Assert.Empty(two.TakeSent());
        two.Advance(3900);
        Assert.Equal(2, two.Ipv4.counters.ReassemblyTimeouts);
        two.Advance(100);
        Assert.Equal(3, two.Ipv4.counters.ReassemblyTimeouts);
        Assert.Single(two.TakeSent());
    }

    /// <summary>A datagram that is given up leaves its buffer to the next.</summary>
    [Fact]
    public void DatagramThatIsGivenUp_LeavesItsBuffer()
    {
        LowerStack one = new(new StackOptions { ReassemblyBuffers = 1, ReassemblySize = 200 });
        one.LearnPeer();
        foreach (byte[] fragment in Packets.Fragments(6, Packets.Bytes(400), 160, id: 1))
        {
            one.Receive(Packets.FromPeer(fragment));
        }

        // What is left of it begins anew, and is too big again.
        Assert.Equal(2, one.Ipv4.counters.ReassemblyTooBig);
        List<byte[]> marked = Packets.Fragments(6, Packets.Bytes(100), 64, id: 2);
        one.Receive(Packets.FromPeer(WithEcn(marked[0], 3)));
        one.Receive(Packets.FromPeer(WithEcn(marked[1], 0)));
        Assert.Equal(1, one.Ipv4.counters.ReassemblyOverlaps);
        one.Receive(Packets.FromPeer(Packets.Fragments(6, Packets.Bytes(100), 64, id: 3)[0]));
        Assert.Equal(0, one.Ipv4.counters.ReassemblyEvicted);
        one.Receive(Packets.FromPeer(Packets.Fragments(6, Packets.Bytes(100), 64, id: 4)[0]));
        Assert.Equal(1, one.Ipv4.counters.ReassemblyEvicted);
    }

    private static byte[] WithEcn(byte[] packet, int ecn)
    {
        byte[] marked = (byte[])packet.Clone();
        marked[1] = (byte)ecn;
        Packets.Put16(marked, 10, 0);
        Packets.Put16(marked, 10, Packets.Checksum(marked.AsSpan(0, 20)));
        return marked;
    }

    private void Receive(byte[] packet) => stack.Receive(Packets.Frame(Packets.OurHardware, Packets.PeerHardware, 0x0800, packet, pad: packet.Length >= 20));

    private void ReceiveIgmp(int type, int tenths, uint destination, uint group)
    {
        byte[] message = new byte[8];
        message[0] = (byte)type;
        message[1] = (byte)tenths;
        Packets.Put32(message, 4, group);
        Packets.Put16(message, 2, Packets.Checksum(message));
        byte[] packet = Packets.Ip(2, message, Packets.Peer, destination, ttl: 1, options: [0x94, 4, 0, 0]);
        stack.Receive(Packets.FromPeer(packet, to: [1, 0, 0x5E, (byte)(packet[17] & 0x7F), packet[18], packet[19]]));
    }

    private void Counts(Action action, params string[] expected) => Counted.By(stack.Ipv4.counters, action, expected);

    private void CountsIgmp(Action action, params string[] expected) => Counted.By(stack.Ipv4.groups.igmp.counters, action, expected);
}
