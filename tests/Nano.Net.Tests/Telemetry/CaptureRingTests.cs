using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Telemetry;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Telemetry;

public class CaptureRingTests
{
    private static readonly IPEndPoint Watcher = new(IPAddress.Parse("10.0.0.1"), 40000);
    private readonly CaptureRing ring = new(size: 1000, () => 1_700_000_000_123, next: null);

    [Fact]
    public void Frames_ComeOutAsACaptureFile()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        byte[] first = Frame(60, 1), second = Frame(333, 2);

        ring.FrameReceived(Behind(7, first), 7, first.Length);
        ring.FrameSent(second, 0, second.Length);

        PcapPacket[] packets = Packets();
        Assert.Equal([first, second], packets.Select(packet => packet.Bytes));
        Assert.All(packets, packet => Assert.Equal(1_700_000_000_123_000, packet.Microseconds));
    }

    [Fact]
    public void FrameWithoutRoom_IsDroppedAndCounted_AndTheRestStaysWhole()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        for (int i = 0; i < 5; i++)
        {
            ring.FrameSent(Frame(300, (byte)i), 0, 300);
        }

        Assert.Equal(2, ring.Dropped);
        Assert.Equal(3, Packets().Length);
    }

    [Fact]
    public void FrameLongerThanTheRing_IsCutAndSaysSo()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));

        ring.FrameSent(Frame(1500, 1), 0, 1500);

        byte[] record = new byte[CaptureRing.RecordHeaderLength];
        Assert.Equal(record.Length, ring.Read(record, 0));
        Assert.Equal((984u, 1500u), (BigEndian.ReadUInt32(record, 8), BigEndian.ReadUInt32(record, 12)));
    }

    [Fact]
    public void Records_StayWholeWhereverTheRingWraps()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        byte[] header = new byte[CaptureRing.FileHeaderLength];
        ring.WriteFileHeader(LinkMedium.Ethernet, header);
        List<byte> file = [.. header];
        List<byte[]> sent = [];
        byte[] part = new byte[61];
        for (int i = 0; i < 500; i++)
        {
            byte[] frame = Frame(60 + (i % 97), (byte)i);
            sent.Add(frame);
            ring.FrameSent(frame, 0, frame.Length);
            for (int n; (n = ring.Read(part, 0)) > 0;)
            {
                file.AddRange(part[..n]);
            }
        }

        using PcapReader reader = new(new MemoryStream([.. file]));
        Assert.Equal(sent, ReadAll(reader).Select(packet => packet.Bytes));
        Assert.Equal(0, ring.Dropped);
    }

    [Fact]
    public void ItsOwnConnection_IsNotCaptured()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        byte[] own = Segment("10.0.0.2", 80, "10.0.0.1", 40000), ownAck = Segment("10.0.0.1", 40000, "10.0.0.2", 80);
        byte[] other = Segment("10.0.0.2", 80, "10.0.0.1", 40001), otherPeer = Segment("10.0.0.3", 40000, "10.0.0.2", 80);

        ring.FrameSent(own, 0, own.Length);
        ring.FrameReceived(ownAck, 0, ownAck.Length);
        ring.FrameSent(other, 0, other.Length);
        ring.FrameReceived(otherPeer, 0, otherPeer.Length);

        Assert.Equal([other, otherPeer], Packets().Select(packet => packet.Bytes));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(33)]
    [InlineData(37)]
    public void FrameThatEndsEarly_IsCapturedAndNotReadPastItsEnd(int length)
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        byte[] cut = Segment("10.0.0.2", 80, "10.0.0.1", 40000)[..length];

        ring.FrameSent(cut, 0, cut.Length);

        Assert.Single(Packets());
    }

    [Fact]
    public void StoppedRing_TakesNothing_AndTheNextObserverSeesAll()
    {
        CaptureRing first = new(1000, () => 0, ring);
        ring.Start(new CaptureExclusion(14, Watcher, 80));

        first.FrameSent(Frame(60, 1), 0, 60);
        first.FrameReceived(Frame(60, 1), 0, 60);

        Assert.Equal(0, first.Read(new byte[100], 0));
        Assert.Equal(2, Packets().Length);
    }

    [Fact]
    public void Capturing_DoesNotAllocate()
    {
        ring.Start(new CaptureExclusion(14, Watcher, 80));
        byte[] frame = Frame(300, 1), part = new byte[512];
        ring.FrameSent(frame, 0, frame.Length);
        ring.Read(part, 0);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ring.FrameSent(frame, 0, frame.Length);
        ring.Read(part, 0);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Frame(int length, byte fill)
    {
        byte[] frame = new byte[length];
        Array.Fill(frame, fill);
        return frame;
    }

    private static byte[] Behind(int headroom, byte[] frame) => [.. new byte[headroom], .. frame];

    private static byte[] Segment(string source, int sourcePort, string destination, int destinationPort)
    {
        byte[] frame = new byte[54];
        BigEndian.WriteUInt16(frame, 12, EthernetFrame.EtherTypeIpv4);
        frame[14] = Ipv4Packet.VersionAndHeaderLength;
        frame[14 + Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(frame, 14 + Ipv4Packet.SourceOffset);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(frame, 14 + Ipv4Packet.DestinationOffset);
        BigEndian.WriteUInt16(frame, 34, sourcePort);
        BigEndian.WriteUInt16(frame, 36, destinationPort);
        return frame;
    }

    private static IEnumerable<PcapPacket> ReadAll(PcapReader reader)
    {
        while (reader.Read() is { } packet)
        {
            yield return packet;
        }
    }

    private PcapPacket[] Packets()
    {
        byte[] header = new byte[CaptureRing.FileHeaderLength], rest = new byte[4096];
        ring.WriteFileHeader(LinkMedium.Ethernet, header);
        int length = ring.Read(rest, 0);
        using PcapReader reader = new(new MemoryStream([.. header, .. rest[..length]]));
        return [.. ReadAll(reader)];
    }
}
