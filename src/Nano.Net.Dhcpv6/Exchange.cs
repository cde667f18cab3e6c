using Nano.Net.Core;
using Nano.Net.Dhcpv6.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>
    /// One message and its repetitions, until it is answered or given up on (RFC 8415 section 15): each pause is twice the one before,
    /// a tenth of it more or less, and not longer than there is said to be.
    /// </summary>
    internal sealed class Exchange
    {
        /// <summary>The type of the message; 0 where nothing is under way.</summary>
        internal int type;

        /// <summary>The transaction's number, the same in each repetition (section 16.1).</summary>
        internal int transaction;

        /// <summary>How often the message was sent.</summary>
        internal int sent;

        /// <summary>When the pause ends, in stack milliseconds.</summary>
        internal long due;

        /// <summary>The longest pause (MRT) in milliseconds; 0 for any.</summary>
        internal int maximum;

        // RFC 8415's IRT, MRC and MRD: the first pause; how often at most; milliseconds from first to last; the latter two 0 for ever.
        private int initial;
        private int attempts;
        private long duration;

        // The pause of the moment (RT); when the message was sent first; when it is given up on.
        private int timeout;
        private long startedAt;
        private long end;

        /// <summary>Begins an exchange; its message is not sent yet.</summary>
        internal void Begin(int type, uint random, int initial, int maximum, int attempts, long duration)
        {
            this.type = type;
            transaction = (int)(random & Dhcpv6Message.TransactionMask);
            sent = 0;
            this.initial = initial;
            this.maximum = maximum;
            this.attempts = attempts;
            this.duration = duration;
        }

        /// <summary>Nothing is under way any more.</summary>
        internal void End()
        {
            type = 0;
        }

        /// <summary>Whether the message was sent as often, or for as long, as it may be.</summary>
        internal bool IsOver(long now)
        {
            return sent != 0 && ((attempts != 0 && sent >= attempts) || now >= end);
        }

        /// <summary>Hundredths of a second since the message was sent first; 65,535 for more (section 21.9).</summary>
        internal int Elapsed(long now)
        {
            long hundredths = sent == 0 ? 0 : (now - startedAt) / 10;
            return hundredths > 0xFFFF ? 0xFFFF : (int)hundredths;
        }

        /// <summary>The message was sent: the next pause begins.</summary>
        /// <param name="now">The time.</param>
        /// <param name="random">A random number.</param>
        internal void OnSent(long now, uint random)
        {
            if (sent == 0)
            {
                startedAt = now;
                end = duration == 0 ? TimerQueue.Never : now + duration;
                timeout = initial + Jitter(initial, random, type == Dhcpv6Message.Solicit);
            }
            else
            {
                timeout = (2 * timeout) + Jitter(timeout, random, false);
                if (maximum != 0 && timeout > maximum)
                {
                    timeout = maximum + Jitter(maximum, random, false);
                }
            }

            sent++;
            due = now + timeout < end ? now + timeout : end;
        }

        // A tenth more or less (RAND). After the first Solicit it is more: all servers have a whole second to answer (section 18.2.1).
        private static int Jitter(int milliseconds, uint random, bool isMore)
        {
            uint tenth = (uint)milliseconds / 10;
            return isMore ? 1 + (int)(random % tenth) : (int)(random % ((2 * tenth) + 1)) - (int)tenth;
        }
    }
}
