using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>A switch with hosts that have responders, 10.0.0.1 and so on, and a peer, 10.0.0.100, which sees and says what a test wants. In virtual time.</summary>
internal sealed class MdnsWorld : IClock
{
    public const uint Group = 0xE00000FB;
    public const uint Peer = 0x0A000064;
    public const uint OtherPeer = 0x0A000065;
    public const string Group6 = "ff02::fb";
    public const string Peer6 = "fe80::64";
    public const int Port = 5353;
    public static readonly byte[] GroupHardware = [1, 0, 0x5E, 0, 0, 0xFB];

    private readonly VirtualSwitch wires;
    private readonly WirePort peer;
    private readonly byte[] frame = new byte[2000];
    private readonly ulong seed;

    public MdnsWorld(ulong seed = 1)
    {
        this.seed = seed;
        Scheduler = new VirtualScheduler();
        Network = new VirtualNetwork(Scheduler);
        wires = new VirtualSwitch(Scheduler, seed);
        peer = wires.AddPort(null, new WirePortOptions { Name = "peer" });
        Network.Add(peer, _ =>
        {
            while (peer.Receive(frame, 0, frame.Length) is var length and > 0)
            {
                Take(frame.AsSpan(0, length).ToArray());
            }

            return NetworkStack.Forever;
        });
    }

    public VirtualScheduler Scheduler { get; }

    public VirtualNetwork Network { get; }

    public List<MdnsHost> Hosts { get; } = [];

    /// <summary>Every message of the hosts.</summary>
    public List<MdnsPacket> Seen { get; } = [];

    /// <summary>Every IGMP message of the hosts: its type.</summary>
    public List<int> Igmp { get; } = [];

    /// <summary>Every group of which a host has reported by MLD.</summary>
    public List<string> Mld { get; } = [];

    /// <summary>Told of every message.</summary>
    public Action<MdnsPacket>? Arrived { get; set; }

    public long Milliseconds => Scheduler.Milliseconds;

    public IEnumerable<MdnsPacket> Probes => Seen.Where(packet => packet.IsProbe);

    public IEnumerable<MdnsPacket> Responses => Seen.Where(packet => packet.IsResponse);

    /// <summary>Adds a host, whose responder starts with the world's next step.</summary>
    public MdnsHost Add(MdnsOptions? options = null, string? address = null, Ipv6Options? ipv6 = null)
    {
        var host = new MdnsHost(this, wires.AddPort(null, new WirePortOptions { Name = $"host {Hosts.Count + 1}", Headroom = 3 }),
            address ?? $"10.0.0.{Hosts.Count + 1}", options ?? new MdnsOptions(), seed + (ulong)Hosts.Count, ipv6);
        Hosts.Add(host);
        return host;
    }

    /// <summary>Lets all hosts start and announce, and forgets what they said.</summary>
    public void Settle()
    {
        RunFor(10);
        Assert.All(Hosts, host => Assert.Equal(MdnsState.Running, host.Responder.State));
        Seen.Clear();
    }

    public void RunFor(double seconds) => Scheduler.RunFor(TimeSpan.FromSeconds(seconds));

    public void RunUntil(Func<bool> done, double seconds = 60) =>
        Assert.True(Scheduler.RunUntil(done, TimeSpan.FromSeconds(seconds)), $"not within {seconds} s");

    /// <summary>Says something to all.</summary>
    public void Say(MdnsPacket packet, uint source = Peer, int port = Port) => SayBytes(packet.ToBytes(), source, port);

    public void SayBytes(byte[] bytes, uint source = Peer, int port = Port) => Send(bytes, source, port, Group, GroupHardware);

    /// <summary>Says something to the first host alone.</summary>
    public void Tell(MdnsPacket packet, uint source = Peer, int port = Port) =>
        Send(packet.ToBytes(), source, port, Packets.Get32(Hosts[0].Stack.Address.GetAddressBytes(), 0), Hosts[0].Port.HardwareAddress);

    /// <summary>Asks all, and takes what is answered within a time.</summary>
    public List<MdnsPacket> Ask(MdnsPacket query, double seconds = 2, uint source = Peer, int port = Port)
    {
        Seen.Clear();
        Say(query, source, port);
        RunFor(seconds);
        return [.. Seen];
    }

    public List<MdnsPacket> Ask(string name, int type) => Ask(MdnsPacket.Query(new MdnsQuestion(name, type)));

