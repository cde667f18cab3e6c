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
        private const int BufferArgument = 0x1A;
        private const int ResetArgument = 0x1F;
        private const byte Dummy = 0x5A;
        private const int FastestBus = 20_000_000;

        /// <summary>Nanoseconds: the oscillator's start (section 2.2), and what it takes where CLKRDY lies (DS80349 issue 2).</summary>
        private const int StartTime = 300_000;
        private const int StartTimeAfterInstruction = 1_000_000;

        private readonly Enc28j60ModelOptions options;
        private readonly Enc28j60Registers registers = new();
        private readonly byte[] memory = new byte[MemorySize];
        private readonly RandomSource random;
        private readonly Scheduler scheduler;
        private bool isHeldInReset;
        private bool hasLostPower;
        private long waited;
        private long readyAt;
        private bool clockReadyLies;
        private byte latchedReadPointer;

        /// <summary>Puts a chip onto a wire.</summary>
        /// <param name="ethernet">Its Ethernet side: a port of a virtual wire or a TAP device. Not disposed of.</param>
        /// <param name="scheduler">Whose clock it runs by; that of the wire, if that is virtual.</param>
        /// <param name="options">What it is to be like.</param>
        public Enc28j60Model(ILinkDevice ethernet, Scheduler scheduler, Enc28j60ModelOptions? options = null)
            : base(ethernet, scheduler, (options ??= new Enc28j60ModelOptions()).Seed)
        {
            this.options = options;
            this.scheduler = scheduler;
            random = new RandomSource(options.Seed, 1);
            transmitted = new ScheduledEvent(OnTransmitted);
            lock (Gate)
            {
                PowerOn();
            }

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
        protected override int WireSpeed => 10_000_000;

        /// <inheritdoc/>
        protected override bool IsInterruptAsserted
        {
            get
            {
                UpdateLink();
                byte enabled = registers[Eie];
                return !isHeldInReset && (enabled & EieEnable) != 0 && (enabled & Flags(isReliable: true) & ~EieEnable) != 0;
            }
        }

        /// <summary>The time, in nanoseconds, as the chip has seen it pass.</summary>
        private long Time => Now + waited;

        private bool Has(Enc28j60Errata issue) => (options.Errata & issue) != 0;

        private bool IsReady => Time >= readyAt;

        private int Bank => registers[Econ1] & 3;

        /// <summary>Takes the supply from the chip for a moment: it forgets everything.</summary>
        public void PowerCycle()
        {
            lock (Gate)
            {
                PowerOn();
                hasLostPower = true;
            }

            NotifyInterrupt();
        }

        /// <summary>Lets time pass for the chip alone, so that a driver in virtual time can wait for it.</summary>
        /// <param name="milliseconds">How much.</param>
        public void Wait(int milliseconds)
        {
            lock (Gate)
            {
                waited += milliseconds * 1_000_000L;
            }
        }

        /// <inheritdoc/>
        protected override void OnResetLine(bool asserted)
        {
            isHeldInReset = asserted;
            hasLostPower = false;
            Reset();
        }

        /// <inheritdoc/>
        protected override void Transact(ReadOnlySpan<byte> sent, Span<byte> received)
        {
            if (isHeldInReset)
            {
                return;
            }

            if (BusFrequency > FastestBus)
            {
                Deny($"the bus runs at {BusFrequency} Hz; it should be at {FastestBus} at most");
            }

            UpdateLink();
            if (isTransmitting && Time >= transmittedAt)
            {
                scheduler.Cancel(transmitted);
                FinishTransmission();
            }

            int instruction = sent[0];
            int argument = instruction & 0x1F;
            int register = Find(Bank, argument);
            switch ((Operation)(instruction >> 5))
            {
                case Operation.ReadControl:
                    ReadControl(register, received);
                    break;

                case Operation.ReadBuffer when argument == BufferArgument:
                    for (int i = 1; i < received.Length; i++)
                    {
                        received[i] = ReadMemory();
                    }

                    break;

                case Operation.WriteBuffer when argument == BufferArgument:
                    for (int i = 1; i < sent.Length; i++)
                    {
                        WriteMemory(sent[i]);
                    }

                    break;

                case Operation.WriteControl when sent.Length == 2:
                    WriteControl(register, sent[1]);
                    break;

                case Operation.SetField when sent.Length == 2:
                    ChangeField(register, sent[1], true);
                    break;

                case Operation.ClearField when sent.Length == 2:
                    ChangeField(register, sent[1], false);
                    break;

                case Operation.Reset when argument == ResetArgument:
                    InstructedReset();
                    break;

                case Operation.WriteControl or Operation.SetField or Operation.ClearField:
                    Deny($"{Name(register)} is written with {sent.Length - 1} bytes in a transaction; it should be one");
                    break;

                default:
                    Deny($"{instruction:X2}h is no instruction");
                    break;
            }
        }

        /// <summary>Refuses what a driver should not do; but one that cannot know yet that the chip has lost its supply is forgiven until it resets it.</summary>
        private void Deny(string what)
        {
            if (!hasLostPower)
            {
                Refuse(what);
            }
        }

        private void PowerOn()
        {
            for (int i = 0; i < memory.Length; i++)
            {
                memory[i] = (byte)random.NextUInt64();
            }

            Reset();
        }

        private void Reset()
        {
            ResetAll();
            readyAt = Time + StartTime;
            clockReadyLies = false;
        }

        private void ResetAll()
        {
            registers.Reset();
            registers[Erevid] = (byte)options.Revision;
            registers.SetPair(Erxwrpt, Has(Enc28j60Errata.ReceiveStart) ? 0 : registers.Pair(Erxst));
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
            hasLostPower = false;
            clockReadyLies = Has(Enc28j60Errata.ClockReady);
            readyAt = Time + (clockReadyLies ? StartTimeAfterInstruction : StartTime);
        }

        private void ReadControl(int register, Span<byte> received)
        {
            if (!Exists(register))
            {
                Deny($"{Name(register)} is not implemented, and was read");
            }
            else if (!IsMacOrMii(register))
            {
                received[1..].Fill(register switch
                {
                    Eir => Flags(isReliable: !Has(Enc28j60Errata.PacketFlag)),
                    Estat => (byte)((registers[Estat] & ~1) | (IsReady || clockReadyLies ? 1 : 0) | (IsInterruptAsserted ? 0x80 : 0)),
                    _ => registers[register],
                });
            }
            else if (received.Length > 1)
            {
                // A dummy comes first (figure 4-4).
                received[1] = Dummy;
                if (received.Length > 2 && CheckReady(register))
                {
                    received[2..].Fill(ReadMacOrMii(register));
                }
            }
        }

        private bool CheckReady(int register)
        {
            if (!IsReady)
            {
                Deny($"{Name(register)} was used {(readyAt - Time) / 1000} µs before the chip is ready");
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

        private void ChangeField(int register, byte bits, bool set)
        {
            if (!CheckWritable(register, bits))
            {
                return;
            }

            if (IsMacOrMii(register))
            {
                Deny($"{Name(register)} is a MAC or MII register and knows no bit field instruction; write all of it");
                return;
            }

            if (register == Eir && set)
            {
                Deny("flags in EIR can be cleared but not set");
                return;
            }

            Store(register, (byte)(set ? registers[register] | bits : registers[register] & ~bits));
        }

        private bool CheckWritable(int register, byte value)
        {
            if (!Exists(register))
            {
                Deny($"{Name(register)} is not implemented, and was written");
                return false;
            }

            byte writable = Writable(register);
            if (writable == 0)
            {
                Deny($"{Name(register)} can only be read");
            }
            else if ((value & ~writable) != 0)
            {
                Deny($"{value:X2}h is not for {Name(register)}, which has the bits {writable:X2}h only");
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
                Deny("DMA is not modelled");
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
                Deny($"{address:X4}h was written while the frame there goes out");
            }
            else if ((registers[Econ1] & ReceiveEnable) != 0 && address >= registers.Pair(Erxst) && address <= registers.Pair(Erxnd))
            {
                Deny($"{address:X4}h was written, which is in the receive ring");
            }

            memory[address] = value;
            if ((registers[Econ2] & AutoIncrement) != 0)
            {
                registers.SetPair(Ewrpt, (address + 1) & AddressMask);
            }
        }
    }
}
