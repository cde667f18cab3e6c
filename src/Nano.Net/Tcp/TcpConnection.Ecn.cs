using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Explicit congestion notification (RFC 3168 section 6.1): routers mark packets instead of dropping them, the receiver
    // tells the sender, and the sender says that it has heard.
    internal sealed partial class TcpConnection
    {
        // A SYN of this side has asked for it.
        private const int EcnRequested = 1;

        // Agreed on: what arrives marked is echoed.
        private const int EcnEchoes = 2;

        // Agreed on: routers may mark this side's data. Not after a SYN that did not ask (section 6.1.1).
        private const int EcnSends = 4;

        // Data have arrived marked, and the peer has not said that it has heard.
        private const int EcnEchoDue = 8;

        // Some of the above; 0 for a connection without ECN.
        private int ecn;

        /// <summary>Whether routers may mark this side's data, and the peer echoes that.</summary>
        internal bool SendsEcn
        {
            get { return (ecn & EcnSends) != 0; }
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

        // What the mark of an acceptable segment says, and whether the peer has heard of the last one.
        private void NoteMarks(int flags, int length)
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
        }

        // Adds what ECN wants of a segment that is about to be sent, in TCP header and IP header.
        private int AddEcnFlags(uint sequence, int flags, int length)
        {
            if ((ecn & EcnEchoDue) != 0)
            {
                flags |= TcpFlags.Ece;
            }

            return (ecn & EcnSends) == 0 ? flags : flags | sender.MarkData(sequence, length);
        }
    }
}
