using System.Buffers.Binary;

namespace Nano.Net.Tests.Support;

/// <summary>Builds and reads packets, independently of the code under test.</summary>
internal static class Packets
{
    public const uint Us = 0x0A000001;          // 10.0.0.1
    public const uint Peer = 0x0A000002;        // 10.0.0.2
    public const uint OtherPeer = 0x0A000003;   // 10.0.0.3
    public const uint Gateway = 0x0A0000FE;     // 10.0.0.254
    public const uint FarAway = 0x08080808;     // 8.8.8.8
    public const uint SubnetBroadcast = 0x0A0000FF;

    public static readonly byte[] OurHardware = { 0x02, 0, 0, 0, 0, 0x01 };
    public static readonly byte[] PeerHardware = { 0x02, 0, 0, 0, 0, 0x02 };
    public static readonly byte[] OtherHardware = { 0x02, 0, 0, 0, 0, 0x03 };
    public static readonly byte[] BroadcastHardware = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };

    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Frame(byte[] destination, byte[] source, int etherType, byte[] payload, bool pad = true)
    {
        byte[] frame = new byte[Math.Max(14 + payload.Length, pad ? 60 : 0)];
        destination.CopyTo(frame, 0);
        source.CopyTo(frame, 6);
        Put16(frame, 12, etherType);
        payload.CopyTo(frame, 14);
        return frame;
    }

    public static byte[] Arp(int operation, byte[] senderHardware, uint sender, uint target, byte[]? targetHardware = null, byte[]? to = null)
    {
        byte[] arp = new byte[28];
        Put16(arp, 0, 1);
        Put16(arp, 2, 0x0800);
        arp[4] = 6;
        arp[5] = 4;
        Put16(arp, 6, operation);
        senderHardware.CopyTo(arp, 8);
        Put32(arp, 14, sender);
        targetHardware?.CopyTo(arp, 18);
        Put32(arp, 24, target);
        return Frame(to ?? (operation == 1 ? BroadcastHardware : OurHardware), senderHardware, 0x0806, arp);
    }

    public static byte[] ArpRequest(byte[] senderHardware, uint sender, uint target) => Arp(1, senderHardware, sender, target);

    public static byte[] ArpReply(byte[] senderHardware, uint sender, uint target = Us) => Arp(2, senderHardware, sender, target, OurHardware);

    public static byte[] Ip(
        int protocol,
        byte[] payload,
        uint source = Peer,
        uint destination = Us,
        int id = 7,
        int fragment = 0,
        int ttl = 64,
        byte[]? options = null)
    {
        int headerLength = 20 + (options?.Length ?? 0);
        byte[] packet = new byte[headerLength + payload.Length];
        packet[0] = (byte)(0x40 | (headerLength / 4));
        Put16(packet, 2, packet.Length);
        Put16(packet, 4, id);
        Put16(packet, 6, fragment);
        packet[8] = (byte)ttl;
        packet[9] = (byte)protocol;
        Put32(packet, 12, source);
        Put32(packet, 16, destination);
        options?.CopyTo(packet, 20);
        Put16(packet, 10, Checksum(packet.AsSpan(0, headerLength)));
        payload.CopyTo(packet, headerLength);
        return packet;
    }

    public static byte[] Udp(int sourcePort, int destinationPort, byte[] payload, uint source = Peer, uint destination = Us, bool checksum = true)
    {
        byte[] udp = new byte[8 + payload.Length];
        Put16(udp, 0, sourcePort);
        Put16(udp, 2, destinationPort);
        Put16(udp, 4, udp.Length);
        payload.CopyTo(udp, 8);
        if (checksum)
        {
            int sum = UdpChecksum(udp, source, destination);
            Put16(udp, 6, sum == 0 ? 0xFFFF : sum);
        }

        return udp;
    }

    public static byte[] Icmp(int type, int code, uint rest, byte[] payload)
    {
        byte[] icmp = new byte[8 + payload.Length];
        icmp[0] = (byte)type;
        icmp[1] = (byte)code;
        Put32(icmp, 4, rest);
        payload.CopyTo(icmp, 8);
        Put16(icmp, 2, Checksum(icmp));
        return icmp;
    }

    /// <summary>A packet from the peer to us, in an Ethernet frame.</summary>
    public static byte[] FromPeer(byte[] ipPacket, byte[]? to = null, byte[]? from = null) =>
        Frame(to ?? OurHardware, from ?? PeerHardware, 0x0800, ipPacket);

    /// <summary>Splits the payload of a packet into fragments of at most so many bytes (a multiple of 8).</summary>
    public static List<byte[]> Fragments(int protocol, byte[] payload, int size, int id = 99, uint source = Peer)
    {
        List<byte[]> fragments = new();
        for (int at = 0; at < payload.Length; at += size)
        {
            int count = Math.Min(size, payload.Length - at);
            int more = at + count < payload.Length ? 0x2000 : 0;
            fragments.Add(Ip(protocol, payload.AsSpan(at, count).ToArray(), source: source, id: id, fragment: more | (at / 8)));
        }

        return fragments;
    }

    /// <summary>RFC 1071 as it is written: big-endian words, one by one.</summary>
    public static int Checksum(ReadOnlySpan<byte> bytes, int sum = 0)
    {
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return ~sum & 0xFFFF;
    }

    /// <summary>The checksum of a datagram, its own field included: 0 where it is right.</summary>
    public static int UdpChecksum(ReadOnlySpan<byte> udp, uint source, uint destination)
    {
        byte[] pseudo = new byte[12];
        Put32(pseudo, 0, source);
        Put32(pseudo, 4, destination);
        pseudo[9] = 17;
        Put16(pseudo, 10, udp.Length);
        return Checksum(udp, ~Checksum(pseudo) & 0xFFFF);
    }

    public static int Get16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    public static uint Get32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    public static void Put16(byte[] bytes, int offset, int value) => BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(offset), (ushort)value);

    public static void Put32(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);
}
