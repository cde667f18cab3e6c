using System.Buffers.Binary;

namespace Nano.Net.Tests.Support;

/// <summary>Builds and reads IPv6 packets, independently of the code under test. Addresses are texts.</summary>
internal static class Packets6
{
    public const string Us = "2001:db8::1";
    public const string Peer = "2001:db8::2";
    public const string OtherPeer = "2001:db8::3";

    /// <summary>Not on the link.</summary>
    public const string Far = "2001:db9::9";
    public const string Router = "fe80::fe";
    public const string LinkLocal = "fe80::1";
    public const string LinkLocalPeer = "fe80::2";
    public const string AllNodes = "ff02::1";
    public const int Hop = 0;
    public const int Routing = 43;
    public const int FragmentNumber = 44;
    public const int Icmpv6 = 58;
    public const int Nothing = 59;
    public const int Destination = 60;

    /// <summary>The 16 bytes of an address.</summary>
    public static byte[] Address(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    /// <summary>The solicited-node address of an address.</summary>
    public static string SolicitedNode(string text)
    {
        byte[] address = Address(text);
        return $"ff02::1:ff{address[13]:x2}:{address[14]:x2}{address[15]:x2}";
    }

    /// <summary>A packet.</summary>
    public static byte[] Ip(int nextHeader, byte[] payload, string source = Peer, string destination = Us, int hopLimit = 64, int trafficClass = 0)
    {
        byte[] packet = new byte[40 + payload.Length];
        packet[0] = (byte)(0x60 | (trafficClass >> 4));
        packet[1] = (byte)(trafficClass << 4);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload.Length);
        packet[6] = (byte)nextHeader;
        packet[7] = (byte)hopLimit;
        Address(source).CopyTo(packet, 8);
        Address(destination).CopyTo(packet, 24);
        payload.CopyTo(packet, 40);
        return packet;
    }

    /// <summary>A header of options, padded to a multiple of 8 bytes.</summary>
    public static byte[] Options(int nextHeader, params byte[][] options)
    {
        byte[] all = [(byte)nextHeader, 0, .. options.SelectMany(o => o)];
        int missing = -all.Length & 7;
        all = missing switch
        {
            0 => all,
            1 => [.. all, 0],
            _ => [.. all, 1, (byte)(missing - 2), .. new byte[missing - 2]],
        };
        all[1] = (byte)((all.Length / 8) - 1);
        return all;
    }

    /// <summary>A routing header with room for some addresses.</summary>
    public static byte[] Route(int nextHeader, int type, int segmentsLeft, int addresses = 1)
    {
        byte[] header = new byte[8 + (16 * addresses)];
        header[0] = (byte)nextHeader;
        header[1] = (byte)(2 * addresses);
        header[2] = (byte)type;
        header[3] = (byte)segmentsLeft;
        return header;
    }

    /// <summary>A fragment header.</summary>
    public static byte[] Fragment(int nextHeader, int offset, bool more, uint id = 99)
    {
        byte[] header = new byte[8];
        header[0] = (byte)nextHeader;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(offset | (more ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), id);
        return header;
    }

    /// <summary>An ICMPv6 message with its checksum.</summary>
    public static byte[] Icmp(int type, int code, byte[] rest, string source = Peer, string destination = Us)
    {
        byte[] message = [(byte)type, (byte)code, 0, 0, .. rest];
        return WithChecksum(Icmpv6, message, 2, source, destination);
    }

    /// <summary>An ICMPv6 message in its packet.</summary>
    public static byte[] IcmpPacket(int type, int code, byte[] rest, string source = Peer, string destination = Us, int hopLimit = 255) =>
        Ip(Icmpv6, Icmp(type, code, rest, source, destination), source, destination, hopLimit);

    /// <summary>A UDP datagram with its checksum.</summary>
    public static byte[] Udp(int sourcePort, int destinationPort, byte[] payload, string source = Peer, string destination = Us)
    {
        byte[] datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram, 8);
        return WithChecksum(17, datagram, 6, source, destination);
    }

    /// <summary>Fills in the checksum of a transport over its pseudo-header (RFC 8200 section 8.1).</summary>
    public static byte[] WithChecksum(int protocol, byte[] message, int at, string source, string destination)
    {
        message[at] = 0;
        message[at + 1] = 0;
        int checksum = Checksum(protocol, message, source, destination);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), (ushort)(checksum == 0 && protocol == 17 ? 0xFFFF : checksum));
        return message;
    }

    /// <summary>The checksum of a message with its pseudo-header; 0 where it holds one that is right.</summary>
    public static int Checksum(int protocol, byte[] message, string source, string destination)
    {
        byte[] all = [.. Address(source), .. Address(destination), 0, 0, (byte)(message.Length >> 8), (byte)message.Length, 0, 0, 0, (byte)protocol, .. message, 0];
        long sum = 0;
        for (int i = 0; i + 1 < all.Length; i += 2)
        {
            sum += (all[i] << 8) | all[i + 1];
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (int)(~sum & 0xFFFF);
    }

    /// <summary>An option of neighbour discovery with a hardware address.</summary>
    public static byte[] Hardware(int type, byte last = 2) => [(byte)type, 1, 2, 0, 0, 0, 0, last];
}
