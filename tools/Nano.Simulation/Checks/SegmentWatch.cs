using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>
    /// Holds what a host sends against the state of its connection: no small segment that Nagle's algorithm or silly-window
    /// avoidance forbids, no window opened by a little, and an opened one said.
    /// </summary>
    internal sealed class SegmentWatch(SimulatedHost host, HostPlan plan) : IFrameObserver
    {
        // Of each connection, the right edge of the window and the acknowledgment that its peer has been told last.
        private readonly Dictionary<TcpConnection, (uint Edge, uint Acknowledgment)> told = [];

        // Small segments that only a tail loss probe may be (RFC 8985 section 7.3), and the probes that there were.
        private int small;
        private string firstSmall = "";
        private long probes;

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            ReadOnlySpan<byte> frame = buffer.AsSpan(offset, length);
            if (WindowWatch.IsForged(frame)
                && ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment)
                && segment.IsReset
                && Find(segment.Source, segment.DestinationPort, segment.SourcePort) is { } connection
                && segment.Sequence == connection.receiver.next)
            {
                // It waited, and what came before it has moved the window to where it is.
                host.WasReset = true;
            }

            host.Meter.Exclude(before);
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            if (ObservedTcp.TryRead(buffer.AsSpan(offset, length), checkSums: false, out ObservedTcp segment)
                && Find(segment.Destination, segment.SourcePort, segment.DestinationPort) is { IsSynchronized: true } connection
                && !segment.IsReset)
            {
                CheckSize(segment, connection);
                CheckStep(segment, connection);
            }

            host.Meter.Exclude(before);
        }

        /// <summary>What can be said after a poll only.</summary>
        internal void CheckPoll()
        {
            TcpCounters counters = host.Tcp.counters;
            if (small > counters.TailLossProbes - probes)
            {
                throw new Violation(Rule.SillyWindow, firstSmall);
            }

            probes = counters.TailLossProbes;
            small = 0;
        }

        /// <summary>What must be so when the applications have done what they can.</summary>
        internal void CheckUpdates()
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection { path: not null } connection)
                {
                    CheckUpdate(connection);
                }
            }
        }

        // Nagle's algorithm (RFC 9293 section 3.7.4) and the sender's avoidance of silly windows (section 3.8.6.2.1), of new
        // data that nothing forces out. What forces them is the override time-out, which is the persist timer's.
        private void CheckSize(in ObservedTcp segment, TcpConnection connection)
        {
            TcpSender sender = connection.sender;
            int data = segment.DataLength;
            if (data == 0 || segment.IsFin || segment.Sequence != sender.next
                || data + segment.SackLength() >= sender.segmentSize)
            {
                return;
            }

            bool last = segment.Sequence + (uint)data == sender.unacknowledged + (uint)sender.queued;
            bool outstanding = sender.next != sender.unacknowledged;
            bool allowed = outstanding
                ? sender.noDelay && (last || data >= sender.largestWindow >> 1)
                : last || data >= sender.largestWindow >> 1 || sender.timer == SenderTimer.Persist;
            if (!allowed && small++ == 0)
            {
                firstSmall = $"port {segment.SourcePort} sends {data} bytes at {segment.Sequence}, {(last ? "all that it has" : "and has more")}, while {sender.next - sender.unacknowledged} are outstanding";
            }
        }

        // The receiver's (section 3.8.6.2.2): the right edge moves by half the buffer or a segment at least.
        private void CheckStep(in ObservedTcp segment, TcpConnection connection)
        {
            int rounding = 1 << connection.receiver.windowShift;
            uint edge = segment.Acknowledgment + ((uint)segment.Window << connection.receiver.windowShift);
            if (segment.IsSyn)
            {
                told.Remove(connection);
                return;
            }

            if (told.TryGetValue(connection, out (uint Edge, uint) known))
            {
                int step = (int)(edge - known.Edge);
                if (step >= rounding && step < Math.Min(connection.receiver.Capacity / 2, plan.SegmentSize) - (2 * rounding))
                {
                    throw new Violation(Rule.SillyWindow, $"port {segment.SourcePort} opens its window by {step} bytes, to {edge}");
                }
            }

            told[connection] = (edge, segment.Acknowledgment);
        }

        private void CheckUpdate(TcpConnection connection)
        {
            TcpReceiver receiver = connection.receiver;
            if (connection.state is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2) || receiver.finished || host.Link.Busy > 0)
            {
                return;
            }

            // What has not been acknowledged yet will be, and that tells of the window too.
            if (!told.TryGetValue(connection, out (uint, uint Acknowledgment) last) || last.Acknowledgment != receiver.next)
            {
                return;
            }

            int promised = (int)(receiver.edge - receiver.next);
            int room = receiver.Capacity - receiver.available;
            int rounding = 1 << receiver.windowShift;
            if (promised < receiver.Capacity / 2 && room - promised >= Math.Min(receiver.Capacity / 2, plan.Port.Mtu - 40) + rounding)
            {
                throw new Violation(Rule.WindowUpdate, $"port {connection.localPort} has room for {room} bytes, and has told its peer of {promised}");
            }
        }

        private TcpConnection? Find(uint remote, int localPort, int remotePort)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block.localPort == localPort && block.remotePort == remotePort && block.path?.destination == remote && block is TcpConnection connection)
                {
                    return connection;
                }
            }

            return null;
        }
    }
}
