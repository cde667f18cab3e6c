namespace Nano.Net.Internet.V4
{
    /// <summary>This host's address and network, and which way leads where (RFC 1122 section 3.3.1).</summary>
    internal sealed class Routes
    {
        /// <summary>255.255.255.255.</summary>
        internal const uint LimitedBroadcast = 0xFFFFFFFF;

        /// <summary>224.0.0.1, to which every host listens (RFC 1112 section 4).</summary>
        internal const uint AllHosts = 0xE0000001;

        /// <summary>This host's address; 0 while it has none that may be used.</summary>
        internal uint address;

        /// <summary>The bits of it that are those of the network.</summary>
        internal uint mask;

        /// <summary>The router for everything outside the network; 0 for none.</summary>
        internal uint gateway;

        internal static uint MaskOf(int prefixLength)
        {
            return prefixLength == 0 ? 0 : 0xFFFFFFFF << (32 - prefixLength);
        }

        internal static bool IsMulticast(uint destination)
        {
            return destination >> 28 == 0xE;
        }

        /// <summary>Whether an address means all hosts: the limited broadcast, or that of the own network.</summary>
        internal bool IsBroadcast(uint destination)
        {
            // Networks of one or two addresses have no broadcast (RFC 3021).
            return destination == LimitedBroadcast
                || (address != 0 && mask < 0xFFFFFFFE && destination == (address | ~mask));
        }

        /// <summary>Whether an address may be that of one other host (RFC 1122 section 3.2.1.3).</summary>
        internal bool IsOtherHost(uint host)
        {
            uint first = host >> 24;
            return first != 0 && first != 127 && first < 224 && host != address && !IsBroadcast(host);
        }

        /// <summary>Where packets for a destination go on the link.</summary>
        /// <returns>A host on the link, a multicast address, <see cref="LimitedBroadcast"/> for anything broadcast; 0 where there is no route.</returns>
        internal uint NextHopOf(uint destination)
        {
            if (IsBroadcast(destination))
            {
                return LimitedBroadcast;
            }

            if (address == 0)
            {
                return 0;
            }

            if (IsMulticast(destination))
            {
                return destination;
            }

            if (!IsOtherHost(destination))
            {
                return 0;
            }

            return ((destination ^ address) & mask) == 0 ? destination : gateway;
        }
    }
}
