using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Explicit congestion notification (RFC 3168 section 6.1): routers mark packets instead of dropping them, the receiver
    // tells the sender, and the sender says that it has heard.
    internal sealed partial class TcpConnection
    {
        /// <summary>A SYN of this side has asked for it.</summary>
        private const int EcnRequested = 1;

        /// <summary>Agreed on: what arrives marked is echoed.</summary>
        private const int EcnEchoes = 2;

        /// <summary>Agreed on: routers may mark this side's data. Not after a SYN that did not ask (section 6.1.1).</summary>
        private const int EcnSends = 4;

        /// <summary>Data have arrived marked, and the peer has not said that it has heard.</summary>
        private const int EcnEchoDue = 8;

        /// <summary>The window was reduced: what is sent from <see cref="reducedAt"/> on is the answer to that, and not before it is acknowledged there is a reason for another.</summary>
        private const int EcnReduced = 16;

        // Some of the above; 0 for a connection without ECN.
        private int ecn;

        // SND.NXT when the window was reduced.
        private uint reducedAt;

        /// <summary>The window was reduced for whatever reason: the next new data say so (section 6.1.2).</summary>
        internal void OnWindowReduced()
        {
            if ((ecn & EcnSends) != 0)
            {
                ecn |= EcnReduced;
                reducedAt = sender.next;
            }
        }

        /// <summary>The window was reduced for nothing, and is what it was: there is nothing to say, and the next echo counts.</summary>
        internal void OnReductionUndone()
        {
            ecn &= ~EcnReduced;
        }

        // What a peer echoes is congestion, also where nothing was lost: the recovery that goes on is for something (RFC 4015
        // section 3).
        private void ConfirmCongestion()
        {
            if ((ecn & EcnSends) != 0 && sender.recovery != LossRecovery.None)
            {
                sender.congestion.Confirm();
            }
        }

        // The control bits of a SYN. One that has to be sent again goes without (section 6.1.1.1): a middlebox may drop it.
        private int RequestEcn()
        {
            if (!tcp.requestEcn || sender.timeouts > 0)
            {
                return TcpFlags.Syn;
            }

            ecn = EcnRequested;
            return TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr;
        }

        // The answer of a peer to a SYN; one that has not understood may return the bits as they were.
        private void AgreeOnEcn(int flags)
        {
            if (ecn != 0)
            {
                bool agreed = (flags & (TcpFlags.Ack | TcpFlags.Ece | TcpFlags.Cwr)) == (TcpFlags.Ack | TcpFlags.Ece);
                ecn = !agreed ? 0 : sender.timeouts > 0 ? EcnEchoes : EcnEchoes | EcnSends;
            }
        }

        // What marks and bits of an acceptable segment say, which has just been taken for what it acknowledges.
        private void OnEcn(int flags, int length, int congestionWindowBefore, int flightBefore)
        {
            if ((flags & TcpFlags.Cwr) != 0)
            {
                ecn &= ~EcnEchoDue;
            }

            if ((flags & TcpSegment.CongestionExperienced) != 0 && length > 0)
            {
                tcp.counters.CongestionExperienced++;
                ecn |= EcnEchoDue;
            }

            if ((flags & TcpFlags.Ece) != 0 && (ecn & EcnSends) != 0)
            {
                // In no case does the window grow by what comes with an echo (section 6.1.2).
                if (sender.congestion.window > congestionWindowBefore)
                {
                    sender.congestion.window = congestionWindowBefore;
                }

                ConfirmCongestion();
                if (!IsReductionPending() && sender.OnCongestionEcho(flightBefore))
                {
                    tcp.counters.CongestionEchoes++;
                }
            }
        }

        // Adds what ECN wants of a segment that is about to be sent, in TCP header and IP header.
        private int WriteEcn(uint sequence, int flags, int length)
        {
            if ((ecn & EcnEchoDue) != 0)
            {
                flags |= TcpFlags.Ece;
            }

            // Only new data, and no probe of a closed window (section 6.1.5 and 6.1.6).
            if ((ecn & EcnSends) == 0 || length == 0 || sequence != sender.next || sender.window == 0)
            {
                return flags;
            }

            tcp.MarkNext();
            if ((ecn & EcnReduced) != 0 && sequence == reducedAt)
            {
                flags |= TcpFlags.Cwr;
            }

            if (!IsReductionPending())
            {
                ecn &= ~EcnReduced;
            }

            return flags;
        }

        // Once a round trip is enough.
        private bool IsReductionPending()
        {
            return (ecn & EcnReduced) != 0 && (int)(sender.unacknowledged - reducedAt) <= 0;
        }
    }
}
