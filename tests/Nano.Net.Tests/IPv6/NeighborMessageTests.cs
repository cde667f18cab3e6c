using System.Buffers.Binary;
using Nano.Net.IPv6.Wire;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>RFC 4861 sections 6.1, 7.1 and 8.1, rule by rule.</summary>
public class NeighborMessageTests
{
    private const int RouterSolicitation = 133;
    private const int RouterAdvertisement = 134;
    private const int Solicitation = 135;
    private const int Advertisement = 136;
    private const int Redirect = 137;
    private const string Unspecified = "::";
    private const string Global = "2001:db8::2";

    private static readonly byte[] source = Packets6.Hardware(1);
    private static readonly byte[] target = Packets6.Hardware(2);

    [Fact]
    public void EveryMessage_IsValidAsTheRfcHasIt()
    {
        foreach (byte[] packet in All())
        {
            Assert.True(IsValid(packet), packet[40].ToString());
        }
    }

    [Fact]
    public void EveryMessage_NeedsHopLimit255_Code0_AllOfItsFields_AndNoFragmentHeader()
    {
        foreach (byte[] packet in All())
        {
            Assert.False(IsValid(packet, fragmented: true));
            for (int hopLimit = 0; hopLimit < 255; hopLimit += 127)
            {
                packet[7] = (byte)hopLimit;
                Assert.False(IsValid(packet));
            }

            packet[7] = 255;
            packet[41] = 1;
            Assert.False(IsValid(packet));
            packet[41] = 0;
            for (int length = 40; length < 40 + NeighborMessage.OptionsOf(packet[40]); length++)
            {
                Assert.False(IsValid(packet[..length]));
            }

            Assert.True(IsValid(packet[..(40 + NeighborMessage.OptionsOf(packet[40]))]));
        }
    }

    [Fact]
    public void EveryMessage_NeedsOptionsThatAddUp()
    {
        foreach (byte[] packet in All())
        {
            byte[] bare = packet[..(40 + NeighborMessage.OptionsOf(packet[40]))];
            byte[] unknown = [200, 1, 1, 2, 3, 4, 5, 6];
            Assert.True(IsValid([.. bare, .. unknown]));
            Assert.False(IsValid([.. bare, .. unknown, 200, 0, 0, 0, 0, 0, 0, 0]));
            Assert.False(IsValid([.. bare, 200, 2, 0, 0, 0, 0, 0, 0]));
            Assert.False(IsValid([.. bare, .. unknown[..7]]));
            Assert.False(IsValid([.. bare, .. unknown, 200]));
        }
    }

    [Fact]
    public void OtherTypes_AreNotOfNeighborDiscovery()
    {
        foreach (int type in (int[])[0, 1, 128, 132, 138, 143])
        {
            Assert.False(IsValid(Packets6.IcmpPacket(type, 0, new byte[60])));
            Assert.False(Icmpv6Message.IsNeighborDiscovery(type));
        }

        Assert.Equal([8, 16, 24, 24, 40], new[] { 133, 134, 135, 136, 137 }.Select(NeighborMessage.OptionsOf));
        Assert.All(new[] { 133, 134, 135, 136, 137 }, type => Assert.True(Icmpv6Message.IsNeighborDiscovery(type)));
    }

    [Fact]
    public void RouterSolicitationWithoutAnAddress_NamesNoHardwareAddress()
    {
        Assert.True(IsValid(Message(RouterSolicitation, 4, [], Unspecified, "ff02::2")));
        Assert.False(IsValid(Message(RouterSolicitation, 4, source, Unspecified, "ff02::2")));
        Assert.True(IsValid(Message(RouterSolicitation, 4, source, Global, "ff02::2")));
    }

    [Fact]
    public void RouterAdvertisement_ComesFromALinkLocalAddress()
    {
        Assert.False(IsValid(Message(RouterAdvertisement, 12, source, Global)));
        Assert.False(IsValid(Message(RouterAdvertisement, 12, [], Unspecified)));
        Assert.True(IsValid(Message(RouterAdvertisement, 12, source, "febf::1")));
        Assert.False(IsValid(Message(RouterAdvertisement, 12, source, "fec0::1")));
    }

    [Fact]
    public void SolicitationOfAMulticastAddress_IsInvalid()
    {
        Assert.False(IsValid(About(Solicitation, Packets6.AllNodes, source)));
        Assert.False(IsValid(About(Advertisement, Packets6.AllNodes, target)));
    }

