using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // TIME-WAIT: a name, two sequence numbers and a timer of 2 MSL (RFC 9293 section 3.6.1).
    // A SYN may open the connection anew. While its half-open connection stands before this block, which has the same name,
    // nothing arrives here, and the state is CLOSED. It comes back to TIME-WAIT unless the SYN's sender acknowledges.
    internal sealed partial class ClosingConnection
    {
        private void OnSegmentInTimeWait(TcpSegment segment)
        {
            int flags = segment.flags;
            if ((flags & TcpFlags.Rst) != 0)
            {
                // RFC 1337 section 3, fix F1: a reset must not end TIME-WAIT early.
                return;
            }

            TcpAcceptor acceptor = tcp.FindListener(LocalPort, path);
            int kind = flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Fin);
            if (acceptor != null && kind == TcpFlags.Syn && IsNew(segment))
            {
                // RFC 9293 section 3.6.1: a new connection may begin where the old one can no longer be meant.
                tcp.OnSyn(segment, acceptor, this);
                return;
            }

            if (acceptor != null
                && (kind & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Ack
                && !SequenceNumber.IsBefore(segment.acknowledgment - 1, sendNext)
                && tcp.OnCookieAck(segment, segment.sequence - 1, acceptor))
            {
                return;
            }

            if (IsOlder(segment))
            {
                if (segment.SequenceLength() > 0 || AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            if ((flags & (TcpFlags.Syn | TcpFlags.Ack)) == 0 && !SequenceNumber.IsBefore(segment.sequence, receiveNext))
            {
                // Nothing that is new goes without an acknowledgment (RFC 9293 section 3.10.7.4, fifth).
                return;
            }

            if ((flags & TcpFlags.Fin) != 0 && segment.sequence + (uint)segment.payloadLength + 1 == receiveNext)
            {
                // The peer's FIN again: our acknowledgment was lost. The two MSL begin anew.
                NoteTimestamp(segment);
                StartTimeWait();
            }
            else if (segment.SequenceLength() == 0 && (segment.sequence == receiveNext || !AllowChallengeAck()))
            {
                // Nothing to say, or said just now: two ends in TIME-WAIT must not answer each other's answers.
                return;
            }

            SendAck();
        }

        // RFC 6191 section 2: whether a SYN can be none of the old connection's. Timestamps tell; where they do not, its
        // number does.
        private bool IsNew(TcpSegment syn)
        {
            if (tcp.timestamps && syn.options.hasTimestamp)
            {
                if (!timestamps)
                {
                    // What is left of the old connection has none, and will not be taken for the new one's.
                    return true;
                }

                int later = (int)(syn.options.timestampValue - recentTimestamp);
                if (later != 0)
                {
                    return later > 0;
                }
            }

            return SequenceNumber.IsAfter(syn.sequence, receiveNext);
        }

        private void EnterTimeWait()
        {
            SetState(TcpState.TimeWait);
            StartTimeWait();
        }

        private void StartTimeWait()
        {
            tcp.context.timers.Schedule(this, tcp.context.now + tcp.timeWait);
        }
    }
}
