using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Dhcpv6;

/// <summary>Reads and builds DHCPv6 messages, independently of the code under test.</summary>
internal sealed class Dhcpv6Packet
{
    public const int Solicit = 1;
    public const int Advertise = 2;
    public const int Request = 3;
    public const int Confirm = 4;
    public const int Renew = 5;
    public const int Rebind = 6;
    public const int Reply = 7;
    public const int Release = 8;
    public const int Decline = 9;
    public const int InformationRequest = 11;

    public Dhcpv6Packet(Datagram6 datagram)
    {
        Datagram = datagram;
        byte[] bytes = datagram.Payload;
        Options = OptionsOf(bytes[4..]);
    }

    public Datagram6 Datagram { get; }

    public Dictionary<int, byte[]> Options { get; }

    public long Time => Datagram.Time;

    public int Type => Datagram.Payload[0];

    public byte[] Transaction => Datagram.Payload[1..4];

    /// <summary>Hundredths of a second.</summary>
    public int Elapsed => Packets.Get16(Options[8], 0);

    public int[] Requested => [.. Enumerable.Range(0, Options[6].Length / 2).Select(i => Packets.Get16(Options[6], 2 * i))];

    /// <summary>The server that it is for; null for all.</summary>
    public byte[]? Server => Options.GetValueOrDefault(2);

    /// <summary>The address in its association; null for none.</summary>
    public string? Address => Options[3].Length == 12 ? null : DiscoveryPackets.Text(OptionsOf(Options[3][12..])[5]);

    public static byte[] Option(int code, params byte[] value) => [(byte)(code >> 8), (byte)code, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] Number(int code, uint value) => Option(code, Bytes(value));

    public static byte[] Status(int code) => Option(13, (byte)(code >> 8), (byte)code, (byte)'!');

    public static byte[] DnsServers(params string[] servers) => Option(23, [.. servers.SelectMany(Packets6.Address)]);

    public static byte[] SearchList(params string[] names) => Option(24, [.. names.SelectMany(DnsPacket.NameOf)]);

    public static byte[] AddressOption(string address, uint preferred, uint valid, params byte[][] options) =>
        Option(5, [.. Packets6.Address(address), .. Bytes(preferred), .. Bytes(valid), .. options.SelectMany(o => o)]);

    /// <summary>An association with the number of this one.</summary>
    public byte[] Association(uint t1, uint t2, params byte[][] options) => Option(3, [.. Options[3][..4], .. Bytes(t1), .. Bytes(t2), .. options.SelectMany(o => o)]);

    /// <summary>An answer to it, of a server.</summary>
    public byte[] Answer(int type, byte[] server, params byte[][] options) =>
        [(byte)type, .. Transaction, .. Option(1, Options[1]), .. Option(2, server), .. options.SelectMany(o => o)];

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[4];
        Packets.Put32(bytes, 0, value);
        return bytes;
    }

    private static Dictionary<int, byte[]> OptionsOf(byte[] bytes)
    {
        var options = new Dictionary<int, byte[]>();
        int at = 0;
        while (at < bytes.Length)
        {
            int length = Packets.Get16(bytes, at + 2);
            options.Add(Packets.Get16(bytes, at), bytes[(at + 4)..(at + 4 + length)]);
            at += 4 + length;
        }

        return options;
    }
}
