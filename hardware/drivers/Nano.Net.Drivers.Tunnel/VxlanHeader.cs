namespace Nano.Net.Drivers
{
    /// <summary>The header that VXLAN puts in front of an Ethernet frame (RFC 7348 section 5): flags, 24 bits reserved, network identifier of 24 bits, 8 bits reserved.</summary>
    internal static class VxlanHeader
    {
        /// <summary>Its length in bytes.</summary>
        internal const int Length = 8;

        /// <summary>The largest network identifier.</summary>
        internal const int MaximumNetwork = 0xFFFFFF;

        /// <summary>The I flag: there is a network identifier.</summary>
        private const byte HasNetwork = 0x08;

        private const int NetworkOffset = 4;

        /// <summary>What a header says of a network that has none.</summary>
        internal const int NoNetwork = -1;

        /// <summary>Makes the header of a network.</summary>
        internal static byte[] Make(int network)
        {
            byte[] header = new byte[Length];
            header[0] = HasNetwork;
            header[NetworkOffset] = (byte)(network >> 16);
            header[NetworkOffset + 1] = (byte)(network >> 8);
            header[NetworkOffset + 2] = (byte)network;
            return header;
        }

        /// <summary>The network that a header names; <see cref="NoNetwork"/> where its I flag is not set. The reserved bits may be anything.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal static int NetworkOf(byte[] buffer, int offset)
        {
            return (buffer[offset] & HasNetwork) == 0
                ? NoNetwork
                : (buffer[offset + NetworkOffset] << 16) | (buffer[offset + NetworkOffset + 1] << 8) | buffer[offset + NetworkOffset + 2];
        }
    }
}
