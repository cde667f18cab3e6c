namespace Nano.Net.Services
{
    /// <summary>
    /// The link-local addresses that a host tries one after the other (RFC 3927 section 2.1): a sequence that follows from
    /// its hardware address, so that it comes back to the same one after every start.
    /// </summary>
    internal sealed class LinkLocalAddresses
    {
        /// <summary>Bits of the network part of 169.254.0.0/16.</summary>
        internal const int PrefixLength = 16;

        // The first and last 256 addresses are reserved.
        private const uint First = 0xA9FE0100;
        private const uint Count = 65024;

        // RFC 3927 section 9.
        private const int MaximumConflicts = 10;
        private const int RateLimitInterval = 60000;

        /// <summary>The address that is tried or used; 0 for none yet.</summary>
        internal uint address;

        private readonly uint seed;
        private uint tried;
        private int conflicts;

        internal LinkLocalAddresses(byte[] hardwareAddress)
        {
            // The FNV-1a hash (Fowler, Noll, Vo).
            seed = 2166136261;
            for (int i = 0; i < hardwareAddress.Length; i++)
            {
                seed = (seed ^ hardwareAddress[i]) * 16777619;
            }
        }

        /// <summary>Makes the next address of the sequence the one to be tried; the first one again after <see cref="Reset"/>.</summary>
        internal void Next()
        {
            // The finalizer of MurmurHash3 (Appleby): neighbours in the sequence are strangers as addresses.
            uint mixed = seed + (tried++ * 0x9E3779B9);
            mixed = (mixed ^ (mixed >> 16)) * 0x85EBCA6B;
            mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35;
            address = First + ((mixed ^ (mixed >> 16)) % Count);
        }

        /// <summary>The address is another host's.</summary>
        /// <returns>Milliseconds to wait before the next one is tried (section 2.2.1).</returns>
        internal int Conflict()
        {
            conflicts++;
            return conflicts >= MaximumConflicts ? RateLimitInterval : 0;
        }

        /// <summary>None is needed any more. The one that is used comes first the next time.</summary>
        internal void Reset()
        {
            if (address != 0)
            {
                tried--;
                address = 0;
            }

            conflicts = 0;
        }
    }
}
