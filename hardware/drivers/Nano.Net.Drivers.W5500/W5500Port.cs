namespace Nano.Net.Drivers
{
    /// <summary>The chip's SPI transactions (data sheet section 2): address, control byte, data.</summary>
    internal sealed class W5500Port
    {
        /// <summary>Index in <see cref="scratch"/> of the first byte of data; the header goes in front.</summary>
        internal const int First = W5500Registers.HeaderLength;

        /// <summary>For registers that are read or written; of its owner only until the next call.</summary>
        internal readonly byte[] scratch = new byte[First + W5500Registers.PhyConfiguration + 1];

        private readonly ISpiBus bus;
        private readonly byte[] header = new byte[W5500Registers.HeaderLength];

        internal W5500Port(ISpiBus bus)
        {
            this.bus = bus;
        }

        /// <summary>Reads; the three bytes in front of where the data goes are overwritten.</summary>
        internal void Read(int control, int address, byte[] buffer, int offset, int length)
        {
            byte[] h = header;
            h[0] = (byte)(address >> 8);
            h[1] = (byte)address;
            h[2] = (byte)control;
            bus.Transfer(h, 0, W5500Registers.HeaderLength, buffer, offset - W5500Registers.HeaderLength, length + W5500Registers.HeaderLength);
        }

        /// <summary>Reads registers into <see cref="scratch"/>.</summary>
        internal void Read(int control, int address, int length)
        {
            Read(control, address, scratch, First, length);
        }

        /// <summary>Writes; the three bytes in front of the data are overwritten.</summary>
        internal void Write(int control, int address, byte[] buffer, int offset, int length)
        {
            offset -= W5500Registers.HeaderLength;
            buffer[offset] = (byte)(address >> 8);
            buffer[offset + 1] = (byte)address;
            buffer[offset + 2] = (byte)control;
            bus.Write(buffer, offset, length + W5500Registers.HeaderLength);
        }

        /// <summary>Writes a register of 8 bits.</summary>
        internal void Write8(int control, int address, int value)
        {
            scratch[First] = (byte)value;
            Write(control, address, scratch, First, 1);
        }

        /// <summary>Writes a register of 16 bits, or two of 8 bits that follow one another.</summary>
        internal void Write16(int control, int address, int value)
        {
            scratch[First] = (byte)(value >> 8);
            scratch[First + 1] = (byte)value;
            Write(control, address, scratch, First, 2);
        }
    }
}
