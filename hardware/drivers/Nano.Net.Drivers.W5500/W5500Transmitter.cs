using System;

namespace Nano.Net.Drivers
{
    /// <summary>The frame that goes out: one at a time.</summary>
    internal sealed class W5500Transmitter
    {
        /// <summary>What <see cref="Send"/> returns: the frame was taken.</summary>
        internal const int Taken = 0;

        /// <summary>The frame before is still being sent.</summary>
        internal const int Busy = 1;

        /// <summary>The rings make no sense.</summary>
        internal const int Corrupted = -1;

        private const int MinimumFrame = 60;

        private readonly W5500Port port;
        private readonly W5500Socket socket;
        private readonly W5500Counters counters;
        private readonly byte[] shortFrame = new byte[W5500Registers.HeaderLength + MinimumFrame];

        // A frame was being sent at the last check, and it was this one.
        private bool wasSending;
        private long lastSent;

        internal W5500Transmitter(W5500Port port, W5500Socket socket, W5500Counters counters)
        {
            this.port = port;
            this.socket = socket;
            this.counters = counters;
        }

        /// <summary>The socket was opened anew.</summary>
        internal void Forget()
        {
            wasSending = false;
        }

        /// <summary>Gives the chip a frame.</summary>
        internal int Send(byte[] buffer, int offset, int length)
        {
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
            port.Write(W5500Registers.TransmitWrite, socket.writePointer, buffer, offset, length);
            if (socket.sending)
            {
                if (!socket.ReadPointers())
                {
                    return Corrupted;
                }

                if (socket.sending)
                {
                    counters.TransmitBusy++;
                    return Busy;
                }
            }

            socket.Transmit(length);
            counters.FramesSent++;
            return Taken;
        }

        /// <summary>Whether a frame does not leave: it was being sent at the last check, and still is.</summary>
        internal bool IsStuck()
        {
            bool stuck = socket.sending && wasSending && lastSent == counters.FramesSent && (!socket.ReadPointers() || socket.sending);
            wasSending = socket.sending;
            lastSent = counters.FramesSent;
            return stuck;
        }
    }
}
