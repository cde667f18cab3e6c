using System;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// The registers that are written once and then stay (DS39662E chapter 6), with their values: written at the start, and
    /// read again later, as a disturbed bus or supply may change them.
    /// </summary>
    internal sealed class Enc28j60Settings
    {
        private const int Count = 33;
        private const int HashTableLength = 8;

        private readonly Enc28j60Port port;
        private readonly byte[] registers = new byte[Count];
        private readonly byte[] values = new byte[Count];
        private readonly bool fullDuplex;
        private readonly int hashTable;
        private int count;
        private int nextToCheck;

        internal Enc28j60Settings(Enc28j60Port port, byte[] hardwareAddress, bool fullDuplex, int interrupts)
        {
            this.port = port;
            this.fullDuplex = fullDuplex;

            // Registers of one bank stand together.
            Add(Enc28j60Register.Eie, interrupts);
            Add(Enc28j60Register.Econ2, Enc28j60Register.Econ2AutoIncrement);
            AddPair(Enc28j60Register.Erxst, Enc28j60Memory.ReceiveStart);
            AddPair(Enc28j60Register.Erxnd, Enc28j60Memory.ReceiveEnd);
            AddPair(Enc28j60Register.Etxst, Enc28j60Memory.TransmitStart);

            // Frames for this host, for all, or for a group of the hash table; none with a wrong check sequence (register 8-1).
            hashTable = count;
            for (int i = 0; i < HashTableLength; i++)
            {
                Add(Enc28j60Register.Eht0 + i, 0);
            }

            Add(Enc28j60Register.Erxfcon, 0xA5);

            // Receive on, and in full duplex pause frames (register 6-1); padding to 60 bytes, check sequence, check of lengths (6-2).
            Add(Enc28j60Register.Macon1, fullDuplex ? 0x0D : 0x01);
            Add(Enc28j60Register.Macon3, fullDuplex ? 0x33 : 0x32);

            // Half duplex: wait for a busy medium as long as it takes, as IEEE 802.3 has it (6-3). Gaps: section 6.5, steps 6 to 8.
            Add(Enc28j60Register.Macon4, fullDuplex ? 0x00 : 0x40);
            Add(Enc28j60Register.Mabbipg, fullDuplex ? 0x15 : 0x12);
            Add(Enc28j60Register.Maipg, 0x12);
            Add(Enc28j60Register.Maipg + 1, fullDuplex ? 0x00 : 0x0C);
            Add(Enc28j60Register.Maclcon1, 0x0F);
            Add(Enc28j60Register.Maclcon2, 0x37);
            AddPair(Enc28j60Register.Mamxfl, Enc28j60Memory.LongestFrame);

            Add(Enc28j60Register.Maadr1, hardwareAddress[0]);
            Add(Enc28j60Register.Maadr2, hardwareAddress[1]);
            Add(Enc28j60Register.Maadr3, hardwareAddress[2]);
            Add(Enc28j60Register.Maadr4, hardwareAddress[3]);
            Add(Enc28j60Register.Maadr5, hardwareAddress[4]);
            Add(Enc28j60Register.Maadr6, hardwareAddress[5]);
        }

        /// <summary>Writes all of them and reads them again.</summary>
        /// <returns>False where one has not taken its value.</returns>
        internal bool Apply()
        {
            for (int i = 0; i < count; i++)
            {
                port.Write(registers[i], values[i]);
            }

            for (int i = 0; i < count; i++)
            {
                if (port.Read(registers[i]) != values[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Reads one of them, each time the next, and twice before it is believed to be wrong.</summary>
        /// <returns>False where it has changed.</returns>
        internal bool CheckNext()
        {
            int i = nextToCheck;
            nextToCheck = i + 1 < count ? i + 1 : 0;
            return port.Read(registers[i]) == values[i] || port.Read(registers[i]) == values[i];
        }

        /// <summary>
        /// Sets the duplex mode, which the chip else takes from its LEDs, and not always rightly (DS80349 issue 16, PHY LEDs);
        /// in half duplex the PHY must not give back what it sends (DS39662E section 6.6).
        /// </summary>
        /// <returns>False where it does not take it.</returns>
        internal bool ApplyPhy()
        {
            int mode = fullDuplex ? Enc28j60Register.Phcon1FullDuplex : 0;
            return port.WritePhy(Enc28j60Register.Phcon1, mode)
                && port.WritePhy(Enc28j60Register.Phcon2, fullDuplex ? 0 : Enc28j60Register.Phcon2NoLoopback)
                && port.WritePhy(Enc28j60Register.Phie, Enc28j60Register.PhieLinkChange)
                && CheckPhy();
        }

        /// <summary>Whether it still has it; read twice before it is believed not to.</summary>
        internal bool CheckPhy()
        {
            int mode = fullDuplex ? Enc28j60Register.Phcon1FullDuplex : 0;
            return port.ReadPhy(Enc28j60Register.Phcon1) == mode || port.ReadPhy(Enc28j60Register.Phcon1) == mode;
        }

        /// <summary>Makes the hash table that of some groups.</summary>
        internal void SetGroups(byte[] addresses, int groups)
        {
            Array.Clear(values, hashTable, HashTableLength);
            for (int i = 0; i < groups; i++)
            {
                int bit = MulticastHash.Bit(addresses, i * MulticastHash.AddressLength);
                values[hashTable + (bit >> 3)] |= (byte)(1 << (bit & 7));
            }
        }

        /// <summary>Writes the hash table. The receiver must be off (DS39662E section 8).</summary>
        internal void ApplyGroups()
        {
            for (int i = hashTable; i < hashTable + HashTableLength; i++)
            {
                port.Write(registers[i], values[i]);
            }
        }

        private void AddPair(int register, int value)
        {
            Add(register, value);
            Add(register + 1, value >> 8);
        }

        private void Add(int register, int value)
        {
            registers[count] = (byte)register;
            values[count++] = (byte)value;
        }
    }
}
