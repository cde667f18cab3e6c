using Nano.Net.IPv6.Wire;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

public class ExtensionHeadersTests
{
    private const int Start = 3;
    private const int Udp = 17;

    private static readonly byte[] data = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly ExtensionHeaders headers = new();

    [Fact]
    public void PacketWithoutExtensionHeaders_EndsInItsProtocol()
    {
        Assert.Equal(HeaderChain.UpperLayer, Walk(Udp, data));
        Assert.Equal((Udp, 40, 6), (headers.protocol, headers.offset - Start, headers.protocolOffset - Start));
        Assert.False(headers.hasFragmentHeader);
        Assert.False(headers.hasRouterAlert);
    }

    [Fact]
    public void KnownHeaders_AreSkippedInAnyOrder()
    {
        byte[] chain =
        [
            .. Packets6.Options(Packets6.Destination, [5, 2, 0, 0]), .. Packets6.Options(Packets6.Routing), .. Packets6.Route(Packets6.Destination, 0, 0),
            .. Packets6.Options(Udp, [4, 1, 0]), .. data,
        ];
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Hop, chain));
        Assert.Equal((Udp, 40 + chain.Length - 8), (headers.protocol, headers.offset - Start));
        Assert.Equal(headers.offset - 8, headers.protocolOffset);
        Assert.True(headers.hasRouterAlert);
    }

    [Fact]
    public void NoNextHeader_EndsThePacket()
    {
        Assert.Equal(HeaderChain.Nothing, Walk(Packets6.Nothing, data));
        Assert.Equal(HeaderChain.Nothing, Walk(Packets6.Destination, Packets6.Options(Packets6.Nothing)));
    }

    [Fact]
    public void UnknownProtocol_EndsTheChain_AndIsNamedByItsField()
    {
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Destination, [.. Packets6.Options(253), .. data]));
        Assert.Equal((253, 48, 40), (headers.protocol, headers.offset - Start, headers.protocolOffset - Start));
    }

    [Fact]
    public void HopByHopOptions_StandBehindTheIPv6HeaderOrNowhere()
    {
        AssertProblem(1, 40, Packets6.Destination, [.. Packets6.Options(Packets6.Hop), .. Packets6.Options(Udp), .. data]);
        AssertProblem(1, 40, Packets6.Hop, [.. Packets6.Options(Packets6.Hop), .. Packets6.Options(Udp), .. data]);
        AssertProblem(1, 40, Packets6.FragmentNumber, [.. Packets6.Fragment(Packets6.Hop, 0, false), .. Packets6.Options(Udp), .. data]);
        byte[] packet = Place(Packets6.Ip(Packets6.Hop, [.. Packets6.Options(Udp), .. data]));
        Assert.Equal(HeaderChain.Problem, headers.Walk(packet, Start, packet.Length - 2, true));
        Assert.Equal((1, 6), (headers.code, headers.pointer));
        Assert.True(headers.hasFragmentHeader);
    }

    // RFC 8200 section 4.2: what the two high bits of an unknown option ask for.
    [Theory]
    [InlineData(0x1E, Packets6.Us, nameof(HeaderChain.UpperLayer))]
    [InlineData(0x3E, Packets6.Us, nameof(HeaderChain.UpperLayer))]
    [InlineData(0x5E, Packets6.Us, nameof(HeaderChain.Dropped))]
    [InlineData(0x40, Packets6.AllNodes, nameof(HeaderChain.Dropped))]
    [InlineData(0x9E, Packets6.Us, nameof(HeaderChain.Problem))]
    [InlineData(0x80, Packets6.AllNodes, nameof(HeaderChain.Problem))]
    [InlineData(0xDE, Packets6.Us, nameof(HeaderChain.Problem))]
    [InlineData(0xC2, Packets6.Us, nameof(HeaderChain.Problem))]
    [InlineData(0xC0, Packets6.AllNodes, nameof(HeaderChain.Dropped))]
    public void UnknownOption_IsTreatedByItsHighBits(byte option, string destination, string expected)
    {
        foreach (int kind in (int[])[Packets6.Hop, Packets6.Destination])
        {
            HeaderChain chain = Walk(kind, [.. Packets6.Options(Udp, [0, option, 2, 0, 0]), .. data], destination);
            Assert.Equal(expected, chain.ToString());
            if (chain == HeaderChain.Problem)
            {
                Assert.Equal((2, 43), (headers.code, headers.pointer));
            }
        }
    }

    // RFC 8200 section 4.4, RFC 5095.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(255)]
    public void RoutingHeader_IsSkippedAtTheEndOfItsRoute_AndElseRefused(int type)
    {
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Routing, [.. Packets6.Route(Udp, type, 0), .. data]));
        Assert.Equal(64, headers.offset - Start);
        AssertProblem(0, 42, Packets6.Routing, [.. Packets6.Route(Udp, type, 1), .. data]);
        AssertProblem(0, 50, Packets6.Destination, [.. Packets6.Options(Packets6.Routing), .. Packets6.Route(Udp, type, 255), .. data]);
    }

    [Fact]
    public void Fragment_EndsTheWalk_UntilItIsPutTogether()
    {
        byte[] chain = [.. Packets6.Options(Packets6.FragmentNumber), .. Packets6.Fragment(Packets6.Destination, 0, true), .. Packets6.Options(Udp), .. data];
        Assert.Equal(HeaderChain.Fragment, Walk(Packets6.Destination, chain));
        Assert.Equal((Packets6.FragmentNumber, 48, 40), (headers.protocol, headers.offset - Start, headers.protocolOffset - Start));
        Assert.True(headers.hasFragmentHeader);

        byte[] packet = Place(Packets6.Ip(Packets6.Destination, chain));
        int end = packet.Length - 2;
        Assert.Equal(HeaderChain.Fragment, headers.Walk(packet, Start, end, false));
        Assert.Equal(HeaderChain.UpperLayer, headers.WalkFragment(packet, end));
        Assert.Equal((Udp, 64, 56), (headers.protocol, headers.offset - Start, headers.protocolOffset - Start));
        Assert.True(headers.hasFragmentHeader);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(0xFFF8, true)]
    [InlineData(0, true)]
    public void FragmentOfSomethingLonger_IsOne(int offset, bool more)
    {
        Assert.Equal(HeaderChain.Fragment, Walk(Packets6.FragmentNumber, [.. Packets6.Fragment(Udp, offset, more), .. data]));
    }

    // RFC 6946 section 4; the reserved bits mean nothing.
    [Fact]
    public void AtomicFragment_IsAPacketOfItsOwn()
    {
        byte[] header = Packets6.Fragment(Udp, 0, false);
        header[1] = 0xFF;
        header[3] |= 6;
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.FragmentNumber, [.. header, .. data]));
        Assert.Equal((Udp, 48), (headers.protocol, headers.offset - Start));
        Assert.True(headers.hasFragmentHeader);
    }

    [Fact]
    public void WalkOfTheNextPacket_ForgetsThatOfTheLast()
    {
        Walk(Packets6.Hop, [.. Packets6.Options(Packets6.FragmentNumber, [5, 2, 0, 0]), .. Packets6.Fragment(Udp, 0, false), .. data]);
        Assert.True(headers.hasFragmentHeader && headers.hasRouterAlert);
        Walk(Udp, data);
        Assert.False(headers.hasFragmentHeader || headers.hasRouterAlert);
    }

    [Theory]
    [InlineData(Packets6.Destination, new byte[] { 5, 2, 0, 0 })]
    [InlineData(Packets6.Hop, new byte[] { 5, 1, 0, 0 })]
    [InlineData(Packets6.Hop, new byte[] { 6, 2, 0, 0 })]
    public void RouterAlert_IsAHopByHopOptionOfTwoBytes(int kind, byte[] option)
    {
        Assert.Equal(HeaderChain.UpperLayer, Walk(kind, [.. Packets6.Options(Udp, option), .. data]));
        Assert.False(headers.hasRouterAlert);
    }

    [Fact]
    public void MoreThanEightHeaders_AreTooMany()
    {
        byte[] chain = data;
        for (int i = 0; i < 8; i++)
        {
            chain = [.. Packets6.Options(i == 0 ? Udp : Packets6.Destination), .. chain];
        }

        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Destination, chain));
        AssertProblem(8, 40 + 64, Packets6.Destination, [.. Packets6.Options(Packets6.Destination), .. chain]);

        // Fragment headers count, too.
        AssertProblem(8, 40 + 64, Packets6.FragmentNumber, [.. Packets6.Fragment(Packets6.Destination, 0, false), .. chain]);
    }

    // RFC 8504 section 5.3, RFC 8883 sections 3.5 and 3.6.
    [Fact]
    public void MoreThanEightOptions_AreTooMany_AndPaddingDoesNotCount()
    {
        byte[] option = [0x1E, 0];
        byte[] padding = [0];
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Hop, [.. Packets6.Options(Udp, Many(8, [.. option, .. padding])), .. data]));
        AssertProblem(9, 42 + 16, Packets6.Hop, [.. Packets6.Options(Udp, Many(9, option)), .. data]);
        AssertProblem(9, 42 + 16, Packets6.Destination, [.. Packets6.Options(Udp, Many(9, option)), .. data]);

        // Each header has its own.
        Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Hop, [.. Packets6.Options(Packets6.Destination, Many(8, option)), .. Packets6.Options(Udp, Many(8, option)), .. data]));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x1E, 0 }, 0)]
    [InlineData(new byte[] { 1, 5, 0, 0, 0, 0, 0, 0x1E, 0 }, 0)]
    [InlineData(new byte[] { 1, 5, 0, 0, 0, 0, 0, 0x1E, 0, 1, 5, 0, 0, 0, 0, 0, 0x1E, 0 }, 0)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0x1E, 0 }, 49)]
    [InlineData(new byte[] { 1, 6, 0, 0, 0, 0, 0, 0, 0x1E, 0 }, 42)]
    [InlineData(new byte[] { 1, 0, 1, 0, 1, 0, 1, 0, 0x1E, 0 }, 48)]
    public void PaddingOfMoreThanSevenBytes_IsTooMuch(byte[] options, int pointer)
    {
        byte[] chain = [.. Packets6.Options(Udp, options), .. data];
        if (pointer == 0)
        {
            Assert.Equal(HeaderChain.UpperLayer, Walk(Packets6.Destination, chain));
        }
        else
        {
            AssertProblem(10, pointer, Packets6.Destination, chain);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x1E, 3, 0, 0, 0, 0x1E }, 47)]
    [InlineData(new byte[] { 0x1E, 5, 0, 0, 0, 0 }, 43)]
    [InlineData(new byte[] { 1, 255, 0, 0, 0, 0 }, 43)]
    [InlineData(new byte[] { 0xC2, 255, 0, 0, 0, 0 }, 43)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0x1E, 1 }, 47)]
    public void OptionThatDoesNotFitItsHeader_IsWrong(byte[] options, int pointer)
    {
        AssertProblem(0, pointer, Packets6.Destination, [Udp, 0, .. options, .. data]);
    }

    [Fact]
    public void PacketThatEndsWithinAHeader_IsIncomplete()
    {
        for (int length = 0; length < 8; length++)
        {
            foreach (int kind in (int[])[Packets6.Hop, Packets6.Destination, Packets6.Routing, Packets6.FragmentNumber])
            {
                Assert.Equal(HeaderChain.Incomplete, Walk(kind, new byte[length]));
                Assert.Equal((0, 4), (headers.code, headers.pointer));
            }
        }

        foreach (int kind in (int[])[Packets6.Hop, Packets6.Destination, Packets6.Routing])
        {
            byte[] header = kind == Packets6.Routing ? [Udp, 1, .. new byte[14]] : [Udp, 1, 0x1E, 12, .. new byte[12]];
            Assert.Equal(HeaderChain.UpperLayer, Walk(kind, header));
            Assert.Equal(HeaderChain.Incomplete, Walk(kind, header[..15]));
            Assert.Equal((0, 41), (headers.code, headers.pointer));
        }
    }

    // RFC 7112 section 5.
    [Theory]
    [InlineData(6, 20)]
    [InlineData(17, 8)]
    [InlineData(58, 4)]
    [InlineData(253, 0)]
    public void FirstFragment_HoldsTheHeaderOfTheUpperLayer(int protocol, int length)
    {
        for (int count = 0; count < 24; count++)
        {
            byte[] packet = Place(Packets6.Ip(Packets6.FragmentNumber, [.. Packets6.Fragment(protocol, 0, true), .. new byte[count]]));
            int end = packet.Length - 2;
            Assert.Equal(HeaderChain.Fragment, headers.Walk(packet, Start, end, false));
            Assert.Equal(HeaderChain.UpperLayer, headers.WalkFragment(packet, end));
            Assert.Equal(count >= length, headers.HasUpperLayerHeader(end));
        }
    }

    private static byte[][] Many(int count, byte[] option) => [.. Enumerable.Repeat(option, count)];

    // Somewhere in a buffer, with something in front and behind.
    private static byte[] Place(byte[] packet) => [0xCC, 0xCC, 0xCC, .. packet, 0xCC, 0xCC];

    private HeaderChain Walk(int nextHeader, byte[] payload, string destination = Packets6.Us)
    {
        byte[] packet = Place(Packets6.Ip(nextHeader, payload, destination: destination));
        return headers.Walk(packet, Start, packet.Length - 2, false);
    }

    private void AssertProblem(int code, int pointer, int nextHeader, byte[] payload)
    {
        Assert.Equal(HeaderChain.Problem, Walk(nextHeader, payload));
        Assert.Equal((code, pointer), (headers.code, headers.pointer));
    }
}
