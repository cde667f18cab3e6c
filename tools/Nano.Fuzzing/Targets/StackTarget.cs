using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Tcp;
using Nano.Net.Udp;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>
    /// A stack with a connection in every state and in every plight that a state knows, with UDP sockets, a multicast
    /// group and half a packet in reassembly; frames arrive, time passes, applications call.
    /// </summary>
    internal sealed partial class StackTarget : Target
    {
        private const int Connections = 19;
        private const int HalfOpenConnections = 3;
        private const int EchoPort = 80;
        private const int OtherPort = 81;
        private const int UdpPort = 7000;
        private const uint Group = 0xE000_0101;
        private const uint FarAway = 0xC000_0209;

        /// <summary>Polls in which everything must have come to an end, with nobody answering.</summary>
        private const int MostPolls = 20_000;

        private static readonly IPAddress[] Peers = [new(Arena.Peer), new(FarAway)];

        private readonly Arena arena;
        private readonly Flow[] flows;
        private readonly TcpAcceptor[] acceptors;
        private readonly UdpEndpoint[] sockets;
        private readonly byte[] frame = new byte[2048];
        private readonly byte[] scratch = new byte[4096];

        // Of the flows, a bit each: something was done to it.
        private int touched;

        private readonly bool isDual;

        // Frames made by hand carry data of their own, so that what is read says nothing.
        private bool isTainted;

        /// <param name="name">Its name.</param>
        /// <param name="vary">What is not usual in its stack.</param>
        internal StackTarget(string name, Action<StackOptions> vary)
        {
            Name = name;
            var options = new StackOptions
            {
                Address = new IPAddress(Arena.Address),
                Gateway = new IPAddress(Arena.Router),
                Connections = Connections,
                HalfOpenConnections = HalfOpenConnections,
                TimeWaitConnections = 3,
                MulticastGroups = 2,
                UdpSockets = 3,
                ReassemblyBuffers = 2,
                Paths = 4,
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            };
            vary(options);
            isDual = options.IPv6 != null;
            arena = new Arena(options) { Sent = OnSent };
            flows = [.. Enumerable.Range(0, FlowCount).Select(MakeFlow)];
            acceptors = [Listen(EchoPort, 3), Listen(OtherPort, 1)];
            sockets = [OpenSocket(UdpPort), OpenSocket(UdpPort + 1)];
            sockets[0].Join(new IPAddress(Group));
            sockets[1].Connect(new IPAddress(Arena.Peer), 9);
            arena.Pass(2000);
            if (isDual)
            {
                // Its addresses are probed for, and used.
                arena.Pass(1000);
                arena.Pass(1000);
            }

            Prepare();
            touched = 0;
            arena.IsMetered = true;
            Begin();
        }

        // Of a stack of both versions of IP, most are of IPv6.
        private Flow MakeFlow(int number) => isDual && number % 4 != 0
            ? new Flow(number) { IsIpv6 = true, Remote = number == Routed ? Arena.FarAway6 : Arena.Peer6 }
            : new Flow(number) { Remote = ObservedTcp.NumberOf(number == Routed ? FarAway : Arena.Peer) };

        internal override string Name { get; }

        internal override IEnumerable<object> Counters =>
        [
            arena.Stack.Counters.Link, arena.Stack.Counters.Internet, arena.Stack.Counters.Igmp, arena.Stack.Counters.Udp, arena.Stack.Counters.Tcp,
            .. arena.Stack.internet.ipv6 is Ipv6 ipv6 ? [ipv6.counters, ipv6.discovery.counters] : Array.Empty<object>(),
        ];

        internal override Arena Arena => arena;

        private TcpLayer Tcp => arena.Stack.tcp;

        /// <summary>By how much the widest window that a flow's peer has told lies beyond what was written to the flow.</summary>
        internal int RoomOf(int flow) => (int)(flows[flow].PeerEdge - flows[flow].FirstWritten) - (int)flows[flow].Written;

        internal override int ContextOf(Step step)
        {
            Flow? flow = FlowOf(step);
            if (flow == null)
            {
                return 0;
            }

            TransmissionControlBlock? block = BlockOf(flow);
            if (block == null)
            {
                return Tcp.FindAcceptor(flow.LocalPort, null) == null ? 1 : 2;
            }

            int plight = 0;
            if (block is TcpConnection connection)
            {
                plight = (connection.receiver.ranges > 0 ? 1 : 0) + (connection.sender.window == 0 ? 2 : 0) + (connection.sender.queued > 0 ? 4 : 0);
            }

            return ((int)block.state << 3) + plight;
        }

        internal override int LevelOf(Step step)
        {
            int level = FlowOf(step)?.Connection is { } connection ? Math.Min(connection.receiver.ranges, 7) : 0;
            level += Math.Min(acceptors[0].count, 3) << 3;
            int halfOpen = 0;
            foreach (TransmissionControlBlock block in Tcp.blocks)
            {
                halfOpen += block is HalfOpenConnection && block.path != null ? 1 : 0;
            }

            return level + (Math.Min(halfOpen, 3) << 5);
        }

        internal override bool Knows(Step step) => step is SegmentStep or ErrorStep or FrameStep or WaitStep or CallStep;

        internal override void Apply(Step step)
        {
            switch (step)
            {
                case SegmentStep segment:
                    Deliver(segment);
                    break;
                case ErrorStep error:
                    Deliver(error);
                    break;
                case FrameStep frameStep:
                    Deliver(frameStep);
                    break;
                case WaitStep wait:
                    Pass(wait.Milliseconds);
                    break;
                case CallStep call:
                    Do(call);
                    break;
            }

            if (FlowOf(step) is { } flow)
            {
                touched |= 1 << flow.Number;
                Look(flow);
            }

            foreach (Flow any in flows)
            {
                NoteEdge(any);
            }
        }

        internal override Step Draw(RandomSource random) => StackDraws.Draw(random, isDual);

        internal override Step Change(Step step, RandomSource random) => StackDraws.Change(step, random, isDual);

        internal override void Finish(bool thorough)
        {
            foreach (Flow flow in flows)
            {
                if ((touched & (1 << flow.Number)) != 0)
                {
                    Read(flow, scratch.Length);
                }
            }

            if (thorough)
            {
                End();
            }
        }

        private Flow? FlowOf(Step step) => step switch
        {
            SegmentStep segment => flows[segment.Flow % flows.Length],
            ErrorStep error => flows[error.Flow % flows.Length],
            CallStep call => flows[call.Flow % flows.Length],
            _ => null,
        };

        private TransmissionControlBlock? BlockOf(Flow flow)
        {
            foreach (TransmissionControlBlock block in Tcp.blocks)
            {
                if (block.path != null && block.RemotePort == flow.RemotePort && block.LocalPort == flow.LocalPort && ConnectionName.RemoteOf(block.path) == flow.Remote)
                {
                    return block;
                }
            }

            return null;
        }

        private void Pass(int milliseconds)
        {
            // Forever is not worth waiting for.
            arena.Pass(milliseconds == WaitStep.UntilDue ? Math.Min(arena.Pause, 3_600_000) : milliseconds);
        }

        private void Deliver(SegmentStep step)
        {
            Flow flow = flows[step.Flow % flows.Length];
            uint sequence = NumberOf(flow, step.SequenceFrom, flow.PeerInitial) + (uint)step.Sequence;
            uint acknowledgment = NumberOf(flow, step.AcknowledgmentFrom, flow.StackInitial) + (uint)step.Acknowledgment;
            int start = flow.IsIpv6 ? FrameMaker.Ipv6PayloadOffset : FrameMaker.PayloadOffset;
            Span<byte> tcp = frame.AsSpan(start);
            int header = TcpSegment.HeaderLength + WriteOptions(flow, step, tcp[TcpSegment.HeaderLength..]);
            int data = Math.Min(step.Data, arena.MaximumTransmissionUnit - (start - FrameMaker.PacketOffset) - header);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)flow.RemotePort);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.DestinationPortOffset..], (ushort)flow.LocalPort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.SequenceOffset..], sequence);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpSegment.AcknowledgmentOffset..], acknowledgment);
            tcp[TcpSegment.DataOffsetOffset] = (byte)((step.DataOffset >= 0 ? step.DataOffset : header / 4) << 4);
            tcp[TcpSegment.FlagsOffset] = (byte)step.Flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.WindowOffset..], (ushort)step.Window);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[TcpSegment.UrgentPointerOffset..], 0);

            // A SYN takes the first number, and data come behind it.
            uint first = step.Has(TcpFlags.Syn) ? sequence + 1 : sequence;
            for (int i = 0; i < data; i++)
            {
                tcp[header + i] = flow.PeerByte(first + (uint)i);
            }

            isTainted |= step.DataOffset >= 0 || step.LengthError != 0;
            int length = header + data;
            if (flow.IsIpv6)
            {
                FrameMaker.WriteHeaders6(frame, Ipv4Packet.ProtocolTcp, flow.Remote, flow.Local, length, step.Ecn);
            }
            else
            {
                FrameMaker.WriteHeaders(frame, Ipv4Packet.ProtocolTcp, (uint)flow.Remote, Arena.Address, length, step.Ecn);
            }

            Span<byte> bytes = frame.AsSpan(0, start + length);
            if (step.LengthError != 0)
            {
                Span<byte> total = bytes[(FrameMaker.PacketOffset + (flow.IsIpv6 ? Ipv6Packet.PayloadLengthOffset : Ipv4Packet.TotalLengthOffset))..];
                BinaryPrimitives.WriteUInt16BigEndian(total, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(total) + step.LengthError));
            }

            FrameMaker.MendChecksums(bytes);
            if (step.ChecksumError != 0)
            {
                Span<byte> sum = tcp[TcpSegment.ChecksumOffset..];
                BinaryPrimitives.WriteUInt16BigEndian(sum, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(sum) + step.ChecksumError));
            }

            if (step.Has(TcpFlags.Ack) && (int)(acknowledgment - flow.Acknowledged) > 0 && (int)(flow.StackNext - acknowledgment) >= 0)
            {
                flow.Acknowledged = acknowledgment;
            }

            uint end = first + (uint)data + (step.Has(TcpFlags.Fin) ? 1u : 0);
            if (step.Has(TcpFlags.Syn) || (int)(end - flow.PeerNext) is > 0 and < 65_536)
            {
                flow.PeerNext = end;
            }

            arena.Deliver(bytes);
        }

        private int WriteOptions(Flow flow, SegmentStep step, Span<byte> to)
        {
            step.Options.CopyTo(to);
            int length = step.Options.Length;
            if (step.Timestamps && flow.UsesTimestamps && length <= SegmentStep.LongestOptions - 10)
            {
                to[length] = 8;
                to[length + 1] = 10;
                BinaryPrimitives.WriteUInt32BigEndian(to[(length + 2)..], (uint)arena.Now + (uint)step.TimestampValue);
                BinaryPrimitives.WriteUInt32BigEndian(to[(length + 6)..], flow.StackTimestamp + (uint)step.TimestampEcho);
                length += 10;
            }

            int blocks = Math.Min(step.Blocks.Length & ~1, (SegmentStep.LongestOptions - 2 - length) / 8 * 2);
            if (blocks > 0)
            {
                to[length] = 5;
                to[length + 1] = (byte)(2 + (4 * blocks));
                length += 2;
                for (int i = 0; i < blocks; i++)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(to[length..], flow.Acknowledged + (uint)step.Blocks[i]);
                    length += 4;
                }
            }

            while (length % 4 != 0)
            {
                to[length++] = 0;
            }

            return length;
        }

        private void Deliver(ErrorStep step)
        {
            Flow flow = flows[step.Flow % flows.Length];
            uint sequence = NumberOf(flow, step.SequenceFrom, flow.StackInitial) + (uint)step.Sequence;
            if (flow.IsIpv6)
            {
                DeliverError6(flow, step, sequence);
                return;
            }

            int length = IcmpMessage.HeaderLength + Ipv4Packet.HeaderLength + step.Quoted;
            Span<byte> icmp = frame.AsSpan(FrameMaker.PayloadOffset, length);
            icmp.Clear();

            // The quoted headers are made where they do not belong, and moved.
            int quotedAt = FrameMaker.PayloadOffset + IcmpMessage.HeaderLength;
            FrameMaker.WriteHeaders(frame.AsSpan(quotedAt - FrameMaker.PacketOffset), Ipv4Packet.ProtocolTcp, Arena.Address, (uint)flow.Remote, 40);
            Span<byte> quoted = scratch.AsSpan(0, 64);
            quoted.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(quoted, (ushort)flow.LocalPort);
            BinaryPrimitives.WriteUInt16BigEndian(quoted[2..], (ushort)flow.RemotePort);
            BinaryPrimitives.WriteUInt32BigEndian(quoted[4..], sequence);
            quoted[..step.Quoted].CopyTo(frame.AsSpan(quotedAt + Ipv4Packet.HeaderLength));
            icmp[0] = (byte)step.Type;
            icmp[1] = (byte)step.Code;
            icmp[2..8].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(icmp[IcmpMessage.NextHopMtuOffset..], (ushort)step.Mtu);
            FrameMaker.WriteHeaders(frame, Ipv4Packet.ProtocolIcmp, Arena.Router, Arena.Address, length);
            Span<byte> bytes = frame.AsSpan(0, FrameMaker.PayloadOffset + length);
            FrameMaker.MendChecksums(bytes);
            arena.Deliver(bytes);
        }

        private void Deliver(FrameStep step)
        {
            Span<byte> bytes = frame.AsSpan(0, Math.Min(step.Bytes.Length, FrameStep.Longest));
            step.Bytes.AsSpan(0, bytes.Length).CopyTo(bytes);
            if (step.MendsLengths)
            {
                FrameMaker.MendLengths(bytes);
            }

            if (step.MendsChecksums)
            {
                FrameMaker.MendChecksums(bytes);
            }

            // Behind a chain of headers of IPv6 there may be anything.
            isTainted |= bytes.Length > FrameMaker.PayloadOffset
                && (bytes[FrameMaker.PacketOffset + Ipv4Packet.ProtocolOffset] == Ipv4Packet.ProtocolTcp
                    || (bytes[EthernetFrame.EtherTypeOffset] == EthernetFrame.EtherTypeIpv6 >> 8
                        && bytes[FrameMaker.PacketOffset + Ipv6Packet.NextHeaderOffset] is not (Ipv4Packet.ProtocolUdp or Ipv6Packet.ProtocolIcmpv6)));
            arena.Deliver(bytes);
        }

        // What ICMP says has its like in ICMPv6; the MTU is one that a link of IPv6 may have, or a little less.
        private void DeliverError6(Flow flow, ErrorStep step, uint sequence)
        {
            const int QuotedAt = FrameMaker.Ipv6PayloadOffset + Icmpv6Message.HeaderLength;
            int length = Icmpv6Message.HeaderLength + Ipv6Packet.HeaderLength + step.Quoted;
            FrameMaker.WriteHeaders6(frame.AsSpan(QuotedAt - FrameMaker.PacketOffset), Ipv4Packet.ProtocolTcp, flow.Local, flow.Remote, 40);
            Span<byte> quoted = scratch.AsSpan(0, 64);
            quoted.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(quoted, (ushort)flow.LocalPort);
            BinaryPrimitives.WriteUInt16BigEndian(quoted[2..], (ushort)flow.RemotePort);
            BinaryPrimitives.WriteUInt32BigEndian(quoted[4..], sequence);
            quoted[..step.Quoted].CopyTo(frame.AsSpan(QuotedAt + Ipv6Packet.HeaderLength));
            (int type, int code) = (step.Type, step.Code) switch
            {
                (3, 4) => (Icmpv6Message.PacketTooBig, 0),
                (3, 2) => (Icmpv6Message.ParameterProblem, Icmpv6Message.UnrecognizedNextHeader),
                (3, 3) => (Icmpv6Message.DestinationUnreachable, Icmpv6Message.PortUnreachable),
                (3, var other) => (Icmpv6Message.DestinationUnreachable, other),
                (11, var other) => (Icmpv6Message.TimeExceeded, other),
                (12, var other) => (Icmpv6Message.ParameterProblem, other),
                var other => other,
            };
            FrameMaker.WriteHeaders6(frame, Ipv6Packet.ProtocolIcmpv6, Arena.Router6, flow.Local, length);
            Span<byte> message = frame.AsSpan(FrameMaker.Ipv6PayloadOffset, Icmpv6Message.HeaderLength);
            message[0] = (byte)type;
            message[1] = (byte)code;
            BinaryPrimitives.WriteInt32BigEndian(message[Icmpv6Message.ValueOffset..], step.Mtu < 68 ? step.Mtu : step.Mtu + Ipv6Packet.MinimumMtu - 576);
            Span<byte> bytes = frame.AsSpan(0, FrameMaker.Ipv6PayloadOffset + length);
            FrameMaker.MendChecksums(bytes);
            arena.Deliver(bytes);
        }

        private static uint NumberOf(Flow flow, SequenceBase from, uint initial) => from switch
        {
            SequenceBase.Expected => flow.Expected,
            SequenceBase.Edge => flow.Expected + (uint)flow.Window,
            SequenceBase.Sent => flow.PeerNext,
            SequenceBase.Initial => initial,
            SequenceBase.Next => flow.StackNext,
            SequenceBase.Acknowledged => flow.Acknowledged,
            _ => 0,
        };

        // What the stack says is what the peer knows; and what it sends must be what was written, and within the window.
        private void OnSent(ReadOnlySpan<byte> sent)
        {
            if (!ObservedTcp.TryRead(sent, checkSums: false, out ObservedTcp segment))
            {
                return;
            }

            int number = segment.DestinationPort - Flow.FirstRemotePort;
            if ((uint)number >= (uint)flows.Length || flows[number].Remote != segment.Destination || segment.IsReset)
            {
                return;
            }

            Flow flow = flows[number];
            if (segment.SourcePort != flow.LocalPort)
            {
                if (!segment.IsSyn)
                {
                    return;
                }

                flow.LocalPort = segment.SourcePort;
            }

            uint end = segment.Sequence + (uint)segment.DataLength + ((segment.Flags & (TcpFlags.Syn | TcpFlags.Fin)) != 0 ? 1u : 0);
            ReadTimestamps(flow, segment.Options);
            if (segment.IsSyn)
            {
                flow.StackInitial = segment.Sequence;
                flow.Acknowledged = segment.Sequence;
                flow.StackNext = end;
                flow.Shift = Math.Max(0, segment.ReadScale());
            }
            else if ((int)(end - flow.StackNext) > 0)
            {
                flow.StackNext = end;
            }

            if (segment.IsAck)
            {
                flow.Expected = segment.Acknowledgment;
                flow.Window = segment.IsSyn ? segment.Window : segment.Window << flow.Shift;
            }

            if (segment.DataLength > 0)
            {
                CheckData(flow, segment);
            }
        }

        private void CheckData(Flow flow, in ObservedTcp segment)
        {
            if (NoteEdge(flow))
            {
                // One byte may probe a closed window (RFC 9293 section 3.8.6.1).
                if (segment.DataLength > 1 && (int)(segment.Sequence + (uint)segment.DataLength - flow.PeerEdge) > 0)
                {
                    throw new Violation(Rule.Sending, $"flow {flow.Number} sends {segment.DataLength} bytes at {segment.Sequence}, beyond the window's edge at {flow.PeerEdge}");
                }
            }

            long index = (int)(segment.Sequence - flow.FirstWritten);
            ReadOnlySpan<byte> data = segment.Data;
            if (index < 0 || index + data.Length > flow.Written)
            {
                throw new Violation(Rule.Stream, $"flow {flow.Number} sends bytes {index} to {index + data.Length} of {flow.Written} that were written");
            }

            for (int i = 0; i < data.Length; i++)
            {
                if (data[i] != flow.OwnByte(index + i))
                {
                    throw new Violation(Rule.Stream, $"flow {flow.Number} sends {data[i]:X2} as byte {index + i}, and {flow.OwnByte(index + i):X2} was written");
                }
            }
        }

        // What the peer has allowed once stays allowed. Noted after every step: a frame that waits for a hardware address leaves when
        // the window that it was made for may be closed again.
        private bool NoteEdge(Flow flow)
        {
            if (BlockOf(flow) is not TcpConnection connection)
            {
                return false;
            }

            uint edge = connection.sender.unacknowledged + (uint)connection.sender.window;
            flow.PeerEdge = (int)(edge - flow.PeerEdge) > 0 ? edge : flow.PeerEdge;
            return true;
        }

        private static void ReadTimestamps(Flow flow, ReadOnlySpan<byte> options)
        {
            flow.UsesTimestamps = false;
            while (options.Length >= 10 && options[0] != 0)
            {
                if (options[0] == 8)
                {
                    flow.UsesTimestamps = true;
                    flow.StackTimestamp = BinaryPrimitives.ReadUInt32BigEndian(options[2..]);
                    return;
                }

                options = options[(options[0] == 1 ? 1 : Math.Max((int)options[1], 2))..];
            }
        }

        // What must hold of a connection at any time.
        private void Look(Flow flow)
        {
            if (flow.Connection is not { } connection || !connection.IsSynchronized)
            {
                return;
            }

            if (!flow.IsOpen)
            {
                flow.IsOpen = true;
                flow.ReadNext = Delivered(connection) - (uint)connection.receiver.available;
                flow.LastExpected = connection.receiver.next;
                flow.LastEdge = connection.receiver.edge;
                flow.LastAcknowledged = connection.sender.unacknowledged;
            }

            if (flow.ReadNext + (uint)connection.receiver.available != Delivered(connection))
            {
                throw new Violation(Rule.Stream, $"flow {flow.Number} has {connection.receiver.available} bytes to be read at {flow.ReadNext}, and RCV.NXT is {connection.receiver.next}");
            }

            if ((int)(connection.receiver.next - flow.LastExpected) < 0 || (int)(connection.receiver.edge - flow.LastEdge) < 0
                || (int)(connection.sender.unacknowledged - flow.LastAcknowledged) < 0)
            {
                throw new Violation(Rule.Window, $"flow {flow.Number}: RCV.NXT, its window's edge or SND.UNA runs backwards");
            }

            if ((int)(connection.sender.next - connection.sender.unacknowledged) < 0 || (int)(connection.receiver.edge - connection.receiver.next) < 0)
            {
                throw new Violation(Rule.Window, $"flow {flow.Number}: SND.UNA is {connection.sender.unacknowledged} of {connection.sender.next}, RCV.NXT {connection.receiver.next} of {connection.receiver.edge}");
            }

            flow.LastExpected = connection.receiver.next;
            flow.LastEdge = connection.receiver.edge;
            flow.LastAcknowledged = connection.sender.unacknowledged;
        }

        private static uint Delivered(TcpConnection connection) => connection.receiver.next - (connection.receiver.peerFin == TcpReceiver.FinTaken ? 1u : 0);
    }
}
