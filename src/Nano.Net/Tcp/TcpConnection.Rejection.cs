using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Segments that are not taken, and those that end the connection: RFC 9293 section 3.10.7.4, first and second; RFC 5961.
    internal sealed partial class TcpConnection
    {
        private void OnUnacceptable(TcpSegment segment, int length)
        {
            if ((segment.flags & TcpFlags.Rst) != 0)
            {
                return;
            }

            tcp.counters.DroppedOutOfWindow++;
            AnswerUnacceptable(segment, length);
        }

        // A peer that has probed a closed window may not count the byte that its probe has carried until it is acknowledged,
        // and so stands one before what is expected. Where this side has done the same, neither would ever hear the other: what
        // its segment acknowledges counts (RFC 9293 section 3.10.7.4, the allowance for valid ACKs).
        private void OnAcknowledgmentBeforeProbe(TcpSegment segment)
        {
            if (IsSynchronized
                && path != null
                && (segment.flags & (TcpFlags.Ack | TcpFlags.Rst | TcpFlags.Syn)) == TcpFlags.Ack
                && (int)(segment.acknowledgment - sender.unacknowledged) > 0
                && OnAcknowledgment(segment))
            {
                Continue();
            }
        }

        private void AnswerUnacceptable(TcpSegment segment, int length)
        {
            receiver.OnUnacceptable(segment);

            // Old data are acknowledged again at once: the acknowledgment was lost. What is empty is answered now and
            // then only, or two ends that disagree would answer each other for ever. So is a SYN (RFC 5961 section 4.2).
            bool empty = length == 0 || (segment.flags & TcpFlags.Syn) != 0;
            if (!empty || AllowChallengeAck())
            {
                SendAck();
            }
        }

        private void OnReset()
        {
            tcp.counters.ResetsReceived++;
            switch (state)
            {
                case TcpState.SynReceived:
                    Fail(TcpError.Refused, false);
                    break;
                case TcpState.Closing:
                case TcpState.LastAck:
                    // Both sides have closed: the reset changes nothing, unless the peer has not taken all data.
                    if (sender.queued > 0)
                    {
                        Fail(TcpError.Reset, false);
                        break;
                    }

                    End();
                    break;
                default:
                    Fail(TcpError.Reset, false);
                    break;
            }
        }
    }
}
