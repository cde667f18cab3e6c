using System.Buffers.Binary;

namespace Nano.Emulator
{
    /// <summary>The common registers of a W5500 (data sheet, section 4.1).</summary>
    internal sealed class W5500CommonRegisters
    {
        internal const int Mode = 0x00;
        internal const int SocketInterrupt = 0x17;

        /// <summary>MR: reset.</summary>
        internal const int SoftwareReset = 0x80;

        private const int SourceHardwareAddress = 0x09;
        private const int Interrupt = 0x15;
        private const int SocketMask = 0x18;
        private const int RetryTime = 0x19;
        private const int RetryCount = 0x1B;
        private const int PppTimer = 0x1C;
        private const int PppMaximumReceive = 0x26;
        private const int UnreachableAddress = 0x28;
        private const int UnreachablePortEnd = 0x2D;
        private const int PhyConfiguration = 0x2E;
        private const int Version = 0x39;
        private const byte ChipVersion = 0x04;

        private const int PhyRuns = 0x80;
        private const int PhyModeFromRegister = 0x40;
        private const int PowerDown = 6;
        private const int AllCapable = 7;

        private readonly byte[] registers = new byte[PhyConfiguration + 1];

        // OPMDC as it was when the PHY came out of reset.
        private int phyMode;

        /// <summary>Whether a cable is plugged in.</summary>
        internal bool IsCableUp { get; set; } = true;

        internal ReadOnlySpan<byte> HardwareAddress => registers.AsSpan(SourceHardwareAddress, 6);

        internal byte SocketInterruptMask => registers[SocketMask];

        internal bool HasPhyLink => IsCableUp && (registers[PhyConfiguration] & PhyRuns) != 0 && phyMode != PowerDown;

        internal bool Is100 => phyMode is 2 or 3 or 4 or AllCapable;

        private bool IsFullDuplex => phyMode is 1 or 3 or AllCapable;

        internal static bool IsMapped(int address) => address is >= Mode and <= PhyConfiguration or Version;

        internal static bool IsWritable(int address) =>
            address is >= Mode and <= PhyConfiguration and not SocketInterrupt and not (>= UnreachableAddress and <= UnreachablePortEnd);

        internal void Reset()
        {
            Array.Clear(registers);
            BinaryPrimitives.WriteUInt16BigEndian(registers.AsSpan(RetryTime), 2000);
            registers[RetryCount] = 8;
            registers[PppTimer] = 0x28;
            BinaryPrimitives.WriteUInt16BigEndian(registers.AsSpan(PppMaximumReceive), 0xFFFF);
            registers[PhyConfiguration] = PhyRuns | (AllCapable << 3);
            phyMode = AllCapable;
        }

        internal byte Read(int address) => address switch
        {
            Version => ChipVersion,
            PhyConfiguration => (byte)(registers[address] | (HasPhyLink ? 1 | (Is100 ? 2 : 0) | (IsFullDuplex ? 4 : 0) : 0)),
            _ => registers[address],
        };

        internal void Write(int address, byte value)
        {
            switch (address)
            {
                case Interrupt:
                    registers[address] &= (byte)~value;
                    break;
                case PhyConfiguration:
                    if ((value & PhyRuns) != 0 && (registers[address] & PhyRuns) == 0)
                    {
                        phyMode = (value & PhyModeFromRegister) != 0 ? (value >> 3) & 7 : AllCapable;
                    }

                    registers[address] = (byte)(value & 0xF8);
                    break;
                default:
                    registers[address] = value;
                    break;
            }
        }
    }
}
