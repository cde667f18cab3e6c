using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// This side's initial sequence numbers on connections that peers open. Each is a cookie (RFC 4987 section 3.6): what
    /// must be known of the request stands in it, and comes back with its acknowledgment. So a half-open entry holds nothing
    /// that could not be lost.
    /// </summary>
    /// <remarks>
    /// From the low end, a cookie holds three bits for the peer's MSS, three for its window scale, two for the time in steps
    /// of about a minute, and 24 bits of a sum: a keyed hash over all that names the connection, the time and the six lowest
    /// bits, and a multiple of the peer's initial sequence number. It is believed for one to two steps, and only while a request
    /// is forgotten whose answer may still be acknowledged. The highest bit means nothing: where the pair of ports is in
    /// TIME-WAIT, one of its two values makes a number behind those used before. Whoever has not seen the SYN-ACK has one chance
    /// in 2^24 to guess a number that is believed. Since the peer's number is added, and not hashed, an acknowledgment tells how
    /// far its sender is ahead. No later acknowledgment of a connection is like that of its cookie: of the bits, the six lowest
    /// are the first to change with what has arrived, and the multiple of one byte more of the peer is far from any other.
    /// </remarks>
    internal sealed class SynCookies
    {
        /// <summary>The bit of a cookie that may be either.</summary>
        internal const uint FreeBit = 0x80000000;

        private const int SegmentSizeMask = 7;
        private const int ScaleShift = 3;
        private const int ScaleMask = 7;
        private const int TimeShift = 6;
        private const int TimeMask = 3;
        private const int SumShift = 8;
        private const uint SumMask = 0xFFFFFF00;
        private const int IndexMask = 63;

        // What the peer's number is multiplied by, about 2^23 by the golden ratio, so that the multiples of small numbers lie far
        // apart; and its inverse: the product of both is 1 modulo 2^23.
        private const uint Factor = 0x4F3AF9;
        private const uint Inverse = 0x1E6749;
        private const uint DistanceMask = 0x7FFFFF;

        /// <summary>A step of time is 2^16 ms, 66 seconds.</summary>
        private const int StepShift = 16;

        // In the timestamp: the window scale, the number that stands for none, and bits for SACK and ECN.
        private const uint StampScaleMask = 15;
        private const uint StampNoScale = 15;
        private const uint StampSelective = 16;
        private const uint StampEcn = 32;
        private const uint StampMask = 63;

        /// <summary>Whether a request is answered that finds no entry.</summary>
        internal readonly bool suffice;

        private readonly StackContext context;

        // Up to when one may come back whose request is forgotten; no segment is looked at for a cookie after that.
        private long outUntil;

        internal SynCookies(StackContext context, StackOptions options)
        {
            this.context = context;
            suffice = options.SynCookies;
        }

        /// <summary>A request is forgotten whose SYN-ACK may still be acknowledged.</summary>
        internal void NoteForgotten()
        {
            outUntil = ((context.now >> StepShift) + 2) << StepShift;
        }

        /// <summary>Whether a cookie may come back whose request is forgotten.</summary>
        internal bool AreOut()
        {
            return context.now < outUntil;
        }

        /// <summary>The cookie for a SYN.</summary>
        /// <param name="path">The way back to the peer.</param>
        /// <param name="ports">Both ports, as <c>TcpSegment.ports</c> has them.</param>
        /// <param name="peerSequence">The peer's initial sequence number.</param>
        /// <param name="offered">The options of the SYN.</param>
        internal uint Make(Path path, uint ports, uint peerSequence, TcpOptions offered)
        {
            int size = offered.maximumSegmentSize;
            int index = LargestUpTo(size == 0 ? TcpLayer.UnnamedSegmentSize(path) : size, SegmentSizeMask, false)
                | (LargestUpTo(offered.windowScale, ScaleMask, true) << ScaleShift);
            uint step = (uint)(context.now >> StepShift);
            return Sum(path, ports, peerSequence, step, (uint)index) | ((step & TimeMask) << TimeShift) | (uint)index;
        }

        /// <summary>Whether this host has made a cookie lately for a SYN.</summary>
        /// <param name="path">The way back to the peer.</param>
        /// <param name="ports">Both ports.</param>
        /// <param name="peerSequence">The peer's initial sequence number.</param>
        /// <param name="cookie">This side's initial sequence number.</param>
        internal bool Check(Path path, uint ports, uint peerSequence, uint cookie)
        {
            return Distance(path, ports, peerSequence, cookie) == 0;
        }

        /// <summary>
        /// By how much a sequence number of the peer is ahead of the initial one in the SYN for which this host has made a cookie
        /// lately: 0 to 2^23 - 1. Of a number that is no cookie it is any, or -1.
        /// </summary>
        /// <param name="path">The way back to the peer.</param>
        /// <param name="ports">Both ports.</param>
        /// <param name="peerSequence">The sequence number of the peer.</param>
        /// <param name="cookie">This side's initial sequence number.</param>
        internal int Distance(Path path, uint ports, uint peerSequence, uint cookie)
        {
            uint now = (uint)(context.now >> StepShift);
            uint age = (now - (cookie >> TimeShift)) & TimeMask;
            if (age > 1)
            {
                return -1;
            }

            uint difference = Sum(path, ports, peerSequence, now - age, cookie & IndexMask) - (cookie & SumMask);
            return (int)(((difference >> SumShift) * Inverse) & DistanceMask);
        }

        /// <summary>
        /// The timestamp of a SYN-ACK: the low six bits hold what else the SYN has offered, and the peer returns them with its
        /// acknowledgment. They need no proof: a peer that changes them harms nobody but itself.
        /// </summary>
        /// <param name="clock">What it would be otherwise; it is never ahead of that.</param>
        /// <param name="scale">The window scale of the SYN; -1 for none.</param>
        /// <param name="selective">Whether it permits SACK.</param>
        /// <param name="ecn">Whether it asks for ECN.</param>
        internal static uint Stamp(uint clock, int scale, bool selective, bool ecn)
        {
            uint bits = scale < 0 ? StampNoScale : (uint)scale;
            if (selective)
            {
                bits |= StampSelective;
            }

            if (ecn)
            {
                bits |= StampEcn;
            }

            uint stamp = (clock & ~StampMask) | bits;
            return (int)(stamp - clock) > 0 ? stamp - (StampMask + 1) : stamp;
        }

        /// <summary>
        /// Puts what the SYN has offered among the options of the acknowledgment of its cookie. Without timestamps that is the
        /// MSS and the window scale, or a little less. Of SACK nothing is known then, and it is not used: a peer whose SACK
        /// blocks are not read lacks nothing but speed.
        /// </summary>
        /// <param name="options">Those of the acknowledgment.</param>
        /// <param name="cookie">The cookie.</param>
        /// <param name="timestamps">Whether this side has timestamps.</param>
        /// <returns>Whether the SYN has asked for ECN, and is known to have.</returns>
        internal static bool Recall(TcpOptions options, uint cookie, bool timestamps)
        {
            options.maximumSegmentSize = SegmentSize((int)cookie & SegmentSizeMask);
            if (!timestamps || !options.hasTimestamp)
            {
                options.windowScale = Scale((int)(cookie >> ScaleShift) & ScaleMask);
                options.selectivePermitted = false;
                return false;
            }

            uint bits = options.timestampEcho;
            options.windowScale = (bits & StampScaleMask) == StampNoScale ? -1 : (int)(bits & StampScaleMask);
            options.selectivePermitted = (bits & StampSelective) != 0;
            return (bits & StampEcn) != 0;
        }

        // In its place in a cookie; the rest is 0. Nothing else is a hash of five words.
        private uint Sum(Path path, uint ports, uint peerSequence, uint step, uint index)
        {
            return (context.hash.Compute((uint)path.pseudoHeaderSum, path.identity, ports, step, index) + ((peerSequence * Factor) << SumShift)) & SumMask;
        }

        // The index of the largest value of a table that is not more than this; 0 where all are.
        private static int LargestUpTo(int value, int last, bool scales)
        {
            int index = last;
            while (index > 0 && (scales ? Scale(index) : SegmentSize(index)) > value)
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

        // What systems offer, and none. With a smaller scale than the peer's, its windows look smaller than they are, which
        // does no harm.
        private static int Scale(int index)
        {
            switch (index)
            {
                case 0:
                    return -1;
                case 1:
                    return 0;
                case 2:
                    return 2;
                default:
                    return index + 1;
            }
        }
    }
}
