using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>
    /// The number of every SYN-ACK is a cookie (RFC 4987 section 3.6): whose first segment acknowledges one in time has a
    /// connection, unless there is no room for it, whatever has become of the entry that remembers the SYN; and again where
    /// there was no room before. What comes before the first segment resets nobody.
    /// </summary>
    internal sealed class CookieWatch(SimulatedHost host, HostPlan plan) : IFrameObserver
    {
        /// <summary>Milliseconds for which a cookie is good in any case.</summary>
        internal const int Lifetime = 65_000;

        // When each cookie was made, by what its acknowledgment looks like.
        private readonly Dictionary<(uint Remote, int LocalPort, int RemotePort, uint Sequence, uint Acknowledgment), long> sent = [];
        private readonly List<(uint Remote, int LocalPort, int RemotePort, uint Sequence, uint Acknowledgment)> asked = [];
        private long due;
        private long met;
        private long opens;

        // The name and the acknowledgment of a segment that was just taken and must not be answered with a reset.
        private (uint Remote, int LocalPort, int RemotePort, uint Acknowledgment)? ahead;

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            ahead = null;
            if (sent.Count > 0
                && buffer.AsSpan(offset, host.Link.HardwareAddress.Length).SequenceEqual(host.Link.HardwareAddress)
                && ObservedTcp.TryRead(buffer.AsSpan(offset, length), checkSums: true, out ObservedTcp segment)
                && segment.Destination == plan.Address.value

                // While an address is probed for again, since the link was down, nothing is taken for it.
                && host.Stack.Address.value == plan.Address.value)
            {
                if (segment is { IsAck: true, IsSyn: false, IsReset: false })
                {
                    var key = (segment.Source, segment.DestinationPort, segment.SourcePort, segment.Sequence, segment.Acknowledgment);
                    if (!sent.TryGetValue(key, out long at))
                    {
                        NoteAhead(segment);
                    }
                    else if (host.Now - at < Lifetime && IsFree(segment.Source, segment.DestinationPort, segment.SourcePort, segment.Sequence))
                    {
                        due++;
                        asked.Add(key);
                    }
                    else
                    {
                        // What comes again when the connection has ended is an old duplicate.
                        sent.Remove(key);
                    }
                }
                else
                {
                    // A reset, or another SYN, may take the request back (RFC 9293 section 3.10.7.4, second and fourth).
                    Forget(segment.Source, segment.DestinationPort, segment.SourcePort);
                }
            }

            host.Meter.Exclude(before);
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            if (!ObservedTcp.TryRead(buffer.AsSpan(offset, length), checkSums: false, out ObservedTcp segment))
            {
            }
            else if (segment.IsReset && ahead == (segment.Destination, segment.SourcePort, segment.DestinationPort, segment.Sequence))
            {
                throw new Violation(Rule.Ending, $"host {plan.Number} resets a client whose first segment may still come");
            }
            else if (segment is { IsSyn: true, IsAck: true }
                && !IsOfAConnection(segment.Destination, segment.SourcePort, segment.DestinationPort))
            {
                // Sent again, or late, it is as old as it was.
                sent.TryAdd(
                    (segment.Destination, segment.SourcePort, segment.DestinationPort, segment.Acknowledgment, segment.Sequence + 1), MadeAt(segment));
            }

            host.Meter.Exclude(before);
        }

        /// <summary>What can be said after a poll only.</summary>
        internal void CheckPoll()
        {
            long now = Met();
            if (due > now - met)
            {
                throw new Violation(Rule.Ending, $"host {plan.Number} does not take the acknowledgment of its SYN cookie for one");
            }

            // Where one was opened, the same acknowledgment is an old duplicate. Where there was no room, it counts again.
            if (host.Tcp.counters.PassiveOpens != opens)
            {
                asked.ForEach(key => sent.Remove(key));
            }

            asked.Clear();
            due = 0;
            met = now;
            opens = host.Tcp.counters.PassiveOpens;
        }

        // From behind the first data of who has a cookie, which may fill the window, and one more.
        private void NoteAhead(ObservedTcp segment)
        {
            foreach (var (key, at) in sent)
            {
                if (key.Remote == segment.Source && key.LocalPort == segment.DestinationPort && key.RemotePort == segment.SourcePort
                    && key.Acknowledgment == segment.Acknowledgment
                    && segment.Sequence - key.Sequence - 1 <= (uint)host.Tcp.initialWindow
                    && host.Now - at < Lifetime
                    && host.Tcp.AreCookiesOut()
                    && host.Tcp.FindAcceptor(key.LocalPort, null) != null
                    && IsFree(key.Remote, key.LocalPort, key.RemotePort, key.Sequence))
                {
                    ahead = (key.Remote, key.LocalPort, key.RemotePort, key.Acknowledgment);
                }
            }
        }

        // Acknowledgments that have made a connection, and those that had reason not to.
        private long Met()
        {
            TcpCounters counters = host.Tcp.counters;
            return counters.PassiveOpens
                + counters.DroppedBacklogFull
                + counters.DroppedNoConnection
                + counters.DroppedMalformed
                + counters.DroppedOldTimestamp
                + counters.DroppedNoListener
                + host.Stack.Counters.Internet.NoPath;
        }

        // What was sent to this peer from and to these ports says nothing any more.
        private void Forget(uint remote, int localPort, int remotePort)
        {
            foreach (var key in sent.Keys.Where(k => k.Remote == remote && k.LocalPort == localPort && k.RemotePort == remotePort).ToArray())
            {
                sent.Remove(key);
            }
        }

        // A simultaneous open, whose number is no cookie.
        private bool IsOfAConnection(uint remote, int localPort, int remotePort)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection && block.LocalPort == localPort && block.RemotePort == remotePort && block.path?.identity == remote)
                {
                    return true;
                }
            }

            return false;
        }

        // When the number of a SYN-ACK was made: when the SYN came, where an entry remembers that.
        private long MadeAt(ObservedTcp answer)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is HalfOpenConnection entry && entry.path?.identity == answer.Destination && entry.LocalPort == answer.SourcePort
                    && entry.RemotePort == answer.DestinationPort && entry.initialSendSequence == answer.Sequence)
                {
                    return entry.openedAt;
                }
            }

            return host.Now;
        }

        // Neither a connection nor the memory of one has the name, but perhaps an entry for the same SYN.
        private bool IsFree(uint remote, int localPort, int remotePort, uint sequence)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block.LocalPort == localPort && block.RemotePort == remotePort && block.path?.identity == remote
                    && !(block is HalfOpenConnection halfOpen && halfOpen.initialReceiveSequence + 1 == sequence))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
