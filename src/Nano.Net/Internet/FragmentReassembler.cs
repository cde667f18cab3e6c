using Nano.Net.Core;

namespace Nano.Net.Internet
{
    /// <summary>
    /// Puts packets together that come in fragments, in a fixed number of buffers (RFC 791 section 3.2, RFC 8200 section 4.5). What a
    /// header looks like, its protocol knows.
    /// </summary>
    internal abstract class FragmentReassembler : TimerEntry
    {
        // What the ECN field of a packet is where routers have marked it, and where its sender knows nothing of ECN (RFC 3168 section 5).
        private const int CongestionExperienced = 3;
        private const int NotEcnCapable = 0;

        /// <summary>Whose packets they are.</summary>
        protected readonly InternetProtocol protocol;

        private readonly StackContext context;
        private readonly Reassembly[] reassemblies;
        private readonly int timeout;

        /// <summary>Makes one.</summary>
        /// <param name="context">The stack's time and deadlines.</param>
        /// <param name="protocol">Whose packets they are.</param>
        /// <param name="buffers">How many are put together at once.</param>
        /// <param name="size">Bytes of payload that one may have.</param>
        /// <param name="timeout">Milliseconds that its fragments may take to arrive.</param>
        protected FragmentReassembler(StackContext context, InternetProtocol protocol, int buffers, int size, int timeout)
        {
            this.context = context;
            this.protocol = protocol;
            this.timeout = timeout;
            reassemblies = new Reassembly[buffers];
            for (int i = 0; i < reassemblies.Length; i++)
            {
                reassemblies[i] = new Reassembly(size);
            }
        }

        /// <summary>Frees a buffer.</summary>
        internal void Release(Reassembly reassembly)
        {
            reassembly.due = 0;
        }

        internal override void OnDue(long now)
        {
            long earliest = TimerQueue.Never;
            for (int i = 0; i < reassemblies.Length; i++)
            {
                Reassembly reassembly = reassemblies[i];
                if (reassembly.due != 0 && reassembly.due <= now)
                {
                    protocol.counters.ReassemblyTimeouts++;
                    Release(reassembly);
                    if (reassembly.headerLength != 0)
                    {
                        ReportTimeout(reassembly);
                    }
                }

                if (reassembly.due != 0 && reassembly.due < earliest)
                {
                    earliest = reassembly.due;
                }
            }

            if (earliest != TimerQueue.Never)
            {
                context.timers.Schedule(this, earliest);
            }
        }

        /// <summary>Takes a fragment whose lengths make sense.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IP header.</param>
        /// <param name="identity">What tells its packet apart from others between the same addresses.</param>
        /// <param name="payload">Index of the first byte of its payload.</param>
        /// <param name="first">Where that belongs, in bytes; a multiple of 8.</param>
        /// <param name="end">Where the byte behind it belongs, more than <paramref name="first"/>; a multiple of 8 where more fragments follow.</param>
        /// <param name="more">Whether more fragments follow.</param>
        /// <param name="ecn">Its ECN field, 0 to 3.</param>
        /// <returns>The packet, where nothing of it is missing any more; else null. It is to be given back by <see cref="Release"/>.</returns>
        protected Reassembly Take(byte[] packet, int offset, uint identity, int payload, int first, int end, bool more, int ecn)
        {
            InternetCounters counters = protocol.counters;
            Reassembly reassembly = FindOrStart(packet, offset, identity);
            if (reassembly == null)
            {
                counters.FragmentsDropped++;
                return null;
            }

            if (!reassembly.HasRoom(end))
            {
                counters.ReassemblyTooBig++;
                Release(reassembly);
                return null;
            }

            // What overlaps or contradicts kills all of it (RFC 5722 section 4); a duplicate does not.
            if (!reassembly.Insert(packet, payload, first, end, more))
            {
                counters.ReassemblyOverlaps++;
                Release(reassembly);
                return null;
            }

            reassembly.marks |= 1 << ecn;
            if (first == 0 && reassembly.headerLength == 0)
            {
                KeepHeader(reassembly, packet, offset, payload);
            }

            if (!reassembly.IsComplete)
            {
                return null;
            }

            if (!NoteCongestion(reassembly))
            {
                counters.ReassemblyOverlaps++;
                Release(reassembly);
                return null;
            }

            if (!WriteLength(reassembly))
            {
                counters.ReassemblyTooBig++;
                Release(reassembly);
                return null;
            }

            counters.Reassembled++;
            return reassembly;
        }

        /// <summary>Whether what is being put together, of the same identity, is between the addresses of a fragment.</summary>
        protected abstract bool HasAddressesOf(Reassembly reassembly, byte[] packet, int offset);

        /// <summary>Keeps the addresses of a fragment, the first that has come of its packet.</summary>
        protected abstract void KeepAddresses(Reassembly reassembly, byte[] packet, int offset);

        /// <summary>Keeps the header of the fragment that is the packet's beginning, and its length.</summary>
        protected abstract void KeepHeader(Reassembly reassembly, byte[] packet, int offset, int payload);

        /// <summary>Makes the header that of the whole packet.</summary>
        /// <returns>False where no packet is that long.</returns>
        protected abstract bool WriteLength(Reassembly reassembly);

        /// <summary>Writes into the header that a router has marked the packet.</summary>
        protected abstract void MarkCongestion(Reassembly reassembly);

        /// <summary>Tells the sender of a packet whose beginning has come that the rest has not.</summary>
        protected abstract void ReportTimeout(Reassembly reassembly);

        private Reassembly FindOrStart(byte[] packet, int offset, uint identity)
        {
            Reassembly oldest = null;
            for (int i = 0; i < reassemblies.Length; i++)
            {
                Reassembly reassembly = reassemblies[i];
                if (reassembly.due != 0 && reassembly.identity == identity && HasAddressesOf(reassembly, packet, offset))
                {
                    return reassembly;
                }

                // What is free is due at 0, before everything else.
                if (oldest == null || reassembly.due < oldest.due)
                {
                    oldest = reassembly;
                }
            }

            if (oldest != null)
            {
                if (oldest.due != 0)
                {
                    protocol.counters.ReassemblyEvicted++;
                }

                long end = context.now + timeout;
                oldest.Start(identity, end);
                KeepAddresses(oldest, packet, offset);
                if (heapIndex < 0)
                {
                    context.timers.Schedule(this, end);
                }
            }

            return oldest;
        }

        /// <summary>
        /// What one fragment tells of congestion, the whole packet tells (RFC 3168 section 5.3). False: another one comes from
        /// somebody who knows nothing of ECN, and the packet must be dropped.
        /// </summary>
        private bool NoteCongestion(Reassembly reassembly)
        {
            if ((reassembly.marks & (1 << CongestionExperienced)) == 0)
            {
                return true;
            }

            MarkCongestion(reassembly);
            return (reassembly.marks & (1 << NotEcnCapable)) == 0;
        }
    }
}
