using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// Answers to connection requests that nothing here remembers (RFC 4987 section 3.6): what must be known later stands
    /// in the sequence number of the SYN-ACK, and comes back with its acknowledgment.
    /// </summary>
    /// <remarks>
    /// From the low end, a cookie holds three bits for the peer's MSS, two for the time in steps of about a minute, and 26
    /// bits of a keyed hash over all that names the connection, the peer's initial sequence number, the time and the MSS.
    /// It is believed for one to two steps. Who has not seen the SYN-ACK must guess the 26 bits; which is why the time takes
    /// two bits only, and not the upper five that would make the numbers of one pair of ports grow slowly. The highest bit
    /// means nothing: where the pair of ports is in TIME-WAIT, one of its two values makes a number behind those used before.
    /// </remarks>
    internal sealed class SynCookies
    {
        private const int SegmentSizeBits = 3;
        private const int SegmentSizeMask = (1 << SegmentSizeBits) - 1;
        private const int TimeBits = 2;
        private const int TimeMask = (1 << TimeBits) - 1;
        private const uint HashMask = 0xFFFFFFFF << (SegmentSizeBits + TimeBits);

        /// <summary>The bit of a cookie that may be either.</summary>
        internal const uint FreeBit = 0x80000000;

        /// <summary>A step of time is 2^16 ms, 66 seconds.</summary>
        private const int StepShift = 16;

        // In the timestamp: the window scale, the number that stands for none, and bits for SACK and ECN.
        private const uint ScaleMask = 15;
        private const uint NoScale = 15;
        private const uint Selective = 16;
        private const uint Ecn = 32;
        private const uint StampMask = 63;

        private readonly StackContext context;

        // Up to when one may come back that was sent; no segment is looked at for a cookie after that.
        private long outUntil;

        internal SynCookies(StackContext context)
        {
            this.context = context;
        }

        /// <summary>Whether a cookie that was sent may still come back.</summary>
        internal bool AreOut()
        {
            return context.now < outUntil;
        }

        /// <summary>The cookie for a SYN, which is about to be sent.</summary>
        /// <param name="path">The way back to the peer.</param>
        /// <param name="ports">Both ports, as <c>TcpSegment.ports</c> has them.</param>
        /// <param name="peerSequence">The peer's initial sequence number.</param>
        /// <param name="segmentSize">The MSS option of the SYN; 0 where it had none.</param>
        internal uint Make(Path path, uint ports, uint peerSequence, int segmentSize)
        {
            uint step = (uint)(context.now >> StepShift);
            outUntil = (long)(step + 2) << StepShift;
            int index = segmentSize == 0 ? IndexOf(TcpLayer.DefaultSegmentSize) : IndexOf(segmentSize);
            return Compute(path, ports, peerSequence, step, index);
        }

        /// <summary>Looks at what may be the acknowledgment of a cookie.</summary>
        /// <param name="path">The way back to the peer.</param>
        /// <param name="ports">Both ports.</param>
        /// <param name="peerSequence">The peer's initial sequence number.</param>
        /// <param name="cookie">This side's initial sequence number.</param>
        /// <returns>The MSS that the peer has offered, or a little less; 0 where this host has sent no such cookie lately.</returns>
        internal int Check(Path path, uint ports, uint peerSequence, uint cookie)
        {
            uint now = (uint)(context.now >> StepShift);
            uint age = (now - (cookie >> SegmentSizeBits)) & TimeMask;
            int index = (int)cookie & SegmentSizeMask;
            return age <= 1 && ((Compute(path, ports, peerSequence, now - age, index) ^ cookie) & ~FreeBit) == 0 ? SegmentSize(index) : 0;
        }

        /// <summary>
        /// The timestamp of a SYN-ACK with a cookie: the low six bits hold what else the SYN has offered, and the peer returns
        /// them with its acknowledgment. They need no proof: a peer that changes them harms nobody but itself.
        /// </summary>
        /// <param name="clock">What it would be otherwise; it is never ahead of that.</param>
        /// <param name="offered">The options of the SYN.</param>
        /// <param name="ecn">Whether it asks for ECN.</param>
        internal static uint Stamp(uint clock, TcpOptions offered, bool ecn)
        {
            uint bits = offered.windowScale < 0 ? NoScale : (uint)offered.windowScale;
            if (offered.selectivePermitted)
            {
                bits |= Selective;
            }

            if (ecn)
            {
                bits |= Ecn;
            }

            uint stamp = (clock & ~StampMask) | bits;
            return (int)(stamp - clock) > 0 ? stamp - (StampMask + 1) : stamp;
        }

        /// <summary>Puts what the SYN has offered among the options of the acknowledgment of its cookie.</summary>
        /// <param name="options">Those of the acknowledgment.</param>
        /// <param name="segmentSize">What <see cref="Check"/> has returned.</param>
        /// <param name="timestamps">Whether this side has timestamps.</param>
        /// <returns>Whether it has asked for ECN.</returns>
        internal static bool Recall(TcpOptions options, int segmentSize, bool timestamps)
        {
            uint bits = timestamps && options.hasTimestamp ? options.timestampEcho : NoScale;
            options.maximumSegmentSize = segmentSize;
            options.windowScale = (bits & ScaleMask) == NoScale ? -1 : (int)(bits & ScaleMask);
            options.selectivePermitted = (bits & Selective) != 0;
            return (bits & Ecn) != 0;
        }

        private uint Compute(Path path, uint ports, uint peerSequence, uint step, int index)
        {
            uint hash = context.hash.Compute(path.Source, path.destination, ports, peerSequence, (step << SegmentSizeBits) | (uint)index);
            return (hash & HashMask) | ((step & TimeMask) << SegmentSizeBits) | (uint)index;
        }

        // The largest of those below that the peer takes.
        private static int IndexOf(int segmentSize)
        {
            int index = SegmentSizeMask;
            while (index > 0 && SegmentSize(index) > segmentSize)
            {
                index--;
            }

            return index;
        }

        // Ethernet; PPPoE; most tunnels; an MTU of 1,280; two for small buffers; what every host takes; the least there is.
        private static int SegmentSize(int index)
        {
            switch (index)
            {
                case 7:
                    return 1460;
                case 6:
                    return 1440;
                case 5:
                    return 1360;
                case 4:
                    return 1220;
                case 3:
                    return 1024;
                case 2:
                    return TcpLayer.DefaultSegmentSize;
                case 1:
                    return 216;
                default:
                    return TcpLayer.MinimumSegmentSize;
            }
        }
    }
}
