using Nano.Emulator;
using Nano.Net.IPv6;
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
        private readonly Dictionary<ConnectionName, Flow> flows = [];

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
                && Find(ConnectionName.OfReceived(segment)) is { } connection
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
                && (segment.IsIpv6 || segment.Source == ObservedTcp.NumberOf(plan.Address.value))
                && !segment.IsReset)
            {
                Check(segment);
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

        private void Check(in ObservedTcp segment)
        {
            ConnectionName key = ConnectionName.OfSent(segment);
            if (segment.IsSyn)
            {
                flows.Remove(key);
            }

            if (!flows.TryGetValue(key, out Flow? flow))
            {
                flow = new Flow { Sent = segment.Sequence };
                flows.Add(key, flow);
            }

            TcpConnection? sender = Find(key);
            if (sender != null && !segment.IsSyn && !flow.IsTold)
            {
                // Of several SYN-ACKs, of which cookies may be, it is the one that the peer has acknowledged.
                flow.Sent = sender.sender.unacknowledged;
                flow.SmallEnd = flow.Sent;
            }

            CheckEcn(segment, flow, isProbe: segment.DataLength == 1 && sender is { sender.window: 0 });
            if (sender is { IsSynchronized: true } connection && !segment.IsSyn)
            {
                CheckSize(segment, connection, flow);
                CheckStep(segment, connection, flow);
            }
        }

        private static void CheckEcn(in ObservedTcp segment, Flow flow, bool isProbe)
        {
            uint end = segment.Sequence + (uint)segment.DataLength;
            bool isNew = segment.DataLength > 0 && !isProbe && (int)(end - flow.Sent) > 0;
            if (segment.EcnField != 0 && !isNew)
            {
                throw new Violation(Rule.Ecn, $"port {segment.SourcePort} lets routers mark {segment.DataLength} bytes at {segment.Sequence}, which are not new");
            }

            if (isNew)
            {
                flow.Sent = end;
            }
        }

        // Nagle's algorithm as Minshall has it (RFC 9293 section 3.7.4 and appendix A.3) and the sender's avoidance of silly
        // windows (section 3.8.6.2.1), of new data that nothing forces out. What forces them is the override time-out, which is
        // the persist timer's.
        private void CheckSize(in ObservedTcp segment, TcpConnection connection, Flow flow)
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
            bool isSmallOutstanding = (int)(flow.SmallEnd - sender.unacknowledged) > 0;
            bool allowed = outstanding
                ? (sender.noDelay || !isSmallOutstanding) && (last || data >= sender.largestWindow >> 1)
                : last || data >= sender.largestWindow >> 1 || sender.timer == SenderTimer.Persist;
            if (sender.window > 0)
            {
                // What a probe of a closed window has carried does not count as sent.
                flow.SmallEnd = segment.Sequence + (uint)data;
            }

            if (!allowed && small++ == 0)
            {
                firstSmall = $"port {segment.SourcePort} sends {data} bytes at {segment.Sequence}, {(last ? "all that it has" : "and has more")}, while {sender.next - sender.unacknowledged} are outstanding";
            }
        }

        // The receiver's (section 3.8.6.2.2): the right edge moves by half the buffer or a segment at least.
        private void CheckStep(in ObservedTcp segment, TcpConnection connection, Flow flow)
        {
            int rounding = 1 << connection.receiver.windowShift;
            uint edge = segment.Acknowledgment + ((uint)segment.Window << connection.receiver.windowShift);
            int step = (int)(edge - flow.Edge);
            if (flow.IsTold && step >= rounding && step < Math.Min(connection.receiver.Capacity / 2, segment.IsIpv6 ? HostPlan.Ipv6SegmentSize : plan.SegmentSize) - (2 * rounding))
            {
                throw new Violation(Rule.SillyWindow, $"port {segment.SourcePort} opens its window by {step} bytes, to {edge}");
            }

            flow.Edge = edge;
            flow.Acknowledgment = segment.Acknowledgment;
            flow.IsTold = true;
        }

        private void CheckUpdate(TcpConnection connection)
        {
            TcpReceiver receiver = connection.receiver;
            if (connection.state is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2) || receiver.peerFin == TcpReceiver.FinTaken || host.Link.Busy > 0)
            {
                return;
            }

            // What has not been acknowledged yet will be, and that tells of the window too.
            if (!flows.TryGetValue(NameOf(connection), out Flow? flow)
                || !flow.IsTold
                || flow.Acknowledgment != receiver.next)
            {
                return;
            }

            int promised = (int)(receiver.edge - receiver.next);
            int room = receiver.Capacity - receiver.available;
            int rounding = 1 << receiver.windowShift;
            int step = Math.Min(receiver.Capacity / 2, plan.Port.Mtu - connection.path.protocol.HeaderLength - (connection.timestamps ? 32 : 20));
            if (room - promised > (promised < receiver.Capacity / 2 ? step - 1 : 6 * step) + rounding)
            {
                throw new Violation(Rule.WindowUpdate, $"port {connection.LocalPort} has room for {room} bytes, and has told its peer of {promised}");
            }
        }

        private ConnectionName NameOf(TcpConnection connection) => new(
            connection.path is Ipv6Path ? ConnectionName.LocalOf(connection.path) : ObservedTcp.NumberOf(plan.Address.value),
            connection.LocalPort,
            ConnectionName.RemoteOf(connection.path),
            connection.RemotePort);

        private TcpConnection? Find(ConnectionName name)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection connection && name.IsOf(block))
                {
                    return connection;
                }
            }

            return null;
        }

        /// <summary>What a connection's peer has been sent.</summary>
        private sealed class Flow
        {
            /// <summary>Up to where data were sent.</summary>
            internal uint Sent { get; set; }

            /// <summary>Behind the last small segment.</summary>
            internal uint SmallEnd { get; set; }

            /// <summary>Whether it was told of a window, behind the SYN.</summary>
            internal bool IsTold { get; set; }

            /// <summary>The right edge of the window that it was told last.</summary>
            internal uint Edge { get; set; }

            internal uint Acknowledgment { get; set; }
        }
    }
}
