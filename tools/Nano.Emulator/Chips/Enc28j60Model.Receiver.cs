using System.Buffers.Binary;
using static Nano.Emulator.Enc28j60Registers;

namespace Nano.Emulator
{
    /// <content>The receiver: filters (chapter 8) and the ring (section 7.2).</content>
    public sealed partial class Enc28j60Model
    {
        private const int EieEnable = 0x80;
        private const int PacketFlag = 0x40;
        private const int LinkFlag = 0x10;
        private const int TransmitFlag = 0x08;
        private const int TransmitErrorFlag = 0x02;
        private const int ReceiveErrorFlag = 0x01;
        private const int AutoIncrement = 0x80;
        private const int PacketDecrement = 0x40;
        private const int PowerSave = 0x20;
        private const int TransmitReset = 0x80;
        private const int ReceiveReset = 0x40;
        private const int DmaStart = 0x20;
        private const int ChecksumEnable = 0x10;
        private const int TransmitRequest = 0x08;
        private const int ReceiveEnable = 0x04;

        // ERXFCON.
        private const int UnicastFilter = 0x80;
        private const int AndFilters = 0x40;
        private const int PatternOrMagicFilter = 0x18;
        private const int HashFilter = 0x04;
        private const int MulticastFilter = 0x02;
        private const int BroadcastFilter = 0x01;

        private const int HeaderLength = 6;
        private const int CheckLength = 4;
        private const int MostPackets = 255;

        private readonly byte[] arriving = new byte[4096];

        /// <summary>Where the chip writes the next frame: ERXWRPT.</summary>
        public int ReceiveWritePointer => registers.Pair(Erxwrpt);

        /// <summary>Frames that the chip counts as waiting: EPKTCNT.</summary>
        public int PacketCount => registers[Epktcnt];

        /// <summary>Overwrites a byte of buffer memory, as a fault would.</summary>
        /// <param name="address">0 to 8,191.</param>
        /// <param name="value">What it becomes.</param>
        public void Corrupt(int address, byte value)
        {
            lock (Gate)
            {
                memory[address] = value;
            }
        }

        /// <summary>Which of the 64 bits of the hash table stands for an address (section 8.4).</summary>
        /// <param name="address">6 bytes.</param>
        public static int HashOf(ReadOnlySpan<byte> address) => (int)(FrameCheck(address) >> 23) & 0x3F;

        /// <inheritdoc/>
        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            UpdateLink();
            if ((registers[Econ1] & (ReceiveEnable | ReceiveReset)) != ReceiveEnable || !isLinkUp || isHeldInReset)
            {
                return;
            }

            int count = frame.Length + CheckLength;
            if (count > registers.Pair(Mamxfl))
            {
                return;
            }

            if (!Passes(frame))
            {
                FramesFiltered++;
                return;
            }

            int size = HeaderLength + count + (count & 1);
            if (size > FreeSpace() || registers[Epktcnt] == MostPackets)
            {
                FramesDropped++;
                registers[Eir] |= ReceiveErrorFlag;
                return;
            }

            Deposit(frame, count, size);
        }

