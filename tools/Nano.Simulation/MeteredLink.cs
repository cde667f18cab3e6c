using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Simulation
{
    /// <summary>A host's port, whose buffers can be full, and which knows how much the emulated wire behind it has allocated.</summary>
    internal sealed class MeteredLink(ILinkDevice port, AllocationMeter meter) : LinkFilter(port)
    {
        /// <summary>Probability that it has no room for a frame to be sent, drawn from <see cref="Random"/>.</summary>
        internal double Busy { get; set; }

        /// <summary>Probability that a bit of the TCP options of a received segment is flipped, so that its checksum does not tell.</summary>
        internal double OptionDamage { get; set; }

        /// <summary>Probability that a received packet that may be marked is marked: a queue was long (RFC 3168 section 5).</summary>
        internal double Marking { get; set; }

        internal RandomSource? Random { get; set; }

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            long before = AllocationMeter.Read();
            int length = base.Receive(buffer, offset, capacity);
            if (length > 0)
            {
                Tamper(buffer.AsSpan(offset, length));
            }

            meter.Exclude(before);
            return length;
        }

        public override bool Send(byte[] buffer, int offset, int length)
        {
            if (Busy > 0 && Random!.Chance(Busy))
            {
                return false;
            }

            long before = AllocationMeter.Read();
            bool sent = base.Send(buffer, offset, length);
            meter.Exclude(before);
            return sent;
        }

        private void Tamper(Span<byte> frame)
        {
            if (OptionDamage > 0 && Random!.Chance(OptionDamage))
            {
                Tampering.FlipOptionBit(frame, Random!);
            }

            if (Marking > 0 && Random!.Chance(Marking))
            {
                Tampering.Mark(frame);
            }
        }
    }
}
