using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Internet;

public class FragmentReassemblerTests
{
    [Fact]
    public void FragmentsInAnyOrderAndNumber_GiveTheBytesOrNothing()
    {
        Prop.ForAll(Arbitraries.Seed, Arbitraries.Operations, (seed, picks) =>
        {
            LowerStack stack = new(new StackOptions { ReassemblySize = 600 });
            System.Random random = new(seed);
            byte[] payload = Packets.Bytes(random.Next(1, 601), seed);
            List<byte[]> fragments = Packets.Fragments(6, payload, 8 * random.Next(1, 12));
            if (fragments.Count == 1)
            {
                return;
            }

            // Any picks, duplicates and gaps included, and then all of them in random order.
            List<byte[]> order = picks.Select(p => fragments[(int)((uint)p % fragments.Count)]).ToList();
            int complete = fragments.All(order.Contains) ? 1 : 0;
            foreach (byte[] fragment in order)
            {
                stack.Receive(Packets.FromPeer(fragment));
            }

            Assert.InRange(stack.Tcp.Received.Count, complete, int.MaxValue);
            foreach (byte[] fragment in fragments.OrderBy(_ => random.Next()))
            {
                stack.Receive(Packets.FromPeer(fragment));
            }

            Assert.NotEmpty(stack.Tcp.Received);
            Assert.All(stack.Tcp.Received, received => Assert.Equal(payload, received));
            Assert.Equal(0, stack.Ipv4.counters.ReassemblyOverlaps);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(0, 0, 0)]
    [InlineData(2, 3, 3)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 3, 3)]
    [InlineData(1, 3, 3)]
    [InlineData(0, 3, -1)]
    [InlineData(3, 0, -1)]
    public void CongestionThatOneFragmentTellsOf_IsNotLost(int first, int second, int whole)
    {
        // RFC 3168 section 5.3: with one that knows nothing of ECN, the packet is dropped instead.
        foreach (bool reversed in new[] { false, true })
        {
            LowerStack stack = new(new StackOptions { ReassemblySize = 600 });
            List<byte[]> fragments = Packets.Fragments(6, Packets.Bytes(100), 56);
            Mark(fragments[0], first);
            Mark(fragments[1], second);
            foreach (byte[] fragment in reversed ? Enumerable.Reverse(fragments) : fragments)
            {
                stack.Receive(Packets.FromPeer(fragment));
            }

            Assert.Equal(whole < 0 ? 0 : 1, stack.Tcp.Received.Count);
            Assert.Equal(whole < 0 ? 1 : 0, stack.Ipv4.counters.ReassemblyOverlaps);
            Assert.Equal(Math.Max(whole, 0), stack.Tcp.LastTypeOfService);
        }
    }

    [Fact]
    public void FragmentsOfTwoVersionsOfAPacket_NeverMakeAThird()
    {
        Prop.ForAll(Arbitraries.Seed, seed =>
        {
            LowerStack stack = new(new StackOptions { ReassemblySize = 600 });
            System.Random random = new(seed);
            byte[] one = Packets.Bytes(random.Next(100, 400), seed);
            byte[] other = (byte[])one.Clone();
            List<byte[]> fragments = Packets.Fragments(6, one, 8 * random.Next(1, 6));

            // The other cuts differently: every fragment but those cut alike overlaps.
            fragments.AddRange(Packets.Fragments(6, other, 8 * random.Next(1, 6)));
            foreach (byte[] fragment in fragments.OrderBy(_ => random.Next()))
            {
                stack.Receive(Packets.FromPeer(fragment));
            }

            Assert.All(stack.Tcp.Received, received => Assert.Equal(one, received));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void OverlappingFragment_GivesUpTheWholePacket()
    {
        LowerStack stack = new();
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Fragment(payload, 0, 32, true));
        stack.Receive(Fragment(payload, 24, 48, true));
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyOverlaps);
        stack.Receive(Fragment(payload, 32, 64, false));
        Assert.Empty(stack.Tcp.Received);
    }

    [Fact]
    public void SameFragmentWithOtherBytes_GivesUpTheWholePacket()
    {
        LowerStack stack = new();
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Fragment(payload, 0, 32, true));
        stack.Receive(Fragment(Packets.Bytes(64, 2), 0, 32, true));
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyOverlaps);
    }

