using System.Buffers.Binary;
using Nano.Net.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>RFC 8200 section 4.5, in both directions.</summary>
public class Ipv6FragmentTests
{
    private const int Udp = 17;

    private readonly byte[] whole = Packets.Bytes(1400);
    private readonly LowerStack6 stack = new();

    [Fact]
    public void Fragments_AreOnePacket_InWhateverOrder()
    {
        int[][] orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
        for (int i = 0; i < orders.Length; i++)
        {
            foreach (int part in orders[i])
            {
                Receive(part * 512, Math.Min(512, 1400 - (part * 512)), part < 2, (uint)i);
            }

            Assert.Equal(i + 1, stack.Udp.Count);
            Assert.Equal(whole, stack.Udp.Received[i]);
        }

        Assert.Equal((12, 4), (stack.Counters.FragmentsReceived, stack.Counters.Reassembled));
        Assert.Equal(0, stack.Counters.FragmentsDropped);
        Assert.Empty(stack.TakeSent());
    }

    [Fact]
    public void HeadersInFrontAndBehindTheFragmentHeader_AreSkipped()
    {
        byte[] part = [.. Packets6.Options(Udp), .. whole];
        stack.Receive(Packets6.Ip(Packets6.Hop, [.. Packets6.Options(44), .. Packets6.Fragment(Packets6.Destination, 0, true), .. part[..800]]));
        stack.Receive(Packets6.Ip(Packets6.Hop, [.. Packets6.Options(44), .. Packets6.Fragment(Packets6.Destination, 800, false), .. part[800..]]));
        Assert.Equal(whole, stack.Udp.Received.Single());
    }

