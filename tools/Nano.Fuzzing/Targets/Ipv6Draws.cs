using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    /// <summary>Draws frames of IPv6 that mean something: neighbours, routers, groups, fragments, chains of headers, and what they carry.</summary>
    internal static class Ipv6Draws
    {
        private static readonly UInt128 AllNodes = new(0xFF02_0000_0000_0000, 1);
        private static readonly UInt128 OwnSolicitedNode = new(0xFF02_0000_0000_0000, 0x1_FF00_0001);
        private static readonly UInt128 Reports = new(0xFF02_0000_0000_0000, 0x16);
        private static readonly UInt128 OtherRouter = new(0xFE80_0000_0000_0000, 0xFD);
        private static readonly UInt128 OtherPrefix = new(0x2001_0DB8_0001_0000, 0);

        private static readonly uint[] Lifetimes = [0, 1, 60, 1800, 7200, 86_400, uint.MaxValue, uint.MaxValue - 1];

        internal static FrameStep Draw(RandomSource random)
        {
            byte[] bytes = random.Below(14) switch
            {
                0 or 1 => Solicitation(random),
                2 or 3 => Advertisement(random),
                4 or 5 => RouterAdvertisement(random),
                6 => Redirect(random),
                7 => Query(random),
                8 or 9 => Fragment(random),
                10 or 11 => Chain(random),
                12 => Packet(random, Own(random), Source(random), Ipv6Packet.ProtocolIcmpv6, 64, [128, 0, 0, 0, 0, 1, 0, 1, .. new byte[random.Size(1400)]]),
                _ => Segment(random),
            };
            var frame = new FrameStep { Bytes = bytes };
            return random.OneIn(3) ? StackDraws.Change(frame, random) : frame;
        }

        private static UInt128 Source(RandomSource random) =>
            random.Pick(Arena.Peer6, Arena.Peer6, Arena.Router6, OtherRouter, (UInt128)0, Arena.Address6, Arena.FarAway6, AllNodes);

        private static UInt128 Own(RandomSource random) => random.Pick(Arena.Address6, Arena.Address6, Arena.Address6, AllNodes, OwnSolicitedNode, Arena.Peer6);

        private static byte[] Solicitation(RandomSource random)
        {
            UInt128 target = random.Pick(Arena.Address6, Arena.Address6, Arena.Peer6, AllNodes);
            return Packet(
                random, random.Pick(OwnSolicitedNode, Arena.Address6, AllNodes), Source(random), Ipv6Packet.ProtocolIcmpv6, 255,
                [135, 0, 0, 0, 0, 0, 0, 0, .. Bytes(target), .. Options(random)]);
        }

        private static byte[] Advertisement(RandomSource random)
        {
            UInt128 target = random.Pick(Arena.Peer6, Arena.Peer6, Arena.Router6, OtherRouter, Arena.Address6, Arena.FarAway6);
            return Packet(
                random, random.Pick(Arena.Address6, AllNodes), random.OneIn(2) ? target : Source(random), Ipv6Packet.ProtocolIcmpv6, 255,
                [136, 0, 0, 0, (byte)(random.Below(8) << 5), 0, 0, 0, .. Bytes(target), .. Options(random)]);
        }

        private static byte[] RouterAdvertisement(RandomSource random)
        {
            byte[] head = new byte[NeighborMessage.AdvertisementOptions];
            head[0] = Icmpv6Message.RouterAdvertisement;
            head[NeighborMessage.HopLimitOffset] = random.Pick<byte>(0, 1, 31, 32, 64, 255);
            head[NeighborMessage.RouterFlagsOffset] = (byte)random.Below(256);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(NeighborMessage.RouterLifetimeOffset), random.Pick<ushort>(0, 1, 30, 1800, 9000, 65_535));
            BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(NeighborMessage.ReachableTimeOffset), random.Pick(0u, 1u, 30_000u, 3_600_000u, 3_600_001u));
            BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(NeighborMessage.RetransmissionTimerOffset), random.Pick(0u, 1u, 99u, 100u, 1000u, 30_000u, uint.MaxValue));
            return Packet(random, random.Pick(AllNodes, AllNodes, Arena.Address6), random.Pick(Arena.Router6, Arena.Router6, OtherRouter, Arena.Peer6), Ipv6Packet.ProtocolIcmpv6, 255, [.. head, .. Options(random)]);
        }

        private static byte[] Redirect(RandomSource random)
        {
            UInt128 destination = random.Pick(Arena.FarAway6, Arena.FarAway6, Arena.Peer6, AllNodes);
            UInt128 target = random.Pick(destination, OtherRouter, Arena.Router6, Arena.Peer6, Arena.Address6);
            return Packet(
                random, Arena.Address6, random.Pick(Arena.Router6, Arena.Router6, OtherRouter, Arena.Peer6), Ipv6Packet.ProtocolIcmpv6, 255,
                [137, 0, 0, 0, 0, 0, 0, 0, .. Bytes(target), .. Bytes(destination), .. Options(random)]);
        }

        // Versions 1 and 2, behind a router alert.
        private static byte[] Query(RandomSource random)
        {
            UInt128 group = random.Pick((UInt128)0, AllNodes, OwnSolicitedNode, Reports);
            byte[] query = [random.Pick<byte>(130, 130, 130, 131, 132), 0, 0, 0, 0, (byte)random.Below(256), 0, 0, .. Bytes(group)];
            byte[] more = random.OneIn(2) ? [] : [(byte)random.Below(16), (byte)random.Below(256), 0, (byte)random.Below(3), .. new byte[random.Below(3) * 16]];
            return Packet(random, random.OneIn(3) ? group : AllNodes, Arena.Router6, Ipv6Packet.HopByHopOptions, 1, [58, 0, 5, 2, 0, 0, 1, 0, .. query, .. more]);
        }

        private static byte[] Fragment(RandomSource random)
        {
            int length = random.Pick(8, 16, 24, 64, 100, 536, 1232, 1440);
            int at = random.Pick(0, 0, 0, 1, 2, 3, 8, 154, 180, 8191);
            bool hasMore = random.OneIn(2);
            byte next = random.Pick<byte>(17, 17, 17, 6, 58, 60, 44);
            byte[] data = new byte[length];
            if (at == 0 && next == 17)
            {
                // The head of a datagram, whose length the rest makes true.
                BinaryPrimitives.WriteUInt16BigEndian(data, 9);
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), 7000);
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(4), (ushort)random.Pick(length, length + 8, length + 16, 1240));
            }

            int position = (at << 3) | (hasMore ? 1 : 0);
            return Packet(
                random, Arena.Address6, Arena.Peer6, Ipv6Packet.FragmentHeader, 64,
                [next, 0, (byte)(position >> 8), (byte)position, 0, 0, 0, (byte)random.Below(3), .. data]);
        }

        private static byte[] Chain(RandomSource random)
        {
            byte upper = random.Pick<byte>(17, 17, 58, 6, 59, 99);
            byte[] inner = upper switch
            {
                17 => [0, 9, 0x1B, 0x58, 0, 16, 0, 0, .. new byte[8]],
                58 => [128, 0, 0, 0, 0, 1, 0, 1, .. new byte[8]],
                6 => Syn(random),
                _ => new byte[random.Below(16)],
            };
            byte next = upper;
            for (int count = 1 + random.Below(random.OneIn(6) ? 12 : 4); count > 0; count--)
            {
                byte kind = random.Pick<byte>(0, 60, 60, 43, 44);
                byte[] header = kind switch
                {
                    43 => [next, 0, random.Pick<byte>(0, 2, 3, 4, 253), random.Pick<byte>(0, 0, 1, 2), 0, 0, 0, 0],
                    44 => [next, 0, 0, 0, 0, 0, 0, 7],
                    _ => [next, 0, .. random.Pick<byte[]>([1, 4, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [5, 2, 0, 0, 1, 0], [0x5E, 4, 0, 0, 0, 0], [0x9E, 4, 0, 0, 0, 0], [0xDE, 4, 0, 0, 0, 0], [1, 9, 0, 0, 0, 0], [0xC2, 4, 0, 1, 0, 0])],
                };
                inner = [.. header, .. inner];
                next = kind;
            }

            return Packet(random, Own(random), Source(random), next, 64, inner);
        }

        private static byte[] Segment(RandomSource random)
        {
            UInt128 source = random.OneIn(3) ? Source(random) : Arena.Peer6 + (uint)random.Below(40);
            return Packet(random, Arena.Address6, source, Ipv4Packet.ProtocolTcp, 64, Syn(random));
        }

        private static byte[] Syn(RandomSource random)
        {
            byte[] tcp = new byte[TcpSegment.HeaderLength];
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)random.Pick(1, 1000, 1001, 65535));
            BinaryPrimitives.WriteUInt16BigEndian(tcp.AsSpan(2), (ushort)random.Pick(80, 80, 81, 9, 0));
            BinaryPrimitives.WriteUInt32BigEndian(tcp.AsSpan(4), (uint)random.NextUInt64());
            tcp[TcpSegment.DataOffsetOffset] = 0x50;
            tcp[TcpSegment.FlagsOffset] = (byte)random.Pick(TcpFlags.Syn, TcpFlags.Syn, TcpFlags.Ack, TcpFlags.Rst, TcpFlags.Fin);
            tcp[TcpSegment.WindowOffset] = 16;
            return tcp;
        }

        private static byte[] Options(RandomSource random)
        {
            var options = new List<byte>();
            for (int count = random.Below(5); count > 0; count--)
            {
                options.AddRange(random.Below(9) switch
                {
                    0 or 1 => [random.Pick<byte>(1, 2), 1, .. random.Pick<byte[]>([2, 0, 0, 0, 0, 2], [2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 9], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])],
                    2 or 3 => Prefix(random),
                    4 => [5, 1, 0, 0, 0, 0, .. random.Pick<byte[]>([4, 0xFF], [5, 0], [5, 0x78], [5, 0xDC], [0xFF, 0xFF])],
                    5 => [25, 3, 0, 0, .. Time(random), .. Bytes(random.Pick(Arena.Router6, Arena.Peer6, AllNodes))],
                    6 => [24, 2, 48, (byte)random.Below(256), .. Time(random), .. Bytes(OtherPrefix)[..8]],
                    7 => [14, 1, 1, 2, 3, 4, 5, 6],
                    _ => [(byte)random.Below(256), (byte)random.Below(4), .. new byte[6]],
                });
            }

            return [.. options];
        }

        private static byte[] Prefix(RandomSource random)
        {
            UInt128 prefix = random.Pick(Arena.Address6, OtherPrefix, OtherPrefix + ((UInt128)(uint)random.Below(20) << 64), Arena.Router6, AllNodes);
            return [3, 4, random.Pick<byte>(64, 64, 64, 0, 48, 128, 129), (byte)(random.Below(4) << 6), .. Time(random), .. Time(random), 0, 0, 0, 0, .. Bytes(prefix)];
        }

        private static byte[] Time(RandomSource random)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, random.Pick<uint>(Lifetimes));
            return bytes;
        }

        private static byte[] Packet(RandomSource random, UInt128 destination, UInt128 source, int protocol, int hopLimit, byte[] payload)
        {
            if (payload.Length > FrameStep.Longest - FrameMaker.Ipv6PayloadOffset)
            {
                payload = payload[..(FrameStep.Longest - FrameMaker.Ipv6PayloadOffset)];
            }

            byte[] frame = new byte[FrameMaker.Ipv6PayloadOffset + payload.Length];
            FrameMaker.WriteHeaders6(frame, protocol, source, destination, payload.Length, random.Below(4), hopLimit);
            payload.CopyTo(frame, FrameMaker.Ipv6PayloadOffset);
            return frame;
        }

        private static byte[] Bytes(UInt128 address)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
            return bytes;
        }
    }
}
