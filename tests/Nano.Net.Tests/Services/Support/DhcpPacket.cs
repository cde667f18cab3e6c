using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>Reads and builds DHCP messages, independently of the code under test.</summary>
internal sealed class DhcpPacket
{
    public const int Discover = 1;
    public const int Offer = 2;
    public const int Request = 3;
    public const int Decline = 4;
    public const int Ack = 5;
    public const int Nak = 6;
    public const int Release = 7;

    public DhcpPacket(Datagram datagram)
    {
        Datagram = datagram;
        byte[] bytes = datagram.Payload;
        Assert.True(bytes.Length >= 300, "too short for BOOTP relays");
        Assert.Equal(1, bytes[0]);
        Assert.Equal(0x63825363u, Packets.Get32(bytes, 236));
        for (int at = 240; bytes[at] != 255;)
        {
            int length = bytes[at] == 0 ? -1 : bytes[at + 1];
            if (length >= 0)
            {
                Options.Add(bytes[at], bytes[(at + 2)..(at + 2 + length)]);
            }

            at += 2 + length;
        }
    }

    public Datagram Datagram { get; }

    public Dictionary<int, byte[]> Options { get; } = [];

    public long Time => Datagram.Time;

    public int Type => Options[53][0];

    public uint Transaction => Packets.Get32(Datagram.Payload, 4);

    public int Seconds => Packets.Get16(Datagram.Payload, 8);

    public bool WantsBroadcast => Packets.Get16(Datagram.Payload, 10) == 0x8000;

    public uint ClientAddress => Packets.Get32(Datagram.Payload, 12);

    public byte[] Hardware => Datagram.Payload[28..34];

    public uint? Requested => Options.TryGetValue(50, out byte[]? value) ? Packets.Get32(value, 0) : null;

    public uint? Server => Options.TryGetValue(54, out byte[]? value) ? Packets.Get32(value, 0) : null;

    /// <summary>A reply to it.</summary>
    public byte[] Reply(int type, uint yourAddress, params byte[][] options)
    {
        byte[] reply = new byte[240];
        reply[0] = 2;
        reply[1] = 1;
        reply[2] = 6;
        Packets.Put32(reply, 4, Transaction);
        Packets.Put32(reply, 16, yourAddress);
        Hardware.CopyTo(reply, 28);
        Packets.Put32(reply, 236, 0x63825363);
        return [.. reply, 53, 1, (byte)type, .. options.SelectMany(o => o), 255];
    }

    public static byte[] Option(int code, params byte[] value) => [(byte)code, (byte)value.Length, .. value];

    public static byte[] Number(int code, params uint[] values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Packets.Put32(bytes, 4 * i, values[i]);
        }

        return Option(code, bytes);
    }
}
