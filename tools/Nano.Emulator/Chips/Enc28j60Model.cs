using Nano.Net.Link;
using static Nano.Emulator.Enc28j60Registers;

namespace Nano.Emulator
{
    /// <summary>
    /// A Microchip ENC28J60 at register level, from its data sheet (DS39662E) and its errata (DS80349C). It refuses what the
    /// chip would not do. Not modelled, and refused: DMA and checksums, pattern match and Magic Packet filters, self-test.
    /// </summary>
    public sealed partial class Enc28j60Model : ChipModel
    {
        private const int MemorySize = 0x2000;
        private const int AddressMask = MemorySize - 1;

        /// <summary>Microseconds: the oscillator's start (section 2.2), and what it takes where CLKRDY lies (DS80349 issue 2).</summary>
        private const int StartTime = 300;
        private const int StartTimeAfterInstruction = 1000;

        private readonly Enc28j60ModelOptions options;
        private readonly Enc28j60Registers registers = new();
        private readonly byte[] memory = new byte[MemorySize];

        /// <summary>Of the transaction: what its first byte said, and how many have come.</summary>
        private int operation;
        private int argument;
        private int position;

        private long readyAt;
        private bool clockReadyLies;
        private byte latchedReadPointer;

        /// <summary>Puts a chip on a wire.</summary>
        /// <param name="wire">Its Ethernet side: a port of a virtual wire, a TAP device. The model takes its frames; it remains the caller's to dispose.</param>
        /// <param name="options">What it is to be like.</param>
        public Enc28j60Model(ILinkDevice wire, Enc28j60ModelOptions? options = null)
            : base(wire, options ?? new Enc28j60ModelOptions())
        {
            this.options = options ?? new Enc28j60ModelOptions();
            finishTransmission = FinishTransmission;
            transmitted = new ScheduledEvent(() => RunLocked(finishTransmission));
            PowerOn();
            Start();
        }

        private enum Operation
        {
            ReadControl,
            ReadBuffer,
            WriteControl,
            WriteBuffer,
            SetField,
            ClearField,
            Undefined,
            Reset,
        }

        /// <inheritdoc/>
        private protected override bool InterruptPin
        {
            get
            {
                byte enabled = registers[Eie];
                return (enabled & EieEnable) != 0 && (enabled & Flags(isReliable: true) & ~EieEnable) != 0;
            }
        }

        private bool Has(Enc28j60Errata issue) => (options.Errata & issue) != 0;

        private bool IsReady => Microseconds >= readyAt;

        private int Bank => registers[Econ1] & 3;

        /// <inheritdoc/>
        private protected override void PowerOn()
        {
            for (int i = 0; i < memory.Length; i++)
            {
                memory[i] = (byte)Random.NextUInt64();
            }

            HardwareReset();
        }

        /// <inheritdoc/>
        private protected override void HardwareReset()
        {
            ResetAll();
            readyAt = Microseconds + StartTime;
            clockReadyLies = false;
        }

        /// <inheritdoc/>
        private protected override void Select() => position = 0;

        /// <inheritdoc/>
        private protected override void Deselect()
        {
            if (operation == (int)Operation.Reset)
            {
                InstructedReset();
            }

            operation = (int)Operation.Undefined;
        }

        /// <inheritdoc/>
        private protected override byte Clock(byte value)
        {
            if (position++ == 0)
            {
                Decode(value);
                return 0;
            }

            int register = Find(Bank, argument);
            switch ((Operation)operation)
            {
                case Operation.ReadControl:
                    return ReadControl(register);

                case Operation.ReadBuffer:
                    return ReadMemory();

                case Operation.WriteBuffer:
                    WriteMemory(value);
                    return 0;

                case Operation.WriteControl or Operation.SetField or Operation.ClearField when position > 2:
                    Refuse($"{Name(register)} is written with more than one byte in a transaction; chip select must rise after the first");
                    return 0;

                case Operation.WriteControl:
                    WriteControl(register, value);
                    return 0;

                case Operation.SetField:
                case Operation.ClearField:
                    ChangeField(register, value);
                    return 0;

                default:
                    return 0;
            }
        }

        private void ResetAll()
        {
            registers.Reset();
            registers[Erevid] = (byte)options.Revision;
            registers.SetPair(Erxwrpt, Has(Enc28j60Errata.ReceiveStart) ? 0 : registers.Pair(Erxst));
            operation = (int)Operation.Undefined;
            ResetTransmitter();
            ResetPhy();
        }

        private void InstructedReset()
        {
            if (Has(Enc28j60Errata.ResetInPowerSave) && (registers[Econ2] & PowerSave) != 0)
            {
                return;
            }

            ResetAll();
            clockReadyLies = Has(Enc28j60Errata.ClockReady);
            readyAt = Microseconds + (clockReadyLies ? StartTimeAfterInstruction : StartTime);
        }

        private void Decode(byte value)
        {
            operation = value >> 5;
            argument = value & 0x1F;
            bool isRight = (Operation)operation switch
            {
                Operation.ReadBuffer or Operation.WriteBuffer => argument == 0x1A,
                Operation.Reset => argument == 0x1F,
                Operation.Undefined => false,
                _ => true,
            };
            if (!isRight)
            {
                operation = (int)Operation.Undefined;
                Refuse($"{value:X2}h is no instruction");
            }
        }

