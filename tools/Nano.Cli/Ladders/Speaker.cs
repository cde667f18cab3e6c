using Nano.Net;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>One host of a conversation: what it has said so far.</summary>
    internal sealed class Speaker(IPEndPoint endPoint)
    {
        private readonly List<string> states = [];
        private bool hasBase;
        private uint next;
        private uint lastAcknowledgment;
        private int lastWindow = -1;

        /// <summary>Address and port.</summary>
        public IPEndPoint EndPoint { get; } = endPoint;

        /// <summary>Its state; null where that is not known.</summary>
        public string? State => states.Count == 0 ? null : states[^1];

        /// <summary>The states that it has passed through, in order.</summary>
        public IReadOnlyList<string> States => states;

        /// <summary>The initial sequence number; where its SYN was not seen, as if it had come just before what was.</summary>
        public uint Base { get; private set; }

        /// <summary>The shift count that it offered; -1 where it offered none.</summary>
        public int WindowScale { get; private set; } = -1;

        /// <summary>Whether its SYN was seen, without which the scale of its window is not known.</summary>
        public bool HasSynchronized { get; private set; }

        /// <summary>Segments sent.</summary>
        public int Segments { get; private set; }

        /// <summary>Bytes of data sent, each once.</summary>
        public long Bytes { get; private set; }

        /// <summary>Segments that carried again what had been sent before.</summary>
        public int Retransmissions { get; private set; }

        /// <summary>Segments that were lost.</summary>
        public int Lost { get; set; }

        /// <summary>Notes a state.</summary>
        public void Enter(string state)
        {
            if (state != State)
            {
                states.Add(state);
            }
        }

        /// <summary>Takes on a number of this speaker as that of its first byte, if none is known.</summary>
        public void Assume(uint first)
        {
            if (!hasBase)
            {
                hasBase = true;
                Base = first - 1;
                next = first;
            }
        }

        /// <summary>Counts a segment of this speaker.</summary>
        /// <param name="segment">The segment.</param>
        /// <param name="peerHasDataUnderWay">Whether an acknowledgment is waited for.</param>
        /// <returns>Whether it is a retransmission, and whether it is a duplicate acknowledgment.</returns>
        public (bool IsRetransmission, bool IsDuplicateAck) Say(ObservedSegment segment, bool peerHasDataUnderWay)
        {
            Segments++;
            if (segment.Has(TcpFlags.Syn) && !(hasBase && segment.Sequence == Base))
            {
                hasBase = true;
                HasSynchronized = true;
                Base = segment.Sequence;
                next = segment.Sequence;
                WindowScale = segment.WindowScale;
            }

            if (!segment.Has(TcpFlags.Rst))
            {
                Assume(segment.Sequence);
            }

            bool isRetransmission = segment.SequenceLength > 0 && (int)(segment.Sequence - next) < 0;
            uint end = segment.Sequence + (uint)segment.SequenceLength;
            int fresh = (int)(end - next);
            if (fresh > 0 && !segment.Has(TcpFlags.Rst))
            {
                Bytes += Math.Min(fresh, segment.Length);
                next = end;
            }

            bool isDuplicateAck = peerHasDataUnderWay && segment.Flags == TcpFlags.Ack && segment.Length == 0
                && segment.Acknowledgment == lastAcknowledgment && segment.Window == lastWindow;
            if (segment.Has(TcpFlags.Ack))
            {
                lastAcknowledgment = segment.Acknowledgment;
                lastWindow = segment.Window;
            }

            Retransmissions += isRetransmission ? 1 : 0;
            return (isRetransmission, isDuplicateAck);
        }

        /// <summary>Whether something that it has sent is not acknowledged by a number.</summary>
        public bool IsAheadOf(uint acknowledgment) => hasBase && (int)(next - acknowledgment) > 0;

        /// <summary>Whether a number acknowledges all that it has sent.</summary>
        public bool IsAcknowledgedBy(uint acknowledgment) => hasBase && acknowledgment == next;
    }
}
