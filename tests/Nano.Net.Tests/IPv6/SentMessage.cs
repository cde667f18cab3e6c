using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>A message of ICMPv6 that was sent.</summary>
internal sealed class SentMessage
{
    private readonly byte[] frame;
    private readonly int message;

    public SentMessage(byte[] frame)
    {
        this.frame = frame;
        Assert.Equal(0x86DD, Packets.Get16(frame, 12));
        Assert.Equal(Packets.OurHardware, frame[6..12]);
        Assert.Equal(0x60000000u, Packets.Get32(frame, 14));
        Assert.Equal(frame.Length - 54, Packets.Get16(frame, 18));
        message = 54;
        if (frame[20] == 0)
        {
            // Router alert for MLD and padding.
            Assert.Equal(new byte[] { 58, 0, 5, 2, 0, 0, 1, 0 }, frame[54..62]);
            message = 62;
        }
        else
        {
            Assert.Equal(58, frame[20]);
        }

        HopLimit = frame[21];
        byte[] pseudo = [.. frame[22..54], 0, 0, 0, (byte)(frame.Length - message), 0, 0, 0, 58];
        Assert.Equal(0, Packets.Checksum(frame.AsSpan(message), ~Packets.Checksum(pseudo) & 0xFFFF));
        if (frame[38] == 0xFF)
        {
            Assert.Equal([0x33, 0x33, .. frame[50..54]], frame[..6]);
        }
    }

    public bool HasRouterAlert => message == 62;

    public int HopLimit { get; }

    public byte[] Hardware => frame[..6];

    public string Source => DiscoveryPackets.Text(frame.AsSpan(22));

    public string Destination => DiscoveryPackets.Text(frame.AsSpan(38));

    public int Type => frame[message];

    public int Flags => frame[message + 4];

    public string Target => DiscoveryPackets.Text(frame.AsSpan(message + 8));

    public byte[] Bytes => frame[message..];

    /// <summary>The options of a solicitation or an advertisement of a neighbour.</summary>
    public byte[] Options => frame[(message + 24)..];

    /// <summary>The records of a report of version 2: what has become of which group.</summary>
    public List<(int Kind, string Group)> Records
    {
        get
        {
            Assert.Equal(143, Type);
            int count = Packets.Get16(frame, message + 6);
            Assert.Equal(frame.Length, message + 8 + (20 * count));
            return [.. Enumerable.Range(0, count).Select(i => ((int)frame[message + 8 + (20 * i)], DiscoveryPackets.Text(frame.AsSpan(message + 12 + (20 * i)))))];
        }
    }
}
