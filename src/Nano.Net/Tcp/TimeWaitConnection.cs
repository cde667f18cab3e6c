using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>A connection in TIME-WAIT: a name, two sequence numbers and a timer of 2 MSL (RFC 9293 section 3.6.1).</summary>
    /// <remarks>
    /// A SYN may open the connection anew. While its half-open connection stands before this block, which has the same name,
    /// nothing arrives here, and the state is CLOSED. It comes back to TIME-WAIT unless the SYN's sender acknowledges.
    /// </remarks>
    internal sealed class TimeWaitConnection : TransmissionControlBlock
    {
        /// <summary>SND.NXT: a connection that comes after begins there, or behind it.</summary>
        internal uint sendNext;

        private uint receiveNext;
        private int window;

        internal TimeWaitConnection(TcpLayer tcp)
            : base(tcp)
        {
        }

        /// <summary>Takes over from a connection that has closed in order.</summary>
        internal void Open(TcpConnection from)
        {
            state = TcpState.TimeWait;
            sendNext = from.sender.next;
            receiveNext = from.receiver.next;
            window = from.receiver.Window() >> from.receiver.windowShift;
            timestamps = from.timestamps;
            recentTimestamp = from.recentTimestamp;
            Restart();
        }

        /// <inheritdoc/>
        internal override void OnSegment(TcpSegment segment)
        {
            int flags = segment.flags;
            if ((flags & TcpFlags.Rst) != 0)
            {
                // RFC 1337 section 3, fix F1: a reset must not end TIME-WAIT early.
                return;
            }

            TcpAcceptor acceptor = tcp.FindAcceptor(LocalPort);
            int kind = flags & (TcpFlags.Syn | TcpFlags.Ack);
            if (acceptor != null && kind == TcpFlags.Syn && IsNew(segment))
            {
                // RFC 9293 section 3.6.1: a new connection may begin where the old one can no longer be meant.
                tcp.OnSyn(segment, acceptor, this);
                return;
            }

            if (acceptor != null
                && kind == TcpFlags.Ack
                && !SequenceNumber.IsBefore(segment.acknowledgment - 1, sendNext)
                && tcp.OnCookieAck(segment, segment.sequence - 1, acceptor))
            {
                return;
            }

            if (LacksTimestamp(segment))
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
                recentTimestamp = segment.options.timestampValue;
                Restart();
            }
            else if (segment.SequenceLength() == 0 && (segment.sequence == receiveNext || !AllowChallengeAck()))
            {
                // Nothing to say, or said just now: two ends in TIME-WAIT must not answer each other's answers.
                return;
            }

            SendAck();
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            End();
        }

        /// <inheritdoc/>
        internal override void End()
        {
            SetState(TcpState.Closed);
            tcp.Recycle(this);
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

        private void SendAck()
        {
            tcp.Emit(path, LocalPort, RemotePort, sendNext, receiveNext, TcpFlags.Ack, window, WriteTimestamps(), 0);
        }

        private void Restart()
        {
            tcp.context.timers.Schedule(this, tcp.context.now + tcp.timeWait);
        }
    }
}
