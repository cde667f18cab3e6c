namespace Nano.Emulator
{
    /// <summary>The numbers of the classic capture format (draft-ietf-opsawg-pcap).</summary>
    internal static class PcapFormat
    {
        public const uint MicrosecondMagic = 0xA1B2C3D4;
        public const uint NanosecondMagic = 0xA1B23C4D;

        /// <summary>How a file of the newer format, pcapng, begins.</summary>
        public const uint NextGenerationMagic = 0x0A0D0D0A;

        public const ushort MajorVersion = 2;
        public const ushort MinorVersion = 4;
        public const int FileHeaderLength = 24;
        public const int RecordHeaderLength = 16;

        /// <summary>The longest record that libpcap and Wireshark read.</summary>
        public const int LongestRecord = 262_144;

        /// <summary>What is left of the link type when the bits about the check sequence are taken off.</summary>
        public const uint LinkTypeMask = 0xFFFF;
    }
}
