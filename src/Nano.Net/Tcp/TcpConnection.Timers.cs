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

        /// <summary>The device was busy: what was to be sent goes when it is tried again.</summary>
        internal void RetryOutput()
        {
            outputAt = tcp.busyUntil;
            Arm(outputAt);
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (ackAt <= now)
            {
                if (IsDeviceBusy())
                {
                    ackAt = tcp.busyUntil;
                }
                else
                {
                    SendAck();
                }
            }

            // Before the sender's timer: what has waited for the device, and goes now, need not go once more.
            if (outputAt <= now)
            {
                if (IsDeviceBusy())
                {
                    outputAt = tcp.busyUntil;
                }
                else
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

        /// <summary>Whether the device is known to be busy: it is left alone until <see cref="TcpLayer.busyUntil"/>.</summary>
        internal bool IsDeviceBusy()
        {
            return tcp.context.now < tcp.busyUntil;
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

            // A probe counts when it is sent: who was not asked has not been silent.
            if (IsDeviceBusy() || !Emit(sender.next - 1, TcpFlags.Ack, 0))
            {
                keepAliveAt = tcp.busyUntil;
                return;
            }

            keepAliveProbes++;
            tcp.counters.KeepAliveProbes++;
            keepAliveAt = now + keepAliveInterval;
        }
    }
}