        /// <summary>The register of a CRC-32 after some bytes, most significant bit first, begun with all ones and not inverted.</summary>
        private static uint FrameCheck(ReadOnlySpan<byte> bytes)
        {
            uint crc = uint.MaxValue;
            foreach (byte value in bytes)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    bool feedBack = (crc >> 31 ^ (uint)(value >> bit & 1)) != 0;
                    crc = crc << 1 ^ (feedBack ? 0x04C11DB7u : 0);
                }
            }

            return crc;
        }

        private byte Flags(bool isReliable) =>
            (byte)(registers[Eir] | (isReliable && registers[Epktcnt] > 0 ? PacketFlag : 0) | (isLinkFlagSet ? LinkFlag : 0));

        private void Deposit(ReadOnlySpan<byte> frame, int count, int size)
        {
            int start = registers.Pair(Erxwrpt);
            int next = Ahead(start, size);
            Span<byte> packet = arriving.AsSpan(0, size);
            packet.Clear();
            frame.CopyTo(packet[HeaderLength..]);
            BinaryPrimitives.WriteUInt16LittleEndian(packet, (ushort)next);
            BinaryPrimitives.WriteUInt16LittleEndian(packet[2..], (ushort)count);
            bool isBroadcast = IsBroadcast(frame);
            int type = BinaryPrimitives.ReadUInt16BigEndian(packet[(HeaderLength + 12)..]);
            packet[4] = (byte)(0x80 | (type > 1500 ? 0x40 : 0));
            packet[5] = (byte)(isBroadcast ? 0x02 : (frame[0] & 1) != 0 ? 0x01 : 0);
            WriteFrameCheck(packet.Slice(HeaderLength, count), frame.Length);
            if (Has(Enc28j60Errata.EvenReadPointer) && (registers[Erxrdpt] & 1) == 0)
            {
                for (int i = 0; i < HeaderLength; i++)
                {
                    packet[i] = (byte)random.NextUInt64();
                }
            }

            for (int i = 0; i < size; i++)
            {
                memory[Ahead(start, i)] = packet[i];
            }

            registers.SetPair(Erxwrpt, next);
            registers[Epktcnt]++;
            FramesReceived++;
        }

        private static void WriteFrameCheck(Span<byte> frame, int length)
        {
            uint crc = ~FrameCheck(frame[..length]);

            // On the wire the highest coefficient goes first, which is the lowest bit of a byte.
            for (int i = 0; i < CheckLength; i++)
            {
                byte value = 0;
                for (int bit = 0; bit < 8; bit++)
                {
                    value |= (byte)((crc >> (31 - i * 8 - bit) & 1) << bit);
                }

                frame[length + i] = value;
            }
        }

        private static bool IsBroadcast(ReadOnlySpan<byte> frame) => frame[..6].IndexOfAnyExcept((byte)0xFF) < 0;

        private bool Passes(ReadOnlySpan<byte> frame)
        {
            int filters = registers[Erxfcon];
            int active = filters & (UnicastFilter | HashFilter | MulticastFilter | BroadcastFilter);
            if (active == 0)
            {
                return true;
            }

            ReadOnlySpan<byte> destination = frame[..6];
            int met = 0;
            if ((active & UnicastFilter) != 0 && IsOwn(destination))
            {
                met |= UnicastFilter;
            }

            if ((active & HashFilter) != 0)
            {
                int bit = HashOf(destination);
                met |= (registers[Eht0 + bit / 8] >> bit % 8 & 1) != 0 ? HashFilter : 0;
            }

            if ((active & MulticastFilter) != 0 && (destination[0] & 1) != 0 && !IsBroadcast(frame))
            {
                met |= MulticastFilter;
            }

            if ((active & BroadcastFilter) != 0 && IsBroadcast(frame))
            {
                met |= BroadcastFilter;
            }

            return (filters & AndFilters) != 0 ? met == active : met != 0;
        }

        /// <summary>MAADR1 is the first byte of the address; the registers stand in another order (table 3-2).</summary>
        private bool IsOwn(ReadOnlySpan<byte> address) =>
            address[0] == registers[Maadr5 + 4] && address[1] == registers[Maadr5 + 5]
            && address[2] == registers[Maadr5 + 2] && address[3] == registers[Maadr5 + 3]
            && address[4] == registers[Maadr5] && address[5] == registers[Maadr5 + 1];

        /// <summary>Bytes that may be written: up to, but not including, ERXRDPT (example 7-2).</summary>
        private int FreeSpace()
        {
            int size = registers.Pair(Erxnd) - registers.Pair(Erxst);
            int write = registers.Pair(Erxwrpt);
            int read = registers.Pair(Erxrdpt);
            return write > read ? size - (write - read) : write == read ? size : read - write - 1;
        }

        private int Ahead(int address, int bytes)
        {
            int start = registers.Pair(Erxst);
            int size = Math.Max(1, registers.Pair(Erxnd) - start + 1);
            int offset = (address - start + bytes) % size;
            return (start + (offset < 0 ? offset + size : offset)) & AddressMask;
        }

        private void DecrementPacketCounter()
        {
            if (registers[Epktcnt] == 0)
            {
                Deny("EPKTCNT was to be decremented, and is 0");
                return;
            }

            registers[Epktcnt]--;
        }

        private void CheckReceiverIsOff(int register)
        {
            if ((registers[Econ1] & ReceiveEnable) != 0)
            {
                Deny($"{Name(register)} must not be written while the receiver is on; clear ECON1.RXEN first");
            }
        }

        private void CheckReceiverIsSetUp()
        {
            int start = registers.Pair(Erxst);
            int end = registers.Pair(Erxnd);
            int read = registers.Pair(Erxrdpt);
            string? fault =
                !IsReady ? "the chip is not ready"
                : start >= end ? $"the ring ends at {end:X4}h, before it begins at {start:X4}h"
                : read < start || read > end ? $"ERXRDPT, {read:X4}h, is outside of the ring"
                : (registers[Macon1] & 1) == 0 ? "MACON1.MARXEN is clear"
                : (registers[Erxfcon] & PatternOrMagicFilter) != 0 ? "pattern match and Magic Packet filters are not modelled"
                : IsMacFullDuplex != IsPhyFullDuplex ? "MACON3.FULDPX and PHCON1.PDPXMD say different things"
                : null;
            if (fault != null)
            {
                Deny($"the receiver cannot be switched on: {fault}");
            }
        }
    }
}
