using System.Buffers.Binary;
using Nano.Net.Telemetry;

namespace Nano.Net.Tests.Telemetry;

/// <summary>A capture that goes over the link it listens to leaves itself out, whichever IP it goes by.</summary>
public class CaptureExclusionTests
{
    private const int LocalPort = 80;
    private const int PeerPort = 50_000;

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.3")]
    [InlineData("2001:db8::1", "2001:db8::2", "2001:db8::3")]
    [InlineData("2001:db8::1", "2001:db8::2", "2001:db9::1")]
    public void SegmentsOfTheConnection_AreCovered_AndNoOthers(string peer, string own, string other)
    {
        foreach (int header in new[] { 0, 14 })
        {
            CaptureExclusion exclusion = new(header, new IPEndPoint(IPAddress.Parse(peer), PeerPort), LocalPort);
            Assert.True(Covers(Frame(header, peer, own, PeerPort, LocalPort), true));
            Assert.True(Covers(Frame(header, own, peer, LocalPort, PeerPort), false));

            // The other way round it is another connection, and so it is with other ports, another peer, or UDP.
            Assert.False(Covers(Frame(header, peer, own, PeerPort, LocalPort), false));
            Assert.False(Covers(Frame(header, own, peer, LocalPort, PeerPort), true));
            Assert.False(Covers(Frame(header, peer, own, PeerPort + 1, LocalPort), true));
            Assert.False(Covers(Frame(header, peer, own, PeerPort, LocalPort + 1), true));
            Assert.False(Covers(Frame(header, own, peer, LocalPort + 1, PeerPort), false));
            Assert.False(Covers(Frame(header, own, peer, LocalPort, PeerPort + 1), false));
            Assert.False(Covers(Frame(header, other, own, PeerPort, LocalPort), true));
            Assert.False(Covers(Frame(header, own, other, LocalPort, PeerPort), false));
            Assert.False(Covers(Frame(header, peer, own, PeerPort, LocalPort, protocol: 17), true));

            // What ends before its ports do is none, nor is what is no packet.
            byte[] frame = Frame(header, peer, own, PeerPort, LocalPort);
            Assert.True(Covers(frame, true));
            Assert.False(Covers(frame[..^1], true));
            Assert.False(Covers(frame[..header], true));
            frame[header] = 0x55;
            Assert.False(Covers(frame, true));

            bool Covers(byte[] covered, bool isReceived) => exclusion.Covers([.. new byte[3], .. covered], 3, covered.Length, isReceived);
        }
    }

    [Fact]
    public void PacketOfTheOtherVersion_IsNotCovered()
    {
        CaptureExclusion exclusion = new(0, new IPEndPoint(IPAddress.Parse("10.0.0.1"), PeerPort), LocalPort);
        byte[] frame = Frame(0, "::ffff:10.0.0.1", "::ffff:10.0.0.2", PeerPort, LocalPort);
        Assert.False(exclusion.Covers(frame, 0, frame.Length, true));
    }

    // Up to the ports.
    private static byte[] Frame(int header, string from, string to, int sourcePort, int destinationPort, int protocol = 6)
    {
        byte[] source = System.Net.IPAddress.Parse(from).GetAddressBytes();
        byte[] destination = System.Net.IPAddress.Parse(to).GetAddressBytes();
        byte[] ip = source.Length == 4
            ? [0x46, 0, 0, 0, 0, 0, 0, 0, 64, (byte)protocol, 0, 0, .. source, .. destination, 1, 1, 1, 1]
            : [0x60, 0, 0, 0, 0, 0, (byte)protocol, 64, .. source, .. destination];
        byte[] ports = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(ports.AsSpan(2), (ushort)destinationPort);
        return [.. new byte[header], .. ip, .. ports];
    }
}
