using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>Builds messages of neighbour and multicast listener discovery, independently of the code under test.</summary>
internal static class DiscoveryPackets
{
    public const string Router = "fe80::1";
    public const string OtherRouter = "fe80::2";
    public const string OtherHost = "fe80::5";
    public const string AllNodes = "ff02::1";
    public const string AllRouters = "ff02::2";

    public static readonly byte[] RouterHardware = [2, 0, 0, 0, 0, 0xA1];
    public static readonly byte[] OtherRouterHardware = [2, 0, 0, 0, 0, 0xA2];

    public static byte[] Address(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    public static string Text(ReadOnlySpan<byte> address) => new System.Net.IPAddress(address[..16]).ToString();

    /// <summary>The solicited-node group of an address.</summary>
    public static string SolicitedNode(string address) => Text([.. Address("ff02::1:ff00:0")[..13], .. Address(address)[13..]]);

    /// <summary>A message of ICMPv6 in its packet, in an Ethernet frame.</summary>
    public static byte[] Icmp(
        string source, string destination, byte[] message, int hopLimit = 255, byte[]? from = null, byte[]? to = null, byte[]? extension = null)
    {
        byte[] sent = [.. message];
        sent[2] = 0;
        sent[3] = 0;
        byte[] pseudo = [.. Address(source), .. Address(destination), 0, 0, (byte)(sent.Length >> 8), (byte)sent.Length, 0, 0, 0, 58];
        Packets.Put16(sent, 2, Packets.Checksum(sent, ~Packets.Checksum(pseudo) & 0xFFFF));
        byte[] payload = extension == null ? sent : [58, .. extension[1..], .. sent];
        byte[] header = [0x60, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, extension == null ? (byte)58 : extension[0], (byte)hopLimit];
        byte[] group = Address(destination);
        byte[] hardware = to ?? (group[0] == 0xFF ? [0x33, 0x33, .. group[12..]] : Packets.OurHardware);
        return Packets.Frame(hardware, from ?? Packets.PeerHardware, 0x86DD, [.. header, .. Address(source), .. group, .. payload], pad: false);
    }

    public static byte[] Solicitation(string target, params byte[][] options) =>
        [135, 0, 0, 0, 0, 0, 0, 0, .. Address(target), .. options.SelectMany(option => option)];

    /// <param name="target">Whose address.</param>
    /// <param name="flags">0x80 for a router, 0x40 for solicited, 0x20 for override.</param>
    /// <param name="options">What follows.</param>
    public static byte[] Advertisement(string target, int flags, params byte[][] options) =>
        [136, 0, 0, 0, (byte)flags, 0, 0, 0, .. Address(target), .. options.SelectMany(option => option)];

    public static byte[] RouterAdvertisement(
        params byte[][] options) => RouterAdvertisement(1800, 0, 0, 0, 0, options);

    public static byte[] RouterAdvertisement(int lifetime, int flags, int hopLimit, uint reachable, uint timer, params byte[][] options)
    {
        byte[] message = [134, 0, 0, 0, (byte)hopLimit, (byte)flags, (byte)(lifetime >> 8), (byte)lifetime, .. new byte[8]];
        Packets.Put32(message, 8, reachable);
        Packets.Put32(message, 12, timer);
        return [.. message, .. options.SelectMany(option => option)];
    }

    public static byte[] Source(byte[] hardware) => [1, 1, .. hardware];

    public static byte[] Target(byte[] hardware) => [2, 1, .. hardware];

    public static byte[] Nonce(byte[] nonce) => [14, 1, .. nonce];

    public static byte[] Prefix(string prefix, uint valid = 86400, uint preferred = 14400, int length = 64, int flags = 0xC0)
    {
        byte[] option = [3, 4, (byte)length, (byte)flags, .. new byte[12], .. Address(prefix)];
        Packets.Put32(option, 4, valid);
        Packets.Put32(option, 8, preferred);
        return option;
    }

    public static byte[] Mtu(uint mtu)
    {
        byte[] option = [5, 1, 0, 0, 0, 0, 0, 0];
        Packets.Put32(option, 4, mtu);
        return option;
    }

    public static byte[] NameServers(uint lifetime, params string[] servers)
    {
        byte[] option = [25, (byte)(1 + (2 * servers.Length)), 0, 0, 0, 0, 0, 0, .. servers.SelectMany(Address)];
        Packets.Put32(option, 4, lifetime);
        return option;
    }

    public static byte[] Query(string group, int delay, bool isVersion1 = false, int sources = 0) =>
        [130, 0, 0, 0, (byte)(delay >> 8), (byte)delay, 0, 0, .. Address(group), .. isVersion1 ? [] : new byte[] { 2, 125, 0, (byte)sources }, .. new byte[16 * sources]];
}
