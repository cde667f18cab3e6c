using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// Reads along what a host sends and receives: it never takes back a window or an acknowledgment, and sends nothing
    /// beyond what its peer has told it.
    /// </summary>
    /// <param name="isOwn">Whether an address is the host's, as <see cref="ObservedTcp.Source"/> has it.</param>
    /// <param name="meter">Is told what the watch itself allocates.</param>
    /// <param name="believesPeer">Whether what the peer says binds the host. A hostile one says what nobody is bound by.</param>
    internal sealed class WindowWatch(Func<UInt128, bool> isOwn, AllocationMeter meter, bool believesPeer = true) : IFrameObserver
    {
        private readonly Dictionary<ConnectionName, Flow> flows = [];

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            if (ObservedTcp.TryRead(buffer.AsSpan(offset, length), checkSums: false, out ObservedTcp segment) && isOwn(segment.Source))
            {
                FlowOf(ConnectionName.OfSent(segment)).Sent(segment, believesPeer);
            }

            meter.Exclude(before);
        }

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            if (!believesPeer)
            {
                return;
            }

            long before = AllocationMeter.Read();
            ReadOnlySpan<byte> frame = buffer.AsSpan(offset, length);
            if (ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment) && isOwn(segment.Destination) && (!IsForged(frame) || segment.IsSyn))
            {
                FlowOf(ConnectionName.OfReceived(segment)).Received(segment);
            }

            meter.Exclude(before);
        }

        /// <summary>A connection is no more: what was said in it binds the next one with its name to nothing, even where that one's SYN is never seen.</summary>
        internal void Forget(UInt128 remote, int localPort, int remotePort)
        {
            foreach ((ConnectionName name, Flow flow) in flows)
            {
                if (name.LocalPort == localPort && name.RemotePort == remotePort && name.Remote == remote)
                {
                    flow.End();
                }
            }
        }

        // A forged segment must change nothing; only a SYN may be answered, where the connection has ended already.
        internal static bool IsForged(ReadOnlySpan<byte> frame) =>
            frame.Length >= EthernetFrame.HeaderLength
            && frame.Slice(EthernetFrame.SourceOffset, EthernetFrame.AddressLength).SequenceEqual(Forger.HardwareAddress);

        private Flow FlowOf(ConnectionName name)
        {
            if (!flows.TryGetValue(name, out Flow? flow))
            {
                flow = new Flow();
                flows.Add(name, flow);
            }

            return flow;
        }

        /// <summary>One connection as its wire shows it, from one end.</summary>
        private sealed class Flow
        {
            // Of each SYN that was sent, by what acknowledges it.
            private readonly Dictionary<uint, int> scales = [];

            private uint edge;
            private uint acknowledgment;
            private bool edgeKnown;
            private uint peerEdge;
            private bool peerEdgeKnown;
            private int scale = -1;
            private int peerScale = -1;
            private int lastPeerScale = -1;

            // What is used is what both have offered.
            private bool IsScaled => scale >= 0 && peerScale >= 0;

            internal void End()
            {
                edgeKnown = false;
                peerEdgeKnown = false;
            }

            internal void Sent(in ObservedTcp segment, bool believesPeer)
            {
                if (segment.IsSyn)
                {
                    if (edgeKnown)
                    {
                        scales.Clear();
                    }

                    // It binds to nothing before it is acknowledged, and another, with or without a cookie, may be instead.
                    scale = segment.ReadScale();
                    scales[segment.Sequence + 1] = scale;
                    edgeKnown = false;
                    peerEdgeKnown = false;
                    peerScale = lastPeerScale;
                    return;
                }

                // Whether a window is scaled, only the peer's word would tell.
                if (segment.IsReset || (scale > 0 && !believesPeer))
                {
                    return;
                }

                // One byte may probe a closed window (RFC 9293 section 3.8.6.1).
                int data = segment.DataLength;
                if (peerEdgeKnown && data > 1 && (int)(segment.Sequence + (uint)data - peerEdge) > 0)
                {
                    throw new Violation(Rule.Sending, $"port {segment.SourcePort} sends {data} bytes at {segment.Sequence}, beyond the window's edge at {peerEdge}");
                }

                if (!segment.IsAck)
                {
                    return;
                }

                int shift = IsScaled ? scale : 0;
                uint newEdge = segment.Acknowledgment + ((uint)segment.Window << shift);
                if (edgeKnown && (int)(segment.Acknowledgment - acknowledgment) < 0)
                {
                    throw new Violation(Rule.Window, $"port {segment.SourcePort} takes back its acknowledgment of {acknowledgment}: {segment.Acknowledgment}");
                }

                if (edgeKnown && (int)(newEdge - edge) <= -(1 << shift))
                {
                    throw new Violation(Rule.Window, $"port {segment.SourcePort} takes its window's edge back from {edge} to {newEdge}");
                }

                acknowledgment = segment.Acknowledgment;
                edge = edgeKnown && (int)(newEdge - edge) < 0 ? edge : newEdge;
                edgeKnown = true;
            }

            internal void Received(in ObservedTcp segment)
            {
                if (segment.IsSyn)
                {
                    // While a connection lasts, its peer's SYN changes nothing, unless it is answered with a SYN.
                    lastPeerScale = segment.ReadScale();
                    if (edgeKnown)
                    {
                        return;
                    }

                    peerScale = lastPeerScale;
                    peerEdgeKnown = false;
                }

                if (segment.IsReset || !segment.IsAck)
                {
                    return;
                }

                if (!edgeKnown && scales.TryGetValue(segment.Acknowledgment, out int acknowledged))
                {
                    scale = acknowledged;
                }

                int shift = segment.IsSyn || !IsScaled ? 0 : peerScale;
                uint newEdge = segment.Acknowledgment + ((uint)segment.Window << shift);
                peerEdge = peerEdgeKnown && (int)(newEdge - peerEdge) < 0 ? peerEdge : newEdge;
                peerEdgeKnown = true;
            }
        }
    }
}
