using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// What every connection has, whatever it costs to keep (RFC 9293 section 3.3.1): the two end points that name
    /// it, a state and a deadline. <see cref="TcpConnection"/> is the whole of one, <see cref="HalfOpenConnection"/>
    /// its beginning and <see cref="ClosingConnection"/> its end, both without buffers.
    /// </summary>
    internal abstract class TransmissionControlBlock : TimerEntry
    {
        internal readonly TcpLayer tcp;

        /// <summary>The way to the peer; null while the block is free.</summary>
        internal Path path;

        /// <summary>Both ports as <see cref="TcpSegment.ports"/> has them in what arrives.</summary>
        internal uint ports;
        internal TcpState state;

        /// <summary>Both sides put timestamps into every segment (RFC 7323 section 3.2).</summary>
        internal bool timestamps;

        /// <summary>TS.Recent (RFC 7323 section 4.3): what this side's timestamps echo. 0 where there are none.</summary>
        internal uint recentTimestamp;

        /// <summary>Next in the same bucket of the demultiplexer.</summary>
        internal TransmissionControlBlock nextInBucket;

        private long challengeAllowedAt;

        protected TransmissionControlBlock(TcpLayer tcp)
        {
            this.tcp = tcp;
        }

        /// <summary>This side's port.</summary>
        internal int LocalPort
        {
            get { return TcpSegment.DestinationPortOf(ports); }
        }

        /// <summary>The peer's port.</summary>
        internal int RemotePort
        {
            get { return TcpSegment.SourcePortOf(ports); }
        }

        /// <summary>Takes a segment that is addressed to this connection.</summary>
        internal abstract void OnSegment(TcpSegment segment);

        /// <summary>The connection is no more, and nothing is sent.</summary>
        internal abstract void End();

        /// <summary>Others want its place or its path: it ends early, and is counted.</summary>
        internal abstract void Yield();

        /// <summary>Takes an ICMP error about a segment of this connection (RFC 1122 section 4.2.3.9, RFC 5927).</summary>
        /// <param name="error">What it says.</param>
        /// <param name="sequence">Sequence number of the quoted segment.</param>
        /// <param name="mtu">Next-hop MTU that the message names; of meaning with <see cref="DeliveryError.PacketTooBig"/>.</param>
        internal virtual void OnError(DeliveryError error, uint sequence, int mtu)
        {
        }

        /// <summary>
        /// What is sent gets through again where it did not before: the link has come up, or the next hop was found. What is
        /// outstanding goes once more, at once, and no pause is longer for what was lost.
        /// </summary>
        internal virtual void OnReachable()
        {
        }

        internal void SetState(TcpState to)
        {
            TcpState from = state;
            state = to;
            if (tcp.observers != null && from != to)
            {
                tcp.ReportStateChange(this, from, to);
            }
        }

        /// <summary>Takes on the name of a connection; <see cref="TcpLayer.Remove"/> takes it away.</summary>
        internal void Identify(Path path, int localPort, int remotePort)
        {
            this.path = path;
            ports = TcpSegment.PortsOf(remotePort, localPort);
            challengeAllowedAt = 0;
        }

        /// <summary>
        /// Counts an acknowledgment that answers a segment which this connection does not want, or says that it may not go
        /// now. Such answers are limited, or two confused ends would answer each other for ever (RFC 5961 section 7).
        /// </summary>
        /// <returns>Whether it may go.</returns>
        internal bool AllowChallengeAck()
        {
            if (!AllowAnswer())
            {
                tcp.counters.ChallengeAcksSuppressed++;
                return false;
            }

            tcp.counters.ChallengeAcks++;
            return true;
        }

        /// <summary>The same for an answer that is no acknowledgment.</summary>
        protected bool AllowAnswer()
        {
            long now = tcp.context.now;
            if (now < challengeAllowedAt)
            {
                return false;
            }

            challengeAllowedAt = now + TcpLayer.ChallengeAckInterval;
            return true;
        }

        /// <summary>Whether the timestamp of a segment is older than TS.Recent, so that PAWS drops it (RFC 7323 section 5.3, R1). A reset is not asked for its own (section 5.2), nor is a segment dropped that has none, though all should (section 3.2): some peers leave it out, and where everything else is right they are heard.</summary>
        protected bool IsOlder(TcpSegment segment)
        {
            if (!timestamps
                || !segment.options.hasTimestamp
                || (int)(segment.options.timestampValue - recentTimestamp) >= 0
                || (segment.flags & TcpFlags.Rst) != 0)
            {
                return false;
            }

            tcp.counters.DroppedOldTimestamp++;
            return true;
        }

        /// <summary>Writes the options of a segment that has nothing but timestamps.</summary>
        /// <returns>Bytes written; none where the connection has no timestamps.</returns>
        protected int WriteTimestamps()
        {
            if (!timestamps)
            {
                return 0;
            }

            TcpOptions.WriteTimestamps(tcp.frame, tcp.payloadOffset, (uint)tcp.context.now + tcp.TimestampOffset(path), recentTimestamp);
            return TcpOptions.TimestampsLength;
        }
    }
}
