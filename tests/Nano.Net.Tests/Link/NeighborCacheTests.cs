using Nano.Net.Internet.V4;
using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

public class NeighborCacheTests
{
    [Fact]
    public void RequestForUs_IsAnswered_AndItsSenderIsRemembered()
    {
        LowerStack stack = new();
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Equal(
            Packets.Arp(2, Packets.OurHardware, Packets.Us, Packets.Peer, Packets.PeerHardware, to: Packets.PeerHardware).AsSpan(0, 42).ToArray(),
            stack.TakeSent().Single());

        Assert.True(stack.SendSegment(stack.Ipv4.Acquire(Packets.Peer), new byte[20]));
        Assert.Equal(Packets.PeerHardware, stack.TakeSent().Single().AsSpan(0, 6).ToArray());
    }

    [Fact]
    public void RequestForAnother_IsNotAnswered_AndNotRemembered()
    {
        LowerStack stack = new();
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.OtherPeer));
        Assert.Empty(stack.Sent);
        Assert.False(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void PacketForUnknownNeighbor_WaitsForTheReply()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        byte[] segment = Packets.Bytes(40);
        Assert.True(stack.SendSegment(path, segment));
        Assert.Equal(
            Packets.ArpRequest(Packets.OurHardware, Packets.Us, Packets.Peer).AsSpan(0, 42).ToArray(),
            stack.TakeSent().Single());

        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        byte[] sent = stack.TakeSent().Single();
        Assert.Equal(Packets.PeerHardware, sent.AsSpan(0, 6).ToArray());
        Assert.Equal(segment, sent.AsSpan(34).ToArray());
    }

    [Fact]
    public void LaterPacket_ReplacesTheOneThatWaits()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, Packets.Bytes(40, 1));
        stack.SendSegment(path, Packets.Bytes(50, 2));
        Assert.Single(stack.TakeSent());
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Equal(Packets.Bytes(50, 2), stack.TakeSent().Single().AsSpan(34).ToArray());
        Assert.Equal(1, stack.Link.counters.PendingDropped);
    }

    [Fact]
    public void PacketThatIsTooLongToKeep_IsDroppedButAskedFor()
    {
        LowerStack stack = new(new StackOptions { PendingPacketSize = 100 });
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[81]);
        Assert.Equal(1, stack.Link.counters.PendingDropped);
        Assert.Single(stack.TakeSent());
        stack.SendSegment(path, Packets.Bytes(80));
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.Equal(Packets.Bytes(80), stack.TakeSent().Single().AsSpan(34).ToArray());
    }

    [Fact]
    public void RequestsGoOutOncePerSecond_AndEndAfterThree_AndTheNeighborIsLeftAloneForAWhile()
    {
        LowerStack stack = new();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        List<long> requests = new();
        for (int i = 0; i < 59; i++)
        {
            stack.SendSegment(path, new byte[20]);
            requests.AddRange(stack.TakeSent().Select(_ => stack.Context.now));
            stack.Advance(100);
            requests.AddRange(stack.TakeSent().Select(_ => stack.Context.now));
        }

        // The third second of silence over, it has failed; another three later it is tried again.
        Assert.Equal(3, requests.Count);
        Assert.Equal(1000, requests[1] - requests[0]);
        Assert.Equal(1000, requests[2] - requests[1]);
        Assert.Equal(1, stack.Link.counters.NeighborsUnreachable);
        stack.Advance(100);
        stack.SendSegment(path, new byte[20]);
        Assert.Single(stack.TakeSent());
    }

    [Fact]
    public void StormTowardsAbsentHosts_MakesNoStormOfRequests_AndLeavesTheOthersAlone()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 8, Paths = 64 });
        stack.LearnPeer();
        int requests = 0;
        for (int i = 0; i < 100; i++)
        {
            for (uint host = 10; host < 60; host++)
            {
                stack.SendSegment(stack.Ipv4.Find(0x0A000000 + host), new byte[20]);
            }

            stack.Advance(100);
            requests += stack.TakeSent().Count;
        }

        Assert.InRange(requests, 8, 8 * 10);
        Assert.True(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void EntryThatGotOld_IsStillUsed_AndAskedDirectly_AndStays()
    {
        LowerStack stack = new(new StackOptions { NeighborLifetime = 10000 });
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[20]);
        stack.TakeSent();
        stack.Advance(30000);
        Assert.Empty(stack.Sent);

        stack.SendSegment(path, new byte[20]);
        List<byte[]> sent = stack.TakeSent();
        Assert.Equal(2, sent.Count);
        Assert.Equal(
            Packets.Arp(1, Packets.OurHardware, Packets.Us, Packets.Peer, Packets.PeerHardware, to: Packets.PeerHardware).AsSpan(0, 42).ToArray(),
            sent[0]);
        Assert.Equal(Packets.PeerHardware, sent[1].AsSpan(0, 6).ToArray());

        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        stack.Advance(9000);
        stack.SendSegment(path, new byte[20]);
        Assert.Equal(0x0800, Packets.Get16(stack.TakeSent().Single(), 12));
    }

    [Fact]
    public void UnsolicitedReply_CreatesNothing()
    {
        LowerStack stack = new();
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        Assert.False(Knows(stack, Packets.Peer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NeighborThatIsThere_IsNotReplacedByWhoClaimsItsAddress(int operation)
    {
        LowerStack stack = new();
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        int asked = 0;
        for (int i = 0; i < 50; i++)
        {
            // Ten claims a second; the neighbour answers whenever it is asked.
            stack.Receive(Packets.Arp(operation, Packets.OtherHardware, Packets.Peer, operation == 1 ? Packets.Peer : Packets.Us, to: Packets.OurHardware));
            foreach (byte[] question in stack.TakeSent())
            {
                asked++;
                Assert.Equal(Packets.PeerHardware, question.AsSpan(0, 6).ToArray());
                stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
            }

            stack.SendSegment(path, new byte[20]);
            Assert.Equal(Packets.PeerHardware, stack.TakeSent().Single().AsSpan(0, 6).ToArray());
            stack.Advance(100);
        }

        Assert.Equal(50, stack.Link.counters.NeighborsContested);
        Assert.InRange(asked, 3, 5);
    }

    [Fact]
    public void ConfirmationThatChangesNothing_LeavesTheVersionAlone()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        int version = stack.Neighbors.version;
        stack.LearnPeer();
        Assert.Equal(version, stack.Neighbors.version);
    }

    [Fact]
    public void FullCache_ForgetsWhomItHeardOfLongestAgo()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 2 });
        stack.LearnPeer();
        stack.Advance(100);
        stack.Receive(Packets.ArpRequest(Packets.OtherHardware, Packets.OtherPeer, Packets.Us));
        stack.Advance(100);
        stack.Receive(Packets.ArpRequest(new byte[] { 2, 0, 0, 0, 0, 4 }, 0x0A000004, Packets.Us));
        Assert.False(Knows(stack, Packets.Peer));
        Assert.True(Knows(stack, Packets.OtherPeer));
        Assert.True(Knows(stack, 0x0A000004));
        Assert.Equal(1, stack.Link.counters.NeighborsEvicted);
    }

    [Fact]
    public void FullCache_KeepsThoseInUse_HoweverManyAskForUs()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 4 });
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        for (uint host = 10; host < 250; host++)
        {
            stack.SendSegment(path, new byte[20]);
            Assert.Equal(Packets.PeerHardware, stack.TakeSent().Single().AsSpan(0, 6).ToArray());
            stack.Advance(100);
            stack.Receive(Packets.ArpRequest(new byte[] { 2, 0, 0, 0, 1, (byte)host }, 0x0A000000 + host, Packets.Us));
            stack.TakeSent();
        }

        Assert.Equal(240 - 3, stack.Link.counters.NeighborsEvicted);
    }

    [Fact]
    public void SenderThatCannotBe_IsIgnored()
    {
        LowerStack stack = new();
        stack.Receive(Packets.ArpRequest(Packets.OurHardware, Packets.Peer, Packets.Us));
        stack.Receive(Packets.ArpRequest(Packets.BroadcastHardware, Packets.Peer, Packets.Us));
        stack.Receive(Packets.ArpRequest(new byte[] { 1, 0, 0x5E, 0, 0, 1 }, Packets.Peer, Packets.Us));
        Assert.Equal(3, stack.Link.counters.ArpIgnored);
        Assert.Empty(stack.Sent);
        Assert.False(Knows(stack, Packets.Peer));
    }

    [Theory]
    [InlineData(Packets.FarAway)]
    [InlineData(Packets.SubnetBroadcast)]
    [InlineData(0x0A000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void SenderOutsideOurNetwork_IsAnsweredButNotRemembered(uint sender)
    {
        LowerStack stack = new();
        int version = stack.Neighbors.version;
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, sender, Packets.Us));
        Assert.Single(stack.Sent);
        Assert.Equal(version, stack.Neighbors.version);
    }

    [Fact]
    public void ProbeForOurAddress_IsAnsweredButNotRemembered()
    {
        LowerStack stack = new();
        int version = stack.Neighbors.version;
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, 0, Packets.Us));
        byte[] reply = stack.TakeSent().Single();
        Assert.Equal(2, reply[21]);
        Assert.Equal(Packets.PeerHardware, reply.AsSpan(0, 6).ToArray());
        Assert.Equal(version, stack.Neighbors.version);
    }

    [Fact]
    public void LinkLocalAddress_IsSpokenOfToAll()
    {
        // RFC 3927 section 2.5: so that a second host with the address hears of it.
        const uint Own = 0xA9FE0105;
        const uint Other = 0xA9FE0106;
        LowerStack stack = new(new StackOptions { NeighborLifetime = 10_000 }, address: Own, gateway: 0);
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Other, Own));
        byte[] reply = stack.TakeSent().Single();
        Assert.Equal(Packets.BroadcastHardware, reply.AsSpan(0, 6).ToArray());
        Assert.Equal(Packets.PeerHardware, reply.AsSpan(32, 6).ToArray());

        stack.Advance(20_000);
        stack.SendSegment(stack.Ipv4.Acquire(Other), new byte[20]);
        Assert.Equal(Packets.BroadcastHardware, stack.TakeSent()[0].AsSpan(0, 6).ToArray());
    }

    [Fact]
    public void MalformedArp_IsCounted()
    {
        LowerStack stack = new();
        byte[] request = Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us);
        stack.Receive(request.AsSpan(0, 41).ToArray());
        request[18] = 8;
        stack.Receive(request);
        Assert.Equal(2, stack.Link.counters.ArpMalformed);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void AddressOutsideOurNetwork_IsReachedThroughTheGateway()
    {
        LowerStack stack = new();
        stack.SendSegment(stack.Ipv4.Acquire(Packets.FarAway), Packets.Bytes(30));
        Assert.Equal(Packets.Gateway, Packets.Get32(stack.TakeSent().Single(), 38));
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, Packets.Gateway));
        byte[] sent = stack.TakeSent().Single();
        Assert.Equal(Packets.OtherHardware, sent.AsSpan(0, 6).ToArray());
        Assert.Equal(Packets.FarAway, Packets.Get32(sent, 30));
    }

    [Fact]
    public void AnyTraffic_KeepsPathsInStepWithTheCache_WhichKnowsOnlyWhatWasSaid()
    {
        Prop.ForAll(Arbitraries.Operations, operations =>
        {
            LowerStack stack = new(new StackOptions { Neighbors = 3, NeighborLifetime = 5000, Paths = 16 });
            List<byte[]>[] said = [.. Enumerable.Range(0, 8).Select(_ => new List<byte[]>())];
            foreach (int operation in operations)
            {
                uint which = (uint)operation % 8;
                uint host = 0x0A000010 + which;
                byte[] hardware = { 2, 0, 0, 1, (byte)which, (byte)((uint)operation / 64) };
                switch ((uint)operation / 8 % 4)
                {
                    case 0:
                        said[which].Add(hardware);
                        stack.Receive(Packets.ArpRequest(hardware, host, Packets.Us));
                        break;
                    case 1:
                        said[which].Add(hardware);
                        stack.Receive(Packets.ArpReply(hardware, host));
                        break;
                    case 2:
                        stack.Advance(700);
                        break;
                    default:
                        stack.SendSegment(stack.Ipv4.Find(host), new byte[20]);
                        break;
                }

                // It may have been forgotten; but whatever is sent goes where the cache has it, and that was said.
                byte[] known = new byte[6];
                byte[]? data = stack.Sent.SingleOrDefault(f => Packets.Get16(f, 12) == 0x0800);
                if (data != null)
                {
                    Assert.True(stack.Neighbors.Resolve(host, known, 0, false));
                    Assert.Equal(known, data.AsSpan(0, 6).ToArray());
                    Assert.Contains(known, said[which]);
                }

                stack.Sent.Clear();
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnswersToAbsentStrangers_LeaveWhoIsInUse_AndHalfTheCache()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 4, Paths = 8, PendingPackets = 1 });
        Ipv4Path used = stack.Ipv4.Acquire(Packets.Peer);
        stack.LearnPeer();
        stack.SendSegment(used, new byte[20]);
        stack.Advance(100);
        for (byte host = 50; host < 53; host++)
        {
            stack.Receive(Packets.ArpRequest(new byte[] { 2, 0, 0, 0, 0, host }, 0x0A000000u + host, Packets.Us));
        }

        AnswerStrangers(stack, 60);
        Assert.True(Knows(stack, Packets.Peer));
        Assert.Equal(2, stack.Link.counters.NeighborsEvicted);

        // Somebody else whom this host wants to speak to finds a place, and his packet one to wait in.
        stack.TakeSent();
        stack.SendSegment(stack.Ipv4.Acquire(Packets.OtherPeer), Packets.Bytes(20));
        Assert.Equal(Packets.OtherPeer, Packets.Get32(stack.TakeSent().Single(), 38));
        AnswerStrangers(stack, 60);
        stack.TakeSent();
        stack.Receive(Packets.ArpReply(Packets.OtherHardware, Packets.OtherPeer));
        Assert.Equal(Packets.Bytes(20), stack.TakeSent().Single().AsSpan(34, 20).ToArray());
        Assert.True(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void NeighborThatWasAskedFor_IsInUseFromItsReplyOn()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 4 });
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[20]);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        AskForUs(stack, 50);
        Assert.True(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void NeighborThatWasAskedForAfterAStranger_IsInUseFromItsReplyOn()
    {
        // It was a stranger at first, and this host has begun to speak to it before it has answered.
        LowerStack stack = new(new StackOptions { Neighbors = 4 });
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        Answer(stack, path);
        stack.SendSegment(path, new byte[20]);
        stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
        AskForUs(stack, 50);
        Assert.True(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void NeighborThatWasOnlyAnswered_IsInUse_OnceThisHostSendsOfItsOwnAccord()
    {
        // As a SYN is answered, and then there is a connection.
        LowerStack stack = new(new StackOptions { Neighbors = 4 });
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        Answer(stack, path);
        stack.SendSegment(path, new byte[20]);
        AskForUs(stack, 50);
        Assert.True(Knows(stack, Packets.Peer));
    }

    [Fact]
    public void StrangerWhoIsThere_IsAnswered_InAnEmptyCacheAndInOneOfNeighborsNotInUse()
    {
        LowerStack stack = new(new StackOptions { Neighbors = 2 });
        for (byte host = 50; host < 54; host++)
        {
            stack.Ipv4.internet.answering = true;
            stack.SendSegment(stack.Ipv4.Find(0x0A000000u + host), Packets.Bytes(30));
            stack.Ipv4.internet.answering = false;
            stack.TakeSent();
            stack.Receive(Packets.ArpReply(new byte[] { 2, 0, 0, 0, 0, host }, 0x0A000000u + host));
            Assert.Equal(Packets.Bytes(30), stack.TakeSent().Single().AsSpan(34).ToArray());
        }
    }

    private static bool Knows(LowerStack stack, uint address) => stack.Neighbors.Resolve(address, new byte[6], 0, true);

    private static void Answer(LowerStack stack, Path path)
    {
        stack.Ipv4.internet.answering = true;
        stack.SendSegment(path, new byte[20]);
        stack.Ipv4.internet.answering = false;
    }

    private static void AskForUs(LowerStack stack, byte first)
    {
        for (byte host = first; host < first + 20; host++)
        {
            stack.Advance(100);
            stack.Receive(Packets.ArpRequest(new byte[] { 2, 0, 0, 0, 1, host }, 0x0A000000u + host, Packets.Us));
        }
    }

    private static void AnswerStrangers(LowerStack stack, uint first)
    {
        for (uint host = first; host < first + 100; host++)
        {
            Answer(stack, stack.Ipv4.Find(0x0A000000u + host));
            stack.Advance(10);
        }
    }
}
