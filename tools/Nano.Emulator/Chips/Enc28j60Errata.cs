namespace Nano.Emulator
{
    /// <summary>What the silicon does not do as its data sheet says, by the issues of DS80349C.</summary>
    [Flags]
    public enum Enc28j60Errata
    {
        /// <summary>As the data sheet says.</summary>
        None = 0,

        /// <summary>Issue 2, Reset: after a reset by instruction ESTAT.CLKRDY says ready at once, and the chip is so 1 ms later.</summary>
        ClockReady = 1,

        /// <summary>Issue 5, Memory: writing ERXST or ERXND sets the chip's own write pointer to 0, not to ERXST.</summary>
        ReceiveStart = 2,

        /// <summary>Issue 6, Interrupts: EIR.PKTIF does not tell whether frames wait. Here, it never does.</summary>
        PacketFlag = 4,

        /// <summary>Issue 12, Transmit Logic: after a transmission was given up the next never ends, unless the logic was reset.</summary>
        TransmitStall = 8,

        /// <summary>Issue 13, PHY: in half duplex, a link pulse may pass for a late collision.</summary>
        FalseCollision = 16,

        /// <summary>Issue 14, Memory: while ERXRDPT is even, what is received may corrupt the ring. Here, it does.</summary>
        EvenReadPointer = 32,

        /// <summary>Issue 15, Transmit Logic: ESTAT.LATECOL is not set after a late collision.</summary>
        LateCollisionFlag = 64,

        /// <summary>Issue 16, PHY LEDs: the duplex mode after a reset is not that of the LEDs' wiring. Here, it is full duplex.</summary>
        DuplexMode = 128,

        /// <summary>Issue 19, SPI Interface: in power save, the reset instruction does nothing.</summary>
        ResetInPowerSave = 256,

        /// <summary>All of them, as in silicon B7.</summary>
        All = 511,
    }
}
