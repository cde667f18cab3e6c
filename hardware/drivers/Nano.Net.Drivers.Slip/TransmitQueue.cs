using System;
using System.Threading;

namespace Nano.Net.Drivers
{
    /// <summary>Writes bytes to a port, and waits as long as the port takes.</summary>
    /// <param name="buffer">Holds the bytes.</param>
    /// <param name="offset">Index of the first.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>False where the port has gone, which closes the queue, as does an exception.</returns>
    public delegate bool PortWriter(byte[] buffer, int offset, int count);

    /// <summary>
    /// What is to be sent over a port whose own write waits: a ring of bytes, and the thread that writes them. So a
    /// caller never waits for a line, which at 115,200 baud takes 87 µs for a byte.
    /// </summary>
    public sealed partial class TransmitQueue : IDisposable
    {
        // Room comes free a write at a time: the caller need not wait for all that is queued.
        private const int MaximumWrite = 512;

        private readonly object sync = new object();
        private readonly byte[] ring;
        private readonly PortWriter write;
        private readonly AutoResetEvent filled = new AutoResetEvent(false);
        private readonly Thread thread;
        private int start;
        private int count;
        private bool closed;

        /// <summary>Makes a queue and starts its thread.</summary>
        /// <param name="capacity">How many bytes it holds.</param>
        /// <param name="write">Writes to the port; called from the thread.</param>
        public TransmitQueue(int capacity, PortWriter write)
        {
            if (capacity < 1)
            {
                throw new ArgumentOutOfRangeException("capacity");
            }

            if (write == null)
            {
                throw new ArgumentNullException("write");
            }

            ring = new byte[capacity];
            this.write = write;
            thread = new Thread(Run);
            ConfigureThread(thread);
            thread.Start();
        }

        /// <summary>Whether the port still takes bytes.</summary>
        public bool IsOpen
        {
            get { return !closed; }
        }

        /// <summary>How many bytes <see cref="Enqueue"/> takes at the moment; 0 where the queue is closed.</summary>
        public int Room
        {
            get
            {
                lock (sync)
                {
                    return closed ? 0 : ring.Length - count;
                }
            }
        }

        /// <summary>Queues bytes. Where the queue is closed, they are lost.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="length">How many.</param>
        /// <exception cref="ArgumentOutOfRangeException">They are more than <see cref="Room"/>.</exception>
        public void Enqueue(byte[] buffer, int offset, int length)
        {
            bool wasEmpty;
            lock (sync)
            {
                if (closed)
                {
                    return;
                }

                if (length > ring.Length - count)
                {
                    throw new ArgumentOutOfRangeException("length");
                }

                wasEmpty = count == 0;
                int end = start + count;
                if (end >= ring.Length)
                {
                    end -= ring.Length;
                }

                int first = ring.Length - end;
                if (first > length)
                {
                    first = length;
                }

                Array.Copy(buffer, offset, ring, end, first);
                Array.Copy(buffer, offset + first, ring, 0, length - first);
                count += length;
            }

            if (wasEmpty)
            {
                filled.Set();
            }
        }

        /// <summary>Ends the thread, once the write that is under way has returned. What is still queued is lost.</summary>
        public void Dispose()
        {
            lock (sync)
            {
                closed = true;
            }

            filled.Set();
            if (thread != Thread.CurrentThread)
            {
                thread.Join();
            }
        }

        // A PC's thread must not keep the process alive; the device's has no such switch.
        partial void ConfigureThread(Thread writer);

        private void Run()
        {
            while (true)
            {
                int run;
                lock (sync)
                {
                    if (closed)
                    {
                        return;
                    }

                    run = ring.Length - start;
                    if (run > count)
                    {
                        run = count;
                    }

                    if (run > MaximumWrite)
                    {
                        run = MaximumWrite;
                    }
                }

                if (run == 0)
                {
                    filled.WaitOne();
                    continue;
                }

                // Nobody else touches these bytes until they are taken off below.
                bool written = TryWrite(run);
                lock (sync)
                {
                    start += run;
                    if (start == ring.Length)
                    {
                        start = 0;
                    }

                    count -= run;
                    closed |= !written;
                }
            }
        }

        private bool TryWrite(int run)
        {
            try
            {
                return write(ring, start, run);
            }
            catch (Exception)
            {
                // The port has gone; a thread that died of it would take the program along.
                return false;
            }
        }
    }
}
