using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Udp;
using Nano.Net.Wire;
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
        Internet = new InternetLayer(Link, Ipv4Packet.HeaderLength, Options);
        Ipv4 = new Ipv4(Context, Link, Internet, Neighbors, Options);
        Udp = new UdpLayer(Context, Internet, Options);
        Tcp = new RecordingTransport();
        Internet.tcp = Tcp;
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

    public InternetLayer Internet { get; }

    public Ipv4 Ipv4 { get; }

    public UdpLayer Udp { get; }

    public RecordingTransport Tcp { get; }

    public List<byte[]> Sent => Device.Sent!;

    /// <summary>The link has gone down or come up, as the stack tells those below the transports.</summary>
    public void OnLinkChanged(bool isUp)
    {
        Neighbors.OnLinkChanged(isUp);
        Internet.OnLinkChanged(isUp);
    }

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
        segment.CopyTo(Link.transmitFrame, Internet.payloadOffset);
        return Ipv4.Send(path, segment.Length);
    }
}
