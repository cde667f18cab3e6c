using Nano.Net;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>A connection between two hosts, as it is put together from the segments that someone sees.</summary>
    internal sealed class Conversation(int number, IPEndPoint left, IPEndPoint right)
    {
        /// <summary>Counts the conversations from 1.</summary>
        public int Number { get; } = number;

        /// <summary>The host on the left.</summary>
        public Speaker Left { get; } = new(left);

        /// <summary>The host on the right.</summary>
        public Speaker Right { get; } = new(right);

        /// <summary>Whether it has ended, and another one between the same ports would be a new one.</summary>
        public bool IsOver => Left.State is "CLOSED" or "TIME-WAIT" && Right.State is "CLOSED" or "TIME-WAIT" && Left.Segments + Right.Segments > 0;

        /// <summary>The host on one side.</summary>
        public Speaker this[Side side] => side == Side.Left ? Left : Right;

        /// <summary>Takes a segment that has been sent.</summary>
        /// <param name="time">When, in microseconds.</param>
        /// <param name="segment">The segment, which is of this conversation.</param>
        public LadderRow Add(long time, ObservedSegment segment)
        {
            Side from = segment.Source.Equals(Left.EndPoint) ? Side.Left : Side.Right;
            Speaker sender = this[from];
            Speaker receiver = this[1 - from];
            bool acknowledges = segment.Has(TcpFlags.Ack);
            if (acknowledges && !segment.Has(TcpFlags.Syn))
            {
                receiver.Assume(segment.Acknowledgment);
            }

            (bool isRetransmission, bool isDuplicateAck) = sender.Say(segment, receiver.IsAheadOf(segment.Acknowledgment));
            bool isScaled = !segment.Has(TcpFlags.Syn) && sender.WindowScale >= 0 && receiver.WindowScale >= 0;
            return new LadderRow(this, time, from, segment)
            {
                Sequence = segment.Sequence - sender.Base,
                Acknowledgment = acknowledges ? segment.Acknowledgment - receiver.Base : 0,
                Window = isScaled ? (long)segment.Window << sender.WindowScale : segment.Window,
                IsRetransmission = isRetransmission,
                IsDuplicateAck = isDuplicateAck,
            };
        }
    }
}