    [Fact]
    public void SolicitationWithoutAnAddress_GoesToTheSolicitedNode_AndNamesNoHardwareAddress()
    {
        string group = Packets6.SolicitedNode(Packets6.LinkLocal);
        Assert.True(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, group)));
        Assert.True(IsValid(About(Solicitation, Packets6.LinkLocal, [14, 1, 1, 2, 3, 4, 5, 6], Unspecified, group)));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, source, Unspecified, group)));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, Packets6.LinkLocal)));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, Packets6.AllNodes)));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, "ff02::2:ff00:1")));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, "ff05::1:ff00:1")));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, "ff02::1:fe00:1")));
        Assert.False(IsValid(About(Solicitation, Packets6.LinkLocal, [], Unspecified, "ff02:0:0:1::1:ff00:1")));
    }

    [Fact]
    public void AdvertisementToAGroup_AnswersNobody()
    {
        byte[] packet = About(Advertisement, Global, target, destination: Packets6.AllNodes);
        Assert.True(IsValid(packet));
        packet[44] = 0x40;
        Assert.False(IsValid(packet));
        packet[44] = 0xA0;
        Assert.True(IsValid(packet));
        packet = About(Advertisement, Global, target);
        packet[44] = 0x40;
        Assert.True(IsValid(packet));
    }

    [Fact]
    public void Redirect_ComesFromTheLink_AndLeadsToARouterOrToTheDestinationItself()
    {
        Assert.True(IsValid(RedirectTo("fe80::9", Global)));
        Assert.True(IsValid(RedirectTo(Global, Global)));
        Assert.False(IsValid(RedirectTo("2001:db8::3", Global)));
        Assert.False(IsValid(RedirectTo("2001:db8:1::2", Global)));
        Assert.False(IsValid(RedirectTo("fe80::9", Packets6.AllNodes)));
        Assert.False(IsValid(RedirectTo("fe80::9", Global, Global)));
    }

    [Theory]
    [InlineData(0x00, NeighborMessage.MediumPreference)]
    [InlineData(0x08, NeighborMessage.HighPreference)]
    [InlineData(0x10, NeighborMessage.MediumPreference)]
    [InlineData(0x18, NeighborMessage.LowPreference)]
    [InlineData(0xE7, NeighborMessage.MediumPreference)]
    [InlineData(0xEF, NeighborMessage.HighPreference)]
    [InlineData(0xFF, NeighborMessage.LowPreference)]
    public void Preference_IsTwoBitsWithASign_AndTheReservedOneIsMedium(int flags, int preference)
    {
        Assert.Equal(preference, NeighborMessage.PreferenceOf(flags));
    }

    [Fact]
    public void NeighborMessage_IsWrittenAsItIsRead()
    {
        byte[] buffer = new byte[80];
        Array.Fill(buffer, (byte)0xCC);
        int options = NeighborMessage.Write(buffer, 2, Advertisement, NeighborMessage.SolicitedFlag | NeighborMessage.OverrideFlag, Packets6.Address(Global), 0);
        options += NeighborOption.Write(buffer, 2 + options, NeighborOption.TargetLinkLayerAddress, [0, 2, 0, 0, 0, 0, 9], 1);
        Assert.Equal([136, 0, 0, 0, 0x60, 0, 0, 0, .. Packets6.Address(Global), 2, 1, 2, 0, 0, 0, 0, 9], buffer[2..(2 + options)]);
        Assert.Equal(0xCC, buffer[2 + options]);
        Assert.Equal(32, options);
        Assert.Equal(8, NeighborMessage.WriteRouterSolicitation(buffer, 0));
        Assert.Equal([133, 0, 0, 0, 0, 0, 0, 0], buffer[..8]);
    }

    private static IEnumerable<byte[]> All() =>
    [
        Message(RouterSolicitation, 4, source, Packets6.LinkLocalPeer, "ff02::2"), Message(RouterAdvertisement, 12, source), About(Solicitation, Packets6.LinkLocal, source),
        About(Advertisement, Packets6.LinkLocalPeer, target), RedirectTo("fe80::9", Global),
    ];

    private static byte[] Message(int type, int rest, byte[] options, string source = Packets6.LinkLocalPeer, string destination = Packets6.LinkLocal) =>
        Packets6.IcmpPacket(type, 0, [.. new byte[rest], .. options], source, destination);

    private static byte[] About(int type, string address, byte[] options, string source = Packets6.LinkLocalPeer, string destination = Packets6.LinkLocal) =>
        Packets6.IcmpPacket(type, 0, [0, 0, 0, 0, .. Packets6.Address(address), .. options], source, destination);

    private static byte[] RedirectTo(string router, string destination, string source = Packets6.LinkLocalPeer) =>
        Packets6.IcmpPacket(Redirect, 0, [0, 0, 0, 0, .. Packets6.Address(router), .. Packets6.Address(destination), .. target], source);

    private static bool IsValid(byte[] packet, bool fragmented = false)
    {
        byte[] buffer = [0xCC, .. packet, 0xCC];
        return NeighborMessage.IsValid(buffer, 1, 41, packet.Length - 40, fragmented);
    }
}
