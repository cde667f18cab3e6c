namespace Nano.Net.Tcp
{
    /// <summary>All that a connection knows at one moment, copied out for tools that show it. Sequence numbers are absolute, times milliseconds, sizes bytes.</summary>
    internal sealed class TcpConnectionDetails
    {
        /// <summary>This side's port.</summary>
        internal int LocalPort { get; init; }

        /// <summary>The peer's port.</summary>
        internal int RemotePort { get; init; }

        /// <summary>The state.</summary>
        internal TcpState State { get; init; }

        /// <summary>SND.UNA.</summary>
        internal uint SendUnacknowledged { get; init; }

        /// <summary>SND.NXT.</summary>
        internal uint SendNext { get; init; }

        /// <summary>SND.WND.</summary>
        internal int SendWindow { get; init; }

        /// <summary>Bytes from SND.UNA on that the application has written.</summary>
        internal int SendQueue { get; init; }

        /// <summary>Bytes of the send buffer.</summary>
        internal int SendBuffer { get; init; }

        /// <summary>Eff.snd.MSS.</summary>
        internal int SegmentSize { get; init; }

        /// <summary>cwnd.</summary>
        internal int CongestionWindow { get; init; }

        /// <summary>ssthresh; <see cref="int.MaxValue"/> before the first loss.</summary>
        internal int SlowStartThreshold { get; init; }

        /// <summary>SRTT; -1 where nothing was measured.</summary>
        internal int SmoothedRoundTrip { get; init; }

        /// <summary>RTO, backed off.</summary>
        internal int RetransmissionTimeout { get; init; }

        /// <summary>Whether and how a loss is being repaired.</summary>
        internal LossRecovery Recovery { get; init; }

        /// <summary>Time-outs in a row.</summary>
        internal int Timeouts { get; init; }

        /// <summary>What the sender's deadline is for, and when it is; null where none runs.</summary>
        internal SenderTimer? Timer { get; init; }

        /// <summary>When that is due.</summary>
        internal long TimerDue { get; init; }

        /// <summary>Whether a delayed acknowledgment is due by now, which is what the next segment is sent for.</summary>
        internal bool IsDelayedAckDue { get; init; }

        /// <summary>Keep-alive probes without an answer.</summary>
        internal int KeepAliveProbes { get; init; }

        /// <summary>Ranges that the peer has selectively acknowledged: first number, and the one behind the last.</summary>
        internal (uint From, uint To)[] Delivered { get; init; }

        /// <summary>Ranges that count as lost.</summary>
        internal (uint From, uint To)[] Lost { get; init; }

        /// <summary>RCV.NXT.</summary>
        internal uint ReceiveNext { get; init; }

        /// <summary>The right edge of the receive window that the peer has been told.</summary>
        internal uint ReceiveEdge { get; init; }

        /// <summary>Bytes that wait to be read.</summary>
        internal int ReceiveQueue { get; init; }

        /// <summary>Bytes of the receive buffer.</summary>
        internal int ReceiveBuffer { get; init; }

        /// <summary>Ranges that have arrived out of order.</summary>
        internal (uint From, uint To)[] OutOfOrder { get; init; }
    }
}