        private byte ReadControl(int register)
        {
            if (!Exists(register))
            {
                Refuse($"{Name(register)} is not implemented, and was read");
                return 0;
            }

            if (!IsMacOrMii(register))
            {
                return register switch
                {
                    Eir => Flags(isReliable: !Has(Enc28j60Errata.PacketFlag)),
                    Estat => (byte)((registers[Estat] & ~1) | (IsReady || clockReadyLies ? 1 : 0) | (InterruptPin ? 0x80 : 0)),
                    _ => registers[register],
                };
            }

            // The first byte is a dummy (figure 4-4).
            return position == 2 ? (byte)0x5A : CheckReady(register) ? ReadMacOrMii(register) : (byte)0;
        }

        private bool CheckReady(int register)
        {
            if (!IsReady)
            {
                Refuse($"{Name(register)} was used {readyAt - Microseconds} µs before the chip is ready");
            }

            return IsReady;
        }

        private void WriteControl(int register, byte value)
        {
            if (!CheckWritable(register, value) || (IsMacOrMii(register) && !CheckReady(register)))
            {
                return;
            }

            Store(register, value);
        }

        private void ChangeField(int register, byte bits)
        {
            if (!CheckWritable(register, bits))
            {
                return;
            }

            if (IsMacOrMii(register))
            {
                Refuse($"{Name(register)} is a MAC or MII register and knows no bit field instruction; write all of it");
                return;
            }

            bool set = operation == (int)Operation.SetField;
            if (register == Eir && set)
            {
                Refuse("flags in EIR can be cleared but not set");
                return;
            }

            Store(register, (byte)(set ? registers[register] | bits : registers[register] & ~bits));
        }

        private bool CheckWritable(int register, byte value)
        {
            if (!Exists(register))
            {
                Refuse($"{Name(register)} is not implemented, and was written");
                return false;
            }

            byte writable = Writable(register);
            if (writable == 0)
            {
                Refuse($"{Name(register)} can only be read");
            }
            else if ((value & ~writable) != 0)
            {
                Refuse($"{value:X2}h is not for {Name(register)}, which has the bits {writable:X2}h only");
            }

            return writable != 0;
        }

        /// <summary>Writes a register, with what comes of it.</summary>
        private void Store(int register, byte value)
        {
            value &= Writable(register);
            switch (register)
            {
                case Econ1:
                    StoreControl1(value);
                    return;

                case Econ2:
                    registers[Econ2] = (byte)(value & ~PacketDecrement);
                    if ((value & PacketDecrement) != 0)
                    {
                        DecrementPacketCounter();
                    }

                    return;

                case Eir:
                    registers[Eir] &= value;
                    return;

                case Erxst or Erxst + 1 or Erxnd or Erxnd + 1:
                    CheckReceiverIsOff(register);
                    registers[register] = value;
                    registers.SetPair(Erxwrpt, Has(Enc28j60Errata.ReceiveStart) ? 0 : registers.Pair(Erxst));
                    return;

                // The low byte takes effect with the high byte (section 7.2.4).
                case Erxrdpt:
                    latchedReadPointer = value;
                    return;

                case Erxrdpt + 1:
                    registers[Erxrdpt] = latchedReadPointer;
                    break;

                case >= Eht0 and < Epmo or Erxfcon:
                    CheckReceiverIsOff(register);
                    break;

                case Etxst or Etxst + 1 or Etxnd or Etxnd + 1:
                    CheckTransmitterIsOff(register);
                    break;

                default:
                    if (IsMacOrMii(register))
                    {
                        StoreMacOrMii(register, value);
                        return;
                    }

                    break;
            }

            registers[register] = value;
        }

        private void StoreControl1(byte value)
        {
            byte before = registers[Econ1];
            int raised = value & ~before;
            int lowered = before & ~value;
            registers[Econ1] = value;
            if ((raised & (DmaStart | ChecksumEnable)) != 0)
            {
                registers[Econ1] &= unchecked((byte)~(DmaStart | ChecksumEnable));
                Refuse("DMA is not modelled");
            }

            if ((raised & TransmitReset) != 0)
            {
                ResetTransmitter();
            }

            if ((lowered & TransmitReset) != 0 && Has(Enc28j60Errata.TransmitStall))
            {
                // Issue 12 as well: the end of the reset may set the flag.
                registers[Eir] |= TransmitErrorFlag;
            }

            if ((value & ReceiveReset) != 0)
            {
                registers[Econ1] &= unchecked((byte)~ReceiveEnable);
            }
            else if ((raised & ReceiveEnable) != 0)
            {
                CheckReceiverIsSetUp();
            }

            if ((raised & TransmitRequest) != 0)
            {
                BeginTransmission();
            }
            else if ((lowered & TransmitRequest) != 0)
            {
                ResetTransmitter();
            }
        }

        private byte ReadMemory()
        {
            int address = registers.Pair(Erdpt);
            byte value = memory[address];
            if ((registers[Econ2] & AutoIncrement) != 0)
            {
                registers.SetPair(Erdpt, address == registers.Pair(Erxnd) ? registers.Pair(Erxst) : (address + 1) & AddressMask);
            }

            return value;
        }

        private void WriteMemory(byte value)
        {
            int address = registers.Pair(Ewrpt);
            if ((registers[Econ1] & TransmitRequest) != 0 && address >= registers.Pair(Etxst) && address <= registers.Pair(Etxnd) + StatusVectorLength)
            {
                Refuse($"{address:X4}h was written while the frame there goes out");
            }
            else if ((registers[Econ1] & ReceiveEnable) != 0 && address >= registers.Pair(Erxst) && address <= registers.Pair(Erxnd))
            {
                Refuse($"{address:X4}h was written, which is in the receive ring");
            }

            memory[address] = value;
            if ((registers[Econ2] & AutoIncrement) != 0)
            {
                registers.SetPair(Ewrpt, (address + 1) & AddressMask);
            }
        }
    }
}
