using System;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    /// <summary>
    /// A packet that is being put together from fragments (RFC 791 section 3.2, RFC 8200 section 4.5). What is still missing is written
    /// down where it is missing, as hole descriptors in the buffer (RFC 815), so that any number of holes fits.
    /// </summary>
    internal sealed class Reassembly
    {
        /// <summary>Index in <see cref="buffer"/> of the payload; the IP header of the first fragment ends there.</summary>
        internal const int PayloadOffset = 60;

        // A descriptor stands at the start of its hole: the end of the hole, and the start of the next one. Every
        // hole has room for it: fragments but the last are multiples of 8 bytes long, and the array a bit longer.
        private const int DescriptorLength = 4;
        private const int NextHoleOffset = 2;

        /// <summary>The end of a hole that reaches to the end of the packet, wherever that is; as the start of the next hole: there is none.</summary>
        private const int Open = 0xFFFF;

        /// <summary>IP header of the first fragment, and payload.</summary>
        internal readonly byte[] buffer;

        /// <summary>The addresses of an IPv4 packet; those of IPv6 stand where its header will.</summary>
        internal uint source;
        internal uint destination;

        /// <summary>Identification, and of IPv4 the protocol: the rest of what tells packets apart.</summary>
        internal uint identity;

        /// <summary>When it is given up, in stack milliseconds; 0 where nothing is being put together here.</summary>
        internal long due;

        /// <summary>Bytes of the IP header in front of <see cref="PayloadOffset"/>; 0 until the first fragment has come.</summary>
        internal int headerLength;

        /// <summary>Bytes of payload; -1 until the last fragment has come.</summary>
        internal int length;

        /// <summary>A bit for each value that the ECN field of a fragment has had.</summary>
        internal int marks;

        /// <summary>Start of the first hole, counted from <see cref="PayloadOffset"/>.</summary>
        private int firstHole;

        internal Reassembly(int capacity)
        {
            buffer = new byte[PayloadOffset + capacity + DescriptorLength];
        }

        /// <summary>Whether nothing is missing.</summary>
        internal bool IsComplete
        {
            get { return firstHole == Open; }
        }

        /// <summary>Bytes of payload that are there without a gap.</summary>
        internal int Contiguous
        {
            get { return firstHole == Open ? length : firstHole; }
        }

        /// <summary>Starts anew, with one hole from end to end.</summary>
        internal void Start(uint identity, long due)
        {
            this.identity = identity;
            this.due = due;
            headerLength = 0;
            marks = 0;
            length = -1;
            firstHole = 0;
            WriteHole(0, Open, Open);
        }

        /// <summary>Whether a fragment of some bytes can be held.</summary>
        internal bool HasRoom(int end)
        {
            return end <= buffer.Length - PayloadOffset - DescriptorLength;
        }

        /// <summary>Takes a fragment, which there must be room for.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of the first byte of its payload.</param>
        /// <param name="first">Where that belongs, in bytes; a multiple of 8.</param>
        /// <param name="end">Where the byte behind it belongs; a multiple of 8 where more fragments follow.</param>
        /// <param name="more">Whether more fragments follow.</param>
        /// <returns>False where it contradicts what has come before, and the packet is to be given up (RFC 5722).</returns>
        internal bool Insert(byte[] packet, int offset, int first, int end, bool more)
        {
            int previous = Open;
            int hole = firstHole;
            while (hole != Open && HoleEnd(hole) <= first)
            {
                previous = hole;
                hole = NextHole(hole);
            }

            int count = end - first;
            if (hole == Open || hole >= end)
            {
                // Nothing of it is missing. A duplicate is tolerated: of bytes that only have the same sum, those
                // that came first stay.
                return (more ? length < 0 || end < length : end == length)
                    && InternetChecksum.Sum(packet, offset, count) == InternetChecksum.Sum(buffer, PayloadOffset + first, count);
            }

            // It must fit a hole; and behind the last fragment there can be none, nor anything that has come.
            int holeEnd = HoleEnd(hole);
            if (first < hole || end > holeEnd || (!more && holeEnd != Open))
            {
                return false;
            }

            // What is left of the hole behind it, and before it.
            int next = NextHole(hole);
            if (!more)
            {
                length = end;
            }
            else if (end < holeEnd)
            {
                WriteHole(end, holeEnd, next);
                next = end;
            }

            if (first > hole)
            {
                WriteHole(hole, first, next);
            }
            else if (previous == Open)
            {
                firstHole = next;
            }
            else
            {
                BigEndian.WriteUInt16(buffer, PayloadOffset + previous + NextHoleOffset, next);
            }

            Array.Copy(packet, offset, buffer, PayloadOffset + first, count);
            return true;
        }

        private int HoleEnd(int hole)
        {
            return BigEndian.ReadUInt16(buffer, PayloadOffset + hole);
        }

        private int NextHole(int hole)
        {
            return BigEndian.ReadUInt16(buffer, PayloadOffset + hole + NextHoleOffset);
        }

        private void WriteHole(int hole, int end, int next)
        {
            BigEndian.WriteUInt16(buffer, PayloadOffset + hole, end);
            BigEndian.WriteUInt16(buffer, PayloadOffset + hole + NextHoleOffset, next);
        }
    }
}
