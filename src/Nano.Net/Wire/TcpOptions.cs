namespace Nano.Net.Wire
{
    /// <summary>The options of a SYN (RFC 9293 section 3.2, RFC 7323 section 2). SACK and timestamps will have their fields here.</summary>
    public sealed class TcpOptions
    {
        /// <summary>Bytes that <see cref="WriteSyn"/> writes at most.</summary>
        public const int MaximumSynLength = 8;

        /// <summary>The largest shift count (RFC 7323 section 2.3).</summary>
        public const int MaximumWindowScale = 14;

        private const byte EndOfList = 0;
        private const byte NoOperation = 1;
        private const byte MaximumSegmentSizeKind = 2;
        private const byte WindowScaleKind = 3;

        /// <summary>The maximum segment size; 0 where the option is absent.</summary>
        internal int maximumSegmentSize;

        /// <summary>The window scale shift count, 0 to 14; -1 where the option is absent.</summary>
        internal int windowScale = -1;

        /// <summary>Reads the options of a header. Unknown ones are skipped by their length (RFC 9293 section 3.2, MUST-6 and MUST-7).</summary>
        /// <param name="buffer">Holds the header.</param>
        /// <param name="offset">Index of the first option.</param>
        /// <param name="length">Bytes of options, 0 to 40.</param>
        /// <returns>False where an option has a length that cannot be.</returns>
        internal bool Parse(byte[] buffer, int offset, int length)
        {
            maximumSegmentSize = 0;
            windowScale = -1;
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
                if (size < 2 || offset + size > end)
                {
                    return false;
                }

                if (kind == MaximumSegmentSizeKind)
                {
                    if (size != 4)
                    {
                        return false;
                    }

                    maximumSegmentSize = BigEndian.ReadUInt16(buffer, offset + 2);
                }
                else if (kind == WindowScaleKind)
                {
                    if (size != 3)
                    {
                        return false;
                    }

                    // RFC 7323 section 2.3: a larger count is taken as 14.
                    windowScale = buffer[offset + 2] > MaximumWindowScale ? MaximumWindowScale : buffer[offset + 2];
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
        /// <returns>Bytes written, a multiple of four.</returns>
        internal static int WriteSyn(byte[] buffer, int offset, int maximumSegmentSize, int windowScale)
        {
            buffer[offset] = MaximumSegmentSizeKind;
            buffer[offset + 1] = 4;
            BigEndian.WriteUInt16(buffer, offset + 2, maximumSegmentSize);
            if (windowScale < 0)
            {
                return 4;
            }

            buffer[offset + 4] = NoOperation;
            buffer[offset + 5] = WindowScaleKind;
            buffer[offset + 6] = 3;
            buffer[offset + 7] = (byte)windowScale;
            return MaximumSynLength;
        }
    }
}
