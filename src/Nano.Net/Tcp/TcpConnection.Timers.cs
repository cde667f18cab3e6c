using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // The deadlines of a connection (RFC 9293 section 3.10.8, section 3.8.4).
    internal sealed partial class TcpConnection
    {
        /// <summary>Sees to it that the connection's timers are looked at by then. An earlier look is harmless, so none is ever moved back.</summary>
        internal void Arm(long deadline)
        {
            if (heapIndex < 0 || deadline < due)
            {
                tcp.context.timers.Schedule(this, deadline);
            }
        }

        /// <summary>Changes the user time-out, also of what is under way.</summary>
        internal void SetUserTimeout(int milliseconds)
        {
            userTimeout = milliseconds;
            if (IsSynchronized)
            {
                sender.LimitTimer(sender.progressAt + EffectiveUserTimeout());
            }
        }

        /// <summary>The device was busy: what was to be sent is tried again soon.</summary>
        internal void RetryOutput()
        {
            outputAt = tcp.context.now + 1;
            Arm(outputAt);
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (ackAt <= now)
            {
                SendAck();
            }

            if (sender.deadline <= now)
            {
                if (IsSynchronized)
                {
                    sender.OnDeadline(now);
                }
                else
                {
                    OnSynTimeout(now);
                }
            }

            if (outputAt <= now)
            {
                outputAt = TimerQueue.Never;
                if (IsSynchronized)
                {
                    sender.Retry();
                }
                else
                {
                    SendSyn();
                }
            }

            if (keepAliveAt <= now)
            {
                KeepAlive(now);
            }

            if (closeAt <= now)
            {
                OnCloseTimeout(now);
            }

            if (path == null)
            {
                return;
            }

            long earliest = sender.deadline;
            earliest = ackAt < earliest ? ackAt : earliest;
            earliest = outputAt < earliest ? outputAt : earliest;
            earliest = keepAliveAt < earliest ? keepAliveAt : earliest;
            earliest = closeAt < earliest ? closeAt : earliest;
            if (earliest != TimerQueue.Never)
            {
                Arm(earliest);
            }
        }

        private void ClearDeadlines()
        {
            ackAt = TimerQueue.Never;
            outputAt = TimerQueue.Never;
            keepAliveAt = TimerQueue.Never;
            closeAt = TimerQueue.Never;
            sender.StopTimer();
        }

        private void KeepAlive(long now)
        {
            // RFC 9293 section 3.8.4: only when nothing else goes on. Whatever is outstanding asks the same question.
            if (heardAt + keepAliveTime > now || sender.unacknowledged != sender.next || !IsSynchronized)
            {
                long quietSince = heardAt > now - keepAliveTime ? heardAt : now;
                keepAliveProbes = 0;
                keepAliveAt = quietSince + keepAliveTime;
                return;
            }

            if (keepAliveProbes >= keepAliveCount)
            {
                FailTimedOut();
                return;
            }

            keepAliveProbes++;
            tcp.counters.KeepAliveProbes++;
            keepAliveAt = now + keepAliveInterval;
            Emit(sender.next - 1, TcpFlags.Ack, 0);
        }
    }
}
