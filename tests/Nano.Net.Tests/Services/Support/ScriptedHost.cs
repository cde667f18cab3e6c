using Nano.Emulator;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>A host at the far end of a wire that does what a test says: it answers ARP for its addresses, and shows the datagrams that arrive.</summary>
internal sealed class ScriptedHost
{
    private readonly VirtualScheduler scheduler;
    private readonly WirePort port;
    private readonly byte[] frame = new byte[2000];

    public ScriptedHost(VirtualNetwork network, WirePort port)
    {
        this.port = port;
        scheduler = network.Scheduler;
        Hardware = port.HardwareAddress;
        network.Add(port, _ =>
        {
            while (port.Receive(frame, 0, frame.Length) is var length and > 0)
            {
                Take(frame.AsSpan(0, length).ToArray());
            }

            return NetworkStack.Forever;
        });
    }

    public byte[] Hardware { get; }

    /// <summary>Addresses that it answers ARP requests and probes for.</summary>
    public HashSet<uint> Addresses { get; } = [];

    /// <summary>Every datagram that has arrived.</summary>
    public List<Datagram> Seen { get; } = [];

    /// <summary>Every address that was probed for, with the time.</summary>
    public List<(long Time, uint Address)> Probes { get; } = [];

    /// <summary>Every address whose hardware address was asked for, with the time.</summary>
    public List<(long Time, uint Address)> Questions { get; } = [];

    /// <summary>Told of every datagram.</summary>
    public Action<Datagram>? Arrived { get; set; }

    /// <summary>Told of every address that is probed for.</summary>
    public Action<uint>? Probed { get; set; }

    /// <summary>Told of every frame that holds a packet of IPv6.</summary>
    public Action<byte[]>? Ipv6Arrived { get; set; }

    public void SendUdp(uint source, int sourcePort, uint destination, int destinationPort, byte[] payload, byte[]? to = null) =>
        Send(Packets.Frame(
            to ?? Packets.BroadcastHardware,
            Hardware,
            0x0800,
            Packets.Ip(17, Packets.Udp(sourcePort, destinationPort, payload, source, destination), source, destination)));

    public void Send(byte[] bytes) => Assert.True(port.Send(Headroom(bytes), port.Capabilities.Headroom, bytes.Length));

    private byte[] Headroom(byte[] bytes) => [.. new byte[port.Capabilities.Headroom], .. bytes];

    private void Take(byte[] bytes)
    {
        int type = Packets.Get16(bytes, 12);
        if (type == 0x0806)
        {
            uint sender = Packets.Get32(bytes, 28);
            uint target = Packets.Get32(bytes, 38);
            if (sender == 0)
            {
                Probes.Add((scheduler.Milliseconds, target));
                Probed?.Invoke(target);
            }
            else if (Packets.Get16(bytes, 20) == 1 && sender != target)
            {
                Questions.Add((scheduler.Milliseconds, target));
            }

            if (Packets.Get16(bytes, 20) == 1 && Addresses.Contains(target))
            {
                Send(Packets.Arp(2, Hardware, target, sender, bytes[22..28], bytes[22..28]));
            }
        }
        else if (type == 0x0800 && bytes[23] == 17)
        {
            byte[] udp = bytes[34..(14 + Packets.Get16(bytes, 16))];
            uint source = Packets.Get32(bytes, 26);
            uint destination = Packets.Get32(bytes, 30);
            Assert.Equal(0, Packets.UdpChecksum(udp, source, destination));
            var datagram = new Datagram(
                scheduler.Milliseconds, bytes[..6], source, Packets.Get16(udp, 0), destination, Packets.Get16(udp, 2), udp[8..]);
            Seen.Add(datagram);
            Arrived?.Invoke(datagram);
        }
        else if (type == 0x86DD)
        {
            Ipv6Arrived?.Invoke(bytes);
        }
    }
}
