namespace Nano.Net.Drivers
{
    /// <summary>Takes frames out of the receive ring, where the chip puts a length of two bytes in front of each.</summary>
    internal sealed class W5500Receiver
    {
        /// <summary>What <see cref="Receive"/> returns where the ring makes no sense.</summary>
        internal const int Corrupted = -1;

        /// <summary>Bytes wanted free in front of a frame: the SPI header, and the length that the chip puts there.</summary>
        internal const int Headroom = W5500Registers.HeaderLength + LengthField;

        private const int LengthField = 2;

        // The shortest and the longest that a length field can say: its own two bytes, and from a bare Ethernet header to a
        // tagged frame with its check sequence.
        private const int ShortestEntry = LengthField + 14;
        private const int LongestEntry = LengthField + 1522;

        private readonly W5500Port port;
        private readonly W5500Socket socket;
        private readonly IInterruptLine interrupt;
        private readonly W5500Counters counters;

        // What the length field of the next frame says; 0 where it has not been read.
        private int entryLength;

        internal W5500Receiver(W5500Port port, W5500Socket socket, IInterruptLine interrupt, W5500Counters counters)
        {
            this.port = port;
            this.socket = socket;
            this.interrupt = interrupt;
            this.counters = counters;
        }

        /// <summary>The socket was opened anew, or is about to be.</summary>
        internal void Forget()
        {
            entryLength = 0;
        }

        /// <summary>Takes the next frame.</summary>
        /// <returns>The frame's length; 0 where there is none; or <see cref="Corrupted"/>.</returns>
        internal int Receive(byte[] buffer, int offset, int capacity)
        {
            while (true)
            {
                if (socket.available == 0)
                {
                    int found = FindFrames();
                    if (found <= 0)
                    {
                        return found;
                    }
                }

                int available = socket.available;
                int entry = entryLength;
                bool whole = false;
                if (entry == 0)
                {
                    // One frame, as a rule: all that is there comes in one transaction, the length field just in front of where the frame belongs.
                    whole = available <= capacity + LengthField;
                    entry = whole
                        ? ReadRing(buffer, offset - LengthField, available)
                        : ReadRing(port.scratch, W5500Port.First, LengthField);
                }

                if (!IsPossible(entry))
                {
                    if (!ReadLengthAgain(entry))
                    {
                        return Corrupted;
                    }

                    continue;
                }

                int length = entry - LengthField;
                int following = available - entry;
                entryLength = 0;
                if (length > capacity)
                {
                    counters.FramesTooLong++;
                    socket.Consume(entry);
                    continue;
                }

                // Where there is room behind the frame, the length of the next one comes along.
                bool peek = following >= LengthField && length + LengthField <= capacity;
                if (!whole)
                {
                    port.Read(W5500Registers.ReceiveRead, (socket.readPointer + LengthField) & 0xFFFF, buffer, offset, peek ? length + LengthField : length);
                }

                if (peek)
                {
                    entryLength = (buffer[offset + length] << 8) | buffer[offset + length + 1];
                }

                socket.Consume(entry);
                counters.FramesReceived++;
                return length;
            }
        }

        /// <summary>Asks the chip whether the ring holds frames, and where it does not, sees to it that the next one will be told of.</summary>
        /// <returns>Bytes that it holds, or <see cref="Corrupted"/>.</returns>
        private int FindFrames()
        {
            // Frames were taken, for which the line is still low: were it asked first, it would be asked twice.
            if (socket.HasUncommitted && IsInterruptPending())
            {
                socket.ClearInterrupt();
            }

            if (!socket.ReadPointers())
            {
                return Corrupted;
            }

            if (socket.available > 0 || !IsInterruptPending())
            {
                return socket.available;
            }

            socket.ClearInterrupt();
            return socket.ReadPointers() ? socket.available : Corrupted;
        }

        private bool IsInterruptPending()
        {
            return interrupt != null && interrupt.IsAsserted;
        }

        private bool IsPossible(int entry)
        {
            return entry >= ShortestEntry && entry <= LongestEntry && entry <= socket.available;
        }

        // Reads what the receive ring holds from the next entry on; the entry's length.
        private int ReadRing(byte[] buffer, int offset, int length)
        {
            port.Read(W5500Registers.ReceiveRead, socket.readPointer, buffer, offset, length);
            return (buffer[offset] << 8) | buffer[offset + 1];
        }

        // A length that cannot be: a bit was hurt on the bus, or in the ring. False: in the ring.
        private bool ReadLengthAgain(int wrong)
        {
            int entry = ReadRing(port.scratch, W5500Port.First, LengthField);
            if (entry != wrong && IsPossible(entry))
            {
                entryLength = entry;
                return true;
            }

            counters.RingErrors++;
            return false;
        }
    }
}
