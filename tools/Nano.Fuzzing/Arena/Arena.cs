using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>
    /// A stack on a wire whose far end is the fuzzer, with the checks that hold whatever arrives: nothing is thrown,
    /// nothing allocated, what is sent is well formed and not too much, states change as they may, timers run.
    /// </summary>
    internal sealed class Arena : ILinkDevice, ILinkEvents, IClock
    {
        internal const uint Address = 0x0A000001;
        internal const uint Peer = 0x0A000002;
        internal const uint Router = 0x0A0000FE;

        /// <summary>2001:db8::1 and ::2, 2001:db8:ff::9 behind the router, and fe80::fe, where the stack has IPv6.</summary>
        internal static readonly UInt128 Address6 = new(0x2001_0DB8_0000_0000, 1);
        internal static readonly UInt128 Peer6 = new(0x2001_0DB8_0000_0000, 2);
        internal static readonly UInt128 FarAway6 = new(0x2001_0DB8_00FF_0000, 9);
        internal static readonly UInt128 Router6 = new(0xFE80_0000_0000_0000, 0xFE);

        /// <summary>Frames that the stack may send in one poll: a window of full segments, and what every connection may have to say.</summary>
        private const int MostFrames = 100;

        private const int MostPolls = 200;

        private const int MostAnswers = 8;

        private static readonly byte[] Own = [2, 0, 0, 0, 0, 1];
        private static readonly byte[] Other = [2, 0, 0, 0, 0, 2];

        private readonly byte[] arriving = new byte[FrameStep.Longest];
        private readonly byte[][] answers = new byte[MostAnswers][];
        private readonly int[] answerLengths = new int[MostAnswers];
        private int arrivingLength;
        private int answerCount;
        private int sent;
        private bool isLinkDown;

        internal Arena(StackOptions options)
        {
            for (int i = 0; i < answers.Length; i++)
            {
                answers[i] = new byte[FrameMaker.Ipv6PayloadOffset + NeighborMessage.NeighborOptions + NeighborOption.ShortLength];
            }

            UInt128 own = ObservedTcp.NumberOf(Address);
            var windows = new WindowWatch(address => address == own || address >> 32 != 0xFFFF, Meter, believesPeer: false);
            Stack = new NetworkStack(this, options);
            Stack.AddFrameObserver(windows);
            Stack.AddTcpObserver(new ConnectionWatch(new StateWatch(Meter, Stack.tcp.AreCookiesOut), windows));
        }

        public event FrameAvailableHandler? FrameAvailable
        {
            add { }
            remove { }
        }

        public bool RaisesLinkChanged => true;

        public event LinkChangedHandler? LinkChanged;

        public byte[] HardwareAddress => Own;

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp => !IsLinkDown;

        public LinkCapabilities Capabilities { get; } = new() { Headroom = 3 };

        internal static ReadOnlySpan<byte> PeerHardware => Other;

        internal NetworkStack Stack { get; }

        internal AllocationMeter Meter { get; } = new();

        public long Milliseconds => Now;

        internal long Now { get; private set; } = 1_000_000;

        /// <summary>Whether what the stack allocates is held against it. Not while it is made ready: what .NET allocates when something is done for the first time is not the stack's.</summary>
        internal bool IsMetered { get; set; }

        internal bool IsBusy { get; set; }

        internal bool IsLinkDown
        {
            get => isLinkDown;
            set
            {
                isLinkDown = value;
                LinkChanged?.Invoke();
            }
        }

        /// <summary>What stands behind a frame in the buffer that it is received to. It must not matter.</summary>
        [field: NotRestored]
        internal byte Behind { get; set; }

        /// <summary>A number that is the same where the same frames were sent.</summary>
        internal ulong Fingerprint { get; private set; }

        /// <summary>Milliseconds until the stack wants to be called again.</summary>
        internal int Pause { get; private set; }

        /// <summary>Is shown every frame that is sent, after it was found in order.</summary>
        [field: NotRestored]
        internal FrameSink? Sent { get; set; }

        /// <summary>Gets all frames; null for none.</summary>
        [field: NotRestored]
        internal PcapWriter? Capture { get; set; }

        /// <summary>Takes a frame.</summary>
        internal delegate void FrameSink(ReadOnlySpan<byte> frame);

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (arrivingLength > 0)
            {
                int length = arrivingLength;
                arrivingLength = 0;
                return Hand(arriving.AsSpan(0, length), buffer, offset, capacity);
            }

            return --answerCount >= 0 ? Hand(answers[answerCount].AsSpan(0, answerLengths[answerCount]), buffer, offset, capacity) : answerCount = 0;
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            if (IsBusy || IsLinkDown)
            {
                return false;
            }

            ReadOnlySpan<byte> frame = buffer.AsSpan(offset, length);
            FrameRules.Check(frame, Own, MaximumTransmissionUnit);
            if (++sent > MostFrames)
            {
                throw new Violation(Rule.Frame, $"more than {MostFrames} frames are sent at once");
            }

            Record(frame);
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(frame))
            {
                Fingerprint = (Fingerprint ^ word) * 0x9E37_79B9_7F4A_7C15;
            }

            if (frame[EthernetFrame.EtherTypeOffset + 1] == (EthernetFrame.EtherTypeArp & 0xFF))
            {
                Answer(frame);
            }
            else if (frame[EthernetFrame.EtherTypeOffset] == EthernetFrame.EtherTypeIpv6 >> 8)
            {
                AnswerSolicitation(frame);
            }

            Sent?.Invoke(frame);
            return true;
        }

        /// <summary>A frame arrives.</summary>
        internal void Deliver(ReadOnlySpan<byte> frame)
        {
            frame.CopyTo(arriving);
            arrivingLength = frame.Length;
            Record(frame);
            Poll();
        }

        /// <summary>Time passes.</summary>
        internal void Pass(long milliseconds)
        {
            Now += milliseconds;
            Poll();
        }

        /// <summary>Tells the stack the time, for an application's call.</summary>
        internal void BeginCall()
        {
            sent = 0;
            Stack.context.now = Now;
        }

        /// <summary>Lets the stack do what there is to do, until it comes to rest.</summary>
        internal void Poll()
        {
            sent = 0;
            int polls = 0;
            do
            {
                long begun = Meter.Begin();
                Pause = Stack.Poll(Now);
                long allocated = Meter.End(begun);
                FaultCheck.Check(Stack);
                if (allocated > 0 && IsMetered)
                {
                    throw new Violation(Rule.Memory, $"the stack has allocated {allocated} bytes in a poll");
                }

                if (++polls > MostPolls)
                {
                    throw new Violation(Rule.Progress, $"the stack still has something to do at once after {MostPolls} polls");
                }
            }
            while (Pause == 0 || answerCount > 0 || arrivingLength > 0);
            InvariantCheck.Check(Stack);
        }

        private int Hand(ReadOnlySpan<byte> frame, byte[] buffer, int offset, int capacity)
        {
            // The headroom is the device's: whatever it leaves there must not matter.
            buffer.AsSpan(0, offset).Fill(0xEE);
            if (frame.Length > capacity)
            {
                return 0;
            }

            frame.CopyTo(buffer.AsSpan(offset));
            buffer.AsSpan(offset + frame.Length).Fill(Behind);
            return frame.Length;
        }

        // Whoever is asked for is there, or the stack would fall silent; for its own address nobody else answers.
        private void Answer(ReadOnlySpan<byte> request)
        {
            ReadOnlySpan<byte> arp = request[EthernetFrame.HeaderLength..];
            uint wanted = BinaryPrimitives.ReadUInt32BigEndian(arp[ArpPacket.TargetProtocolOffset..]);
            uint asking = BinaryPrimitives.ReadUInt32BigEndian(arp[ArpPacket.SenderProtocolOffset..]);
            if (arp[ArpPacket.OperationOffset + 1] != ArpPacket.Request || asking == 0 || wanted == asking || answerCount == MostAnswers)
            {
                return;
            }

            answerLengths[answerCount] = EthernetFrame.HeaderLength + ArpPacket.Length;
            Span<byte> answer = answers[answerCount++];
            request[..(EthernetFrame.HeaderLength + ArpPacket.Length)].CopyTo(answer);
            Own.CopyTo(answer);
            Other.CopyTo(answer[EthernetFrame.SourceOffset..]);
            answer = answer[EthernetFrame.HeaderLength..];
            answer[ArpPacket.OperationOffset + 1] = ArpPacket.Reply;
            Other.CopyTo(answer[ArpPacket.SenderHardwareOffset..]);
            BinaryPrimitives.WriteUInt32BigEndian(answer[ArpPacket.SenderProtocolOffset..], wanted);
            Own.CopyTo(answer[ArpPacket.TargetHardwareOffset..]);
            BinaryPrimitives.WriteUInt32BigEndian(answer[ArpPacket.TargetProtocolOffset..], asking);
        }

        // The same by IPv6: a probe for an own address is not answered, and the neighbour is at Other, whoever it is.
        private void AnswerSolicitation(ReadOnlySpan<byte> frame)
        {
            const int Message = FrameMaker.Ipv6PayloadOffset;
            ReadOnlySpan<byte> source = frame.Slice(FrameMaker.PacketOffset + Ipv6Packet.SourceOffset, Ipv6Packet.AddressLength);
            if (frame[FrameMaker.PacketOffset + Ipv6Packet.NextHeaderOffset] != Ipv6Packet.ProtocolIcmpv6
                || frame[Message] != Icmpv6Message.NeighborSolicitation || !source.ContainsAnyExcept((byte)0) || answerCount == MostAnswers)
            {
                return;
            }

            UInt128 target = BinaryPrimitives.ReadUInt128BigEndian(frame[(Message + NeighborMessage.TargetOffset)..]);
            byte[] answer = answers[answerCount];
            answerLengths[answerCount++] = answer.Length;
            FrameMaker.WriteHeaders6(answer, Ipv6Packet.ProtocolIcmpv6, target, BinaryPrimitives.ReadUInt128BigEndian(source), answer.Length - Message, hopLimit: NeighborMessage.HopLimit);
            Span<byte> message = answer.AsSpan(Message);
            message.Clear();
            message[0] = Icmpv6Message.NeighborAdvertisement;
            message[NeighborMessage.NeighborFlagsOffset] = (byte)(NeighborMessage.SolicitedFlag | NeighborMessage.OverrideFlag
                | (target >> 64 == Router6 >> 64 ? NeighborMessage.RouterFlag : 0));
            BinaryPrimitives.WriteUInt128BigEndian(message[NeighborMessage.TargetOffset..], target);
            message[NeighborMessage.NeighborOptions] = NeighborOption.TargetLinkLayerAddress;
            message[NeighborMessage.NeighborOptions + 1] = 1;
            Other.CopyTo(message[(NeighborMessage.NeighborOptions + NeighborOption.ValueOffset)..]);
            FrameMaker.MendChecksums(answer);
        }

        private void Record(ReadOnlySpan<byte> frame)
        {
            if (Capture != null)
            {
                long before = AllocationMeter.Read();
                Capture.Write(Now * 1000, frame);
                Meter.Exclude(before);
            }
        }
    }
}
