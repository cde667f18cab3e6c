using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// Puts IPv6 packets together that come in fragments (RFC 8200 section 4.5). Of the headers in front of the fragment header only the
    /// IPv6 header is kept: what the others say has been done by then.
    /// </summary>
    internal sealed class Ipv6Reassembler : FragmentReassembler
    {
        // Where the IPv6 header stands in a buffer.
        private const int HeaderOffset = Reassembly.PayloadOffset - Ipv6Packet.HeaderLength;

        internal Ipv6Reassembler(StackContext context, Ipv6 ipv6, StackOptions stack, Ipv6Options options)
            : base(context, ipv6, options.ReassemblyBuffers, options.ReassemblySize, stack.ReassemblyTimeout)
        {
        }

        /// <summary>Takes a fragment.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IPv6 header.</param>
        /// <param name="fragment">Index of its fragment header, which is there in full.</param>
        /// <param name="end">Index behind its last byte.</param>
        /// <returns>The packet, where nothing of it is missing any more; else null. It is to be given back by <see cref="FragmentReassembler.Release"/>.</returns>
        internal Reassembly Add(byte[] packet, int offset, int fragment, int end)
        {
            InternetCounters counters = protocol.counters;
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

            if (count == 0)
            {
                counters.FragmentsDropped++;
                return null;
            }

            uint identity = BigEndian.ReadUInt32(packet, fragment + Ipv6Packet.FragmentIdentificationOffset);
            int ecn = (packet[offset + Ipv6Packet.EcnOffset] >> Ipv6Packet.EcnShift) & Ipv6Packet.EcnMask;
            return Take(packet, offset, identity, payload, first, first + count, more, ecn);
        }

        /// <inheritdoc/>
        protected override bool HasAddressesOf(Reassembly reassembly, byte[] packet, int offset)
        {
            return HasSame(reassembly, packet, offset, Ipv6Packet.SourceOffset) && HasSame(reassembly, packet, offset, Ipv6Packet.DestinationOffset);
        }

        /// <summary>They stand where those of the whole will.</summary>
        protected override void KeepAddresses(Reassembly reassembly, byte[] packet, int offset)
        {
            Array.Copy(packet, offset, reassembly.buffer, HeaderOffset, Ipv6Packet.HeaderLength);
        }

        /// <summary>The header of the whole is that of the first fragment, and so is what its fragment header says of the next one.</summary>
        protected override void KeepHeader(Reassembly reassembly, byte[] packet, int offset, int payload)
        {
            reassembly.headerLength = Ipv6Packet.HeaderLength;
            Array.Copy(packet, offset, reassembly.buffer, HeaderOffset, Ipv6Packet.HeaderLength);
            reassembly.buffer[HeaderOffset + Ipv6Packet.NextHeaderOffset] = packet[payload - Ipv6Packet.FragmentHeaderLength];
        }

        /// <inheritdoc/>
        protected override bool WriteLength(Reassembly reassembly)
        {
            BigEndian.WriteUInt16(reassembly.buffer, HeaderOffset + Ipv6Packet.PayloadLengthOffset, reassembly.length);
            return true;
        }

        /// <inheritdoc/>
        protected override void MarkCongestion(Reassembly reassembly)
        {
            reassembly.buffer[HeaderOffset + Ipv6Packet.EcnOffset] |= Ipv6Packet.EcnMask << Ipv6Packet.EcnShift;
        }

        /// <summary>Time exceeded quotes what has come from the beginning on.</summary>
        protected override void ReportTimeout(Reassembly reassembly)
        {
            ((Ipv6)protocol).icmp.SendError(
                reassembly.buffer, HeaderOffset, Ipv6Packet.HeaderLength + reassembly.Contiguous,
                Icmpv6Message.TimeExceeded, Icmpv6Message.ReassemblyTimeExceeded, 0);
        }

        private static bool HasSame(Reassembly reassembly, byte[] packet, int offset, int address)
        {
            return Ipv6Address.AreEqual(reassembly.buffer, HeaderOffset + address, packet, offset + address);
        }

        private void Refuse(byte[] packet, int offset, int end, int pointer)
        {
            ((Ipv6)protocol).icmp.SendError(
                packet, offset, end - offset, Icmpv6Message.ParameterProblem, Icmpv6Message.ErroneousHeaderField, pointer);
        }
    }
}