    /// <summary>Says something by IPv6, to the group or to one address of the first host.</summary>
    public void Say6(MdnsPacket packet, string source = Peer6, int port = Port, string destination = Group6)
    {
        byte[] address = Packets6.Address(destination);
        byte[] hardware = address[0] == 0xFF ? [0x33, 0x33, .. address[12..]] : Hosts[0].Port.HardwareAddress;
        byte[] udp = Packets6.Udp(port, Port, packet.ToBytes(), source, destination);
        SendFrame(Packets.Frame(hardware, peer.HardwareAddress, 0x86DD, Packets6.Ip(17, udp, source, destination, hopLimit: 255)));
    }

    /// <summary>Advertises a prefix as a router does.</summary>
    public void Advertise(params byte[][] options) =>
        SendFrame(DiscoveryPackets.Icmp(Peer6, DiscoveryPackets.AllNodes, DiscoveryPackets.RouterAdvertisement(options), from: peer.HardwareAddress));

    private void SendFrame(byte[] bytes) =>
        Assert.True(peer.Send([.. new byte[peer.Capabilities.Headroom], .. bytes], peer.Capabilities.Headroom, bytes.Length));

    private void Send(byte[] payload, uint source, int port, uint destination, byte[] hardware)
    {
        byte[] udp = Packets.Udp(port, Port, payload, source, destination);
        byte[] bytes = Packets.Frame(hardware, peer.HardwareAddress, 0x0800, Packets.Ip(17, udp, source, destination, ttl: 255));
        Assert.True(peer.Send([.. new byte[peer.Capabilities.Headroom], .. bytes], peer.Capabilities.Headroom, bytes.Length));
    }

    private void Take(byte[] bytes)
    {
        int type = Packets.Get16(bytes, 12);
        if (type == 0x0806 && Packets.Get16(bytes, 20) == 1 && Packets.Get32(bytes, 38) is Peer or OtherPeer)
        {
            byte[] reply = Packets.Arp(2, peer.HardwareAddress, Packets.Get32(bytes, 38), Packets.Get32(bytes, 28), bytes[22..28], bytes[22..28]);
            Assert.True(peer.Send([.. new byte[peer.Capabilities.Headroom], .. reply], peer.Capabilities.Headroom, reply.Length));
        }
        else if (type == 0x0800 && bytes[23] == 2)
        {
            Igmp.Add(bytes[38]);
        }
        else if (type == 0x0800 && bytes[23] == 17 && Packets.Get16(bytes, 34) == Port)
        {
            Assert.Equal(0, Packets.UdpChecksum(bytes[34..(14 + Packets.Get16(bytes, 16))], Packets.Get32(bytes, 26), Packets.Get32(bytes, 30)));
            MdnsPacket packet = MdnsPacket.Read(bytes, Milliseconds);
            Assert.Equal(255, packet.TimeToLive);
            Assert.Equal(packet.Destination == Group, bytes[..6].SequenceEqual(GroupHardware));
            Seen.Add(packet);
            Arrived?.Invoke(packet);
        }
        else if (type == 0x86DD && bytes[20] == 17 && Packets.Get16(bytes, 54) == Port)
        {
            MdnsPacket packet = MdnsPacket.Read(bytes, Milliseconds);
            Assert.Equal(0, Packets6.Checksum(17, bytes[54..(54 + Packets.Get16(bytes, 18))], packet.Source6!, packet.Destination6!));
            Assert.Equal(255, packet.TimeToLive);
            Assert.Equal(packet.Destination6 == Group6, bytes[..6].SequenceEqual((byte[])[0x33, 0x33, 0, 0, 0, 0xFB]));
            Seen.Add(packet);
            Arrived?.Invoke(packet);
        }
        else if (type == 0x86DD && bytes[20] == 58 && bytes[54] == 135 && DiscoveryPackets.Text(bytes.AsSpan(62)) == Peer6)
        {
            SendFrame(DiscoveryPackets.Icmp(
                Peer6, DiscoveryPackets.Text(bytes.AsSpan(22)), DiscoveryPackets.Advertisement(Peer6, 0x60, DiscoveryPackets.Target(peer.HardwareAddress)),
                from: peer.HardwareAddress, to: bytes[6..12]));
        }
        else if (type == 0x86DD && bytes[20] == 0 && bytes[62] == 143)
        {
            Mld.AddRange(Enumerable.Range(0, bytes[69]).Select(i => DiscoveryPackets.Text(bytes.AsSpan(74 + (20 * i)))));
        }
    }
}
