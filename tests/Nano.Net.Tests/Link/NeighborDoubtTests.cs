using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

/// <summary>A neighbour that may be gone, or have another hardware address (RFC 1122 section 2.3.2.1, RFC 4861 section 7.3).</summary>
public class NeighborDoubtTests
{
    private static readonly byte[] ToPeer = Question(Packets.PeerHardware);
    private static readonly byte[] ToAll = Packets.ArpRequest(Packets.OurHardware, Packets.Us, Packets.Peer).AsSpan(0, 42).ToArray();

    private readonly LowerStack stack = new(new StackOptions { NeighborLifetime = 10_000, PendingPackets = 2, Neighbors = 4 });
    private readonly Path path;

    public NeighborDoubtTests()
    {
        stack.LearnPeer();
        path = stack.Ipv4.Acquire(Packets.Peer);
        Send();
        stack.TakeSent();
    }

    [Fact]
    public void OldEntry_IsPolledTwice_AndThenEverybodyIsAskedAtOnce()
    {
        stack.Advance(10_000);
        Send();
        Assert.Equal([ToPeer, Segment(Packets.PeerHardware)], stack.TakeSent());
        Pass(999, nothing: true);
        Pass(1);
        Assert.Equal([ToPeer], stack.TakeSent());
        Send();
        Assert.Equal([Segment(Packets.PeerHardware)], stack.TakeSent());
        Pass(999, nothing: true);
        Pass(1);
        Assert.Equal([ToAll], stack.TakeSent());

        // What is sent now waits.
        Send();
        Assert.Empty(stack.Sent);
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, Packets.Peer));
        Assert.Equal([Segment(Packets.OtherHardware)], stack.TakeSent());
        Assert.Equal([path], stack.Tcp.Reachable);
        Assert.Empty(stack.Tcp.Unreachable);
    }

    [Fact]
    public void NeighborThatIsSilentForGood_IsGoneAfterTwoPollsAndThreeQuestions()
    {
        stack.Advance(10_000);
        Send();
        stack.TakeSent();
        Pass(4999);
        Assert.Equal([ToPeer, ToAll, ToAll, ToAll], stack.TakeSent());
        Assert.Empty(stack.Tcp.Unreachable);
        Assert.Equal(0, stack.Link.counters.NeighborsUnreachable);
        Pass(1);
        Assert.Equal([path], stack.Tcp.Unreachable);
        Assert.Equal(1, stack.Link.counters.NeighborsUnreachable);
        Pass(100_000, nothing: true);
        Assert.Empty(stack.Tcp.Reachable);
    }

    [Fact]
    public void OldEntryOfWhoWasOnlyAnswered_IsForgottenAfterTwoPolls()
    {
        stack.Advance(10_000);
        Answer();
        Assert.Equal([ToPeer, Segment(Packets.PeerHardware)], stack.TakeSent());
        Pass(100_000);
        Assert.Equal([ToPeer], stack.TakeSent());
        Assert.Empty(stack.Tcp.Unreachable);
        Answer();
        Assert.Equal([ToAll], stack.TakeSent());
    }

    [Fact]
    public void OldEntryThatAnswers_IsLeftAloneForItsLifetime()
    {
        stack.Advance(10_000);
        Send();
        stack.TakeSent();
        Pass(1500);
        stack.TakeSent();
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Pass(9999);
        Send();
        Assert.Equal([Segment(Packets.PeerHardware)], stack.TakeSent());
        Pass(1);
        Send();
        Assert.Equal([ToPeer, Segment(Packets.PeerHardware)], stack.TakeSent());
    }

    [Fact]
    public void SilenceAbove_HasTheNeighborPolledAtOnce()
    {
        Pass(1000);
        stack.Ipv4.Suspect(path);
        Assert.Equal([ToPeer], stack.TakeSent());
        Send();
        Assert.Equal([Segment(Packets.PeerHardware)], stack.TakeSent());
        stack.Ipv4.Suspect(path);
        Assert.Empty(stack.Sent);
        Pass(2000);
        Assert.Equal([ToPeer, ToAll], stack.TakeSent());
        stack.Ipv4.Suspect(path);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void SilenceAbove_SaysNothingOfWhoWasHeardOfWithinASecond()
    {
        Pass(999);
        stack.Ipv4.Suspect(path);
        Pass(9001, nothing: true);
    }

    [Fact]
    public void SilenceAbove_OfAnOldEntry_HasItPolled()
    {
        Pass(10_000);
        stack.Ipv4.Suspect(Packets.Peer);
        Assert.Equal([ToPeer], stack.TakeSent());
    }

    [Fact]
    public void SilenceAbove_BehindARouter_IsTheRouters()
    {
        stack.Receive(Packets.ArpRequest(Packets.OtherHardware, Packets.Gateway, Packets.Us));
        stack.SendSegment(stack.Ipv4.Acquire(Packets.FarAway), new byte[20]);
        Pass(1000);
        stack.TakeSent();
        stack.Ipv4.Suspect(Packets.FarAway);
        byte[] question = stack.TakeSent().Single();
        Assert.Equal(Packets.OtherHardware, question.AsSpan(0, 6).ToArray());
        Assert.Equal(Packets.Gateway, Packets.Get32(question, 38));
    }

    [Fact]
    public void SilenceAbove_OfWhoIsNotKnown_IsNothing()
    {
        stack.Ipv4.Suspect(Packets.OtherPeer);
        stack.Ipv4.Suspect(stack.Ipv4.Acquire(Packets.OtherPeer));
        Assert.Empty(stack.Sent);
        LowerStack bare = new(device: new FakeLinkDevice(medium: LinkMedium.Ip));
        bare.Ipv4.Suspect(bare.Ipv4.Acquire(Packets.Peer));
        Assert.Empty(bare.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ClaimOfAnother_HasTheNeighborPolledAtOnce_AndIsFollowedAfterTwoSecondsOfSilence(int operation)
    {
        Pass(1000);
        Claim(operation);
        Assert.Equal(1, stack.Link.counters.NeighborsContested);
        Assert.Equal([ToPeer], stack.TakeSent());
        Pass(1999);
        Assert.Equal([ToPeer], stack.TakeSent());
        Pass(1);
        Assert.Equal([ToAll], stack.TakeSent());
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, Packets.Peer));
        Assert.Equal([path], stack.Tcp.Reachable);
        Send();
        Assert.Equal([Segment(Packets.OtherHardware)], stack.TakeSent());
    }

    [Fact]
    public void ClaimOfAnother_WithinASecondOfTheNeighborsOwnWord_HasItPolledWhenThatIsOver()
    {
        Pass(300);
        Claim(1);
        Pass(699, nothing: true);
        Pass(1);
        Assert.Equal([ToPeer], stack.TakeSent());
        Claim(1);
        Assert.Empty(stack.Sent);
        Pass(2000);
        Assert.Equal([ToPeer, ToAll], stack.TakeSent());
    }

    [Fact]
    public void PacketFromAnotherHardwareAddress_HasTheNeighborPolled_SoThatAnswersFollowIt()
    {
        Pass(1000);
        Ping();
        Assert.Equal(ToPeer, stack.Sent[0]);
        Assert.Equal(Packets.PeerHardware, stack.Sent[1].AsSpan(0, 6).ToArray());
        Assert.Equal(2, stack.TakeSent().Count);
        Pass(1000);
        Ping();
        Assert.Equal(2, stack.TakeSent().Count);
        Pass(1000);
        Assert.Equal([ToAll], stack.TakeSent());
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, Packets.Peer));
        Ping();
        Assert.Equal(Packets.OtherHardware, stack.TakeSent().Single().AsSpan(0, 6).ToArray());
    }

    [Fact]
    public void PacketFromTheHardwareAddressThatIsKnown_PutsNothingInDoubt()
    {
        Pass(1000);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, new byte[8]))));
        Assert.Equal(0x0800, Packets.Get16(stack.TakeSent().Single(), 12));
        Pass(5000, nothing: true);
    }

    [Fact]
    public void NeighborThatFailed_IsAskedForAgainAtOnce_WhenSomethingIsToBeSentToIt()
    {
        LowerStack other = new(new StackOptions { Neighbors = 4 });
        Ipv4Path absent = other.Ipv4.Acquire(Packets.Peer);
        other.SendSegment(absent, new byte[20]);
        other.Advance(3000);
        Assert.Equal(3, other.TakeSent().Count);
        other.Advance(1000);
        other.SendSegment(absent, new byte[20]);
        other.Advance(1900);
        Assert.Empty(other.Sent);
        other.Advance(100);
        Assert.Equal([ToAll], other.TakeSent());
        other.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Equal([absent], other.Tcp.Reachable);
    }

    [Fact]
    public void NeighborThatFailed_IsNotAskedForAgain_ForNothing_NorToAnswerAStranger()
    {
        LowerStack other = new(new StackOptions { Neighbors = 4 });
        Ipv4Path absent = other.Ipv4.Acquire(Packets.Peer);
        other.SendSegment(absent, new byte[20]);
        other.Advance(3000);
        other.TakeSent();
        other.Ipv4.internet.answering = true;
        other.SendSegment(absent, new byte[20]);
        other.Ipv4.internet.answering = false;
        other.Advance(60_000);
        Assert.Empty(other.Sent);
    }

    [Fact]
    public void NeighborsThatAreSilentAtOnce_TakeHalfTheCacheAtMost()
    {
        LowerStack other = new(new StackOptions { Neighbors = 4, Paths = 8, NeighborLifetime = 10_000 });
        for (byte host = 10; host < 14; host++)
        {
            other.Receive(Packets.ArpRequest([2, 0, 0, 0, 0, host], 0x0A000000u + host, Packets.Us));
            other.SendSegment(other.Ipv4.Acquire(0x0A000000u + host), new byte[20]);
        }

        other.Advance(10_000);
        for (byte host = 10; host < 14; host++)
        {
            other.SendSegment(other.Ipv4.Find(0x0A000000u + host), new byte[20]);
        }

        other.TakeSent();
        other.Advance(2000);
        Assert.Equal([0x0A00000A, 0x0A00000B], other.TakeSent().Where(IsToAll).Select(frame => Packets.Get32(frame, 38)));
    }

    [Fact]
    public void SegmentThatWasTooLongToWait_IsOwed_AndToldWhenTheNeighborAnswers()
    {
        LowerStack other = new(new StackOptions { PendingPacketSize = 100 });
        Ipv4Path unknown = other.Ipv4.Acquire(Packets.Peer);
        other.SendSegment(unknown, new byte[81]);
        other.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Equal([unknown], other.Tcp.Reachable);
        other.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Single(other.Tcp.Reachable);
    }

    [Fact]
    public void SegmentThatWaited_IsNotOwed_UnlessTheDeviceIsBusyThen()
    {
        foreach (bool busy in new[] { false, true })
        {
            LowerStack other = new();
            Ipv4Path unknown = other.Ipv4.Acquire(Packets.Peer);
            other.SendSegment(unknown, new byte[20]);
            other.Device.IsBusy = busy;
            other.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
            Assert.Equal(busy ? 1 : 0, other.Tcp.Reachable.Count);
            Assert.Equal(busy ? 1 : 0, other.Link.counters.PendingDropped);
        }
    }

    [Fact]
    public void LinkThatComesUp_PutsWhoIsKnownInDoubt_AndTrafficGoesOn()
    {
        Pass(100);
        stack.OnLinkChanged(false);
        stack.OnLinkChanged(true);
        Assert.Equal([path], stack.Tcp.Reachable);
        stack.TakeSent();
        Send();
        Assert.Equal([ToPeer, Segment(Packets.PeerHardware)], stack.TakeSent());
        Send();
        Assert.Equal([Segment(Packets.PeerHardware)], stack.TakeSent());
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Send();
        Assert.Equal([Segment(Packets.PeerHardware)], stack.TakeSent());
    }

    [Fact]
    public void LinkThatIsDown_MakesNobodyUnreachable_AndWhoIsAskedForIsAskedForAtOnceWhenItIsUp()
    {
        Ipv4Path other = stack.Ipv4.Acquire(Packets.OtherPeer);
        stack.OnLinkChanged(false);
        stack.SendSegment(other, Packets.Bytes(20));
        stack.TakeSent();
        Pass(100_000, nothing: true);
        Assert.Empty(stack.Tcp.Unreachable);
        stack.OnLinkChanged(true);
        Assert.Equal([Packets.OtherPeer], stack.TakeSent().Where(frame => Packets.Get32(frame, 38) != Packets.Us).Select(frame => Packets.Get32(frame, 38)));
        Pass(2999);
        Assert.Empty(stack.Tcp.Unreachable);
        Pass(1);
        Assert.Equal([other], stack.Tcp.Unreachable);
    }

    [Fact]
    public void LinkThatIsDown_TakesNoPollForSilence()
    {
        Pass(10_000);
        stack.OnLinkChanged(false);
        Send();
        stack.TakeSent();
        Pass(60_000, nothing: true);
        stack.OnLinkChanged(true);
        Assert.Equal([ToPeer], stack.TakeSent().Where(frame => Packets.Get32(frame, 38) == Packets.Peer));
        Pass(1999);
        Assert.Equal([ToPeer], stack.TakeSent().Where(frame => Packets.Get32(frame, 38) == Packets.Peer));
        Pass(1);
        Assert.Equal([ToAll], stack.TakeSent().Where(frame => Packets.Get32(frame, 38) == Packets.Peer));
    }

    [Fact]
    public void LinkThatComesUp_EndsThePauseOfWhoDidNotAnswer()
    {
        LowerStack other = new(new StackOptions { Neighbors = 4 });
        Ipv4Path first = other.Ipv4.Acquire(Packets.Peer);
        Ipv4Path second = other.Ipv4.Acquire(Packets.OtherPeer);
        other.SendSegment(first, new byte[20]);
        other.SendSegment(second, new byte[20]);
        other.Advance(3000);
        other.SendSegment(first, new byte[20]);
        other.TakeSent();
        other.OnLinkChanged(true);
        Assert.Contains(other.TakeSent(), frame => frame.AsSpan().SequenceEqual(ToAll));
        other.SendSegment(second, new byte[20]);
        Assert.Equal(Packets.OtherPeer, Packets.Get32(other.TakeSent().Single(), 38));
    }

    private static byte[] Question(byte[] hardware) =>
        Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Peer, hardware, to: hardware).AsSpan(0, 42).ToArray();

    private static bool IsToAll(byte[] frame) => frame[0] == 0xFF;

    private byte[] Segment(byte[] hardware)
    {
        byte[] header = (byte[])path.header.Clone();
        hardware.CopyTo(header, 0);
        Packets.Put16(header, 14 + 2, 40);
        Packets.Put16(header, 14 + 10, Packets.Checksum(header.AsSpan(14, 20)));
        return [.. header, .. Packets.Bytes(20)];
    }

    private void Send() => stack.SendSegment(path, Packets.Bytes(20));

    private void Answer()
    {
        stack.Ipv4.internet.answering = true;
        Send();
        stack.Ipv4.internet.answering = false;
    }

    private void Claim(int operation) =>
        stack.Receive(Packets.Arp(operation, Packets.OtherHardware, Packets.Peer, operation == 1 ? Packets.Peer : Packets.Us, to: Packets.BroadcastHardware));

    private void Ping() => stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, new byte[8])), from: Packets.OtherHardware));

    // To the millisecond, unlike LowerStack.Advance.
    private void Pass(int milliseconds, bool nothing = false)
    {
        long end = stack.Context.now + milliseconds;
        while (stack.Context.timers.NextDue() <= end)
        {
            stack.Context.now = Math.Max(stack.Context.now, stack.Context.timers.NextDue());
            stack.Context.timers.RunDue(stack.Context.now);
        }

        stack.Context.now = end;
        if (nothing)
        {
            Assert.Empty(stack.Sent);
        }
    }
}
