using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    /// <summary>Draws what arrives at a stack, and what is done to it: mostly nearly right, for what is all wrong is dropped at the door.</summary>
    internal static class StackDraws
    {
        private const int Fin = TcpFlags.Fin;
        private const int Syn = TcpFlags.Syn;
        private const int Rst = TcpFlags.Rst;
        private const int Psh = TcpFlags.Psh;
        private const int Ack = TcpFlags.Ack;

        private static readonly int[] Flags =
        [
            Ack, Ack, Ack, Ack, Ack | Psh, Ack | Psh, Ack | Fin, Ack | Fin, Ack | Psh | Fin, Syn, Syn, Syn | Ack, Rst, Rst, Rst | Ack,
            Fin, 0, Syn | Fin, Syn | Rst, Ack | TcpFlags.Urg, Syn | 0xC0, Syn | Ack | 0x40, Ack | 0x40, Ack | 0x80, Fin | Psh | TcpFlags.Urg, Psh,
        ];

        // Whole options, right and wrong.
        private static readonly byte[][] Options =
        [
            [2, 4, 5, 0xB4], [2, 4, 0, 0], [2, 4, 0, 28], [2, 4, 0xFF, 0xFF], [2, 3, 5], [2, 2], [2, 0], [2], [2, 5, 5, 0xB4, 0],
            [3, 3, 0], [3, 3, 7], [3, 3, 14], [3, 3, 255], [3, 2], [3], [4, 2], [4, 3, 0], [4], [5], [5, 2], [5, 9, 0, 0, 0, 0, 0, 0, 0],
            [5, 10, 0, 0, 0, 1, 0, 0, 0, 0], [8], [8, 2], [8, 9, 0, 0, 0, 0, 0, 0, 0], [8, 10, 0, 0, 0, 1, 0, 0, 0, 0], [8, 10, 255, 255, 255, 255, 255, 255, 255, 255],
            [8, 10, 127, 255, 255, 255, 128, 0, 0, 0], [1], [1, 1], [0], [0, 0, 255], [28, 4, 0, 1], [28, 4, 0x80, 0], [253, 40], [254, 4, 1, 2], [255, 1], [200, 0], [30, 12, 0, 0],
        ];

        private static readonly int[] Windows = [0, 1, 2, 27, 28, 100, 536, 1072, 4096, 8192, 65535];

        private static readonly int[] Pauses = [0, 1, 10, 40, 41, 100, 200, 500, 1000, 1500, 3000, 10_000, 30_000, 60_000, 120_000, 240_000, 300_000, 3_600_000];

        private static readonly (int Type, int Code)[] Errors = [(3, 4), (3, 4), (3, 0), (3, 1), (3, 2), (3, 3), (3, 13), (4, 0), (5, 1), (11, 0), (11, 1), (12, 0)];

        private static readonly int[] Mtus = [0, 1, 67, 68, 69, 296, 552, 576, 1006, 1499, 1500, 1501, 65535];

        internal static Step Draw(RandomSource random, bool isDual)
        {
            switch (random.Below(20))
            {
                case < 12:
                    return DrawSegment(random);
                case 12:
                    return DrawError(random);
                case 13 or 14:
                    return isDual && random.Below(3) != 0 ? Ipv6Draws.Draw(random) : DrawFrame(random);
                case 15 or 16:
                    return DrawWait(random);
                default:
                    return DrawCall(random);
            }
        }

        internal static Step Change(Step step, RandomSource random, bool isDual) => step switch
        {
            SegmentStep segment => Change(segment, random),
            ErrorStep error => Change(error, random),
            FrameStep frame => Change(frame, random),
            WaitStep => DrawWait(random),
            CallStep call => random.OneIn(2) ? call with { Amount = random.Size(3000) } : random.OneIn(2) ? call with { Flow = random.Below(StackTarget.FlowCount) } : DrawCall(random),
            _ => Draw(random, isDual),
        };

        private static SegmentStep DrawSegment(RandomSource random)
        {
            var segment = new SegmentStep
            {
                Flow = random.Below(StackTarget.FlowCount),
                Flags = random.Pick<int>(Flags),
                SequenceFrom = DrawSequenceBase(random),
                AcknowledgmentFrom = random.Pick(SequenceBase.Next, SequenceBase.Next, SequenceBase.Next, SequenceBase.Acknowledged, SequenceBase.Acknowledged, SequenceBase.Initial, SequenceBase.Zero),
                Data = random.OneIn(2) ? 0 : random.Size(SegmentStep.LongestData),
            };
            if (random.OneIn(3))
            {
                segment = segment with { Sequence = random.Distance() };
            }

            if (random.OneIn(3))
            {
                segment = segment with { Acknowledgment = random.Distance() };
            }

            if (random.OneIn(3))
            {
                segment = segment with { Window = random.Pick<int>(Windows) };
            }

            if (random.OneIn(segment.Has(Syn) ? 2 : 8))
            {
                segment = segment with { Options = DrawOptions(random) };
            }

            for (int changes = random.Below(3); changes > 0 && random.OneIn(3); changes--)
            {
                segment = Change(segment, random);
            }

            return segment;
        }

        private static SegmentStep Change(SegmentStep s, RandomSource random) => random.Below(17) switch
        {
            0 => s with { Flow = random.Below(StackTarget.FlowCount) },
            1 => s with { Flags = random.OneIn(3) ? random.Below(256) : random.Pick<int>(Flags) },
            2 => s with { SequenceFrom = random.OneIn(4) ? random.Member<SequenceBase>() : DrawSequenceBase(random) },
            3 => s with { Sequence = random.Distance() },
            4 => s with { AcknowledgmentFrom = random.Member<SequenceBase>() },
            5 => s with { Acknowledgment = random.Distance() },
            6 => s with { Window = random.OneIn(2) ? random.Below(65_536) : random.Pick<int>(Windows) },
            7 => s with { Data = random.Size(SegmentStep.LongestData) },
            8 => s with { Options = DrawOptions(random) },
            9 => s with { Options = ByteMutator.Change(random, s.Options, SegmentStep.LongestOptions) },
            10 => s with { Timestamps = !s.Timestamps },
            11 => s with { TimestampValue = random.Distance() },
            12 => s with { TimestampEcho = random.Distance() },
            13 => s with { Blocks = DrawBlocks(random) },
            14 => s with { DataOffset = random.OneIn(2) ? -1 : random.Below(16) },
            15 => random.OneIn(2) ? s with { ChecksumError = random.OneIn(2) ? 0 : random.Below(65_536) } : s with { LengthError = random.OneIn(2) ? 0 : random.Below(120) - 60 },
            _ => s with { Ecn = random.Below(4), Flags = s.Flags ^ (random.OneIn(2) ? 0x40 : 0x80) },
        };

        private static SequenceBase DrawSequenceBase(RandomSource random) =>
            random.Pick(SequenceBase.Expected, SequenceBase.Expected, SequenceBase.Expected, SequenceBase.Expected, SequenceBase.Sent, SequenceBase.Edge, SequenceBase.Initial);

        private static byte[] DrawOptions(RandomSource random)
        {
            var options = new List<byte>();
            for (int count = 1 + random.Below(4); count > 0; count--)
            {
                options.AddRange(Options[random.Below(Options.Length)]);
            }

            return [.. options.Take(SegmentStep.LongestOptions)];
        }

        private static int[] DrawBlocks(RandomSource random)
        {
            int[] blocks = new int[2 * random.Below(5)];
            int at = random.OneIn(2) ? 0 : random.Below(200) - 100;
            for (int i = 0; i < blocks.Length; i++)
            {
                at += random.OneIn(8) ? random.Distance() : random.Pick(0, 1, 50, 100, 100, 200, 536);
                blocks[i] = at;
            }

            return blocks;
        }

        private static ErrorStep DrawError(RandomSource random)
        {
            (int type, int code) = Errors[random.Below(Errors.Length)];
            var error = new ErrorStep { Flow = random.Below(StackTarget.FlowCount), Type = type, Code = code, Mtu = random.Pick<int>(Mtus) };
            return random.OneIn(3) ? Change(error, random) : error;
        }

        private static ErrorStep Change(ErrorStep e, RandomSource random) => random.Below(7) switch
        {
            0 => e with { Flow = random.Below(StackTarget.FlowCount) },
            1 => e with { Type = random.Below(20) },
            2 => e with { Code = random.Below(17) },
            3 => e with { Mtu = random.OneIn(2) ? random.Below(1600) : random.Pick<int>(Mtus) },
            4 => e with { SequenceFrom = random.Member<SequenceBase>() },
            5 => e with { Sequence = random.Distance() },
            _ => e with { Quoted = random.Below(65) },
        };

        private static WaitStep DrawWait(RandomSource random) => random.OneIn(2) ? new WaitStep() : new WaitStep { Milliseconds = random.Pick<int>(Pauses) };

        private static CallStep DrawCall(RandomSource random)
        {
            Call call = random.OneIn(3) ? random.Member<Call>() : random.Pick(Call.Read, Call.Write, Call.Accept, Call.ShutdownSend, Call.Close);
            int amount = call is Call.Busy or Call.LinkDown or Call.Accept or Call.NoDelay ? random.Below(2) : random.Size(3000);
            return new CallStep { Call = call, Flow = random.Below(StackTarget.FlowCount), Amount = amount };
        }

        internal static FrameStep Change(FrameStep frame, RandomSource random)
        {
            if (random.OneIn(10))
            {
                return random.OneIn(2) ? frame with { MendsLengths = !frame.MendsLengths } : frame with { MendsChecksums = !frame.MendsChecksums };
            }

            return frame with { Bytes = ByteMutator.Change(random, frame.Bytes, FrameStep.Longest, random.OneIn(2) ? FrameMaker.PayloadOffset : EthernetFrame.HeaderLength) };
        }

        private static FrameStep DrawFrame(RandomSource random)
        {
            byte[] bytes = random.Below(12) switch
            {
                0 => Arp(ArpPacket.Request, random.Pick(Arena.Peer, Arena.Router, 0u, Arena.Address), Arena.Address),
                1 => Arp(ArpPacket.Reply, random.Pick(Arena.Peer, Arena.Router, Arena.Address), Arena.Address),
                2 => Icmp(8, 0, random.Size(1400)),
                3 => Icmp(random.Below(20), random.Below(4), 8 + random.Below(40)),
                4 or 5 => FrameMaker.MakeDatagram(Arena.Peer, random.Pick(9, 53), random.Pick(Arena.Address, Arena.Address, 0x0A0000FFu, 0xFFFFFFFFu, 0xE0000101u), random.Pick(7000, 7000, 7001, 9), new byte[random.Size(700)]),
                6 or 7 => Fragment(random),
                8 => Igmp(random),
                9 => WithOptions(FrameMaker.MakeDatagram(Arena.Peer, 9, Arena.Address, 7000, new byte[random.Below(20)]), random),
                10 => Segment(random),
                _ => ByteMutator.Noise(random, 100),
            };
            var frame = new FrameStep { Bytes = bytes };
            return random.OneIn(3) ? Change(frame, random) : frame;
        }

        private static byte[] Arp(int operation, uint sender, uint target)
        {
            byte[] frame = new byte[EthernetFrame.HeaderLength + ArpPacket.Length];
            Span<byte> f = frame;
            f[..6].Fill(255);
            Arena.PeerHardware.CopyTo(f[6..]);
            BinaryPrimitives.WriteUInt16BigEndian(f[12..], EthernetFrame.EtherTypeArp);
            f = f[EthernetFrame.HeaderLength..];
            BinaryPrimitives.WriteUInt32BigEndian(f, 0x0001_0800);
            BinaryPrimitives.WriteUInt16BigEndian(f[4..], 0x0604);
            BinaryPrimitives.WriteUInt16BigEndian(f[6..], (ushort)operation);
            Arena.PeerHardware.CopyTo(f[8..]);
            BinaryPrimitives.WriteUInt32BigEndian(f[14..], sender);
            BinaryPrimitives.WriteUInt32BigEndian(f[24..], target);
            return frame;
        }

        private static byte[] Icmp(int type, int code, int length)
        {
            byte[] frame = new byte[FrameMaker.PayloadOffset + IcmpMessage.HeaderLength + length];
            FrameMaker.WriteHeaders(frame, Ipv4Packet.ProtocolIcmp, Arena.Peer, Arena.Address, IcmpMessage.HeaderLength + length);
            frame[FrameMaker.PayloadOffset] = (byte)type;
            frame[FrameMaker.PayloadOffset + 1] = (byte)code;
            return frame;
        }

        private static byte[] Igmp(RandomSource random)
        {
            uint to = random.Pick(0xE000_0001u, 0xE000_0101u);
            byte[] frame = new byte[FrameMaker.PayloadOffset + IgmpMessage.Length];
            FrameMaker.WriteHeaders(frame, Ipv4Packet.ProtocolIgmp, Arena.Peer, to, IgmpMessage.Length, timeToLive: 1);
            frame[FrameMaker.PayloadOffset] = random.Pick<byte>(0x11, 0x11, 0x12, 0x16, 0x17, 0x22);
            frame[FrameMaker.PayloadOffset + 1] = (byte)random.Pick(0, 1, 10, 100, 255);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(FrameMaker.PayloadOffset + IgmpMessage.GroupOffset), random.Pick(0u, 0xE000_0101u, 0xE000_0001u, 0x0A00_0001u));
            return WithOptions(frame, random, [0x94, 4, 0, 0]);
        }

        private static byte[] Fragment(RandomSource random)
        {
            int length = random.Pick(8, 16, 24, 64, 100, 536, 552, 560, 1480);
            byte[] frame = new byte[FrameMaker.PayloadOffset + length];
            FrameMaker.WriteHeaders(frame, random.Pick(17, 17, 17, 6, 1), Arena.Peer, Arena.Address, length);
            Span<byte> ip = frame.AsSpan(FrameMaker.PacketOffset);
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.IdentificationOffset..], (ushort)random.Below(3));
            int at = random.Pick(0, 0, 1, 2, 3, 8, 67, 69, 70, 185, 8191);
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Packet.FragmentOffset..], (ushort)(at | (random.OneIn(2) ? Ipv4Packet.MoreFragments : 0)));
            if (at == 0)
            {
                // The head of a datagram, whose length the rest makes true.
                BinaryPrimitives.WriteUInt16BigEndian(ip[20..], 9);
                BinaryPrimitives.WriteUInt16BigEndian(ip[22..], 7000);
                BinaryPrimitives.WriteUInt16BigEndian(ip[24..], (ushort)random.Pick(length, length + 8, length + 16, 72, 556));
            }

            return frame;
        }

        private static byte[] Segment(RandomSource random)
        {
            byte[] frame = new byte[FrameMaker.PayloadOffset + TcpSegment.HeaderLength];
            FrameMaker.WriteHeaders(frame, Ipv4Packet.ProtocolTcp, Arena.Peer + (uint)random.Below(40), Arena.Address, TcpSegment.HeaderLength);
            Span<byte> tcp = frame.AsSpan(FrameMaker.PayloadOffset);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)random.Pick(1, 1000, 1001, 65535));
            BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)random.Pick(80, 80, 81, 9, 0));
            BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], (uint)random.NextUInt64());
            tcp[TcpSegment.DataOffsetOffset] = 0x50;
            tcp[TcpSegment.FlagsOffset] = (byte)random.Pick(Syn, Syn, Ack, Rst, Fin);
            tcp[TcpSegment.WindowOffset] = 16;
            return frame;
        }

        private static byte[] WithOptions(byte[] frame, RandomSource random, byte[]? options = null)
        {
            options ??= random.Pick<byte[]>([1, 1, 1, 0], [0x94, 4, 0, 0], [131, 7, 4, 10, 0, 0, 1, 0], [137, 3, 4, 0], [7, 7, 4, 0, 0, 0, 0, 0], [68, 4, 5, 0], [68, 255, 0, 0], [2, 0, 0, 0], [2, 1, 0, 0]);
            byte[] longer = [.. frame[..FrameMaker.PayloadOffset], .. options, .. frame[FrameMaker.PayloadOffset..]];
            longer[FrameMaker.PacketOffset] = (byte)(0x45 + (options.Length / 4));
            return longer;
        }
    }
}
