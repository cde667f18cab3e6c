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
        private readonly Dictionary<(ConnectionName Name, uint Sequence, uint Acknowledgment), long> sent = [];
        private readonly List<(ConnectionName Name, uint Sequence, uint Acknowledgment)> asked = [];

        // When each peer has last asked for a connection.
        private readonly Dictionary<ConnectionName, long> heard = [];
        private long due;
        private long met;
        private long opens;

        // The name and the acknowledgment of a segment that was just taken and must not be answered with a reset.
        private (ConnectionName Name, uint Acknowledgment)? ahead;

        /// <summary>When the first request was forgotten that may still be acknowledged, in microseconds of the simulation; null where none was.</summary>
        internal long? OutSince { get; private set; }

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            ahead = null;
            if (buffer.AsSpan(offset, host.Link.HardwareAddress.Length).SequenceEqual(host.Link.HardwareAddress)
                && ObservedTcp.TryRead(buffer.AsSpan(offset, length), checkSums: true, out ObservedTcp segment)

                // While an IPv4 address is probed for again, since the link was down, nothing is taken for it.
                && (segment.IsIpv6
                    ? host.IsOwnIpv6(segment.Destination)
                    : segment.Destination == ObservedTcp.NumberOf(plan.Address.value) && host.Stack.Address.value == plan.Address.value))
            {
                ConnectionName name = ConnectionName.OfReceived(segment);
                if (segment is { IsAck: true, IsSyn: false, IsReset: false })
                {
                    var key = (name, segment.Sequence, segment.Acknowledgment);
                    if (!sent.TryGetValue(key, out long at))
                    {
                        // An entry that remembers the SYN becomes a connection by any acknowledgment within its window.
                        uint acknowledgment = segment.Acknowledgment;
                        asked.AddRange(sent.Keys.Where(k => k.Name == name && k.Acknowledgment == acknowledgment));
                        NoteAhead(name, segment);
                    }
                    else if (host.Now - at < Lifetime && IsFree(name, segment.Sequence))
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
                    Forget(name);
                    if (segment.IsSyn)
                    {
                        heard[name] = host.Now;
                    }
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
            else if (segment.IsReset && ahead == (ConnectionName.OfSent(segment), segment.Sequence))
            {
                throw new Violation(Rule.Ending, $"host {plan.Number} resets a client whose first segment may still come");
            }
            else if (segment is { IsSyn: true, IsAck: true }
                && !IsOfAConnection(ConnectionName.OfSent(segment)))
            {
                // Sent again, or late, it is as old as it was.
                ConnectionName name = ConnectionName.OfSent(segment);
                sent.TryAdd((name, segment.Acknowledgment, segment.Sequence + 1), MadeAt(name, segment.Sequence));
            }

            host.Meter.Exclude(before);
        }

        /// <summary>What can be said after a poll only.</summary>
        internal void CheckPoll()
        {
            if (OutSince == null && host.Tcp.AreCookiesOut())
            {
                OutSince = host.Network.Scheduler.Microseconds;
            }

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
        private void NoteAhead(ConnectionName name, in ObservedTcp segment)
        {
            foreach (var (key, at) in sent)
            {
                if (key.Name == name
                    && key.Acknowledgment == segment.Acknowledgment
                    && segment.Sequence - key.Sequence - 1 <= (uint)host.Tcp.initialWindow
                    && host.Now - at < Lifetime
                    && host.Tcp.AreCookiesOut()
                    && host.Tcp.FindAcceptor(name.LocalPort, null) != null
                    && IsFree(name, key.Sequence))
                {
                    ahead = (name, key.Acknowledgment);
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
        private void Forget(ConnectionName name)
        {
            foreach (var key in sent.Keys.Where(k => k.Name == name).ToArray())
            {
                sent.Remove(key);
            }
        }

        // A simultaneous open, whose number is no cookie.
        private bool IsOfAConnection(ConnectionName name)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection && name.IsOf(block))
                {
                    return true;
                }
            }

            return false;
        }

        // When the number of a SYN-ACK was made: when the SYN came that the entry is of, or the last one where there is no entry.
        private long MadeAt(ConnectionName name, uint sequence)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is HalfOpenConnection entry && entry.initialSendSequence == sequence && name.IsOf(entry))
                {
                    return entry.openedAt;
                }
            }

            // The SYN-ACK may have waited for its neighbour, for longer than the entry lives.
            return heard.TryGetValue(name, out long at) ? at : host.Now;
        }

        // Neither a connection nor the memory of one has the name, but perhaps an entry for the same SYN.
        private bool IsFree(ConnectionName name, uint sequence)
        {
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (name.IsOf(block)
                    && !(block is HalfOpenConnection halfOpen && halfOpen.initialReceiveSequence + 1 == sequence))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
