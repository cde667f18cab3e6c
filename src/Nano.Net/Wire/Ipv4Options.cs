namespace Nano.Net.Wire
{
    /// <summary>The options of an IPv4 header (RFC 791 section 3.1). To a host they mean only that the header is longer.</summary>
    public static class Ipv4Options
    {
        /// <summary>They can be skipped.</summary>
        public const int Valid = 0;

        /// <summary>Their lengths make no sense.</summary>
        public const int Malformed = 1;

        /// <summary>There is a source route among them, which hosts do well not to follow (RFC 7126 section 4.3).</summary>
        public const int SourceRouted = 2;

        /// <summary>Option: the list ends.</summary>
        public const int EndOfList = 0;

        /// <summary>Option: nothing; one byte long.</summary>
        public const int NoOperation = 1;

        /// <summary>Option: loose source and record route.</summary>
        public const int LooseSourceRoute = 131;

        /// <summary>Option: strict source and record route.</summary>
        public const int StrictSourceRoute = 137;

        /// <summary>Looks through options.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="offset">Index of the first one.</param>
        /// <param name="end">Index behind the header.</param>
        /// <returns><see cref="Valid"/>, <see cref="Malformed"/> or <see cref="SourceRouted"/>.</returns>
        public static int Check(byte[] buffer, int offset, int end)
        {
            while (offset < end && buffer[offset] != EndOfList)
            {
                int kind = buffer[offset];
                if (kind == NoOperation)
                {
                    offset++;
                    continue;
                }

                if (kind == LooseSourceRoute || kind == StrictSourceRoute)
                {
                    return SourceRouted;
                }

                int length = offset + 1 < end ? buffer[offset + 1] : 0;
                if (length < 2 || length > end - offset)
                {
                    return Malformed;
                }

                offset += length;
            }

            return Valid;
        }
    }
}
