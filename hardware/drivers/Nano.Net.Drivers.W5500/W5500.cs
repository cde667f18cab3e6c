using System;
using System.Threading;
using Nano.Net.Link;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// The WIZnet W5500, an Ethernet controller on SPI, as a bare link device: its socket 0 in MACRAW mode with all of the
    /// chip's memory, 16 KB each way. The chip's own TCP/IP is not used.
    /// </summary>
    /// <remarks>
    /// <para>Sections are those of the W5500 data sheet, version 1.0.9. The rings in the chip's memory are addressed by 16-bit
    /// pointers that run through the whole range, whatever the size of the ring: the chip masks them itself, also in the
    /// middle of a transaction (sections 4.2, Sn_RXBUF_SIZE and Sn_TXBUF_SIZE), so that a frame goes over its end in one.</para>
    /// <para>SPI is used by <see cref="Receive"/>, <see cref="Send"/> and <see cref="SetMulticastGroups"/> only, on the stack's
    /// thread. The timer and the interrupt line do no more than ask for a call of <see cref="Receive"/>.</para>
    /// </remarks>
    public sealed partial class W5500 : ILinkDevice, IMulticastFilter, IDisposable
    {
        // The three bytes of the SPI header and, received, the two of the length which the chip puts in front of a frame.
        private const int Headroom = W5500Registers.HeaderLength + LengthField;
        private const int LengthField = 2;
        private const int MinimumFrame = 60;
        private const int MaximumFrame = 1514;

        // The shortest and the longest that a length field can say: its own two bytes, and from a bare Ethernet header to a
        // tagged frame with its check sequence.
        private const int ShortestEntry = LengthField + 14;
        private const int LongestEntry = LengthField + 1522;

        private const int RingSize = 16384;

        // Bytes that are taken out of the receive ring before the chip is told: it costs two transactions.
        private const int CommitThreshold = 4096;

        private readonly ISpiBus bus;
        private readonly IInterruptLine interrupt;
        private readonly W5500Counters counters = new W5500Counters();
        private readonly byte[] hardwareAddress;
        private readonly byte[] header = new byte[W5500Registers.HeaderLength];
        private readonly byte[] registers = new byte[W5500Registers.HeaderLength + W5500Registers.PhyConfiguration + 1];
        private readonly byte[] shortFrame = new byte[W5500Registers.HeaderLength + MinimumFrame];

        // Where the next frame of the receive ring begins, how many bytes the ring holds from there as far as is known, and
        // what the length field there says, 0 where it has not been read.
        private int readPointer;
        private int available;
        private int entryLength;

        // What the chip has been told to be free: Sn_RX_RD.
        private int committedPointer;

        // Where the next frame to send goes: Sn_TX_WR. One is sent at a time.
        private int writePointer;
        private bool sending;

        /// <summary>Brings up a chip.</summary>
        /// <param name="bus">Its bus; mode 0 or 3, up to 80 MHz as far as the wiring allows.</param>
        /// <param name="interrupt">Its INTn; null to poll instead.</param>
        /// <param name="reset">Its RSTn; null to reset it by software.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        /// <exception cref="InvalidOperationException">No W5500 answers.</exception>
        public W5500(ISpiBus bus, IInterruptLine interrupt, IResetLine reset, W5500Options options)
        {
            if (bus == null)
            {
                throw new ArgumentNullException("bus");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            this.bus = bus;
            this.interrupt = interrupt;
            this.reset = reset;
            hardwareAddress = (byte[])options.HardwareAddress.Clone();
            Capabilities = new LinkCapabilities();
            Capabilities.Headroom = Headroom;
            phySettings = W5500Registers.PhyRuns | W5500Registers.PhyModeFromRegister | (PhyMode(options.LinkMode) << W5500Registers.PhyModeShift);
            idleInterval = options.PollingInterval;
            ticksPerCheck = (options.CheckInterval + idleInterval - 1) / idleInterval;
            StartChip();
            if (options.WaitForChip)
            {
                WaitForChip();
            }

            if (interrupt != null)
            {
                interrupt.Asserted += OnInterrupt;
            }

            if (options.OwnTimer)
            {
                timerInterval = TickInterval;
                timer = new Timer(OnTimer, null, timerInterval, timerInterval);
            }
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return hardwareAddress; }
        }

        /// <summary>1,500 bytes.</summary>
        public int MaximumTransmissionUnit
        {
            get { return MaximumFrame - 14; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <summary>What was counted.</summary>
        public W5500Counters Counters
        {
            get { return counters; }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (ticks != servedTicks)
            {
                Serve();
            }

            while (phase == PhaseRunning)
            {
                if (available == 0 && !FindFrames())
                {
                    return 0;
                }

                int entry = entryLength;
                bool whole = false;
                if (entry == 0)
                {
                    // One frame, as a rule: all that is there comes in one transaction, the length field just in front of where the frame belongs.
                    whole = available <= capacity + LengthField;
                    entry = whole
                        ? ReadRing(buffer, offset - LengthField, available)
                        : ReadRing(registers, W5500Registers.HeaderLength, LengthField);
                }

                if (entry < ShortestEntry || entry > LongestEntry || entry > available)
                {
                    if (!ReadLengthAgain(entry))
                    {
                        return 0;
                    }

                    continue;
                }

                int length = entry - LengthField;
                int following = available - entry;
                entryLength = 0;
                if (length > capacity)
                {
                    counters.FramesTooLong++;
                    Consume(entry);
                    continue;
                }

                // Where there is room behind the frame, the length of the next one comes along.
                bool peek = following >= LengthField && length + LengthField <= capacity;
                if (!whole)
                {
                    Read(W5500Registers.ReceiveRead, (readPointer + LengthField) & 0xFFFF, buffer, offset, peek ? length + LengthField : length);
                }

                if (peek)
                {
                    entryLength = (buffer[offset + length] << 8) | buffer[offset + length + 1];
                }

                Consume(entry);
                counters.FramesReceived++;
                return length;
            }

            return 0;
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (!IsLinkUp)
            {
                return false;
            }

            if (length > MaximumFrame)
            {
                counters.FramesTooLong++;
                return true;
            }

            if (length < MinimumFrame)
            {
                // Whether the chip pads in MACRAW mode, the data sheet does not say. It is done here, in a frame of our own: what stands behind the stack's is not ours.
                Array.Copy(buffer, offset, shortFrame, W5500Registers.HeaderLength, length);
                Array.Clear(shortFrame, W5500Registers.HeaderLength + length, MinimumFrame - length);
                buffer = shortFrame;
                offset = W5500Registers.HeaderLength;
                length = MinimumFrame;
            }

            // The frame first, the question after it: by the time it is in the chip, the one before has mostly left. Two frames
            // are far less than the ring holds, so that no room needs to be asked for.
            Write(W5500Registers.TransmitWrite, writePointer, buffer, offset, length);
            if (sending)
            {
                if (!ReadPointers())
                {
                    Recover();
                    return false;
                }

                if (sending)
                {
                    counters.TransmitBusy++;
                    return false;
                }
            }

            writePointer = (writePointer + length) & 0xFFFF;
            sending = true;
            WriteSocket16(W5500Registers.TransmitWritePointer, writePointer);
            WriteSocket(W5500Registers.SocketCommand, W5500Registers.SendFrame);
            counters.FramesSent++;
            return true;
        }

        /// <inheritdoc/>
        /// <remarks>The chip lets all multicast frames pass or none (Sn_MR, MMB).</remarks>
        public void SetMulticastGroups(byte[] addresses, int count)
        {
            int mode = W5500Registers.MacRaw | W5500Registers.MacFilter | (count > 0 ? 0 : W5500Registers.MulticastBlock);
            if (mode != socketMode)
            {
                socketMode = mode;
                if (phase == PhaseRunning)
                {
                    WriteSocket(W5500Registers.SocketMode, mode);
                }
            }
        }

        /// <summary>Stops the timer and lets go of the interrupt line. The chip stays as it is.</summary>
        public void Dispose()
        {
            phase = PhaseDisposed;
            if (timer != null)
            {
                timer.Dispose();
            }

            if (interrupt != null)
            {
                interrupt.Asserted -= OnInterrupt;
            }
        }

        // Asks the chip whether the ring holds frames, and where it does not, sees to it that the next one will be told of.
        private bool FindFrames()
        {
            // Frames were taken, for which the line is still low: were it asked first, it would be asked twice.
            if (readPointer != committedPointer && IsInterruptPending())
            {
                ClearInterrupt();
            }

            if (!ReadPointers())
            {
                Recover();
                return false;
            }

            if (available > 0)
            {
                return true;
            }

            if (!IsInterruptPending())
            {
                return false;
            }

            ClearInterrupt();
            if (!ReadPointers())
            {
                Recover();
                return false;
            }

            return available > 0;
        }

        private bool IsInterruptPending()
        {
            return interrupt != null && interrupt.IsAsserted;
        }

        // The line stays low, and there is no edge, until this is done. A frame that has come just before may be what is cleared:
        // the pointers are to be read afterwards. Sn_IR follows Sn_CR, so that both take one transaction.
        private void ClearInterrupt()
        {
            WriteSocket16(W5500Registers.ReceiveReadPointer, readPointer);
            committedPointer = readPointer;
            registers[W5500Registers.HeaderLength] = W5500Registers.ReceiveDone;
            registers[W5500Registers.HeaderLength + 1] = W5500Registers.Received;
            Write(W5500Registers.SocketWrite, W5500Registers.SocketCommand, registers, W5500Registers.HeaderLength, 2);
        }

        // Takes an entry out of the ring.
        private void Consume(int entry)
        {
            int pointer = (readPointer + entry) & 0xFFFF;
            readPointer = pointer;
            available -= entry;
            if (((pointer - committedPointer) & 0xFFFF) >= CommitThreshold)
            {
                committedPointer = pointer;
                WriteSocket16(W5500Registers.ReceiveReadPointer, pointer);
                WriteSocket(W5500Registers.SocketCommand, W5500Registers.ReceiveDone);
            }
        }

        // Reads what the receive ring holds from the next entry on; the entry's length.
        private int ReadRing(byte[] buffer, int offset, int length)
        {
            Read(W5500Registers.ReceiveRead, readPointer, buffer, offset, length);
            return (buffer[offset] << 8) | buffer[offset + 1];
        }

        // A length that cannot be: a bit was hurt on the bus, or in the ring. False: in the ring.
        private bool ReadLengthAgain(int wrong)
        {
            int entry = ReadRing(registers, W5500Registers.HeaderLength, LengthField);
            if (entry != wrong && entry >= ShortestEntry && entry <= LongestEntry && entry <= available)
            {
                entryLength = entry;
                return true;
            }

            counters.RingErrors++;
            Recover();
            return false;
        }

        /// <summary>
        /// Reads the six pointers and sizes of socket 0 in one transaction, and takes them over if they agree.
        /// </summary>
        /// <remarks>
        /// They have 16 bits and change while they are read; the data sheet has Sn_TX_FSR and Sn_RX_RSR read until they are
        /// the same twice. Here each is read together with the pointers that it is the difference of: where a frame came or
        /// left between two bytes, they disagree, and only then are they read again. That also tells a ring in disorder, and
        /// a chip that is not there or has lost its settings (all bits 1: sizes over 16 KB; all 0: a full ring; a reset chip: one of 2 KB).
        /// </remarks>
        /// <returns>False where they make no sense.</returns>
        private bool ReadPointers()
        {
            byte[] r = registers;
            for (int attempt = 0; attempt < 4; attempt++)
            {
                Read(W5500Registers.SocketRead, W5500Registers.TransmitFreeSize, r, W5500Registers.HeaderLength, 12);
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

        private void Read(int control, int address, byte[] buffer, int offset, int length)
        {
            byte[] h = header;
            h[0] = (byte)(address >> 8);
            h[1] = (byte)address;
            h[2] = (byte)control;
            bus.Transfer(h, 0, W5500Registers.HeaderLength, buffer, offset - W5500Registers.HeaderLength, length + W5500Registers.HeaderLength);
        }

        // Overwrites the three bytes in front of what is written.
        private void Write(int control, int address, byte[] buffer, int offset, int length)
        {
            offset -= W5500Registers.HeaderLength;
            buffer[offset] = (byte)(address >> 8);
            buffer[offset + 1] = (byte)address;
            buffer[offset + 2] = (byte)control;
            bus.Write(buffer, offset, length + W5500Registers.HeaderLength);
        }

        private void WriteSocket(int address, int value)
        {
            registers[W5500Registers.HeaderLength] = (byte)value;
            Write(W5500Registers.SocketWrite, address, registers, W5500Registers.HeaderLength, 1);
        }

        private void WriteSocket16(int address, int value)
        {
            registers[W5500Registers.HeaderLength] = (byte)(value >> 8);
            registers[W5500Registers.HeaderLength + 1] = (byte)value;
            Write(W5500Registers.SocketWrite, address, registers, W5500Registers.HeaderLength, 2);
        }

        private void OnInterrupt()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