    [Fact]
    public void TwoLastFragments_OrDataBehindTheLast_ContradictOneAnother()
    {
        LowerStack stack = new();
        byte[] payload = Packets.Bytes(128);
        stack.Receive(Fragment(payload, 32, 64, false));
        stack.Receive(Fragment(payload, 64, 96, false));
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyOverlaps);
        stack.Advance(60000);
        stack.Receive(Fragment(payload, 64, 96, true));
        stack.Receive(Fragment(payload, 8, 32, false));
        Assert.Equal(2, stack.Ipv4.counters.ReassemblyOverlaps);
        stack.Advance(60000);
        stack.Receive(Fragment(payload, 32, 64, false));
        stack.Receive(Fragment(payload, 32, 64, true));
        Assert.Equal(3, stack.Ipv4.counters.ReassemblyOverlaps);
    }

    [Fact]
    public void DuplicateFragment_IsTolerated()
    {
        LowerStack stack = new();
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Fragment(payload, 32, 64, false));
        stack.Receive(Fragment(payload, 32, 64, false));
        stack.Receive(Fragment(payload, 0, 32, true));
        Assert.Equal(payload, stack.Tcp.Received.Single());
    }

    [Fact]
    public void PacketThatDoesNotFit_IsGivenUp()
    {
        LowerStack stack = new(new StackOptions { ReassemblySize = 100 });
        byte[] payload = Packets.Bytes(104);
        stack.Receive(Fragment(payload, 0, 96, true));
        stack.Receive(Fragment(payload, 96, 104, false));
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyTooBig);
        stack.Receive(Fragment(payload, 0, 96, true));
        stack.Receive(Fragment(payload, 96, 100, false));
        Assert.Equal(payload.AsSpan(0, 100).ToArray(), stack.Tcp.Received.Single());
    }

    [Fact]
    public void PacketOfMoreThanSixtyFourKilobytes_IsGivenUp()
    {
        LowerStack stack = new(new StackOptions { ReassemblySize = 65515 });
        byte[] payload = Packets.Bytes(65515);
        byte[] options = new byte[40];
        foreach (byte[] fragment in Packets.Fragments(6, payload, 1400).Skip(1).Reverse())
        {
            stack.Receive(Packets.FromPeer(fragment));
        }

        stack.Receive(Packets.FromPeer(Packets.Ip(6, payload.AsSpan(0, 1400).ToArray(), id: 99, fragment: 0x2000, options: options)));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyTooBig);

        foreach (byte[] fragment in Packets.Fragments(6, payload, 1400))
        {
            stack.Receive(Packets.FromPeer(fragment));
        }

        Assert.Equal(payload, stack.Tcp.Received.Single());
    }

    [Fact]
    public void FragmentWhoseLengthIsNoMultipleOfEight_IsDropped()
    {
        LowerStack stack = new();
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Fragment(payload, 0, 31, true));
        stack.Receive(Fragment(payload, 0, 0, true));
        Assert.Equal(2, stack.Ipv4.counters.FragmentsDropped);
    }

    [Fact]
    public void FragmentsThatDoNotComeInTime_AreForgotten_AndTheirSenderIsTold()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Fragment(payload, 0, 32, true));
        stack.Advance(59900);
        Assert.Empty(stack.Sent);
        stack.Advance(100);
        byte[] error = stack.TakeSent().Single(f => Packets.Get16(f, 12) == 0x0800);
        Assert.Equal(11, error[34]);
        Assert.Equal(1, error[35]);
        Assert.Equal(payload.AsSpan(0, 32).ToArray(), error.AsSpan(62).ToArray());
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyTimeouts);
        stack.Receive(Fragment(payload, 32, 64, false));
        Assert.Empty(stack.Tcp.Received);
    }

    [Fact]
    public void FragmentsWithoutTheFirst_AreForgottenInSilence()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        stack.Receive(Fragment(Packets.Bytes(64), 32, 64, false));
        stack.Advance(60000);
        Assert.Empty(stack.Sent);
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyTimeouts);
    }

    [Fact]
    public void MorePacketsThanBuffers_GiveUpTheOldest()
    {
        LowerStack stack = new(new StackOptions { ReassemblyBuffers = 2 });
        byte[] payload = Packets.Bytes(64);
        for (int id = 1; id <= 3; id++)
        {
            stack.Receive(Fragment(payload, 0, 32, true, id));
            stack.Advance(100);
        }

        stack.Receive(Fragment(payload, 32, 64, false, 2));
        stack.Receive(Fragment(payload, 32, 64, false, 3));
        Assert.Equal(2, stack.Tcp.Count);
        Assert.Equal(1, stack.Ipv4.counters.ReassemblyEvicted);
        stack.Advance(120000);
        Assert.Equal(0, stack.Ipv4.counters.ReassemblyTimeouts);
    }

    [Fact]
    public void WithoutBuffers_FragmentsAreDropped()
    {
        LowerStack stack = new(new StackOptions { ReassemblyBuffers = 0 });
        stack.Receive(Fragment(Packets.Bytes(64), 0, 32, true));
        Assert.Equal(1, stack.Ipv4.counters.FragmentsDropped);
    }

    [Fact]
    public void FragmentsOfDifferentPackets_AreKeptApart()
    {
        LowerStack stack = new(new StackOptions { ReassemblyBuffers = 4 });
        byte[] payload = Packets.Bytes(64);
        stack.Receive(Packets.FromPeer(Packets.Ip(6, payload.AsSpan(0, 32).ToArray(), id: 5, fragment: 0x2000)));
        stack.Receive(Packets.FromPeer(Packets.Ip(6, payload.AsSpan(32).ToArray(), id: 6, fragment: 4)));
        stack.Receive(Packets.FromPeer(Packets.Ip(17, payload.AsSpan(32).ToArray(), id: 5, fragment: 4)));
        stack.Receive(Packets.FromPeer(Packets.Ip(6, payload.AsSpan(32).ToArray(), id: 5, fragment: 4, source: Packets.OtherPeer)));
        Assert.Empty(stack.Tcp.Received);
        stack.Receive(Packets.FromPeer(Packets.Ip(6, payload.AsSpan(32).ToArray(), id: 5, fragment: 4)));
        Assert.Equal(payload, stack.Tcp.Received.Single());
    }

    private static byte[] Fragment(byte[] payload, int first, int end, bool more, int id = 99) =>
        Packets.FromPeer(Packets.Ip(6, payload.AsSpan(first, end - first).ToArray(), id: id, fragment: (more ? 0x2000 : 0) | (first / 8)));

    private static void Mark(byte[] packet, int ecn)
    {
        packet[1] = (byte)ecn;
        Packets.Put16(packet, 10, 0);
        Packets.Put16(packet, 10, Packets.Checksum(packet.AsSpan(0, 20)));
    }
}
