using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>What the scripted host does by IPv6: it is a router that says what a test wants, answers neighbour solicitations for its addresses, and shows the datagrams that arrive.</summary>
internal sealed class ScriptedRouter
{
    public const string Address = DiscoveryPackets.Router;

    private readonly ServiceWorld world;

    public ScriptedRouter(ServiceWorld world)
    {
        this.world = world;
        world.Server.Ipv6Arrived = Take;
    }

    /// <summary>What it answers to who asks for routers; null for nothing.</summary>
    public byte[]? Advertisement { get; set; }

    /// <summary>Addresses that it answers solicitations of hosts for.</summary>
    public HashSet<string> Addresses { get; } = [Address];

    /// <summary>Addresses that it says to have when a host probes for them.</summary>
    public HashSet<string> Taken { get; } = [];

    /// <summary>Every address that was probed for.</summary>
    public List<string> Probes { get; } = [];

    /// <summary>Every datagram that has arrived.</summary>
    public List<Datagram6> Seen { get; } = [];

    /// <summary>Told of every datagram.</summary>
    public Action<Datagram6>? Arrived { get; set; }

    /// <summary>Where the host's frames go.</summary>
    private byte[] Host => world.Wire.A.HardwareAddress;

    /// <summary>Advertises to everybody.</summary>
    public void Advertise(byte[] advertisement) => SendIcmp(Address, DiscoveryPackets.AllNodes, advertisement);

    /// <summary>An advertisement of a router with flags.</summary>
    public static byte[] Says(int flags, params byte[][] options) => DiscoveryPackets.RouterAdvertisement(1800, flags, 0, 0, 0, options);

    public void SendUdp(string source, int sourcePort, string destination, int destinationPort, byte[] payload)
    {
        byte[] packet = Packets6.Ip(17, Packets6.Udp(sourcePort, destinationPort, payload, source, destination), source, destination);
        byte[] group = Packets6.Address(destination);
        world.Server.Send(Packets.Frame(group[0] == 0xFF ? [0x33, 0x33, .. group[12..]] : Host, world.Server.Hardware, 0x86DD, packet));
    }

    private void SendIcmp(string source, string destination, byte[] message) =>
        world.Server.Send(DiscoveryPackets.Icmp(source, destination, message, from: world.Server.Hardware, to: Packets6.Address(destination)[0] == 0xFF ? null : Host));

    private void Take(byte[] frame)
    {
        string source = DiscoveryPackets.Text(frame.AsSpan(22));
        string destination = DiscoveryPackets.Text(frame.AsSpan(38));
        if (frame[20] == 58)
        {
            TakeIcmp(source, frame[54..]);
        }
        else if (frame[20] == 17)
        {
            byte[] udp = frame[54..(54 + Packets.Get16(frame, 18))];
            Assert.Equal(0, Packets6.Checksum(17, udp, source, destination));
            var datagram = new Datagram6(
                world.Milliseconds, source, Packets.Get16(udp, 0), destination, Packets.Get16(udp, 2), udp[8..Packets.Get16(udp, 4)]);
            Seen.Add(datagram);
            Arrived?.Invoke(datagram);
        }
    }

    private void TakeIcmp(string source, byte[] message)
    {
        if (message[0] == 133 && Advertisement != null)
        {
            Advertise(Advertisement);
        }
        else if (message[0] == 135)
        {
            string target = DiscoveryPackets.Text(message.AsSpan(8));
            if (source != "::")
            {
                if (Addresses.Contains(target))
                {
                    SendIcmp(target, source, DiscoveryPackets.Advertisement(target, 0xE0, DiscoveryPackets.Target(world.Server.Hardware)));
                }
            }
            else
            {
                Probes.Add(target);
                if (Taken.Contains(target))
                {
                    SendIcmp(target, DiscoveryPackets.AllNodes, DiscoveryPackets.Advertisement(target, 0x20, DiscoveryPackets.Target(world.Server.Hardware)));
                }
            }
        }
    }
}
