using System;

namespace Nano.Net.Wire
{
    /// <summary>The options of a segment (RFC 9293 section 3.2, RFC 7323 sections 2 and 3, RFC 2018 sections 2 and 3).</summary>
    public sealed class TcpOptions
    {
        /// <summary>Bytes that <see cref="WriteSyn"/> writes at most.</summary>
        public const int MaximumSynLength = 20;

        /// <summary>The largest shift count (RFC 7323 section 2.3).</summary>
        public const int MaximumWindowScale = 14;

        /// <summary>Bytes that <see cref="WriteTimestamps"/> writes: the option, and two to align it.</summary>
        internal const int TimestampsLength = 12;

        /// <summary>SACK blocks that a header has room for (RFC 2018 section 3).</summary>
        internal const int MaximumSackBlocks = 4;

        /// <summary>Bytes in front of the first SACK block: two to align it, kind and length.</summary>
        internal const int SackHeaderLength = 4;

        /// <summary>Bytes of a SACK block.</summary>
        internal const int SackBlockLength = 8;

        private const byte EndOfList = 0;
        private const byte NoOperation = 1;
        private const byte MaximumSegmentSizeKind = 2;
        private const byte WindowScaleKind = 3;
        private const byte SackPermittedKind = 4;
        private const byte SackKind = 5;
        private const byte TimestampsKind = 8;

        // NOP, NOP, kind and length of timestamps as the processor loads them: how nearly every segment of a connection
        // with timestamps begins its options (RFC 7323 appendix A).
        private const uint AlignedTimestamps = 0x0A080101;

        /// <summary>The maximum segment size; 0 where the option is absent. Of meaning where the segment is a SYN.</summary>
        internal int maximumSegmentSize;

        /// <summary>The window scale shift count, 0 to 14; -1 where the option is absent. Of meaning where the segment is a SYN.</summary>
        internal int windowScale = -1;

        /// <summary>Whether the SACK-permitted option is there. Of meaning where the segment is a SYN.</summary>
        internal bool selectivePermitted;

        /// <summary>Whether the timestamps option is there.</summary>
        internal bool hasTimestamp;

        /// <summary>SEG.TSval; 0 where there is none.</summary>
        internal uint timestampValue;

        /// <summary>SEG.TSecr, where <see cref="hasTimestamp"/>; of meaning where the segment acknowledges.</summary>
        internal uint timestampEcho;

        /// <summary>How many SACK blocks there are, 0 to 4.</summary>
        internal int sackBlocks;

        /// <summary>Sequence number of the first byte of each SACK block.</summary>
        internal readonly uint[] sackStart = new uint[MaximumSackBlocks];

        /// <summary>Sequence number behind the last byte of each SACK block.</summary>
        internal readonly uint[] sackEnd = new uint[MaximumSackBlocks];

        /// <summary>
        /// Reads options that are nothing but timestamps in their usual place. <see cref="sackBlocks"/> is not touched, nor
        /// is what only a SYN has.
        /// </summary>
        /// <param name="buffer">Holds the header.</param>
        /// <param name="offset">Index of the first of <see cref="TimestampsLength"/> bytes of options.</param>
        /// <returns>False where they are something else.</returns>
        internal bool ParseTimestamps(byte[] buffer, int offset)
        {
            if (BitConverter.ToUInt32(buffer, offset) != AlignedTimestamps)
            {
                return false;
            }

            ulong numbers = BitConverter.ToUInt64(buffer, offset + 4);
            numbers = ((numbers & 0x00FF00FF00FF00FF) << 8) | ((numbers >> 8) & 0x00FF00FF00FF00FF);
            numbers = ((numbers & 0x0000FFFF0000FFFF) << 16) | ((numbers >> 16) & 0x0000FFFF0000FFFF);
            timestampValue = (uint)numbers;
            timestampEcho = (uint)(numbers >> 32);
            hasTimestamp = true;
            return true;
        }

        /// <summary>Reads the options of a header. Unknown ones are skipped by their length (RFC 9293 section 3.1, MUST-6 and MUST-7).</summary>
        /// <param name="buffer">Holds the header.</param>
        /// <param name="offset">Index of the first option.</param>
        /// <param name="length">Bytes of options, 0 to 40.</param>
        /// <returns>False where an option has a length that cannot be.</returns>
        internal bool Parse(byte[] buffer, int offset, int length)
        {
            maximumSegmentSize = 0;
            windowScale = -1;
            selectivePermitted = false;
            hasTimestamp = false;
            timestampValue = 0;
            sackBlocks = 0;
            int end = offset + length;
            while (offset < end)
            {
                byte kind = buffer[offset];
                if (kind == EndOfList)
                {
                    break;
                }

                if (kind == NoOperation)
                {
                    offset++;
                    continue;
                }

                if (offset + 1 >= end)
                {
                    return false;
                }

                int size = buffer[offset + 1];
                if (size < 2 || offset + size > end || !Take(kind, size, buffer, offset + 2))
                {
                    return false;
                }

                offset += size;
            }

            return true;
        }

