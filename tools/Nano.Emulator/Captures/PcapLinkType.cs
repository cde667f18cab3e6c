namespace Nano.Emulator
{
    /// <summary>What the frames of a capture file look like; the numbers are those of the file format.</summary>
    public enum PcapLinkType
    {
        /// <summary>Ethernet (LINKTYPE_ETHERNET).</summary>
        Ethernet = 1,

        /// <summary>Bare IP packets (LINKTYPE_RAW).</summary>
        RawIp = 101,
    }
}
