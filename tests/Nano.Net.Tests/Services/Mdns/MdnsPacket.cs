using System.Text;
using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>A question of a message.</summary>
internal sealed record MdnsQuestion(string Name, int Type, int Class = 1);

/// <summary>A record of a message, its data in words: an address, a name, "port name", "entry|entry", types.</summary>
internal sealed record MdnsAnswer(string Name, int Type, string Data, uint TimeToLive = 120, int Class = 0x8001);

/// <summary>Reads and builds messages, independently of the code under test. Dots within labels are written "\.".</summary>
internal sealed class MdnsPacket
{
    public const int A = 1;
    public const int Ptr = 12;
    public const int Txt = 16;
    public const int Aaaa = 28;
    public const int Srv = 33;
    public const int Nsec = 47;
    public const int Any = 255;
    public const int Response = 0x8400;
    public const int Truncated = 0x0200;

    public int Id { get; init; }

    public int Flags { get; init; }

    public List<MdnsQuestion> Questions { get; init; } = [];

    public List<MdnsAnswer> Answers { get; init; } = [];

    public List<MdnsAnswer> Authorities { get; init; } = [];

    public List<MdnsAnswer> Additionals { get; init; } = [];

    /// <summary>When it arrived, from where, where it was sent to, and with what time to live.</summary>
    public long Time { get; init; }

    public uint Source { get; init; }

    public uint Destination { get; init; }

    public int DestinationPort { get; init; }

    public int TimeToLive { get; init; }

    public int Length { get; init; }

    /// <summary>From where and where to by IPv6; null where it came by IPv4.</summary>
    public string? Source6 { get; init; }

    public string? Destination6 { get; init; }

    public bool IsIpv6 => Destination6 != null;

    public bool IsResponse => (Flags & 0x8000) != 0;

    public bool IsProbe => !IsResponse && Authorities.Count > 0;

    public static MdnsPacket Query(params MdnsQuestion[] questions) => new() { Questions = [.. questions] };

    public static MdnsPacket Of(params MdnsAnswer[] answers) => new() { Flags = Response, Answers = [.. answers] };

    public static MdnsPacket Read(byte[] frame, long time)
    {
        bool isIpv6 = frame[12] == 0x86;
        byte[] bytes = isIpv6 ? frame[62..(54 + Packets.Get16(frame, 18))] : frame[42..(14 + Packets.Get16(frame, 16))];
        int at = 12;
        List<MdnsAnswer>[] sections = [[], [], []];
        List<MdnsQuestion> questions = [];
        for (int i = Packets.Get16(bytes, 4); i > 0; i--)
        {
            questions.Add(new MdnsQuestion(ReadName(bytes, ref at), Packets.Get16(bytes, at), Packets.Get16(bytes, at + 2)));
            at += 4;
        }

        for (int section = 0; section < 3; section++)
        {
            for (int i = Packets.Get16(bytes, 6 + 2 * section); i > 0; i--)
            {
                string name = ReadName(bytes, ref at);
                int type = Packets.Get16(bytes, at);
                int length = Packets.Get16(bytes, at + 8);
                sections[section].Add(new MdnsAnswer(name, type, ReadData(bytes, type, at + 10, length), Packets.Get32(bytes, at + 4), Packets.Get16(bytes, at + 2)));
                at += 10 + length;
            }
        }

        Assert.Equal(bytes.Length, at);
        return new MdnsPacket
        {
            Id = Packets.Get16(bytes, 0),
            Flags = Packets.Get16(bytes, 2),
            Questions = questions,
            Answers = sections[0],
            Authorities = sections[1],
            Additionals = sections[2],
            Time = time,
            Source = isIpv6 ? 0 : Packets.Get32(frame, 26),
            Destination = isIpv6 ? 0 : Packets.Get32(frame, 30),
            Source6 = isIpv6 ? DiscoveryPackets.Text(frame.AsSpan(22)) : null,
            Destination6 = isIpv6 ? DiscoveryPackets.Text(frame.AsSpan(38)) : null,
            DestinationPort = Packets.Get16(frame, isIpv6 ? 56 : 36),
            TimeToLive = frame[isIpv6 ? 21 : 22],
            Length = bytes.Length,
        };
    }