        /// <summary>Writes the options of a SYN.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first option.</param>
        /// <param name="maximumSegmentSize">The largest segment that this host takes, in bytes.</param>
        /// <param name="windowScale">This host's shift count; -1 to leave the option out.</param>
        /// <param name="selective">Whether to permit SACK.</param>
        /// <param name="timestamps">Whether to write timestamps.</param>
        /// <param name="value">TSval.</param>
        /// <param name="echo">TSecr; 0 where the SYN does not acknowledge.</param>
        /// <returns>Bytes written, a multiple of four.</returns>
        internal static int WriteSyn(
            byte[] buffer, int offset, int maximumSegmentSize, int windowScale, bool selective, bool timestamps, uint value, uint echo)
        {
            int start = offset;
            buffer[offset] = MaximumSegmentSizeKind;
            buffer[offset + 1] = 4;
            BigEndian.WriteUInt16(buffer, offset + 2, maximumSegmentSize);
            offset += 4;
            if (timestamps)
            {
                WriteTimestamps(buffer, offset, value, echo);
                if (selective)
                {
                    // In the place of the two that align the timestamps.
                    WriteSackPermitted(buffer, offset);
                }

                offset += TimestampsLength;
            }
            else if (selective)
            {
                buffer[offset] = NoOperation;
                buffer[offset + 1] = NoOperation;
                WriteSackPermitted(buffer, offset + 2);
                offset += 4;
            }

            if (windowScale >= 0)
            {
                buffer[offset] = NoOperation;
                buffer[offset + 1] = WindowScaleKind;
                buffer[offset + 2] = 3;
                buffer[offset + 3] = (byte)windowScale;
                offset += 4;
            }

            return offset - start;
        }

        /// <summary>Writes timestamps, aligned as RFC 7323 appendix A has them: <see cref="TimestampsLength"/> bytes.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="value">TSval.</param>
        /// <param name="echo">TSecr.</param>
        internal static void WriteTimestamps(byte[] buffer, int offset, uint value, uint echo)
        {
            buffer[offset] = NoOperation;
            buffer[offset + 1] = NoOperation;
            buffer[offset + 2] = TimestampsKind;
            buffer[offset + 3] = 10;
            SetTimestamps(buffer, offset, value, echo);
        }

        /// <summary>Sets the numbers of timestamps that <see cref="WriteTimestamps"/> has written.</summary>
        /// <param name="buffer">Where they stand.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="value">TSval.</param>
        /// <param name="echo">TSecr.</param>
        internal static void SetTimestamps(byte[] buffer, int offset, uint value, uint echo)
        {
            buffer[offset + 4] = (byte)(value >> 24);
            buffer[offset + 5] = (byte)(value >> 16);
            buffer[offset + 6] = (byte)(value >> 8);
            buffer[offset + 7] = (byte)value;
            buffer[offset + 8] = (byte)(echo >> 24);
            buffer[offset + 9] = (byte)(echo >> 16);
            buffer[offset + 10] = (byte)(echo >> 8);
            buffer[offset + 11] = (byte)echo;
        }

        /// <summary>Writes what stands in front of SACK blocks: <see cref="SackHeaderLength"/> bytes.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="blocks">How many blocks follow, 1 to <see cref="MaximumSackBlocks"/>.</param>
        internal static void WriteSackHeader(byte[] buffer, int offset, int blocks)
        {
            buffer[offset] = NoOperation;
            buffer[offset + 1] = NoOperation;
            buffer[offset + 2] = SackKind;
            buffer[offset + 3] = (byte)(2 + (SackBlockLength * blocks));
        }

        private static void WriteSackPermitted(byte[] buffer, int offset)
        {
            buffer[offset] = SackPermittedKind;
            buffer[offset + 1] = 2;
        }

        // Takes one option; false where it has a length that its kind cannot have.
        private bool Take(byte kind, int size, byte[] buffer, int value)
        {
            switch (kind)
            {
                case MaximumSegmentSizeKind:
                    if (size != 4)
                    {
                        return false;
                    }

                    maximumSegmentSize = BigEndian.ReadUInt16(buffer, value);
                    return true;
                case WindowScaleKind:
                    if (size != 3)
                    {
                        return false;
                    }

                    // RFC 7323 section 2.3: a larger count is taken as 14.
                    windowScale = buffer[value] > MaximumWindowScale ? MaximumWindowScale : buffer[value];
                    return true;
                case SackPermittedKind:
                    selectivePermitted = true;
                    return size == 2;
                case SackKind:
                    return TakeSack(size - 2, buffer, value);
                case TimestampsKind:
                    if (size != 10)
                    {
                        return false;
                    }

                    hasTimestamp = true;
                    timestampValue = BigEndian.ReadUInt32(buffer, value);
                    timestampEcho = BigEndian.ReadUInt32(buffer, value + 4);
                    return true;
                default:
                    return true;
            }
        }

        private bool TakeSack(int size, byte[] buffer, int offset)
        {
            int blocks = size / SackBlockLength;
            if (blocks == 0 || size % SackBlockLength != 0)
            {
                return false;
            }

            // Four fill the header, so that a second option has no room for more than there are places.
            for (int i = 0; i < blocks && sackBlocks < MaximumSackBlocks; i++)
            {
                sackStart[sackBlocks] = BigEndian.ReadUInt32(buffer, offset);
                sackEnd[sackBlocks] = BigEndian.ReadUInt32(buffer, offset + 4);
                sackBlocks++;
                offset += SackBlockLength;
            }

            return true;
        }
    }
}
