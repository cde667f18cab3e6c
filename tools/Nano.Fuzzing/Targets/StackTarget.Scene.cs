using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    // How each flow comes into the plight in which an input meets it.
    internal sealed partial class StackTarget
    {
        // Numbers of flows.
        internal const int Fresh = 0;
        internal const int NoListener = 1;
        internal const int HalfOpen = 2;
        internal const int Waiting = 3;
        internal const int SynSent = 4;
        internal const int SynReceived = 5;
        internal const int Idle = 6;
        internal const int Busy = 7;
        internal const int PeerClosedWindow = 8;
        internal const int OwnClosedWindow = 9;
        internal const int OutOfOrder = 10;
        internal const int Recovering = 11;
        internal const int FinWait1 = 12;
        internal const int FinWait2 = 13;
        internal const int CloseWait = 14;
        internal const int LastAck = 15;
        internal const int Closing = 16;
        internal const int TimeWait = 17;
        internal const int Routed = 18;
        internal const int Orphan = 19;
        internal const int SecondHalfOpen = 20;
        internal const int FlowCount = 21;

        /// <summary>MSS 1,460, SACK permitted, timestamps, window scale 2.</summary>
        private static readonly byte[] AllOptions = [2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 2];

        /// <summary>MSS 536 alone.</summary>
        private static readonly byte[] SmallSegments = [2, 4, 2, 0x18];

        private const int Data = 300;

        private void Prepare()
        {
            flows[NoListener].LocalPort = 9;
            Establish(Idle, SmallSegments);
            Establish(Busy, AllOptions);
            Write(Busy, 700);
            Receive(Busy, Data);
            Establish(PeerClosedWindow, SmallSegments);
            Receive(PeerClosedWindow, 0, window: 0);
            Write(PeerClosedWindow, 400);
            Establish(OwnClosedWindow, SmallSegments);
            Receive(OwnClosedWindow, 536);
            Receive(OwnClosedWindow, 536);
            Establish(OutOfOrder, AllOptions);
            Receive(OutOfOrder, 50, 100);
            Receive(OutOfOrder, 50, 300);
            Receive(OutOfOrder, 50, 500);
            Establish(Recovering, AllOptions);
            Apply(new CallStep { Call = Call.NoDelay, Flow = Recovering, Amount = 1 });
            for (int i = 0; i < 5; i++)
            {
                Write(Recovering, 100);
            }

            for (int i = 1; i < 4; i++)
            {
                Apply(new SegmentStep { Flow = Recovering, AcknowledgmentFrom = SequenceBase.Acknowledged, Blocks = [100, 100 + (100 * i)] });
            }

            Establish(FinWait1, SmallSegments);
            Write(FinWait1, Data);
            Shut(FinWait1);
            Establish(FinWait2, SmallSegments);
            Shut(FinWait2);
            Receive(FinWait2, 0);
            Establish(CloseWait, SmallSegments);
            Write(CloseWait, Data);
            End(CloseWait);
            Establish(LastAck, SmallSegments);
            Write(LastAck, Data);
            End(LastAck);
            Shut(LastAck);
            Establish(Closing, SmallSegments);
            Write(Closing, Data);
            Shut(Closing);
            Apply(new SegmentStep { Flow = Closing, Flags = TcpFlags.Ack | TcpFlags.Fin, AcknowledgmentFrom = SequenceBase.Acknowledged });
            Establish(TimeWait, AllOptions);
            Shut(TimeWait);
            End(TimeWait);
            Apply(new CallStep { Call = Call.Close, Flow = TimeWait });
            Establish(Routed, AllOptions);
            Apply(new CallStep { Call = Call.KeepAlive, Flow = Routed, Amount = 5000 });
            Write(Routed, 800);
            Establish(Orphan, SmallSegments);
            Write(Orphan, Data);
            Apply(new CallStep { Call = Call.Close, Flow = Orphan });
            Apply(new CallStep { Call = Call.Connect, Flow = SynSent });
            Apply(new CallStep { Call = Call.Connect, Flow = SynReceived });
            Open(SynReceived, AllOptions);
            Open(Waiting, AllOptions);
            Receive(Waiting, Data);
            Open(HalfOpen, AllOptions);
            Open(SecondHalfOpen, SmallSegments);
            Expect(HalfOpen, TcpState.SynReceived);
            Expect(SynSent, TcpState.SynSent);
            Expect(SynReceived, TcpState.SynReceived);
            Expect(Idle, TcpState.Established);
            Expect(FinWait1, TcpState.FinWait1);
            Expect(FinWait2, TcpState.FinWait2);
            Expect(CloseWait, TcpState.CloseWait);
            Expect(LastAck, TcpState.LastAck);
            Expect(Closing, TcpState.Closing);
            Expect(TimeWait, TcpState.TimeWait);
        }

        private void Open(int flow, byte[] options) =>
            Apply(new SegmentStep { Flow = flow, SequenceFrom = SequenceBase.Initial, Flags = TcpFlags.Syn, AcknowledgmentFrom = SequenceBase.Zero, Options = options });

        private void Establish(int flow, byte[] options)
        {
            Open(flow, options);
            Receive(flow, 0);
            Apply(new CallStep { Call = Call.Accept, Flow = flow });
            Expect(flow, TcpState.Established);
        }

        // Data arrive, and acknowledge what was sent, unless that is to stay outstanding.
        private void Receive(int flow, int data, int ahead = 0, int window = 8192) =>
            Apply(new SegmentStep { Flow = flow, Sequence = ahead, Data = data, Window = window });

        private void End(int flow) =>
            Apply(new SegmentStep { Flow = flow, Flags = TcpFlags.Ack | TcpFlags.Fin, AcknowledgmentFrom = flow == TimeWait ? SequenceBase.Next : SequenceBase.Acknowledged });

        private void Write(int flow, int amount) => Apply(new CallStep { Call = Call.Write, Flow = flow, Amount = amount });

        private void Shut(int flow) => Apply(new CallStep { Call = Call.ShutdownSend, Flow = flow });

        private void Expect(int flow, TcpState state)
        {
            TcpState found = BlockOf(flows[flow])?.state ?? TcpState.Closed;
            if (found != state)
            {
                throw new InvalidOperationException($"flow {flow} is in {TcpStateName.Of(found)}, not in {TcpStateName.Of(state)}");
            }
        }
    }
}