    // RFC 8200 section 4.5: source, destination and identification, and of the number that follows that of the first fragment.
    [Fact]
    public void Fragments_BelongTogetherByAddressesAndIdentification()
    {
        LowerStack6 many = new(configure: o => o.ReassemblyBuffers = 4);
        many.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, true), .. whole[..800]]));
        many.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 800, false), .. whole[800..]], Packets6.OtherPeer));
        many.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 800, false), .. whole[800..]], destination: Packets6.AllNodes));
        many.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 800, false, 100), .. whole[800..]]));
        Assert.Equal(0, many.Udp.Count);
        many.Receive(Packets6.Ip(44, [.. Packets6.Fragment(253, 800, false), .. whole[800..]]));
        Assert.Equal(whole, many.Udp.Received.Single());
        Assert.Equal(0, many.Counters.ReassemblyEvicted);
    }

    /// <summary>A device that takes one frame at a time would never take the second fragment of a datagram that begins anew each time.</summary>
    [Fact]
    public void DatagramThatABusyDeviceInterrupts_GoesOnWhenItIsSentAgain()
    {
        stack.Device.TakesOne = true;
        byte[] data = Packets.Bytes(4000);
        int calls = 1;
        while (!stack.Ipv6.SendDatagram(stack.PathTo(Packets6.Peer), Udp, 0, new byte[8], 8, data, 0, data.Length))
        {
            // Now and then it is still busy.
            stack.Device.IsBusy = calls % 2 == 0;
            calls++;
            Assert.InRange(calls, 1, 10);
        }

        byte[][] frames = [.. stack.TakeSent()];
        Assert.Equal([1, 1449, 2896], frames.Select(frame => (int)BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(42))));
        Assert.Single(frames.Select(frame => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(44))).Distinct());
        Assert.Equal(data, frames.SelectMany(frame => frame[48..]).Skip(8));
        Assert.Equal(1, stack.Counters.DatagramsFragmented);

        // The next one is another one.
        stack.Device.IsBusy = stack.Device.TakesOne = false;
        Assert.True(stack.Ipv6.SendDatagram(stack.PathTo(Packets6.Peer), Udp, 0, new byte[8], 8, data, 0, data.Length));
        Assert.Equal(3, stack.TakeSent().Count());
        Assert.Equal(2, stack.Counters.DatagramsFragmented);
    }

    // RFC 6946 section 4.
    [Fact]
    public void AtomicFragment_HasNothingToDoWithOthersOfItsIdentification()
    {
        Receive(0, 800, true, 7);
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, false, 7), 1, 2, 3, 4, 5, 6, 7, 8]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], stack.Udp.Received.Single());
        Receive(800, 600, false, 7);
        Assert.Equal(whole, stack.Udp.Received[1]);
    }

    // RFC 5722 section 4, RFC 8200 section 4.5: what overlaps kills it; a duplicate does not.
    [Theory]
    [InlineData(0, 800, true, 792, 608, false)]
    [InlineData(0, 800, true, 0, 808, true)]
    [InlineData(8, 792, true, 0, 16, true)]
    [InlineData(0, 800, true, 8, 8, false)]
    [InlineData(800, 600, false, 1400, 8, true)]
    public void OverlappingFragments_KillThePacket(int first, int length, bool more, int otherFirst, int otherLength, bool otherMore)
    {
        Receive(first, length, more, 7);
        byte[] part = new byte[otherLength];
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, otherFirst, otherMore, 7), .. part]));
        Assert.Equal(1, stack.Counters.ReassemblyOverlaps);
        Assert.Empty(stack.TakeSent());
        Assert.Equal(0, stack.Udp.Count);

        Receive(0, 800, true, 8);
        Receive(0, 800, true, 8);
        Receive(800, 600, false, 8);
        Assert.Equal(whole, stack.Udp.Received.Single());
        Assert.Equal(1, stack.Counters.ReassemblyOverlaps);
    }

    [Fact]
    public void FragmentThatIsNoMultipleOf8_AndNotTheLast_IsAnsweredWithAPointerToTheLength()
    {
        byte[] packet = Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, true), .. whole[..12]]);
        stack.Receive(packet);
        AssertProblem(0, 4, packet);
        Assert.Equal(1, stack.Counters.FragmentsDropped);
    }

    [Fact]
    public void FragmentThatEndsBehindTheLongestPacket_IsAnsweredWithAPointerToItsPlace()
    {
        byte[] packet = Packets6.Ip(60, [.. Packets6.Options(44), .. Packets6.Fragment(Udp, 65528, false), .. whole[..8]]);
        stack.Receive(packet);
        AssertProblem(0, 50, packet);
        Assert.Equal(1, stack.Counters.FragmentsDropped);
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 65528, false), .. whole[..7]]));
        Assert.Equal(1, stack.Counters.FragmentsDropped);
        Assert.Equal(1, stack.Counters.ReassemblyTooBig);
    }

    // RFC 7112 section 5.
    [Theory]
    [InlineData(6, 16)]
    [InlineData(60, 8)]
    [InlineData(60, 0)]
    public void FirstFragmentWithoutAllHeaders_IsAnswered(int protocol, int length)
    {
        byte[] part = [6, 1, .. new byte[16]];
        byte[] packet = Packets6.Ip(44, [.. Packets6.Fragment(protocol, 0, true), .. part[..length]]);
        stack.Receive(packet);
        AssertProblem(3, 0, packet);
        Assert.Equal((1, 1), (stack.Counters.FragmentsReceived, stack.Counters.FragmentsDropped));
    }

    [Fact]
    public void PacketWhoseFragmentsDoNotComeInTime_IsGivenUp_AndItsSenderToldWhatCameFirst()
    {
        Receive(0, 800, true, 7);
        Receive(1200, 200, false, 7);
        byte[] first = Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, true, 7), .. whole[..800]]);
        stack.Advance(59900);
        Assert.Empty(stack.TakeSent());
        stack.Advance(100);
        Assert.Equal(1, stack.Counters.ReassemblyTimeouts);
        byte[] answer = Assert.Single(stack.TakeSent());
        Assert.Equal((3, 1), (answer[40], answer[41]));
        Assert.Equal(40 + 8 + 40 + 800, answer.Length);
        Assert.Equal(first[8..40], answer[56..88]);
        Assert.Equal(whole[..800], answer[88..]);
        Assert.Equal(0, Packets6.Checksum(58, answer[40..], Packets6.Us, Packets6.Peer));

        Receive(800, 600, false, 8);
        stack.Advance(60000);
        Assert.Equal(2, stack.Counters.ReassemblyTimeouts);
        Assert.Empty(stack.TakeSent());
    }

    [Fact]
    public void PacketThatNoBufferHolds_IsDropped()
    {
        Receive(0, 800, true, 7);
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 1456, false, 7), .. whole[..8]]));
        Assert.Equal(1, stack.Counters.ReassemblyTooBig);
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 1456, false, 8), .. whole[..4]]));
        Assert.Equal(1, stack.Counters.ReassemblyTooBig);
        LowerStack6 none = new(configure: o => o.ReassemblyBuffers = 0);
        none.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, 0, true), .. whole[..8]]));
        Assert.Equal(1, none.Counters.FragmentsDropped);
    }

    [Fact]
    public void OldestPacketMakesRoom_WhereAllBuffersAreTaken()
    {
        Receive(0, 800, true, 7);
        Receive(0, 800, true, 8);
        Assert.Equal(1, stack.Counters.ReassemblyEvicted);
        Receive(800, 600, false, 8);
        Assert.Equal(1, stack.Udp.Count);
    }

    [Fact]
    public void FragmentsWithinAPacketOfFragments_AndOptionsThatBelongInFront_AreDropped()
    {
        byte[] inner = [.. Packets6.Fragment(Udp, 0, true), .. whole[..16]];
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(44, 0, true), .. inner[..16]]));
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(44, 16, false), .. inner[16..]]));
        Assert.Equal(1, stack.Counters.FragmentsDropped);
        Assert.Equal(0, stack.Udp.Count);
    }

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(3, 3, true)]
    [InlineData(2, 2, false)]
    public void CongestionThatOneFragmentTells_ThePacketTells(int one, int other, bool told)
    {
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(6, 0, true), .. whole[..800]], trafficClass: one));
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(6, 800, false), .. whole[800..]], trafficClass: other));
        Assert.Equal(told ? 3 : 2, (stack.Tcp.LastTypeOfService >> 4) & 3);
    }

    // RFC 3168 section 5.3.
    [Fact]
    public void CongestionBesideAFragmentThatKnowsNothingOfIt_KillsThePacket()
    {
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(6, 0, true), .. whole[..800]], trafficClass: 3));
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(6, 800, false), .. whole[800..]], trafficClass: 0));
        Assert.Equal(0, stack.Tcp.Count);
        Assert.Equal(1, stack.Counters.ReassemblyOverlaps);
    }

    [Theory]
    [InlineData(1453)]
    [InlineData(2889)]
    [InlineData(65000)]
    public void DatagramLongerThanTheMtu_IsSentInFragments(int length)
    {
        byte[] header = Packets.Bytes(8, 5);
        byte[] payload = Packets.Bytes(length, 6);
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        Assert.True(stack.Ipv6.SendDatagram(path, Udp, 9, header, 8, payload, 0, length));
        List<byte[]> sent = stack.TakeSent();
        byte[] together = [];
        uint id = BinaryPrimitives.ReadUInt32BigEndian(sent[0].AsSpan(44));
        for (int i = 0; i < sent.Count; i++)
        {
            byte[] part = sent[i];
            bool last = i == sent.Count - 1;
            Assert.Equal(Packets6.Ip(44, [.. Packets6.Fragment(Udp, together.Length, !last, id), .. part[48..]], Packets6.Us, Packets6.Peer, 9), part);
            Assert.True(last ? part.Length <= 1500 : part.Length == 1496, "as much as fits, in units of 8");
            together = [.. together, .. part[48..]];
        }

        Assert.Equal([.. header, .. payload], together);
        Assert.Equal((length + 8 + 1447) / 1448, sent.Count);
        Assert.Equal(1, stack.Counters.DatagramsFragmented);
        Assert.Equal(sent.Count, stack.Counters.PacketsSent);
    }

    [Fact]
    public void DatagramThatFitsTheMtu_IsOnePacket()
    {
        byte[] payload = Packets.Bytes(1452, 6);
        Assert.True(stack.Ipv6.SendDatagram(stack.PathTo(Packets6.Peer), Udp, 0, new byte[8], 8, payload, 0, 1452));
        Assert.Equal(Packets6.Ip(Udp, [.. new byte[8], .. payload], Packets6.Us, Packets6.Peer), Assert.Single(stack.TakeSent()));
        Assert.Equal(0, stack.Counters.DatagramsFragmented);
    }

    [Fact]
    public void DatagramIsSentInFragments_AsThePathHasBecome()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        stack.Ipv6.paths.LearnMtu(path, 1300);
        Assert.True(stack.Ipv6.SendDatagram(path, Udp, 0, new byte[8], 8, whole, 0, 1400));
        Assert.Equal([1296, 208], stack.TakeSent().Select(p => p.Length));
    }

    // RFC 8201 section 4, RFC 8200 section 5: never less, and no router ever fragments.
    [Fact]
    public void MtuOfAPath_NeverIsLessThanEveryLinkCarries()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        stack.Ipv6.paths.LearnMtu(path, 576);
        Assert.Equal(1280, path.Mtu);
        Assert.True(path.mtuState >= 0);
        stack.Ipv6.paths.LetFragment(path, true);
        Assert.True(path.mtuState >= 0);
    }

    // RFC 7739 section 5.1.
    [Fact]
    public void Identifications_CountUpOnAPath_AndTellNothingOfOthers()
    {
        uint[] one = [.. Enumerable.Range(0, 3).Select(_ => Identification(Packets6.Peer))];
        uint[] other = [.. Enumerable.Range(0, 3).Select(_ => Identification(Packets6.OtherPeer))];
        Assert.Equal([one[0], one[0] + 1, one[0] + 2], one);
        Assert.Equal([other[0], other[0] + 1, other[0] + 2], other);
        Assert.True(Math.Abs((long)one[0] - other[0]) > 1000);
        Assert.Equal(one[0] + 3, Identification(Packets6.Peer));
    }

    [Fact]
    public void DatagramOfWhichTheDeviceTakesNotAll_IsToBeSentAgain()
    {
        stack.Device.IsBusy = true;
        Assert.False(stack.Ipv6.SendDatagram(stack.PathTo(Packets6.Peer), Udp, 0, new byte[8], 8, Packets.Bytes(3000), 0, 3000));
        Assert.False(stack.Ipv6.SendDatagram(stack.PathTo(Packets6.Peer), Udp, 0, new byte[8], 8, whole, 0, 8));
        Assert.Equal(0, stack.Counters.PacketsSent);
    }

    [Fact]
    public void Segment_IsSentByTheHeaderOfItsPath()
    {
        Ipv6Path path = stack.PathTo(Packets6.Peer);
        Assert.True(stack.SendSegment(path, whole));
        stack.Internet.nextEcn = 2;
        Assert.True(stack.SendSegment(path, whole[..20]));
        Assert.True(stack.SendSegment(path, whole[..20]));
        Assert.Equal(
            [
                Packets6.Ip(6, whole, Packets6.Us, Packets6.Peer), Packets6.Ip(6, whole[..20], Packets6.Us, Packets6.Peer, trafficClass: 2),
                Packets6.Ip(6, whole[..20], Packets6.Us, Packets6.Peer),
            ],
            stack.TakeSent());
        Assert.Equal(3, stack.Counters.PacketsSent);
    }

    private uint Identification(string to)
    {
        stack.Ipv6.SendDatagram(stack.PathTo(to), Udp, 0, new byte[8], 8, new byte[2000], 0, 2000);
        return BinaryPrimitives.ReadUInt32BigEndian(stack.TakeSent()[0].AsSpan(44));
    }

    private void Receive(int first, int length, bool more, uint id) =>
        stack.Receive(Packets6.Ip(44, [.. Packets6.Fragment(Udp, first, more, id), .. whole[first..(first + length)]]));

    private void AssertProblem(int code, uint pointer, byte[] packet)
    {
        byte[] answer = Assert.Single(stack.TakeSent());
        Assert.Equal(Packets6.IcmpPacket(4, code, [0, 0, 0, (byte)pointer, .. packet], Packets6.Us, Packets6.Peer, 64), answer);
    }
}
