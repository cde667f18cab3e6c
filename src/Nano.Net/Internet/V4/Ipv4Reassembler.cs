using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>Puts IPv4 packets together that come in fragments (RFC 791 section 3.2, RFC 1122 section 3.3.2).</summary>
    internal sealed class Ipv4Reassembler : FragmentReassembler
    {
        internal Ipv4Reassembler(StackContext context, Ipv4 ipv4, StackOptions options)
            : base(context, ipv4, options.ReassemblyBuffers, options.ReassemblySize, options.ReassemblyTimeout)
        {
        }

        /// <summary>Takes a fragment.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IP header, which is valid.</param>
        /// <param name="headerLength">Bytes of that.</param>
        /// <param name="totalLength">Bytes of header and payload.</param>
        /// <returns>The packet, where nothing of it is missing any more; else null. It is to be given back by <see cref="FragmentReassembler.Release"/>.</returns>
        internal Reassembly Add(byte[] packet, int offset, int headerLength, int totalLength)
        {
            InternetCounters counters = protocol.counters;
            counters.FragmentsReceived++;
            int fragment = BigEndian.ReadUInt16(packet, offset + Ipv4Packet.FragmentOffset);
            int count = totalLength - headerLength;
            int first = (fragment & Ipv4Packet.FragmentOffsetMask) << 3;
            bool more = (fragment & Ipv4Packet.MoreFragments) != 0;
            if (count == 0 || (more && (count & 7) != 0))
            {
                counters.FragmentsDropped++;
                return null;
            }

            uint identity = ((uint)BigEndian.ReadUInt16(packet, offset + Ipv4Packet.IdentificationOffset) << 8)
                | packet[offset + Ipv4Packet.ProtocolOffset];
            int ecn = packet[offset + Ipv4Packet.TypeOfServiceOffset] & Ipv4Packet.EcnMask;
            return Take(packet, offset, identity, offset + headerLength, first, first + count, more, ecn);
        }

        /// <inheritdoc/>
        protected override bool HasAddressesOf(Reassembly reassembly, byte[] packet, int offset)
        {
            return reassembly.source == BigEndian.ReadUInt32(packet, offset + Ipv4Packet.SourceOffset)
                && reassembly.destination == BigEndian.ReadUInt32(packet, offset + Ipv4Packet.DestinationOffset);
        }

        /// <inheritdoc/>
        protected override void KeepAddresses(Reassembly reassembly, byte[] packet, int offset)
        {
            reassembly.source = BigEndian.ReadUInt32(packet, offset + Ipv4Packet.SourceOffset);
            reassembly.destination = BigEndian.ReadUInt32(packet, offset + Ipv4Packet.DestinationOffset);
        }

        /// <inheritdoc/>
        protected override void KeepHeader(Reassembly reassembly, byte[] packet, int offset, int payload)
        {
            int length = payload - offset;
            reassembly.headerLength = length;
            Array.Copy(packet, offset, reassembly.buffer, Reassembly.PayloadOffset - length, length);
        }

        /// <summary>Makes the header that of the whole packet. An IP packet has 65,535 bytes at most, whatever its fragments say.</summary>
        protected override bool WriteLength(Reassembly reassembly)
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

        /// <inheritdoc/>
        protected override void MarkCongestion(Reassembly reassembly)
        {
            reassembly.buffer[Reassembly.PayloadOffset - reassembly.headerLength + Ipv4Packet.TypeOfServiceOffset] |= Ipv4Packet.CongestionExperienced;
        }

        /// <summary>RFC 792: time exceeded is sent where the first fragment has come, which is what it quotes.</summary>
        protected override void ReportTimeout(Reassembly reassembly)
        {
            Ipv4 ipv4 = (Ipv4)protocol;
            Ipv4Path path = ipv4.Find(reassembly.source);
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
