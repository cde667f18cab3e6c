using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Udp;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Support;

/// <summary>Everything below TCP, put together as a stack does it, with the test as wire and clock.</summary>
internal sealed class LowerStack
{
    public LowerStack(StackOptions? options = null, FakeLinkDevice? device = null, uint address = Packets.Us, uint gateway = Packets.Gateway)
    {
        Options = options ?? new StackOptions { UdpSockets = 2, UdpQueueSize = 1024, PendingPackets = 2 };
        Device = device ?? new FakeLinkDevice();
        Context = new StackContext(16, 0x01234567, 0x89ABCDEF) { now = 1000 };
        Link = new LinkLayer(Context, Device, Device.MaximumTransmissionUnit);
        Neighbors = new NeighborCache(Context, Link, Options);
        Ipv4 = new Ipv4(Context, Link, Neighbors, Options);
        Udp = new UdpLayer(Context, Ipv4, Options);
        Tcp = new RecordingTransport();
        Ipv4.Register(6, Tcp);
        if (address != 0)
        {
            Ipv4.Configure(address, 24, gateway);
            if (!Options.ProbeAddress)
            {
                // The announcements are not what most tests look at.
                Advance(2000);
            }
        }

        Device.Sent?.Clear();
        Tcp.Reachable.Clear();
    }

    public StackOptions Options { get; }

    public FakeLinkDevice Device { get; }

    public StackContext Context { get; }

    public LinkLayer Link { get; }

    public NeighborCache Neighbors { get; }

    public Ipv4 Ipv4 { get; }

    public UdpLayer Udp { get; }

    public RecordingTransport Tcp { get; }

    public List<byte[]> Sent => Device.Sent!;

    public void Receive(byte[] frame)
    {
        Device.Put(frame);
        Assert.True(Link.Receive());
        Check();
    }

    /// <summary>Lets time pass, a tick of 100 ms at a time.</summary>
    public void Advance(int milliseconds)
    {
        long end = Context.now + milliseconds;
        while (Context.now < end)
        {
            Context.now = Math.Min(end, Context.now + 100);
            Context.timers.RunDue(Context.now);
            Check();
        }
    }

    private void Check()
    {
        Context.timers.CheckInvariants();
        Ipv4.CheckInvariants();
    }

    /// <summary>The peer asks for us, so that its hardware address is known.</summary>
    public void LearnPeer()
    {
        Receive(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Sent.Clear();
    }

    /// <summary>Takes what was sent since the last call.</summary>
    public List<byte[]> TakeSent()
    {
        List<byte[]> sent = new(Sent);
        Sent.Clear();
        return sent;
    }

    /// <summary>Sends a segment of TCP as TCP does.</summary>
    public bool SendSegment(Path path, byte[] segment)
    {
        segment.CopyTo(Link.transmitFrame, Ipv4.payloadOffset);
        return Ipv4.Send(path, segment.Length);
    }
}
