using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// Puts packets together that come in fragments, in a fixed number of buffers (RFC 8200 section 4.5). Of the headers in front of the
    /// fragment header only the IPv6 header is kept: what the others say has been done by then.
    /// </summary>
    internal sealed class Ipv6Reassembler : TimerEntry
    {
        // Where the IPv6 header stands in a buffer.
        private const int HeaderOffset = Reassembly.PayloadOffset - Ipv6Packet.HeaderLength;

        private readonly StackContext context;
        private readonly Ipv6 ipv6;
        private readonly Reassembly[] reassemblies;
        private readonly int timeout;

        internal Ipv6Reassembler(StackContext context, Ipv6 ipv6, StackOptions stack, Ipv6Options options)
        {
            this.context = context;
            this.ipv6 = ipv6;
            timeout = stack.ReassemblyTimeout;
            reassemblies = new Reassembly[options.ReassemblyBuffers];
            for (int i = 0; i < reassemblies.Length; i++)
            {
                reassemblies[i] = new Reassembly(options.ReassemblySize);
            }
        }

        /// <summary>Takes a fragment.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IPv6 header.</param>
        /// <param name="fragment">Index of its fragment header, which is there in full.</param>
        /// <param name="end">Index behind its last byte.</param>
        /// <returns>The packet, where nothing of it is missing any more; else null. It is to be given back by <see cref="Release"/>.</returns>
        internal Reassembly Add(byte[] packet, int offset, int fragment, int end)
        {
            InternetCounters counters = ipv6.counters;
            counters.FragmentsReceived++;
            int payload = fragment + Ipv6Packet.FragmentHeaderLength;
            int count = end - payload;
            int position = BigEndian.ReadUInt16(packet, fragment + Ipv6Packet.FragmentOffset);
            bool more = (position & Ipv6Packet.MoreFragments) != 0;
            int first = position & Ipv6Packet.FragmentOffsetMask;
            if (more && (count & 7) != 0)
            {
                counters.FragmentsDropped++;
                Refuse(packet, offset, end, Ipv6Packet.PayloadLengthOffset);
                return null;
            }

            if (first + count > Ipv6Packet.MaximumPayload)
            {
                counters.FragmentsDropped++;
                Refuse(packet, offset, end, fragment + Ipv6Packet.FragmentOffset - offset);
                return null;
            }

            Reassembly reassembly = count == 0 ? null : FindOrStart(packet, offset, fragment);
            if (reassembly == null)
            {
                counters.FragmentsDropped++;
                return null;
            }

            if (!reassembly.HasRoom(first + count))
            {
                counters.ReassemblyTooBig++;
                Release(reassembly);
                return null;
            }

            // What overlaps or contradicts kills all of it (RFC 5722 section 4); a duplicate does not.
            if (!reassembly.Insert(packet, payload, first, first + count, more))
            {
                counters.ReassemblyOverlaps++;
                Release(reassembly);
                return null;
            }

            reassembly.marks |= 1 << ((packet[offset + Ipv6Packet.EcnOffset] >> Ipv6Packet.EcnShift) & Ipv6Packet.EcnMask);
            if (first == 0 && reassembly.headerLength == 0)
            {
                // The header of the whole is that of the first fragment, and so is what it says of the next one.
                reassembly.headerLength = Ipv6Packet.HeaderLength;
                Array.Copy(packet, offset, reassembly.buffer, HeaderOffset, Ipv6Packet.HeaderLength);
                reassembly.buffer[HeaderOffset + Ipv6Packet.NextHeaderOffset] = packet[fragment];
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

            BigEndian.WriteUInt16(reassembly.buffer, HeaderOffset + Ipv6Packet.PayloadLengthOffset, reassembly.length);
            counters.Reassembled++;
            return reassembly;
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
                    ipv6.counters.ReassemblyTimeouts++;
                    Release(reassembly);
                    ReportTimeout(reassembly);
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

        private Reassembly FindOrStart(byte[] packet, int offset, int fragment)
        {
            uint identification = BigEndian.ReadUInt32(packet, fragment + Ipv6Packet.FragmentIdentificationOffset);
            Reassembly oldest = null;
            for (int i = 0; i < reassemblies.Length; i++)
            {
                Reassembly reassembly = reassemblies[i];
                if (reassembly.due != 0 && reassembly.identity == identification
                    && HasSame(reassembly, packet, offset, Ipv6Packet.SourceOffset) && HasSame(reassembly, packet, offset, Ipv6Packet.DestinationOffset))
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
                    ipv6.counters.ReassemblyEvicted++;
                }

                // The addresses stand where those of the whole will.
                long end = context.now + timeout;
                oldest.Start(0, 0, identification, end);
                Array.Copy(packet, offset, oldest.buffer, HeaderOffset, Ipv6Packet.HeaderLength);
                if (heapIndex < 0)
                {
                    context.timers.Schedule(this, end);
                }
            }

            return oldest;
        }

        private static bool HasSame(Reassembly reassembly, byte[] packet, int offset, int address)
        {
            return Ipv6Address.AreEqual(reassembly.buffer, HeaderOffset + address, packet, offset + address);
        }

        /// <summary>
        /// What one fragment tells of congestion, the whole packet tells (RFC 3168 section 5.3). False: another one comes from
        /// somebody who knows nothing of ECN, and the packet must be dropped.
        /// </summary>
        private static bool NoteCongestion(Reassembly reassembly)
        {
            if ((reassembly.marks & (1 << Ipv6Packet.EcnMask)) == 0)
            {
                return true;
            }

            reassembly.buffer[HeaderOffset + Ipv6Packet.EcnOffset] |= Ipv6Packet.EcnMask << Ipv6Packet.EcnShift;
            return (reassembly.marks & 1) == 0;
        }

        private void Refuse(byte[] packet, int offset, int end, int pointer)
        {
            ipv6.icmp.SendError(
                packet, offset, end - offset, Icmpv6Message.ParameterProblem, Icmpv6Message.ErroneousHeaderField, pointer);
        }

        /// <summary>Time exceeded is sent where the first fragment has come, which is what it quotes.</summary>
        private void ReportTimeout(Reassembly reassembly)
        {
            if (reassembly.headerLength != 0)
            {
                ipv6.icmp.SendError(
                    reassembly.buffer, HeaderOffset, Ipv6Packet.HeaderLength + reassembly.Contiguous,
                    Icmpv6Message.TimeExceeded, Icmpv6Message.ReassemblyTimeExceeded, 0);
            }
        }
    }
}
