using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>Puts packets together that come in fragments, in a fixed number of buffers (RFC 791 section 3.2, RFC 1122 section 3.3.2).</summary>
    internal sealed class FragmentReassembler : TimerEntry
    {
        private readonly StackContext context;
        private readonly Ipv4 ipv4;
        private readonly Reassembly[] reassemblies;
        private readonly int timeout;

        internal FragmentReassembler(StackContext context, Ipv4 ipv4, StackOptions options)
        {
            this.context = context;
            this.ipv4 = ipv4;
            timeout = options.ReassemblyTimeout;
            reassemblies = new Reassembly[options.ReassemblyBuffers];
            for (int i = 0; i < reassemblies.Length; i++)
            {
                reassemblies[i] = new Reassembly(options.ReassemblySize);
            }
        }

        /// <summary>Takes a fragment.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IP header, which is valid.</param>
        /// <param name="headerLength">Bytes of that.</param>
        /// <param name="totalLength">Bytes of header and payload.</param>
        /// <returns>The packet, where nothing of it is missing any more; else null. It is to be given back by <see cref="Release"/>.</returns>
        internal Reassembly Add(byte[] packet, int offset, int headerLength, int totalLength)
        {
            InternetCounters counters = ipv4.counters;
            counters.FragmentsReceived++;
            int fragment = BigEndian.ReadUInt16(packet, offset + Ipv4Packet.FragmentOffset);
            int count = totalLength - headerLength;
            int first = (fragment & Ipv4Packet.FragmentOffsetMask) << 3;
            int end = first + count;
            bool more = (fragment & Ipv4Packet.MoreFragments) != 0;
            if (count == 0 || (more && (count & 7) != 0))
            {
                counters.FragmentsDropped++;
                return null;
            }

            Reassembly reassembly = FindOrStart(packet, offset);
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

            if (!reassembly.Insert(packet, offset + headerLength, first, end, more))
            {
                counters.ReassemblyOverlaps++;
                Release(reassembly);
                return null;
            }

            reassembly.marks |= 1 << (packet[offset + Ipv4Packet.TypeOfServiceOffset] & Ipv4Packet.EcnMask);
            if (first == 0 && reassembly.headerLength == 0)
            {
                reassembly.headerLength = headerLength;
                Array.Copy(packet, offset, reassembly.buffer, Reassembly.PayloadOffset - headerLength, headerLength);
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

            if (!WriteTotalLength(reassembly))
            {
                counters.ReassemblyTooBig++;
                Release(reassembly);
                return null;
            }

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
                    ipv4.counters.ReassemblyTimeouts++;
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

        private Reassembly FindOrStart(byte[] packet, int offset)
        {
            uint source = BigEndian.ReadUInt32(packet, offset + Ipv4Packet.SourceOffset);
            uint destination = BigEndian.ReadUInt32(packet, offset + Ipv4Packet.DestinationOffset);
            uint identity = ((uint)BigEndian.ReadUInt16(packet, offset + Ipv4Packet.IdentificationOffset) << 8)
                | packet[offset + Ipv4Packet.ProtocolOffset];
            Reassembly oldest = null;
            for (int i = 0; i < reassemblies.Length; i++)
            {
                Reassembly reassembly = reassemblies[i];
                if (reassembly.due != 0 && reassembly.identity == identity
                    && reassembly.source == source && reassembly.destination == destination)
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
                    ipv4.counters.ReassemblyEvicted++;
                }

                long end = context.now + timeout;
                oldest.Start(source, destination, identity, end);
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
        private static bool NoteCongestion(Reassembly reassembly)
        {
            if ((reassembly.marks & (1 << Ipv4Packet.CongestionExperienced)) == 0)
            {
                return true;
            }

            reassembly.buffer[Reassembly.PayloadOffset - reassembly.headerLength + Ipv4Packet.TypeOfServiceOffset] |= Ipv4Packet.CongestionExperienced;
            return (reassembly.marks & 1) == 0;
        }

        /// <summary>Makes the header that of the whole packet. An IP packet has 65,535 bytes at most, whatever its fragments say.</summary>
        private static bool WriteTotalLength(Reassembly reassembly)
        {
            byte[] buffer = reassembly.buffer;
            int length = reassembly.headerLength;
            int total = length + reassembly.length;
            if (total > 65535)
            {
                return false;
            }

            int at = Reassembly.PayloadOffset - length;
            BigEndian.WriteUInt16(buffer, at + Ipv4Packet.TotalLengthOffset, total);
            BigEndian.WriteUInt16(buffer, at + Ipv4Packet.FragmentOffset, 0);
            BigEndian.WriteUInt16(buffer, at + Ipv4Packet.ChecksumOffset, 0);
            BigEndian.WriteUInt16(
                buffer, at + Ipv4Packet.ChecksumOffset, InternetChecksum.Finish(InternetChecksum.Sum(buffer, at, length)));
            return true;
        }

        /// <summary>RFC 792: time exceeded is sent where the first fragment has come, which is what it quotes.</summary>
        private void ReportTimeout(Reassembly reassembly)
        {
            Ipv4Path path = reassembly.headerLength == 0 ? null : ipv4.Find(reassembly.source);
            if (path != null)
            {
                ipv4.icmp.SendError(
                    path,
                    IcmpMessage.TimeExceeded,
                    IcmpMessage.ReassemblyTimeExceeded,
                    reassembly.buffer,
                    Reassembly.PayloadOffset - reassembly.headerLength,
                    reassembly.headerLength + reassembly.Contiguous);
            }
        }
    }
}
