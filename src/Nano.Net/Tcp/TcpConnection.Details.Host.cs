namespace Nano.Net.Tcp
{
    // What tools show. Nothing here is called by the stack itself.
    internal sealed partial class TcpConnection
    {
        /// <summary>Copies out what is known at this moment.</summary>
        internal TcpConnectionDetails Details() => new()
        {
            LocalPort = LocalPort,
            RemotePort = RemotePort,
            State = state,
            SendUnacknowledged = sender.unacknowledged,
            SendNext = sender.next,
            SendWindow = sender.window,
            SendQueue = sender.queued,
            SendBuffer = sender.Free() + sender.queued,
            SegmentSize = sender.segmentSize,
            CongestionWindow = sender.congestion.window,
            SlowStartThreshold = sender.congestion.slowStartThreshold,
            SmoothedRoundTrip = sender.rtt.SmoothedRoundTrip(),
            RetransmissionTimeout = sender.rtt.timeout,
            Recovery = sender.recovery,
            Timeouts = sender.timeouts,
            Timer = sender.RunningTimer(),
            TimerDue = sender.deadline,
            IsDelayedAckDue = !ackNow && ackAt <= tcp.context.now,
            KeepAliveProbes = keepAliveProbes,
            Delivered = sender.scoreboard.Ranges(Scoreboard.Delivered),
            Lost = sender.scoreboard.Ranges(Scoreboard.Lost),
            ReceiveNext = receiver.next,
            ReceiveEdge = receiver.edge,
            ReceiveQueue = receiver.available,
            ReceiveBuffer = receiver.BufferSize,
            OutOfOrder = receiver.OutOfOrder(),
        };
    }
}
