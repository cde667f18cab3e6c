using System.Buffers.Binary;
using Nano.Net.Internet;
using Nano.Net.IPv6;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.IPv6;

/// <summary>RFC 8201 section 4 and RFC 8899 section 4.6: what routers say of datagrams is believed of one that may have been sent.</summary>
public class UdpPathMtuTests
{
    private const int Port = 1000;

    private readonly LowerStack6 stack = new();
    private readonly Ipv6Path path;

    public UdpPathMtuTests()
    {
        UdpLayer udp = new(stack.Context, stack.Internet, stack.Options);
        Assert.True(udp.Open().Bind(Port));
        path = stack.PathTo(Packets6.Peer);
    }

    [Theory]
    [InlineData(Port, 1400, 1300, 1300)]
    [InlineData(Port, 1261, 1300, 1300)]
    [InlineData(Port, 1260, 1300, 1500)]
    [InlineData(Port + 1, 1400, 1300, 1500)]
    [InlineData(Port, 1400, 1280, 1280)]
    [InlineData(Port, 1400, 1279, 1500)]
    public void PacketTooBig_IsBelieved_OfADatagramThatMayHaveBeenSent(int port, int length, int named, int mtu)
    {
        Tell(2, named, port, length);
        Assert.Equal(mtu, path.Mtu);
    }

    [Fact]
    public void OtherErrors_SayNothingOfTheMtu()
    {
        Tell(1, 1300, Port, 1400);
        Assert.Equal(1500, path.Mtu);
    }

    private void Tell(int type, int mtu, int port, int length)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)length);
        byte[] quote = Packets6.Ip(17, header, Packets6.Us, Packets6.Peer);
        stack.Receive(Packets6.IcmpPacket(type, 0, [0, 0, (byte)(mtu >> 8), (byte)mtu, .. quote], Packets6.Far));
    }
}
