using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What the sender does about congestion that the peer tells of (RFC 3168 section 6.1.2).
    internal sealed partial class TcpSender
    {
        // SND.NXT when the window was reduced: what is sent from there on is the answer, and before it is acknowledged there
        // is no reason for another. Of meaning while marks has WindowReduced.
        private uint reducedAt;

        /// <summary>The control bits that a segment has because of ECN; routers may mark it, where it is new data.</summary>
        /// <param name="sequence">SEG.SEQ.</param>
        /// <param name="length">Bytes of data.</param>
        internal int MarkData(uint sequence, int length)
        {
            // Only new data, and no probe of a closed window (sections 6.1.5 and 6.1.6).
            if (length == 0 || sequence != next || window == 0)
            {
                return 0;
            }

            tcp.MarkNext();
            int flags = (marks & WindowReduced) != 0 && sequence == reducedAt ? TcpFlags.Cwr : 0;
            if (!IsReductionPending())
            {
                marks &= ~WindowReduced;
            }

            return flags;
        }

        // The window was reduced for whatever reason: the next new data say so.
        private void NoteReduction()
        {
            if (connection.SendsEcn)
            {
                marks |= WindowReduced;
                reducedAt = next;
            }
        }

        // What a peer echoes is congestion, also where nothing was lost: the recovery that goes on is for something (RFC 4015
        // section 3).
        private void ConfirmCongestion()
        {
            if (recovery != LossRecovery.None)
            {
                congestion.Confirm();
            }
        }

        // The peer tells of congestion on the way to it. Once a round trip is enough, and where the window feels a loss already,
        // that is.
        private void OnCongestionEcho(int windowBefore, int flightBefore)
        {
            // In no case does the window grow by what comes with an echo. In a fast recovery it does not grow by acknowledgments.
            if (recovery != LossRecovery.Fast)
            {
                congestion.Limit(windowBefore);
            }

            ConfirmCongestion();
            if (!IsReductionPending() && recovery == LossRecovery.None)
            {
                ReduceWindow(flightBefore);
                tcp.counters.CongestionEchoes++;
            }
        }

        private bool IsReductionPending()
        {
            return (marks & WindowReduced) != 0 && (int)(unacknowledged - reducedAt) <= 0;
        }
    }
}
