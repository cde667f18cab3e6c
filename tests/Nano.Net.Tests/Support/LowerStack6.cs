using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Support;

/// <summary>Everything below the transports, with IPv6, put together as a stack does it, with the test as wire and clock.</summary>
internal sealed class LowerStack6
{
    public const int EtherType = 0x86DD;

    public LowerStack6(
        LinkMedium medium = LinkMedium.Ip, string address = Packets6.Us, string? gateway = null, int mtu = 1500, int errorsPerSecond = 10, Action<Ipv6Options>? configure = null,
        bool verifiesChecksums = false)
    {
        Device = new FakeLinkDevice(mtu, medium);
        Device.Capabilities.VerifiesChecksums = verifiesChecksums;
        Ipv6Options options = new()
        {
            Address = IPAddress.Parse(address),
            Gateway = gateway is null ? null : IPAddress.Parse(gateway),
            DuplicateAddressProbes = 0,
        };
        configure?.Invoke(options);
        Options = new StackOptions { PendingPackets = 2, PendingPacketSize = 1500, IcmpErrorsPerSecond = errorsPerSecond, IPv6 = options };
        Context = new StackContext(24, 0x01234567, 0x89ABCDEF) { now = 1000 };
        Link = new LinkLayer(Context, Device, mtu);
        Neighbors = new NeighborCache(Context, Link, Options);
        Internet = new InternetLayer(Link, options.HeaderLength, Options);
        Ipv4 = new Ipv4(Context, Link, Internet, Neighbors, Options);
        Ipv6 = new Ipv6(Context, Link, Internet, Neighbors, Options, options);
        Internet.ipv6 = Ipv6;
        Link.ipv6 = Ipv6;
        Internet.tcp = Tcp;
        Internet.udp = Udp;

        // The addresses are taken into use, and routers asked for; that is not what most tests look at.
        Advance(1000);
        Sent.Clear();
    }

    public FakeLinkDevice Device { get; }

    public StackOptions Options { get; }

    public StackContext Context { get; }

    public LinkLayer Link { get; }

    public NeighborCache Neighbors { get; }

    public InternetLayer Internet { get; }

    public Ipv4 Ipv4 { get; }

    public Ipv6 Ipv6 { get; }

    public InternetCounters Counters => Ipv6.counters;

    public RecordingTransport Tcp { get; } = new();

    public RecordingTransport Udp { get; } = new();

    public List<byte[]> Sent => Device.Sent!;

    /// <summary>Hands the stack a packet: on Ethernet in a frame to this host, or to the group that it is for.</summary>
    public void Receive(byte[] packet)
    {
        if (Device.Capabilities.Medium == LinkMedium.Ethernet)
        {
            byte[] to = packet[24] == 0xFF ? [0x33, 0x33, .. packet[36..40]] : Packets.OurHardware;
            packet = Packets.Frame(to, Packets.PeerHardware, EtherType, packet);
        }

        ReceiveFrame(packet);
    }

    public void ReceiveFrame(byte[] frame)
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

    /// <summary>Takes the packets that were sent since the last call, without link headers, and without those that ask for routers or tell of groups.</summary>
    public List<byte[]> TakeSent()
    {
        List<byte[]> sent = [.. Sent.Select(frame => frame[Link.headerLength..]).Where(packet => packet[6] != Packets6.Hop && packet[40] != 133)];
        Sent.Clear();
        return sent;
    }

    /// <summary>The path to an address.</summary>
    public Ipv6Path PathTo(string address) => (Ipv6Path)Ipv6.Find(IPAddress.Parse(address), null)!;

    /// <summary>Sends a segment of TCP as TCP does.</summary>
    public bool SendSegment(Path path, byte[] segment)
    {
        segment.CopyTo(Link.transmitFrame, Internet.payloadOffset);
        return Ipv6.Send(path, segment.Length);
    }

    private void Check()
    {
        Context.timers.CheckInvariants();
        Ipv6.CheckInvariants();
    }
}
