using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a connection ends: in order, by an error, or for want of a peer; and how its object returns to the pool.
    internal sealed partial class TcpConnection
    {
        // The application has closed the connection: nobody reads, nobody knows the object, and it ends by itself.
        private const int Detached = 1;

        // The application takes no more.
        private const int ReceivingShut = 2;

        // What the application has closed: some of the above. That it sends no more stands in sender.marks.
        private int closedByUser;

        /// <summary>
        /// How often applications have closed this object: who has seen another number holds a connection that is no longer
        /// theirs.
        /// </summary>
        internal int closings;

        /// <summary>When an attempt to connect, or a connection that nobody owns, is given up; <see cref="TimerQueue.Never"/> for others.</summary>
        internal long closeAt;

        /// <summary>Whether nobody owns it or waits for it, so that it may end for others.</summary>
        internal bool IsOrphan
        {
            get { return path != null && (closedByUser & Detached) != 0 && readersWaiting + writersWaiting == 0; }
        }

        /// <summary>Whether the application has shut down one direction, or both.</summary>
        internal bool IsShut
        {
            get { return (closedByUser & ReceivingShut) != 0 || (sender.marks & TcpSender.FinQueued) != 0; }
        }

        /// <summary>Sends no more: a FIN follows what is queued. What arrives can be read on, for as long as the peer sends.</summary>
        internal void ShutdownSend()
        {
            // RFC 9293 section 3.10.4, CLOSE call, state by state.
            switch (state)
            {
                case TcpState.SynSent:
                    Fail(TcpError.Aborted, false);
                    break;
                case TcpState.SynReceived:
                    // Queued for processing after entering ESTABLISHED, once or more often.
                    sender.QueueFin();
                    break;
                case TcpState.Established:
                    SendFin(TcpState.FinWait1);
                    break;
                case TcpState.CloseWait:
                    SendFin(TcpState.LastAck);
                    break;
            }
        }

        /// <summary>
        /// Takes no more. Data that wait, and any that arrive, cannot be delivered, so they reset the connection: to
        /// acknowledge and drop them would be a lie.
        /// </summary>
        internal void ShutdownReceive()
        {
            closedByUser |= ReceivingShut;
            Wake();
            if (receiver.available > 0 && state != TcpState.Closed && state != TcpState.TimeWait)
            {
                Fail(TcpError.Aborted, true);
            }
        }

        /// <summary>The application lets go. The connection closes in order and returns to its pool by itself.</summary>
        internal void Close()
        {
            if ((closedByUser & Detached) != 0)
            {
                return;
            }

            closedByUser |= Detached;
            closings++;
            Wake();
            if (state == TcpState.Closed || state == TcpState.TimeWait)
            {
                tcp.Recycle(this);
                return;
            }

            if (receiver.available > 0)
            {
                // RFC 9293 section 3.6.1 and RFC 2525 section 2.17: the peer must learn that data were lost.
                Fail(TcpError.Aborted, true);
                return;
            }

            ShutdownSend();
            if (state != TcpState.Closed)
            {
                GiveUpIn(state == TcpState.FinWait2 ? tcp.finWait2Timeout : EffectiveUserTimeout());
                LeaveBuffers();
            }
        }

        /// <summary>Ends it at once with a reset (ABORT call, RFC 9293 section 3.10.5).</summary>
        internal void Abort()
        {
            if (state != TcpState.Closed && state != TcpState.TimeWait)
            {
                Fail(TcpError.Aborted, true);
            }
        }

        /// <summary>R2 (RFC 9293 section 3.8.3): milliseconds that the connection may go without progress. Shorter where nobody waits for it any more.</summary>
        internal int EffectiveUserTimeout()
        {
            return (closedByUser & Detached) != 0 && tcp.orphanTimeout < userTimeout ? tcp.orphanTimeout : userTimeout;
        }

        internal void FailTimedOut()
        {
            Fail(softError != TcpError.None && softErrorAt >= heardAt ? softError : TcpError.TimedOut, true);
        }

        /// <summary>Ends the connection by an error, with a reset to the peer where it should know.</summary>
        internal void Fail(TcpError reason, bool reset)
        {
            // In CLOSING and LAST-ACK the peer has all there is, unless something is still undelivered.
            if (reset && state >= TcpState.SynReceived && (state <= TcpState.CloseWait || sender.queued > 0))
            {
                tcp.counters.ResetsSent++;
                Emit(sender.next, TcpFlags.Rst | TcpFlags.Ack, 0);
            }

            if (reason != TcpError.Aborted)
            {
                tcp.counters.ConnectionsFailed++;
            }

            error = reason;
            End();
        }

        /// <inheritdoc/>
        /// <remarks>Its object stays with the application until that lets go.</remarks>
        internal override void End()
        {
            if (!IsSynchronized)
            {
                receiver.DropText();
            }

            SetState(TcpState.Closed);
            Leave();
        }

        // The name of the connection is free, or another block's, and nothing is due any more.
        private void Leave()
        {
            ClearDeadlines();
            tcp.Remove(this);
            Wake();
            if ((closedByUser & Detached) != 0 || tcp.LeaveBacklog(this))
            {
                tcp.Recycle(this);
            }
        }

        /// <inheritdoc/>
        internal override void Yield()
        {
            tcp.counters.OrphansEvicted++;
            Fail(TcpError.Aborted, true);
        }

        /// <summary>A thread that waited has gone: it wakes the next, and the last one leaves a closed connection to its pool.</summary>
        internal void OnWaiterLeft()
        {
            if ((closedByUser & Detached) != 0)
            {
                Wake();
                if (path == null)
                {
                    tcp.Recycle(this);
                }
            }
        }

        // Nobody waits for this connection any more, so it must not last for ever.
        private void OnCloseTimeout(long now)
        {
            long last = sender.progressAt + EffectiveUserTimeout();
            if (state != TcpState.FinWait2 && last > now)
            {
                closeAt = last;
                return;
            }

            closeAt = TimerQueue.Never;
            FailTimedOut();
        }

        // Both sides have closed, this one first: a small block remembers the name, and this one with its buffers is free.
        private void EnterTimeWait()
        {
            if (ackNow)
            {
                SendAck();
            }

            SetState(TcpState.TimeWait);
            tcp.Replace(this, TimerQueue.Never);
            Leave();
        }

        // Nobody owns the connection, and all that is left to send or take are FINs: a small block does the rest, and this one
        // with its buffers is free.
        private void LeaveBuffers()
        {
            if ((closedByUser & Detached) == 0
                || state < TcpState.FinWait1
                || state == TcpState.CloseWait
                || !sender.HasOnlyFinLeft()
                || receiver.ranges != 0
                || receiver.peerFin == TcpReceiver.FinSeen)
            {
                return;
            }

            if (ackNow)
            {
                SendAck();
            }

            if (tcp.Replace(this, state == TcpState.FinWait2 ? closeAt : sender.progressAt + EffectiveUserTimeout()))
            {
                // Nobody is told, for the connection goes on.
                state = TcpState.Closed;
                Leave();
            }
        }

        // The peer has acknowledged the FIN, and has not sent its own.
        private void EnterFinWait2()
        {
            SetState(TcpState.FinWait2);
            if ((closedByUser & Detached) != 0)
            {
                GiveUpIn(tcp.finWait2Timeout);
            }
        }

        private void GiveUpIn(int milliseconds)
        {
            closeAt = tcp.context.now + milliseconds;
            Arm(closeAt);
        }

        private void SendFin(TcpState to)
        {
            sender.QueueFin();
            SetState(to);
            sender.Transmit(false);
        }
    }
}
