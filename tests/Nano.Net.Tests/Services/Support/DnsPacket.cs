using System.Text;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>Reads questions and builds answers, independently of the code under test.</summary>
internal sealed class DnsPacket
{
    private readonly byte[] bytes;
    private readonly Datagram? datagram;

    public const int A = 1;
    public const int Cname = 5;
    public const int Soa = 6;
    public const int Aaaa = 28;

    public DnsPacket(Datagram datagram)
        : this(datagram.Payload)
    {
        this.datagram = datagram;
    }

    public DnsPacket(byte[] bytes)
    {
        this.bytes = bytes;
        Assert.Equal(0x0100, Packets.Get16(bytes, 2));
        Assert.Equal((1, 0, 0), (Packets.Get16(bytes, 4), Packets.Get16(bytes, 6), Packets.Get16(bytes, 8)));
        int at = 12;
        while (bytes[at] != 0)
        {
            Name += (Name.Length == 0 ? "" : ".") + Encoding.ASCII.GetString(bytes, at + 1, bytes[at]);
            at += 1 + bytes[at];
        }

        Type = Packets.Get16(bytes, at + 1);
        Assert.Equal((true, 1), (Type is A or Aaaa, Packets.Get16(bytes, at + 3)));
        Question = bytes[12..(at + 5)];
        at += 5;
        if (Packets.Get16(bytes, 10) == 1)
        {
            // EDNS (RFC 6891 section 6.1.2): root, OPT, size, extended code, version 0, no flags, no options.
            UdpSize = Packets.Get16(bytes, at + 3);
            Assert.Equal([0, 0, 41, (byte)(UdpSize >> 8), (byte)UdpSize, 0, 0, 0, 0, 0, 0], bytes[at..(at + 11)]);
            at += 11;
        }

        Assert.Equal(UdpSize == 0 ? 0 : 1, Packets.Get16(bytes, 10));
        Assert.Equal(at, bytes.Length);
    }

    /// <summary>How it came, by IPv4.</summary>
    public Datagram Datagram => datagram!;

    public int Type { get; }

    public string Name { get; } = "";

    public byte[] Question { get; }

    /// <summary>Bytes of the longest answer that who asks can receive; 0 where it does not say.</summary>
    public int UdpSize { get; }

    public int Id => Packets.Get16(bytes, 0);

    /// <summary>Where the question's name stands in every message about it.</summary>
    public static byte[] SameName => [0xC0, 12];

    public static byte[] NameOf(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Record(byte[] name, int type, uint lifetime, byte[] data)
    {
        byte[] fixedPart = new byte[10];
        Packets.Put16(fixedPart, 0, type);
        Packets.Put16(fixedPart, 2, 1);
        Packets.Put32(fixedPart, 4, lifetime);
        Packets.Put16(fixedPart, 8, data.Length);
        return [.. name, .. fixedPart, .. data];
    }

    public static byte[] Address(byte[] name, string address, uint lifetime = 300) => Record(name, address.Contains(':') ? Aaaa : A, lifetime, IPAddress.Parse(address).GetAddressBytes());

    public static byte[] Alias(byte[] name, string target, uint lifetime = 300) => Record(name, Cname, lifetime, NameOf(target));

    public static byte[] Authority(uint lifetime, uint minimum)
    {
        byte[] numbers = new byte[20];
        Packets.Put32(numbers, 16, minimum);
        return Record([0], Soa, lifetime, [0, 0, .. numbers]);
    }

    /// <summary>The OPT record of a server.</summary>
    public static byte[] Opt(int upperCode = 0, int version = 0) => [0, 0, 41, 4, 208, (byte)upperCode, (byte)version, 0, 0, 0, 0];

    public byte[] Reply(int code = 0, byte[][]? answers = null, byte[][]? authority = null, int flags = 0x8180, byte[][]? additional = null)
    {
        byte[] header = new byte[12];
        Packets.Put16(header, 0, Id);
        Packets.Put16(header, 2, flags | code);
        Packets.Put16(header, 4, 1);
        Packets.Put16(header, 6, answers?.Length ?? 0);
        Packets.Put16(header, 8, authority?.Length ?? 0);
        Packets.Put16(header, 10, additional?.Length ?? 0);
        return [.. header, .. Question, .. (answers ?? []).Concat(authority ?? []).Concat(additional ?? []).SelectMany(a => a)];
    }
}
