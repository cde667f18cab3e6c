using System;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// The chip's common registers: written at the start, and read again later, as a disturbed bus or supply may change them.
    /// </summary>
    internal sealed class W5500Settings
    {
        // Lets the interrupt line be high for 50 us before it falls again, (value + 1) * 4 / 150 MHz: short enough for a frame, long enough for any GPIO.
        private const int InterruptPause = 1874;

        private const int Sockets = 8;

        /// <summary>What the PHY said when it was asked last (PHYCFGR).</summary>
        internal int phy;

        private readonly W5500Port port;
        private readonly byte[] hardwareAddress;
        private readonly int phySettings;
        private readonly int interruptMask;

        internal W5500Settings(W5500Port port, byte[] hardwareAddress, W5500LinkMode mode, bool hasInterrupt)
        {
            this.port = port;
            this.hardwareAddress = hardwareAddress;
            phySettings = W5500Registers.PhyRuns | W5500Registers.PhyModeFromRegister | (PhyMode(mode) << W5500Registers.PhyModeShift);
            interruptMask = hasInterrupt ? W5500Registers.Socket0 : 0;
        }

        /// <summary>Resets the chip by software.</summary>
        internal void Reset()
        {
            Write8(W5500Registers.ModeRegister, W5500Registers.SoftwareReset);
        }

        /// <summary>What the chip says it is: <see cref="W5500Registers.Version"/> where it is one.</summary>
        internal int ReadVersion()
        {
            port.Read(W5500Registers.CommonRead, W5500Registers.ChipVersion, 1);
            return port.scratch[W5500Port.First];
        }

        /// <summary>Writes all of them.</summary>
        internal void Apply()
        {
            Write8(W5500Registers.ModeRegister, W5500Registers.PingBlock);
            Array.Copy(hardwareAddress, 0, port.scratch, W5500Port.First, hardwareAddress.Length);
            port.Write(W5500Registers.CommonWrite, W5500Registers.SourceHardwareAddress, port.scratch, W5500Port.First, hardwareAddress.Length);
            port.Write16(W5500Registers.CommonWrite, W5500Registers.InterruptLowLevelTimer, InterruptPause);
            Write8(W5500Registers.SocketInterruptMask, interruptMask);

            // A new mode counts from the PHY's reset on (PHYCFGR, OPMD).
            Write8(W5500Registers.PhyConfiguration, phySettings & ~W5500Registers.PhyRuns);
            Write8(W5500Registers.PhyConfiguration, phySettings);

            // Sn_RXBUF_SIZE and Sn_TXBUF_SIZE, in KB: the others give theirs up before socket 0 takes it.
            for (int socket = 1; socket < Sockets; socket++)
            {
                port.Write16(W5500Registers.SocketWrite + (socket * W5500Registers.NextSocket), W5500Registers.ReceiveBufferSize, 0);
            }
        }

        /// <summary>Whether the chip has them still; then <see cref="phy"/> is what it says of its link.</summary>
        internal bool Check()
        {
            if (ReadVersion() != W5500Registers.Version)
            {
                return false;
            }

            byte[] r = port.scratch;
            int first = W5500Port.First;
            port.Read(W5500Registers.CommonRead, W5500Registers.ModeRegister, W5500Registers.PhyConfiguration + 1);
            int state = r[first + W5500Registers.PhyConfiguration];
            if (r[first] != W5500Registers.PingBlock || r[first + W5500Registers.SocketInterruptMask] != interruptMask
                || (state & W5500Registers.PhySettings) != phySettings)
            {
                return false;
            }

            for (int i = 0; i < hardwareAddress.Length; i++)
            {
                if (r[first + W5500Registers.SourceHardwareAddress + i] != hardwareAddress[i])
                {
                    return false;
                }
            }

            phy = state;
            return true;
        }

        // PHYCFGR, OPMDC.
        private static int PhyMode(W5500LinkMode mode)
        {
            switch (mode)
            {
                case W5500LinkMode.Half10:
                    return 0;
                case W5500LinkMode.Full10:
                    return 1;
                case W5500LinkMode.Half100:
                    return 2;
                case W5500LinkMode.Full100:
                    return 3;
                default:
                    return 7;
            }
        }

        private void Write8(int address, int value)
        {
            port.Write8(W5500Registers.CommonWrite, address, value);
        }
    }
}
