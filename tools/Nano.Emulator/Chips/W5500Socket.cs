using System.Buffers.Binary;

namespace Nano.Emulator
{
    /// <summary>The registers of one socket of a W5500 (data sheet, section 4.2).</summary>
    internal sealed class W5500Socket
    {
        internal const int Mode = 0x00;
        internal const int Command = 0x01;

        internal const byte OpenCommand = 0x01;
        internal const byte CloseCommand = 0x10;
        internal const byte SendCommand = 0x20;
        internal const byte ReceiveCommand = 0x40;

        /// <summary>Sn_IR: a frame was received.</summary>
        internal const byte Received = 0x04;

        /// <summary>Sn_IR: a frame was sent.</summary>
        internal const byte SendOk = 0x10;

        /// <summary>Sn_SR: open in MACRAW mode.</summary>
        internal const byte StatusMacRaw = 0x42;

        private const int InterruptRegister = 0x02;
        private const int StatusRegister = 0x03;
        private const int DestinationHardwareAddress = 0x06;
        private const int TypeOfService = 0x15;
        private const int TimeToLive = 0x16;
        private const int ReceiveBufferSize = 0x1E;
        private const int TransmitBufferSize = 0x1F;
        private const int TransmitFreeSize = 0x20;
        private const int TransmitReadPointer = 0x22;
        private const int TransmitWritePointer = 0x24;
        private const int ReceivedSize = 0x26;
        private const int ReceiveReadPointer = 0x28;
        private const int ReceiveWritePointer = 0x2A;
        private const int InterruptMask = 0x2C;
        private const int FragmentOffset = 0x2D;
        private const int KeepAlive = 0x2F;

        private const int MacRaw = 0x04;
        private const int MacFilter = 0x80;
        private const int BroadcastBlock = 0x40;
        private const int MulticastBlock = 0x20;
        private const int Ipv6Block = 0x10;

        private readonly byte[] registers = new byte[KeepAlive + 1];

        internal byte Status
        {
            get => registers[StatusRegister];
            private set => registers[StatusRegister] = value;
        }

        internal byte Interrupt => registers[InterruptRegister];

        internal bool IsMacRawMode => (registers[Mode] & 0x0F) == MacRaw;

        internal int ReceiveSize => registers[ReceiveBufferSize] * 1024;

        internal int TransmitSize => registers[TransmitBufferSize] * 1024;

        internal ushort TransmitRead { get => Get(TransmitReadPointer); set => Set(TransmitReadPointer, value); }

        internal ushort TransmitWrite { get => Get(TransmitWritePointer); set => Set(TransmitWritePointer, value); }

        internal ushort ReceiveRead { get => Get(ReceiveReadPointer); set => Set(ReceiveReadPointer, value); }

        internal ushort ReceiveWrite { get => Get(ReceiveWritePointer); set => Set(ReceiveWritePointer, value); }

        /// <summary>Sn_RX_RD as it was at the last RECV: what is behind it is free.</summary>
        internal ushort ReceiveDone { get; set; }

        internal int ReceiveUsed => (ushort)(ReceiveWrite - ReceiveDone);

        internal static bool IsMapped(int address) =>
            address is >= Mode and <= 0x13 or TypeOfService or TimeToLive or >= ReceiveBufferSize and <= KeepAlive;

        internal static bool IsWritable(int address) =>
            IsMapped(address) && address is not StatusRegister and not (>= TransmitFreeSize and < TransmitWritePointer)
            and not (ReceivedSize or ReceivedSize + 1) and not (ReceiveWritePointer or ReceiveWritePointer + 1);

        internal static bool IsRingSize(int address) => address is ReceiveBufferSize or TransmitBufferSize;

        internal void Reset()
        {
            Array.Clear(registers);
            registers.AsSpan(DestinationHardwareAddress, 6).Fill(0xFF);
            registers[TimeToLive] = 0x80;
            registers[ReceiveBufferSize] = 2;
            registers[TransmitBufferSize] = 2;
            registers[InterruptMask] = 0xFF;
            registers[FragmentOffset] = 0x40;
            ReceiveDone = 0;
        }

        internal void Open(ushort pointer)
        {
            TransmitRead = TransmitWrite = pointer;
            ReceiveRead = ReceiveWrite = ReceiveDone = pointer;
            Status = StatusMacRaw;
        }

        internal void Close() => Status = 0;

        /// <summary>Notes an interrupt, if it is unmasked (Sn_IMR).</summary>
        internal void Raise(byte interrupt) => registers[InterruptRegister] |= (byte)(interrupt & registers[InterruptMask]);

        internal byte Read(int address)
        {
            int pair = address & ~1;
            int value = pair switch
            {
                TransmitFreeSize => TransmitSize - (ushort)(TransmitWrite - TransmitRead),
                ReceivedSize => ReceiveUsed,
                _ => Get(pair),
            };
            return (byte)(address == pair ? value >> 8 : value);
        }

        internal void Write(int address, byte value)
        {
            if (address == InterruptRegister)
            {
                registers[address] &= (byte)~value;
            }
            else
            {
                registers[address] = value;
            }
        }

        /// <summary>Whether the filter lets a frame pass (Sn_MR: MFEN, BCASTB, MMB, MIP6B).</summary>
        internal bool Passes(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> hardwareAddress)
        {
            int mode = registers[Mode];
            ReadOnlySpan<byte> destination = frame[..6];
            if ((mode & Ipv6Block) != 0 && frame[12] == 0x86 && frame[13] == 0xDD)
            {
                return false;
            }

            if ((destination[0] & 1) == 0)
            {
                return (mode & MacFilter) == 0 || destination.SequenceEqual(hardwareAddress);
            }

            bool isBroadcast = destination.IndexOfAnyExcept((byte)0xFF) < 0;
            return (mode & (isBroadcast ? BroadcastBlock : MulticastBlock)) == 0;
        }

        private ushort Get(int address) => BinaryPrimitives.ReadUInt16BigEndian(registers.AsSpan(address));

        private void Set(int address, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(registers.AsSpan(address), value);
    }
}
