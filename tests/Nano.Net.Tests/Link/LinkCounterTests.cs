using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

/// <summary>What each event is counted as, and what is looked at of a frame's length.</summary>
public class LinkCounterTests
{
    private readonly LowerStack stack = new();

    [Fact]
    public void Request_AndItsReply()
    {
        Counts(
            () => stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us)),
            "FramesReceived",
            "BytesReceived 60",
            "ArpRepliesSent",
            "FramesSent",
            "BytesSent 42");
    }

    [Fact]
    public void Question_TheAnswer_AndWhatHasWaited()
    {
        Path path = stack.Ipv4.Acquire(Packets.Peer);
        Counts(() => stack.SendSegment(path, new byte[40]), "ArpRequestsSent", "FramesSent", "BytesSent 42");
        Counts(
            () => stack.Receive(Packets.ArpReply(Packets.PeerHardware, Packets.Peer)),
            "FramesReceived",
            "BytesReceived 60",
            "FramesSent",
            "BytesSent 74");
    }

    [Fact]
    public void NeighborThatDoesNotAnswer_AndWhatWaitedForIt()
    {
        Path path = stack.Ipv4.Acquire(Packets.Peer);
        Counts(() => stack.SendSegment(path, new byte[40]), "ArpRequestsSent", "FramesSent", "BytesSent 42");
        Counts(() => stack.Advance(2900), "ArpRequestsSent 2", "FramesSent 2", "BytesSent 84");
        Counts(() => stack.Advance(100), "NeighborsUnreachable", "PendingDropped");

        // It is not asked for again for a while, and what is sent meanwhile has nowhere to wait.
        Counts(() => stack.SendSegment(path, new byte[40]), "PendingDropped");
    }

    [Fact]
    public void PacketThatFindsNoEntry()
    {
        LowerStack small = new(new StackOptions { Neighbors = 2, Paths = 8, PendingPackets = 2 });
        small.SendSegment(small.Ipv4.Find(0x0A000032), new byte[40]);
        small.SendSegment(small.Ipv4.Find(0x0A000033), new byte[40]);
        Counted.By(small.Link.counters, () => small.SendSegment(small.Ipv4.Find(0x0A000034), new byte[40]), "PendingDropped");
    }

    [Fact]
    public void FrameWithoutContent_IsNoRunt()
    {
        byte[] frame = Packets.Frame(Packets.OurHardware, Packets.PeerHardware, 0x1234, [], pad: false);
        Counts(() => stack.Receive(frame), "FramesReceived", "BytesReceived 14", "UnknownEtherType");
        Counts(() => stack.Receive(frame[..13]), "FramesReceived", "BytesReceived 13", "Runts");
    }

    [Theory]
    [InlineData(1500, 1500)]
    [InlineData(1501, 1500)]
    [InlineData(600, 600)]
    public void Mtu_IsTheDevices_ButNoMoreThanTheStackWants(int device, int mtu)
    {
        var context = new StackContext(16, 1, 2);
        var link = new LinkLayer(context, new FakeLinkDevice(device), 1500);
        Assert.Equal(mtu, link.mtu);
        Assert.Equal(3 + 14 + mtu, link.transmitFrame.Length);
    }

    /// <summary>What stands in for a device that is left alone is the same to look at, and carries nothing.</summary>
    [Fact]
    public void DeviceThatIsLeftAlone_IsWhatItWas_WithItsLinkDown()
    {
        var device = new FakeLinkDevice(600);
        var pause = new DevicePause(stack.Context, stack.Link, device);
        Assert.Equal(
            (device.HardwareAddress, 600, device.Capabilities, false),
            (pause.HardwareAddress, pause.MaximumTransmissionUnit, pause.Capabilities, pause.IsLinkUp));
        device.Put(new byte[60]);
        Assert.Equal(0, pause.Receive(new byte[100], 3, 97));
        Assert.False(pause.Send(new byte[100], 3, 60));
        Assert.Empty(device.Sent!);
    }

    [Fact]
    public void Observer_RunsAsACallback()
    {
        List<bool> seen = [];
        stack.Link.AddObserver(new Observer(() => seen.Add(stack.Context.inCallback)));
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Equal([true, true], seen);
        Assert.False(stack.Context.inCallback);
    }

    /// <summary>Whoever is called for a pair calls both, the one that was there first before the other.</summary>
    [Fact]
    public void PairOfObservers_ShowsBoth_InOrder()
    {
        List<int> order = [];
        IFrameObserver? all = null;
        for (int i = 0; i < 3; i++)
        {
            int number = i;
            all = FrameObserverPair.Add(all, new Observer(() => order.Add(number)));
        }

        all!.FrameReceived([], 0, 0);
        Assert.Equal([0, 1, 2], order);
        all.FrameSent([], 0, 0);
        Assert.Equal([0, 1, 2, 0, 1, 2], order);
        Assert.Same(all, FrameObserverPair.Remove(all, new Observer(() => { })));
    }

    private void Counts(Action action, params string[] expected) => Counted.By(stack.Link.counters, action, expected);

    private sealed class Observer(Action called) : IFrameObserver
    {
        public void FrameReceived(byte[] buffer, int offset, int length) => called();

        public void FrameSent(byte[] buffer, int offset, int length) => called();
    }
}
