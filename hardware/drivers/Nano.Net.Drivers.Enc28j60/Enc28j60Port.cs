namespace Nano.Net.Drivers
{
    /// <summary>
    /// The chip's SPI instructions (DS39662E section 4.2), each a transaction of its own, and what of the chip's state they
    /// depend on: the bank that is selected and where the read pointer stands.
    /// </summary>
    internal sealed class Enc28j60Port
    {
        /// <summary>Opcode and constant argument of the instructions that move buffer memory.</summary>
        internal const byte ReadBuffer = 0x3A;
        internal const byte WriteBuffer = 0x7A;

        /// <summary>What <see cref="readPointer"/> is while nobody knows.</summary>
        internal const int Unknown = int.MinValue / 2;

        private const int WriteControl = 0x40;
        private const int SetField = 0x80;
        private const int ClearField = 0xA0;
        private const int SystemReset = 0xFF;

        // An MII operation takes 10.24 us (DS39662E section 3.3): less than three looks at MISTAT, at 20 MHz.
        private const int MiiTries = 100;

        /// <summary>The bank that is selected.</summary>
        internal int bank;

        /// <summary>Where ERDPT stands, or <see cref="Unknown"/>.</summary>
        internal int readPointer;

        private readonly ISpiBus bus;
        private readonly byte[] instruction = new byte[3];

        internal Enc28j60Port(ISpiBus bus)
        {
            this.bus = bus;
        }

        /// <summary>Resets the chip by instruction, which leaves bank 0 selected.</summary>
        internal void Reset()
        {
            instruction[0] = SystemReset;
            bus.Write(instruction, 0, 1);
            Forget();
        }

        /// <summary>The chip has been reset.</summary>
        internal void Forget()
        {
            bank = 0;
            readPointer = Unknown;
        }

        internal int Read(int register)
        {
            Select(register);
            instruction[0] = (byte)(register & Enc28j60Register.AddressMask);
            int length = (register & Enc28j60Register.MacOrMii) != 0 ? 3 : 2;
            bus.Transfer(instruction, 0, 1, instruction, 0, length);
            return instruction[length - 1];
        }

        internal int ReadPair(int register)
        {
            int low = Read(register);
            return low | (Read(register + 1) << 8);
        }

        internal void Write(int register, int value)
        {
            Select(register);
            Instruct(WriteControl | (register & Enc28j60Register.AddressMask), value);
        }

        /// <summary>Writes the low byte, then the high byte: with the latter ERXRDPT and MIWR take effect.</summary>
        internal void WritePair(int register, int value)
        {
            Write(register, value);
            Write(register + 1, value >> 8);
        }

        internal void SetBits(int register, int bits)
        {
            Select(register);
            Instruct(SetField | (register & Enc28j60Register.AddressMask), bits);
        }

        internal void ClearBits(int register, int bits)
        {
            Select(register);
            Instruct(ClearField | (register & Enc28j60Register.AddressMask), bits);
        }

        internal void SetReadPointer(int address)
        {
            WritePair(Enc28j60Register.Erdpt, address);
            readPointer = address;
        }

        /// <summary>
        /// Reads buffer memory from the read pointer on. Where that stands then is the caller's to say, who may know of the ring
        /// that it wraps in: until then it is unknown. The byte in front is overwritten by the opcode, and then by what came in meanwhile.
        /// </summary>
        internal void ReadMemory(byte[] buffer, int offset, int length)
        {
            readPointer = Unknown;
            buffer[offset - 1] = ReadBuffer;
            bus.Transfer(buffer, offset - 1, 1, buffer, offset - 1, 1 + length);
        }

        /// <summary>Writes buffer memory from the write pointer on. The byte in front is overwritten by the opcode.</summary>
        internal void WriteMemory(byte[] buffer, int offset, int length)
        {
            buffer[offset - 1] = WriteBuffer;
            bus.Write(buffer, offset - 1, 1 + length);
        }

        /// <summary>Reads a PHY register (DS39662E section 3.3.1).</summary>
        /// <returns>Its 16 bits, or -1 where the MII stays busy.</returns>
        internal int ReadPhy(int register)
        {
            Write(Enc28j60Register.Miregadr, register);
            Write(Enc28j60Register.Micmd, Enc28j60Register.MicmdRead);
            bool done = WaitForMii();
            Write(Enc28j60Register.Micmd, 0);
            return done ? ReadPair(Enc28j60Register.Mird) : -1;
        }

        /// <summary>Writes a PHY register (DS39662E section 3.3.2).</summary>
        /// <returns>False where the MII stays busy.</returns>
        internal bool WritePhy(int register, int value)
        {
            Write(Enc28j60Register.Miregadr, register);
            WritePair(Enc28j60Register.Miwr, value);
            return WaitForMii();
        }

        private bool WaitForMii()
        {
            for (int i = 0; i < MiiTries; i++)
            {
                if ((Read(Enc28j60Register.Mistat) & Enc28j60Register.MistatBusy) == 0)
                {
                    return true;
                }
            }

            return false;
        }

        private void Select(int register)
        {
            if ((register & Enc28j60Register.AddressMask) >= Enc28j60Register.Eie)
            {
                return;
            }

            int wanted = (register >> Enc28j60Register.BankShift) & Enc28j60Register.BankMask;
            int clear = bank & ~wanted;
            int set = wanted & ~bank;
            bank = wanted;
            if (clear != 0)
            {
                Instruct(ClearField | Enc28j60Register.Econ1, clear);
            }

            if (set != 0)
            {
                Instruct(SetField | Enc28j60Register.Econ1, set);
            }
        }

        private void Instruct(int operation, int argument)
        {
            instruction[0] = (byte)operation;
            instruction[1] = (byte)argument;
            bus.Write(instruction, 0, 2);
        }
    }
}
