using Nano.Net.Internet.V4;
using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Link;

public class LinkLayerTests
{
    [Fact]
    public void NoFrame_IsNothingReceived()
    {
        LowerStack stack = new();
        Assert.False(stack.Link.Receive());
    }

    [Fact]
    public void FrameForAnotherHost_IsDropped()
    {
        LowerStack stack = new();
        stack.Receive(Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20)), to: Packets.OtherHardware));
        Assert.Empty(stack.Tcp.Received);
        Assert.Equal(1, stack.Link.counters.NotForThisHost);
    }

    [Fact]
    public void Runt_IsDropped()
    {
        LowerStack stack = new();
        for (int length = 1; length < 14; length++)
        {
            stack.Receive(new byte[length]);
        }

        Assert.Equal(13, stack.Link.counters.Runts);
    }

    [Fact]
    public void UnknownEtherType_IsDropped()
    {
        LowerStack stack = new();
        stack.Receive(Packets.Frame(Packets.OurHardware, Packets.PeerHardware, 0x86DD, new byte[40]));
        stack.Receive(Packets.Frame(Packets.OurHardware, Packets.PeerHardware, 0x0801, new byte[40]));
        Assert.Equal(2, stack.Link.counters.UnknownEtherType);
    }

    [Fact]
    public void BusyDevice_IsToldToTheCaller_AndNothingIsCountedAsSent()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        long before = stack.Link.counters.FramesSent;
        stack.Device.IsBusy = true;
        Assert.False(stack.SendSegment(path, new byte[20]));
        Assert.Equal(1, stack.Link.counters.TransmitBusy);
        stack.Device.IsBusy = false;
        Assert.True(stack.SendSegment(path, new byte[20]));
        Assert.Equal(before + 1, stack.Link.counters.FramesSent);
    }

    [Fact]
    public void LinkThatIsDown_SwallowsTheFrame()
    {
        LowerStack stack = new();
        stack.LearnPeer();
        Ipv4Path path = stack.Ipv4.Acquire(Packets.Peer);
        stack.Device.IsLinkUp = false;
        Assert.True(stack.SendSegment(path, new byte[20]));
        Assert.Equal(1, stack.Link.counters.LinkDown);
        Assert.Empty(stack.Sent);
    }

    [Fact]
    public void Observer_SeesWhatCrossesTheDevice_AndOnlyThat()
    {
        LowerStack stack = new();
        Observer observer = new();
        stack.Link.AddObserver(observer);
        byte[] request = Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us);
        stack.Receive(request);
        Assert.Equal(request, observer.Received.Single());
        Assert.Equal(stack.Sent.Single(), observer.Sent.Single());

        stack.Device.IsBusy = true;
        stack.SendSegment(stack.Ipv4.Acquire(Packets.Peer), new byte[20]);
        Assert.Single(observer.Sent);
    }

    [Fact]
    public void BarePackets_HaveNoHeaderAndNoNeighbors()
    {
        LowerStack stack = new(device: new FakeLinkDevice(mtu: 296, medium: LinkMedium.Ip, headroom: 0));
        Assert.Equal(AddressState.Bound, stack.Neighbors.claim.state);
        Assert.Empty(stack.Sent);
        byte[] packet = Packets.Ip(1, Packets.Icmp(8, 0, 0x00010002, Packets.Bytes(40)));
        stack.Receive(packet);
        byte[] reply = stack.TakeSent().Single();
        Assert.Equal(packet.Length, reply.Length);
        Assert.Equal(Packets.Peer, Packets.Get32(reply, 16));

        Ipv4Path path = stack.Ipv4.Acquire(Packets.FarAway);
        Assert.True(stack.SendSegment(path, Packets.Bytes(20)));
        Assert.Equal(40, stack.TakeSent().Single().Length);
    }

    [Fact]
    public void AnyBytes_NeverThrow()
    {
        LowerStack stack = new();
        stack.Udp.Open().Bind(7);
        Prop.ForAll(Arbitraries.Bytes, ArbMap.Default.ArbFor<byte>(), (bytes, kind) =>
        {
            byte[] frame = kind % 3 == 0
                ? bytes
                : Packets.Frame(Packets.OurHardware, Packets.PeerHardware, kind % 3 == 1 ? 0x0800 : 0x0806, bytes, pad: false);
            if (frame.Length > 0)
            {
                // A device hands over no frame that is longer than the link's.
                stack.Receive(frame[..Math.Min(frame.Length, 1514)]);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void MutatedPackets_NeverThrow_AndNothingIsLeftHeld()
    {
        LowerStack stack = new(new StackOptions { IcmpErrorsPerSecond = 10000, ReassemblySize = 600, UdpSockets = 2 });
        stack.Udp.Open().Bind(7);
        stack.Udp.Open().Connect(Packets.Peer, 5);
        System.Random random = new(42);
        byte[] quoted = Packets.Ip(17, Packets.Udp(49152, 5, new byte[4]), source: Packets.Us, destination: Packets.Peer);
        byte[][] valid =
        {
            Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us),
            Packets.ArpReply(Packets.PeerHardware, Packets.Peer),
            Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, Packets.Bytes(30)))),
            Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 8, Packets.Bytes(30)))),
            Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, Packets.Bytes(30)))),
            Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 3, 0, quoted))),
            Packets.FromPeer(Packets.Ip(6, Packets.Bytes(20), options: new byte[] { 1, 1, 7, 4, 5, 0, 0, 0 })),
            Packets.FromPeer(Packets.Ip(99, Packets.Bytes(20))),
            Packets.FromPeer(Packets.Ip(17, Packets.Bytes(64), fragment: 0x2000)),
            Packets.FromPeer(Packets.Ip(17, Packets.Bytes(64), fragment: 0x0008)),
            Packets.FromPeer(Packets.Ip(17, Packets.Bytes(64), fragment: 0x1FFF)),
        };
        byte[] buffer = new byte[2000];
        for (int i = 0; i < 60000; i++)
        {
            byte[] frame = (byte[])valid[random.Next(valid.Length)].Clone();
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                frame[random.Next(12, frame.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (random.Next(4) == 0)
            {
                frame = frame.AsSpan(0, random.Next(1, frame.Length)).ToArray();
            }

            if (frame.Length >= 34 && random.Next(2) == 0)
            {
                // A right header checksum lets more of them through.
                int headerLength = Math.Min((frame[14] & 15) * 4, frame.Length - 14);
                frame[24] = frame[25] = 0;
                Packets.Put16(frame, 24, Packets.Checksum(frame.AsSpan(14, headerLength)));
            }

            stack.Receive(frame);
            if (i % 50 == 0)
            {
                stack.Advance(500);
            }
        }

        stack.Sent.Clear();
        stack.Advance(200000);
        stack.Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, Packets.Bytes(30)))));
        Assert.Equal(0, stack.Sent[^1][34]);
    }

    private sealed class Observer : IFrameObserver
    {
        public List<byte[]> Received { get; } = new();

        public List<byte[]> Sent { get; } = new();

        public void FrameReceived(byte[] buffer, int offset, int length) => Received.Add(buffer.AsSpan(offset, length).ToArray());

        public void FrameSent(byte[] buffer, int offset, int length) => Sent.Add(buffer.AsSpan(offset, length).ToArray());
    }
}
