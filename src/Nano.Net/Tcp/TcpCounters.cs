namespace Nano.Net.Tcp
{
    /// <summary>What TCP has counted since the stack was made.</summary>
    public sealed class TcpCounters
    {
        /// <summary>Segments received, the dropped ones included.</summary>
        public long SegmentsReceived;

        /// <summary>Segments sent.</summary>
        public long SegmentsSent;

        /// <summary>Bytes of data handed to applications or kept for them, each once.</summary>
        public long BytesReceived;

        /// <summary>Bytes of data sent, each once.</summary>
        public long BytesSent;

        /// <summary>Segments that carried data or a SYN or FIN again.</summary>
        public long SegmentsRetransmitted;

        /// <summary>Retransmission time-outs (RFC 6298).</summary>
        public long RetransmissionTimeouts;

        /// <summary>Fast retransmits (RFC 5681 section 3.2).</summary>
        public long FastRetransmits;

        /// <summary>Tail loss probes (RFC 8985 section 7).</summary>
        public long TailLossProbes;

        /// <summary>Recoveries that turned out to be for nothing, and were undone (RFC 3522, RFC 4015).</summary>
        public long SpuriousRecoveries;

        /// <summary>Data that peers have told to have arrived twice (RFC 2883).</summary>
        public long DuplicatesReported;

        /// <summary>Blocks of selective acknowledgments that went unremembered, because the scoreboard was full.</summary>
        public long ScoreboardOverflows;

        /// <summary>Zero-window probes sent.</summary>
        public long WindowProbes;

        /// <summary>Keep-alive probes sent.</summary>
        public long KeepAliveProbes;

        /// <summary>Challenge acknowledgments sent (RFC 5961).</summary>
        public long ChallengeAcks;

        /// <summary>Challenge acknowledgments not sent, because one had just been.</summary>
        public long ChallengeAcksSuppressed;

        /// <summary>Resets sent.</summary>
        public long ResetsSent;

        /// <summary>Resets received and obeyed.</summary>
        public long ResetsReceived;

        /// <summary>Connections opened from this side.</summary>
        public long ActiveOpens;

        /// <summary>Connections accepted.</summary>
        public long PassiveOpens;

        /// <summary>Connections that ended by an error or a time-out.</summary>
        public long ConnectionsFailed;

        /// <summary>Dropped: the checksum was wrong.</summary>
        public long DroppedBadChecksum;

        /// <summary>Dropped: too short, or options that cannot be.</summary>
        public long DroppedMalformed;

        /// <summary>Dropped: sent to a broadcast or multicast address.</summary>
        public long DroppedBroadcast;

        /// <summary>Dropped: for a port where nobody listens (answered with a reset).</summary>
        public long DroppedNoListener;

        /// <summary>Dropped: a reset of no connection, or a segment to a listener that is neither an acknowledgment nor a SYN, or a SYN and a FIN (not answered).</summary>
        public long DroppedStray;

        /// <summary>Dropped: outside the receive window (answered with an acknowledgment).</summary>
        public long DroppedOutOfWindow;

        /// <summary>Dropped: acknowledges what was never sent, or something too old (RFC 5961 section 5).</summary>
        public long DroppedBadAck;

        /// <summary>Dropped: its timestamp was older than one seen before (PAWS, RFC 7323 section 5; answered with an acknowledgment).</summary>
        public long DroppedOldTimestamp;

        /// <summary>Dropped data: arrived out of order and no range was free to remember it.</summary>
        public long DroppedNoRange;

        /// <summary>Dropped SYN, or acknowledgment of a cookie: the listener's backlog was full.</summary>
        public long DroppedBacklogFull;

        /// <summary>Requests that found no half-open entry, or lost it, where <see cref="StackOptions.SynCookies"/> is false.</summary>
        public long DroppedHalfOpenFull;

        /// <summary>Dropped: no connection was free, or none that peers may open, or no path that could be held.</summary>
        public long DroppedNoConnection;

        /// <summary>Half-open connections given up: the handshake was not completed in time, or an error said that the peer cannot be reached.</summary>
        public long HalfOpenGivenUp;

        /// <summary>TIME-WAIT entries ended early to make room for younger ones.</summary>
        public long TimeWaitEvicted;

        /// <summary>Closed connections with unacknowledged data that were reset because others wanted to open one.</summary>
        public long OrphansEvicted;

        /// <summary>Segments kept back because the link device was busy; they went later.</summary>
        public long DeviceBusy;

        /// <summary>Requests of which the sequence number of the answer is all that is left (RFC 4987 section 3.6): no half-open entry was free, or others wanted it.</summary>
        public long SynCookiesSent;

        /// <summary>Connections made of the acknowledgment of such an answer.</summary>
        public long SynCookiesAccepted;

        /// <summary>Acknowledgments that came while cookies were out, for no connection, and acknowledged none of them.</summary>
        public long SynCookiesRejected;

        /// <summary>Paths on which large segments vanished without a word, and smaller ones got through.</summary>
        public long PathMtuBlackHoles;

        /// <summary>Data segments of connections with ECN that have arrived with the mark of congestion (RFC 3168).</summary>
        public long CongestionExperienced;

        /// <summary>How often a peer's echo of such a mark has reduced a window.</summary>
        public long CongestionEchoes;
    }
}
