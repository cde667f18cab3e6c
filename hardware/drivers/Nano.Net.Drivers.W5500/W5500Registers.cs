namespace Nano.Net.Drivers
{
    /// <summary>Addresses and bits of the W5500, as its data sheet (version 1.0.9) names them.</summary>
    internal static class W5500Registers
    {
        // The third byte of a transaction: block, direction, and the mode in which chip select ends it (the control phase).
        internal const int CommonRead = 0x00;
        internal const int CommonWrite = 0x04;
        internal const int SocketRead = 0x08;
        internal const int SocketWrite = 0x0C;
        internal const int TransmitWrite = 0x14;
        internal const int ReceiveRead = 0x18;

        /// <summary>From one socket's control byte to the next one's.</summary>
        internal const int NextSocket = 0x20;

        /// <summary>Bytes of address and control in front of the data.</summary>
        internal const int HeaderLength = 3;

        // Common registers (section 4.1).
        internal const int ModeRegister = 0x0000;
        internal const int SourceHardwareAddress = 0x0009;
        internal const int InterruptLowLevelTimer = 0x0013;
        internal const int SocketInterruptMask = 0x0018;
        internal const int PhyConfiguration = 0x002E;
        internal const int ChipVersion = 0x0039;

        /// <summary>MR: reset, which clears itself.</summary>
        internal const int SoftwareReset = 0x80;

        /// <summary>MR: the chip's own ICMP is not to answer.</summary>
        internal const int PingBlock = 0x10;

        /// <summary>What VERSIONR says.</summary>
        internal const int Version = 0x04;

        /// <summary>SIMR: socket 0.</summary>
        internal const int Socket0 = 0x01;

        // PHYCFGR: the PHY runs (0: is reset), takes its mode from the bits below, which end at bit 3, and what it found.
        internal const int PhyRuns = 0x80;
        internal const int PhyModeFromRegister = 0x40;
        internal const int PhyModeShift = 3;
        internal const int PhySettings = 0xF8;
        internal const int PhyFullDuplex = 0x04;
        internal const int Phy100 = 0x02;
        internal const int PhyLink = 0x01;

        // Registers of a socket (section 4.2).
        internal const int SocketMode = 0x0000;
        internal const int SocketCommand = 0x0001;
        internal const int SocketInterrupt = 0x0002;
        internal const int SocketStatus = 0x0003;
        internal const int ReceiveBufferSize = 0x001E;
        internal const int TransmitFreeSize = 0x0020;
        internal const int TransmitWritePointer = 0x0024;
        internal const int ReceiveReadPointer = 0x0028;
        internal const int SocketInterruptEnable = 0x002C;

        // Sn_MR in MACRAW mode: what is for others is left out, and what is for groups.
        internal const int MacRaw = 0x04;
        internal const int MacFilter = 0x80;
        internal const int MulticastBlock = 0x20;

        /// <summary>Sn_SR: the socket is open in MACRAW mode.</summary>
        internal const int StatusMacRaw = 0x42;

        /// <summary>Sn_IR, Sn_IMR: a frame was received.</summary>
        internal const int Received = 0x04;

        // Sn_CR.
        internal const int Open = 0x01;
        internal const int Close = 0x10;
        internal const int SendFrame = 0x20;
        internal const int ReceiveDone = 0x40;
    }
}
