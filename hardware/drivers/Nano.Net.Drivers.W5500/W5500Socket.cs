namespace Nano.Net.Drivers
{
    /// <summary>
    /// Socket 0 of the chip in MACRAW mode: its two rings, and the pointers into them. Those have 16 bits and run through the
    /// whole range, whatever the size of the ring: the chip masks them itself, also in the middle of a transaction (sections 4.2,
    /// Sn_RXBUF_SIZE and Sn_TXBUF_SIZE), so that a frame goes over its end in one.
    /// </summary>
    internal sealed class W5500Socket
    {
        /// <summary>Bytes of each ring.</summary>
        internal const int RingSize = 16384;

        // Bytes that are taken out of the receive ring before the chip is told: it costs two transactions.
        private const int CommitThreshold = 4096;

        private const int OpenTries = 8;
        private const int ReadTries = 4;

        /// <summary>Where the next frame of the receive ring begins.</summary>
        internal int readPointer;

        /// <summary>Bytes that the receive ring holds from there, as far as is known.</summary>
        internal int available;

        /// <summary>Where the next frame to send goes: Sn_TX_WR.</summary>
        internal int writePointer;

        /// <summary>A frame is being sent, as far as is known; one at a time.</summary>
        internal bool sending;

        private readonly W5500Port port;
        private readonly W5500Counters counters;

        // Sn_MR. MIP6B, which would block IPv6, stays clear.
        private int mode = W5500Registers.MacRaw | W5500Registers.MacFilter | W5500Registers.MulticastBlock;

        // What the chip has been told to be free: Sn_RX_RD.
        private int committedPointer;

        internal W5500Socket(W5500Port port, W5500Counters counters)
        {
            this.port = port;
            this.counters = counters;
        }

        /// <summary>Whether frames were taken out of the receive ring of which the chip has not been told.</summary>
        internal bool HasUncommitted
        {
            get { return readPointer != committedPointer; }
        }

        /// <summary>Opens it, with empty rings.</summary>
        /// <returns>False where the chip does not say that it is open.</returns>
        internal bool Open()
        {
            port.Write16(W5500Registers.SocketWrite, W5500Registers.ReceiveBufferSize, ((RingSize >> 10) << 8) | (RingSize >> 10));
            Write8(W5500Registers.SocketInterruptEnable, W5500Registers.Received);
            Write8(W5500Registers.SocketMode, mode);

            // What the socket was interrupting for when it was closed would hold the line low, and hide the next frame.
            Write8(W5500Registers.SocketInterrupt, W5500Registers.Received);
            Write8(W5500Registers.SocketCommand, W5500Registers.Open);
            Forget();
            sending = false;
            byte[] r = port.scratch;
            for (int attempt = 0; attempt < OpenTries; attempt++)
            {
                port.Read(W5500Registers.SocketRead, W5500Registers.SocketStatus, 1);
                if (r[W5500Port.First] == W5500Registers.StatusMacRaw)
                {
                    // OPEN sets the pointers; to what, the data sheet leaves open.
                    port.Read(W5500Registers.SocketRead, W5500Registers.TransmitFreeSize, 12);
                    writePointer = (r[W5500Port.First + 4] << 8) | r[W5500Port.First + 5];
                    readPointer = (r[W5500Port.First + 8] << 8) | r[W5500Port.First + 9];
                    committedPointer = readPointer;
                    return true;
                }
            }

            return false;
        }

        /// <summary>Closes it.</summary>
        internal void Close()
        {
            Write8(W5500Registers.SocketCommand, W5500Registers.Close);
        }

        /// <summary>Believes nothing any more of what the receive ring was said to hold.</summary>
        internal void Forget()
        {
            available = 0;
        }

        /// <summary>Lets multicast frames pass, all of them or none (Sn_MR, MMB).</summary>
        /// <param name="pass">Whether they pass.</param>
        /// <param name="tellChip">Whether the socket is open; else it is opened so.</param>
        internal void PassMulticast(bool pass, bool tellChip)
        {
            int wanted = W5500Registers.MacRaw | W5500Registers.MacFilter | (pass ? 0 : W5500Registers.MulticastBlock);
            if (wanted != mode)
            {
                mode = wanted;
                if (tellChip)
                {
                    Write8(W5500Registers.SocketMode, mode);
                }
            }
        }

        /// <summary>Whether it is open and has its settings.</summary>
        internal bool IsSetUp()
        {
            byte[] r = port.scratch;
            port.Read(W5500Registers.SocketRead, W5500Registers.SocketMode, 4);
            if (r[W5500Port.First] != mode || r[W5500Port.First + W5500Registers.SocketStatus] != W5500Registers.StatusMacRaw)
            {
                return false;
            }

            port.Read(W5500Registers.SocketRead, W5500Registers.ReceiveBufferSize, 15);
            return r[W5500Port.First] == RingSize >> 10 && r[W5500Port.First + 1] == RingSize >> 10 && r[W5500Port.First + 14] == W5500Registers.Received;
        }

        /// <summary>
        /// Reads the six pointers and sizes in one transaction, and takes them over if they agree.
        /// </summary>
        /// <remarks>
        /// They have 16 bits and change while they are read; the data sheet has Sn_TX_FSR and Sn_RX_RSR read until they are
        /// the same twice. Here each is read together with the pointers that it is the difference of: where a frame came or
        /// left between two bytes, they disagree, and only then are they read again. That also tells a ring in disorder, and
        /// a chip that is not there or has lost its settings (all bits 1: sizes over 16 KB; all 0: a full ring; a reset chip: one of 2 KB).
        /// </remarks>
        /// <returns>False where they make no sense.</returns>
        internal bool ReadPointers()
        {
            byte[] r = port.scratch;
            for (int attempt = 0; attempt < ReadTries; attempt++)
            {
                port.Read(W5500Registers.SocketRead, W5500Registers.TransmitFreeSize, 12);
                int free = (r[3] << 8) | r[4];
                int transmitRead = (r[5] << 8) | r[6];
                int transmitWrite = (r[7] << 8) | r[8];
                int size = (r[9] << 8) | r[10];
                int receiveRead = (r[11] << 8) | r[12];
                int receiveWrite = (r[13] << 8) | r[14];
                if (transmitWrite == writePointer && free == RingSize - ((transmitWrite - transmitRead) & 0xFFFF)
                    && receiveRead == committedPointer && size == ((receiveWrite - receiveRead) & 0xFFFF) && size <= RingSize)
                {
                    // SEND moves Sn_TX_RD to Sn_TX_WR when the frame has left (Sn_TX_RD): Sn_IR need not be asked, nor cleared.
                    sending = transmitRead != transmitWrite;
                    available = (receiveWrite - readPointer) & 0xFFFF;
                    if (available <= size)
                    {
                        return true;
                    }
                }
            }

            counters.RingErrors++;
            return false;
        }

        /// <summary>Takes bytes out of the receive ring.</summary>
        internal void Consume(int bytes)
        {
            int pointer = (readPointer + bytes) & 0xFFFF;
            readPointer = pointer;
            available -= bytes;
            if (((pointer - committedPointer) & 0xFFFF) >= CommitThreshold)
            {
                committedPointer = pointer;
                Write16(W5500Registers.ReceiveReadPointer, pointer);
                Write8(W5500Registers.SocketCommand, W5500Registers.ReceiveDone);
            }
        }

        /// <summary>
        /// Tells the chip what was taken out of the receive ring, and lets the interrupt line go: it stays low, and there is no
        /// edge, until this is done. A frame that has come just before may be what is cleared: the pointers are to be read afterwards.
        /// </summary>
        internal void ClearInterrupt()
        {
            committedPointer = readPointer;
            Write16(W5500Registers.ReceiveReadPointer, readPointer);

            // Sn_IR follows Sn_CR, so that both take one transaction.
            Write16(W5500Registers.SocketCommand, (W5500Registers.ReceiveDone << 8) | W5500Registers.Received);
        }

        /// <summary>Sends what was written to the transmit ring.</summary>
        internal void Transmit(int bytes)
        {
            writePointer = (writePointer + bytes) & 0xFFFF;
            sending = true;
            Write16(W5500Registers.TransmitWritePointer, writePointer);
            Write8(W5500Registers.SocketCommand, W5500Registers.SendFrame);
        }

        private void Write8(int address, int value)
        {
            port.Write8(W5500Registers.SocketWrite, address, value);
        }

        private void Write16(int address, int value)
        {
            port.Write16(W5500Registers.SocketWrite, address, value);
        }
    }
}