    public byte[] ToBytes()
    {
        List<byte> bytes = [];
        foreach (int number in (int[])[Id, Flags, Questions.Count, Answers.Count, Authorities.Count, Additionals.Count])
        {
            bytes.AddRange(Number(number));
        }

        foreach (MdnsQuestion question in Questions)
        {
            bytes.AddRange([.. NameOf(question.Name), .. Number(question.Type), .. Number(question.Class)]);
        }

        foreach (MdnsAnswer answer in Answers.Concat(Authorities).Concat(Additionals))
        {
            byte[] data = DataOf(answer);
            bytes.AddRange([.. NameOf(answer.Name), .. Number(answer.Type), .. Number(answer.Class)]);
            bytes.AddRange([.. Number((int)(answer.TimeToLive >> 16)), .. Number((int)answer.TimeToLive & 0xFFFF), .. Number(data.Length), .. data]);
        }

        return [.. bytes];
    }

    public static byte[] NameOf(string name) =>
        [.. name.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').SelectMany(label =>
        {
            byte[] text = Encoding.UTF8.GetBytes(label.Replace('\0', '.'));
            return (byte[])[(byte)text.Length, .. text];
        }), 0];

    private static byte[] DataOf(MdnsAnswer answer)
    {
        string data = answer.Data;
        switch (answer.Type)
        {
            case A or Aaaa:
                return IPAddress.Parse(data).GetAddressBytes();
            case Ptr:
                return NameOf(data);
            case Srv:
                return [0, 0, 0, 0, .. Number(int.Parse(data.Split(' ')[0])), .. NameOf(data.Split(' ')[1])];
            case Txt:
                return [.. data.Split('|').SelectMany(entry => (byte[])[(byte)entry.Length, .. Encoding.UTF8.GetBytes(entry)])];
            default:
                return Convert.FromHexString(data);
        }
    }

    private static string ReadData(byte[] bytes, int type, int at, int length)
    {
        int end = at + length;
        switch (type)
        {
            case A or Aaaa:
                return new IPAddress(bytes[at..end]).ToString();
            case Ptr:
                return ReadName(bytes, ref at);
            case Srv:
                Assert.Equal(0u, Packets.Get32(bytes, at));
                int name = at + 6;
                return $"{Packets.Get16(bytes, at + 4)} {ReadName(bytes, ref name)}";
            case Txt:
                List<string> entries = [];
                for (; at < end; at += 1 + bytes[at])
                {
                    entries.Add(Encoding.UTF8.GetString(bytes, at + 1, bytes[at]));
                }

                return string.Join('|', entries);
            case Nsec:
                string denier = ReadName(bytes, ref at);
                Assert.Equal(0, bytes[at]);
                Assert.Equal(end, at + 2 + bytes[at + 1]);
                IEnumerable<int> types = Enumerable.Range(0, 8 * bytes[at + 1]).Where(bit => (bytes[at + 2 + bit / 8] & (0x80 >> (bit % 8))) != 0);
                return $"{denier} has {string.Join(' ', types)}";
            default:
                return Convert.ToHexString(bytes, at, length);
        }
    }

    private static string ReadName(byte[] bytes, ref int at)
    {
        List<string> labels = [];
        int behind = -1;
        int next = at;
        while (bytes[next] != 0)
        {
            if (bytes[next] >= 0xC0)
            {
                behind = behind < 0 ? next + 2 : behind;
                next = Packets.Get16(bytes, next) & 0x3FFF;
                continue;
            }

            labels.Add(Encoding.UTF8.GetString(bytes, next + 1, bytes[next]).Replace(".", "\\.", StringComparison.Ordinal));
            next += 1 + bytes[next];
        }

        at = behind < 0 ? next + 1 : behind;
        return string.Join('.', labels);
    }

    private static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];
}
