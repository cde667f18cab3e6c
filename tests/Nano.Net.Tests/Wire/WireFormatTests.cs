using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Tests.Support;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Wire;

public class WireFormatTests
{
    [Fact]
    public void NumbersRoundTripInNetworkByteOrder()
    {
        Prop.ForAll(Arbitraries.Word, n =>
        {
            byte[] bytes = new byte[6];
            BigEndian.WriteUInt32(bytes, 1, n);
            bool ok = BigEndian.ReadUInt32(bytes, 1) == n && Packets.Get32(bytes, 1) == n
                && BigEndian.Reverse(n) == BitConverter.ToUInt32(bytes, 1);
            BigEndian.WriteUInt16(bytes, 1, (int)(n & 0xFFFF));
            return ok && BigEndian.ReadUInt16(bytes, 1) == (n & 0xFFFF);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ArpPacket_IsWrittenAsRfc826Lays()
    {
        byte[] buffer = new byte[30];
        Array.Fill(buffer, (byte)0xCC);
        ArpPacket.Write(buffer, 1, ArpPacket.Request, Packets.OurHardware, Packets.Us, null, 0, Packets.Peer);
        byte[] expected = Packets.ArpRequest(Packets.OurHardware, Packets.Us, Packets.Peer).AsSpan(14, 28).ToArray();
        Assert.Equal(expected, buffer.AsSpan(1, 28).ToArray());
        Assert.Equal(0xCC, buffer[0]);
        Assert.Equal(0xCC, buffer[29]);
        Assert.True(ArpPacket.IsValid(buffer, 1, 28));
        Assert.False(ArpPacket.IsValid(buffer, 1, 27));
    }

    [Theory]
    [InlineData(ArpPacket.HardwareTypeOffset + 1)]
    [InlineData(ArpPacket.ProtocolTypeOffset)]
    [InlineData(ArpPacket.HardwareLengthOffset)]
    [InlineData(ArpPacket.ProtocolLengthOffset)]
    [InlineData(ArpPacket.OperationOffset + 1)]
    public void ArpPacketOfOtherSizesOrTypes_IsNotValid(int offset)
    {
        byte[] buffer = new byte[28];
        ArpPacket.Write(buffer, 0, ArpPacket.Reply, Packets.OurHardware, Packets.Us, Packets.PeerHardware, 0, Packets.Peer);
        Assert.True(ArpPacket.IsValid(buffer, 0, 28));
        buffer[offset] += 7;
        Assert.False(ArpPacket.IsValid(buffer, 0, 28));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, Ipv4Options.Valid)]
    [InlineData(new byte[] { 1, 1, 1, 1 }, Ipv4Options.Valid)]
    [InlineData(new byte[] { 148, 4, 0, 0 }, Ipv4Options.Valid)]
    [InlineData(new byte[] { 1, 131, 3, 4 }, Ipv4Options.SourceRouted)]
    [InlineData(new byte[] { 137, 3, 4, 0 }, Ipv4Options.SourceRouted)]
    [InlineData(new byte[] { 7, 5, 4, 0 }, Ipv4Options.Malformed)]
    [InlineData(new byte[] { 7, 0, 0, 0 }, Ipv4Options.Malformed)]
    [InlineData(new byte[] { 7, 1, 0, 0 }, Ipv4Options.Malformed)]
    [InlineData(new byte[] { 1, 1, 1, 7 }, Ipv4Options.Malformed)]
    public void Ipv4Options_AreWalkedToTheirEnd(byte[] options, int expected)
    {
        Assert.Equal(expected, Ipv4Options.Check(options, 0, options.Length));
    }
}
