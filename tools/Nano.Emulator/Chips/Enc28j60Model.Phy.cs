using static Nano.Emulator.Enc28j60Registers;

namespace Nano.Emulator
{
    /// <content>The PHY and the MII that leads to it (section 3.3).</content>
    public sealed partial class Enc28j60Model
    {
        private const int Phcon1 = 0x00;
        private const int Phstat1 = 0x01;
        private const int Phid1 = 0x02;
        private const int Phid2 = 0x03;
        private const int Phcon2 = 0x10;
        private const int Phstat2 = 0x11;
        private const int Phie = 0x12;
        private const int Phir = 0x13;
        private const int Phlcon = 0x14;

        private const int FullDuplexMode = 0x0100;
        private const int NoLoopback = 0x0100;
        private const int LinkChangeInterrupts = 0x0012;

        /// <summary>Nanoseconds that an MII operation takes.</summary>
        private const int MiiTime = 10_240;

        private int phyControl1;
        private int phyControl2;
        private int phyInterrupts;
        private int phyLights;
        private bool isLinkUp;
        private bool hasLinkChanged;
        private bool wasLinkDown;
        private bool isLinkFlagSet;
        private long miiBusyUntil;

        private bool IsMacFullDuplex => (registers[Macon3] & 1) != 0;

        private bool IsPhyFullDuplex => (phyControl1 & FullDuplexMode) != 0;

        /// <summary>In half duplex the PHY gives back what it sends, unless it is told not to (section 6.6).</summary>
        private bool LoopsBack => !IsPhyFullDuplex && (phyControl2 & NoLoopback) == 0;

        private bool IsMiiBusy => Time < miiBusyUntil;

        private void ResetPhy()
        {
            phyControl1 = Has(Enc28j60Errata.DuplexMode) ? FullDuplexMode : 0;
            phyControl2 = 0;
            phyInterrupts = 0;
            phyLights = 0x3422;
            isLinkUp = IsCableUp;
            hasLinkChanged = false;
            wasLinkDown = !isLinkUp;
            isLinkFlagSet = false;
            miiBusyUntil = 0;
        }

        private void UpdateLink()
        {
            bool now = IsCableUp;
            if (now != isLinkUp)
            {
                isLinkUp = now;
                hasLinkChanged = true;
                wasLinkDown |= !now;
                isLinkFlagSet |= (phyInterrupts & LinkChangeInterrupts) == LinkChangeInterrupts;
            }
        }

        private byte ReadMacOrMii(int register)
        {
            if (register == Mistat)
            {
                return (byte)(IsMiiBusy ? 1 : 0);
            }

            if (register is Mird or Mird + 1 && IsMiiBusy)
            {
                Deny($"{Name(register)} was read while the MII is busy; wait for MISTAT.BUSY to clear");
            }

            return registers[register];
        }

        private void StoreMacOrMii(int register, byte value)
        {
            if (register is Miregadr or Miwr or Miwr + 1 && IsMiiBusy)
            {
                Deny($"{Name(register)} was written while the MII is busy; wait for MISTAT.BUSY to clear");
            }

            if (register < Micmd)
            {
                CheckTransmitterIsOff(register);
            }

            byte before = registers[register];
            registers[register] = value;
            if (register == Micmd && (value & ~before & 1) != 0)
            {
                miiBusyUntil = Time + MiiTime;
                registers.SetPair(Mird, ReadPhy(registers[Miregadr]));
            }
            else if (register == Micmd && (value & 2) != 0)
            {
                Deny("MICMD.MIISCAN is not modelled");
            }
            else if (register == Miwr + 1)
            {
                miiBusyUntil = Time + MiiTime;
                WritePhy(registers[Miregadr], registers.Pair(Miwr));
            }
        }

        private int ReadPhy(int register)
        {
            switch (register)
            {
                case Phcon1:
                    return phyControl1;

                case Phstat1:
                    int latched = 0x1800 | (wasLinkDown ? 0 : 4);
                    wasLinkDown = !isLinkUp;
                    return latched;

                case Phid1:
                    return 0x0083;

                case Phid2:
                    return 0x1400;

                case Phcon2:
                    return phyControl2;

                case Phstat2:
                    return (isLinkUp ? 0x0400 : 0) | (IsPhyFullDuplex ? 0x0200 : 0);

                case Phie:
                    return phyInterrupts;

                case Phir:
                    int flags = hasLinkChanged ? 0x0014 : 0;
                    hasLinkChanged = false;
                    isLinkFlagSet = false;
                    return flags;

                case Phlcon:
                    return phyLights;

                default:
                    Deny($"PHY register {register:X2}h is not implemented, and was read");
                    return 0;
            }
        }

        private void WritePhy(int register, int value)
        {
            switch (register)
            {
                case Phcon1:
                    phyControl1 = value & 0xC900;
                    if ((value & 0x8000) != 0)
                    {
                        ResetPhy();
                    }

                    break;

                case Phcon2:
                    phyControl2 = value & 0x6500;
                    break;

                case Phie:
                    phyInterrupts = value & LinkChangeInterrupts;
                    break;

                case Phlcon:
                    phyLights = value;
                    break;

                default:
                    Deny($"PHY register {register:X2}h cannot be written");
                    break;
            }
        }
    }
}
