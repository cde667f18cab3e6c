namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>IP packets as an attacker makes them: from whomever he likes.</summary>
    internal static class Forged
    {
        internal const int Icmp = 1;
        internal const int Tcp = 6;
        internal const int Udp = 17;

        /// <summary>The stack's address.</summary>
        internal static readonly uint Target = NumberOf(Lab.Address);

        /// <summary>An address as a number.</summary>
        internal static uint NumberOf(IPAddress address) => Packets.Get32(address.GetAddressBytes(), 0);

        /// <summary>A TCP segment in an IP packet to the stack, with checksums that are right.</summary>
        internal static byte[] Segment(uint source, int sourcePort, int port, uint sequence, uint acknowledgment, int flags, int window = 1024, byte[]? data = null, byte[]? options = null) =>
            Packets.Ip(Tcp, SegmentBytes(source, Target, sourcePort, port, sequence, acknowledgment, flags, window, data, options), source, Target, Random.Shared.Next(0x10000));

        /// <summary>A TCP segment without an IP header.</summary>
        internal static byte[] SegmentBytes(uint source, uint destination, int sourcePort, int port, uint sequence, uint acknowledgment, int flags, int window = 1024, byte[]? data = null, byte[]? options = null)
        {
            int header = 20 + (options?.Length ?? 0);
            byte[] segment = new byte[header + (data?.Length ?? 0)];
            Packets.Put16(segment, 0, sourcePort);
            Packets.Put16(segment, 2, port);
            Packets.Put32(segment, 4, sequence);
            Packets.Put32(segment, 8, acknowledgment);
            segment[12] = (byte)(header << 2);
            segment[13] = (byte)flags;
            Packets.Put16(segment, 14, window);
            options?.CopyTo(segment, 20);
            data?.CopyTo(segment, header);
            byte[] pseudo = new byte[12];
            Packets.Put32(pseudo, 0, source);
            Packets.Put32(pseudo, 4, destination);
            pseudo[9] = Tcp;
            Packets.Put16(pseudo, 10, segment.Length);
            Packets.Put16(segment, 16, Packets.Checksum(segment, ~Packets.Checksum(pseudo) & 0xFFFF));
            return segment;
        }

        /// <summary>An ICMP message in an IP packet to the stack.</summary>
        internal static byte[] Message(uint source, int type, int code, uint rest, byte[] payload) =>
            Packets.Ip(Icmp, Packets.Icmp(type, code, rest, payload), source, Target, Random.Shared.Next(0x10000));

        /// <summary>An address that is nobody's, outside the own network.</summary>
        internal static uint Stranger(Random random) => (uint)((random.Next(11, 120) << 24) | random.Next(1 << 24));
    }
}
