using System;
using Nano.Net.Core;
using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// The sending half of a connection: the send sequence space (RFC 9293 section 3.3.1) and the buffer behind it.
    /// What it does with an acknowledgment is in TcpSender.Acknowledgment.cs, when it sends in .Transmission.cs, how it makes
    /// up for losses in .Recovery.cs, how it finds out what the path carries in .PathMtu.cs, what it hears of congestion in .Ecn.cs, and its timer in .Timer.cs.
    /// </summary>
    /// <remarks>
    /// It begins once the SYN is acknowledged; the SYN itself is the connection's affair. The buffer is a ring whose
    /// first byte has the sequence number SND.UNA; the FIN, once queued, has the number behind the last byte.
    /// Others read its fields, where a property would cost the device a call. Only its own methods write them.
    /// </remarks>
    internal sealed partial class TcpSender
    {
        /// <summary>The SYN or SYN-ACK was sent more than once, so that its acknowledgment may be of either.</summary>
        internal const int SynResent = -1;

        /// <summary>It was sent once, and nobody knows when.</summary>
        internal const int NotMeasured = -2;

        private const int ProbesOver = -1;

        /// <summary>SND.UNA.</summary>
        internal uint unacknowledged;

        /// <summary>SND.NXT: behind everything that was ever sent.</summary>
        internal uint next;

        /// <summary>SND.WND, in bytes.</summary>
        internal int window;

        /// <summary>The largest SND.WND so far: MAX.SND.WND of RFC 5961, Max(SND.WND) of RFC 9293 section 3.8.6.2.1.</summary>
        internal int largestWindow;

        /// <summary>SND.WL1.</summary>
        internal uint windowSequence;

        /// <summary>SND.WL2.</summary>
        internal uint windowAcknowledgment;

        /// <summary>The shift count of the windows that the peer sends.</summary>
        internal int windowShift;

        /// <summary>Eff.snd.MSS, in bytes.</summary>
        internal int segmentSize;

        /// <summary>The most bytes that were acknowledged at once: maxsizeacked of RFC 5927 section 7.2, or more.</summary>
        internal int largestAcknowledged;

        /// <summary>Bytes in the buffer, from SND.UNA on.</summary>
        internal int queued;

        /// <summary>In <see cref="marks"/>: the application sends no more, a FIN follows the last byte.</summary>
        internal const int FinQueued = 8;

        /// <summary>In <see cref="marks"/>: the peer has acknowledged the FIN.</summary>
        internal const int FinAcknowledged = 16;

        /// <summary>Small segments go at once (Nagle's algorithm is off, RFC 9293 section 3.7.4).</summary>
        internal bool noDelay;

        internal LossRecovery recovery;

        /// <summary>Acknowledgments of nothing new since the last of something new, where the peer does not acknowledge selectively.</summary>
        internal int duplicateAcks;

        /// <summary>When the peer last acknowledged something new, or when something was sent after nothing was outstanding.</summary>
        internal long progressAt;

        internal readonly RttEstimator rtt;
        internal readonly Rack rack = new Rack();
        internal readonly Scoreboard scoreboard;
        internal readonly CongestionControl congestion;

        private readonly TcpConnection connection;
        private readonly TcpLayer tcp;
        private readonly byte[] buffer;

        // Index in the buffer of the byte with sequence number SND.UNA.
        private int head;

        // Bytes that duplicate acknowledgments say have left the network, a segment each, where the peer does not acknowledge
        // selectively. Where it does, the scoreboard knows which bytes have arrived.
        private int departed;

        // A recovery ends, and a new one may begin, when this is acknowledged: RecoveryPoint (RFC 6675), recover (RFC 6582).
        private uint recoveryPoint;

        // What is lost goes once at least, whatever the congestion window says.
        private const int ResendDue = 1;

        // A partial acknowledgment has come in this recovery (RFC 6582 section 3.2, step 3).
        private const int PartialSeen = 2;

        // The congestion window was reduced, and the peer has not acknowledged what was sent since (RFC 3168 section 6.1.2).
        private const int WindowReduced = 4;

        /// <summary>Some of the above, and of those in TcpSender.PathMtu.cs: one field, as each costs the device 12 bytes a connection.</summary>
        internal int marks;

        // When the first segment of this recovery was sent again, for the Eifel algorithm (RFC 3522); Never
        // where that says nothing.
        private long resentAt;

        // TLP.end_seq and TLP.is_retrans (RFC 8985 section 7.2).
        private TailProbe probe;
        private uint probeEnd;

        // Probes of a closed window since the timer runs for them; ProbesOver where the window has opened since, and nothing new
        // was sent: what a probe has carried beyond SND.NXT may still be acknowledged.
        private int probes;

        /// <summary>Time-outs in a row; before the SYN is acknowledged, how often it was sent again.</summary>
        internal int timeouts;

        // One segment a round trip is timed; never one that was sent again (Karn's rule, RFC 6298 section 3), unless its
        // acknowledgment says which time it means (RFC 7323 section 4).
        private uint timedEnd;

        // When it was sent; Never where none is timed.
        private long timedAt;
        private long sentAt;

        internal TcpSender(TcpConnection connection, int bufferSize)
        {
            this.connection = connection;
            tcp = connection.tcp;
            buffer = new byte[bufferSize];
            rtt = new RttEstimator(tcp.minimumRetransmissionTimeout, tcp.maximumRetransmissionTimeout);
            scoreboard = new Scoreboard(tcp.scoreboardSpans, rack);
            if (tcp.congestionAlgorithm == CongestionAlgorithm.NewReno)
            {
                congestion = new NewReno();
            }
            else
            {
                congestion = new Cubic();
            }
        }

        /// <summary>Begins anew, before the SYN is sent. No timer runs.</summary>
        internal void Open(uint initialSequence)
        {
            unacknowledged = initialSequence;
            next = initialSequence + 1;
            window = 0;
            largestWindow = 0;
            largestAcknowledged = 0;
            largestEnd = 0;
            windowShift = 0;
            head = 0;
            queued = 0;
            noDelay = false;
            recovery = LossRecovery.None;
            duplicateAcks = 0;
            departed = 0;
            recoveryPoint = initialSequence;
            marks = 0;
            resentAt = TimerQueue.Never;
            probe = TailProbe.None;
            probes = 0;
            timeouts = 0;
            timedAt = TimerQueue.Never;
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(false);
            rack.Open(next);
            scoreboard.Open(next);
        }

        /// <summary>The SYN has been acknowledged: data may flow.</summary>
        /// <param name="roundTrip">Milliseconds that the SYN took, <see cref="SynResent"/> or <see cref="NotMeasured"/>.</param>
        internal void Start(int roundTrip)
        {
            unacknowledged = next;
            timeouts = 0;
            StopTimer();
            progressAt = tcp.context.now;
            sentAt = progressAt;
            rtt.Reset(roundTrip == SynResent);
            if (roundTrip >= 0)
            {
                rtt.Measure(roundTrip);
                rack.minimumRoundTrip = roundTrip;
            }

            if ((connection.path.mtuState & Path.ProbeDue) != 0)
            {
                OnMtuProbeDue();
            }

            congestion.Open(segmentSize, buffer.Length, roundTrip == SynResent);
        }

        /// <summary>The application sends no more.</summary>
        internal void QueueFin()
        {
            marks |= FinQueued;
        }

        /// <summary>Sets the shift count of the windows that the peer sends.</summary>
        internal void SetScale(int shift)
        {
            windowShift = shift;
        }

        /// <summary>Whether an acknowledgment is of something that was never sent.</summary>
        internal bool IsBeyond(uint acknowledgment)
        {
            return (int)(acknowledgment - next) > 0 && (probes == 0 || unacknowledged != next || acknowledgment != next + 1);
        }

        /// <summary>Whether all data were acknowledged, and the FIN was sent.</summary>
        internal bool HasOnlyFinLeft()
        {
            return queued == 0 && ((marks & FinAcknowledged) != 0 || next - unacknowledged == 1);
        }

        /// <summary>Bytes of the buffer that are free.</summary>
        internal int Free()
        {
            return buffer.Length - queued;
        }

        /// <summary>
        /// The largest segment that is sensible, in bytes: half the buffer. A peer acknowledges every second segment at
        /// once and a single one only after its delay (RFC 9293 section 3.8.6.3); where the buffer holds no two, every
        /// bufferful would wait for that.
        /// </summary>
        internal int LargestSegment()
        {
            return buffer.Length >> 1;
        }

        /// <summary>
        /// Whether so much of the buffer is free that a writer who waits for room should go on. In a small buffer that is
        /// any room at all: what Nagle's algorithm keeps back may only want a few bytes to be a full segment.
        /// </summary>
        internal bool HasRoom()
        {
            return queued <= buffer.Length >> 1 || queued < segmentSize << 1;
        }

        /// <summary>Takes data of the application, as many as there is room for.</summary>
        /// <returns>Bytes taken.</returns>
        internal int Write(byte[] source, int offset, int count)
        {
            int size = buffer.Length;
            if (count > size - queued)
            {
                count = size - queued;
            }

            int tail = head + queued;
            if (tail >= size)
            {
                tail -= size;
            }

            int first = size - tail;
            if (count <= first)
            {
                Array.Copy(source, offset, buffer, tail, count);
            }
            else
            {
                Array.Copy(source, offset, buffer, tail, first);
                Array.Copy(source, offset + first, buffer, 0, count - first);
            }

            queued += count;
            return count;
        }
    }
}
