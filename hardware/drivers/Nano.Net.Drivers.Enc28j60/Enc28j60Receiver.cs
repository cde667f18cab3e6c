namespace Nano.Net.Drivers
{
    /// <summary>
    /// The receive ring (DS39662E section 7.2). Every frame in it begins, at an even address, with a pointer to the next one,
    /// its length and its status; behind it are its check sequence and, where need be, a byte to make the address even.
    /// </summary>
    internal sealed class Enc28j60Receiver
    {
        /// <summary>What <see cref="Receive"/> returns where the ring makes no sense.</summary>
        internal const int Corrupted = -1;

        /// <summary>Bytes that <see cref="Receive"/> wants free in front of a frame: opcode, the end of the frame before, and the header.</summary>
        internal const int Headroom = 1 + LongestTail + HeaderLength;

        private const int HeaderLength = 6;
        private const int LongestTail = Enc28j60Memory.CheckLength + 1;
        private const int ReceivedOk = 0x80;

        // Of what is shorter the chip has thrown away all of less than 18 bytes (DS39662E section 5.1.5).
        private const int ShortestReceived = 18;

        // What is read together with the header, and is all of a frame without much to say.
        private const int Eager = 60;

        /// <summary>Frames that are known to wait.</summary>
        internal int waiting;

        private readonly Enc28j60Port port;
        private readonly Enc28j60Counters counters;
        private int next;

        internal Enc28j60Receiver(Enc28j60Port port, Enc28j60Counters counters)
        {
            this.port = port;
            this.counters = counters;
        }

        /// <summary>Whether there can be as many frames in the ring only if they are shorter than Ethernet's: what is not there reads 255.</summary>
        internal static bool IsDoubtful(int frames)
        {
            return frames > Enc28j60Memory.ReceiveSize / (HeaderLength + Eager);
        }

        /// <summary>Begins with an empty ring, and receives from now on.</summary>
        internal void Restart()
        {
            port.ClearBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveEnable);
            port.SetBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveReset);

            // The reset of the receive logic spares the pointers, and the count of frames.
            port.WritePair(Enc28j60Register.Erxst, Enc28j60Memory.ReceiveStart);
            port.WritePair(Enc28j60Register.Erxnd, Enc28j60Memory.ReceiveEnd);
            for (int left = port.Read(Enc28j60Register.Epktcnt); left > 0; left--)
            {
                port.SetBits(Enc28j60Register.Econ2, Enc28j60Register.Econ2PacketDecrement);
            }

            next = Enc28j60Memory.ReceiveStart;
            waiting = 0;
            Release();
            port.ClearBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveReset);
            port.ClearBits(Enc28j60Register.Eir, Enc28j60Register.EirReceiveError);
            port.SetBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveEnable);
        }

        /// <summary>
        /// Takes the next frame: header and first bytes in one transaction, the rest, if any, in another. That leaves the read
        /// pointer behind the frame; the end of it is read over with the next header, which is cheaper than to move the pointer.
        /// </summary>
        /// <returns>The frame's length; 0 where it was dropped, and counted; or <see cref="Corrupted"/>.</returns>
        internal int Receive(byte[] buffer, int offset, int capacity)
        {
            int tail = next - port.readPointer;
            if (tail < 0)
            {
                tail += Enc28j60Memory.ReceiveSize;
            }

            if (tail < 0 || tail > LongestTail)
            {
                port.SetReadPointer(next);
                tail = 0;
            }

            int eager = capacity < Eager ? capacity : Eager;
            int header = offset - HeaderLength;
            port.ReadMemory(buffer, header - tail, tail + HeaderLength + eager);
            int pointer = buffer[header] | (buffer[header + 1] << 8);
            int count = buffer[header + 2] | (buffer[header + 3] << 8);

            // The pointer must say what the length says: that is as good as a check sequence over both.
            if (count < ShortestReceived || count > Enc28j60Memory.LongestFrame || pointer != Advance(next, HeaderLength + count + (count & 1)))
            {
                return Corrupted;
            }

            int length = count - Enc28j60Memory.CheckLength;
            int read = eager;
            if ((buffer[header + 4] & ReceivedOk) == 0)
            {
                counters.FramesDamaged++;
                length = 0;
            }
            else if (length > capacity)
            {
                counters.FramesTooLong++;
                length = 0;
            }
            else if (length > eager)
            {
                byte last = buffer[offset + eager - 1];
                port.ReadMemory(buffer, offset + eager, length - eager);
                buffer[offset + eager - 1] = last;
                read = length;
            }

            port.readPointer = Advance(next, HeaderLength + read);
            next = pointer;
            waiting--;
            Release();
            port.SetBits(Enc28j60Register.Econ2, Enc28j60Register.Econ2PacketDecrement);
            return length;
        }

        /// <summary>Whether the chip has written a frame that it does not count: both have lost step.</summary>
        internal bool IsOutOfStep()
        {
            // In this order: a frame that arrives in between moves the pointer and is counted.
            return waiting == 0 && port.ReadPair(Enc28j60Register.Erxwrpt) != next && port.Read(Enc28j60Register.Epktcnt) == 0;
        }

        /// <summary>
        /// Lets the chip write up to the next frame. DS80349 issue 14 (Memory): an even ERXRDPT may corrupt the ring; frames
        /// begin at even addresses, so that it is set to the byte before.
        /// </summary>
        private void Release()
        {
            port.WritePair(Enc28j60Register.Erxrdpt, next == Enc28j60Memory.ReceiveStart ? Enc28j60Memory.ReceiveEnd : next - 1);
        }

        private static int Advance(int address, int bytes)
        {
            address += bytes;
            return address < Enc28j60Memory.ReceiveSize ? address : address - Enc28j60Memory.ReceiveSize;
        }
    }
}
