namespace Nano.Net.Link
{
    /// <summary>What a link device does for the stack, and what it asks of it.</summary>
    public sealed class LinkCapabilities
    {
        /// <summary>What the frames look like; <see cref="LinkMedium.Ethernet"/> by default.</summary>
        public LinkMedium Medium { get; set; }

        /// <summary>Bytes that the device wants free in front of every frame, received or sent, for a header of its own; 0 to 64.</summary>
        public int Headroom { get; set; }

        /// <summary>The device drops frames whose IPv4, ICMP, UDP or TCP checksum is wrong, over IPv6 too where the stack has it; the stack need not look, but at ICMPv6 and behind extension headers.</summary>
        public bool VerifiesChecksums { get; set; }

        /// <summary>The device fills in the IPv4, ICMP, UDP and TCP checksums of what it sends, over IPv6 too where the stack has it; the stack leaves them zero, but those of ICMPv6.</summary>
        public bool FillsChecksums { get; set; }
    }
}
