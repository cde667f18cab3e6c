using System.Runtime.InteropServices;
using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// The thread that tells of frames on a descriptor. It tells once and is then deaf until it is armed again, which costs
    /// a busy receiver nothing: he arms it when he has found no more frames. The kernel looks again when it arms (EPOLLONESHOT),
    /// so that a frame which comes in between is not missed.
    /// </summary>
    internal sealed unsafe class DescriptorWaiter : IDisposable
    {
        private readonly int descriptor;
        private readonly string name;
        private readonly int epoll;
        private readonly int stop;
        private readonly Lock gate = new();
        private FrameAvailableHandler? handlers;
        private Thread? thread;
        private int deaf;
        private volatile bool disposed;

        public DescriptorWaiter(int descriptor, string name)
        {
            this.descriptor = descriptor;
            this.name = name;
            epoll = Libc.EpollCreate(Libc.EpollCloseOnExec);
            stop = Libc.EventDescriptor(0, Libc.EventfdCloseOnExec);
            if (epoll < 0 || stop < 0 || !Watch(Libc.EpollAdd, stop, Libc.EpollIn) || !Watch(Libc.EpollAdd, descriptor, 0))
            {
                TapException failure = TapException.FromLastError("cannot wait for frames", $"interface {name}");
                CloseDescriptors();
                throw failure;
            }
        }

        public void Add(FrameAvailableHandler handler)
        {
            lock (gate)
            {
                handlers += handler;
                if (thread == null)
                {
                    thread = new Thread(Run) { IsBackground = true, Name = $"Nano {name}" };
                    thread.Start();
                }
            }

            // Frames may wait that nobody was told of.
            Volatile.Write(ref deaf, 1);
            Arm();
        }

        public void Remove(FrameAvailableHandler handler)
        {
            lock (gate)
            {
                handlers -= handler;
            }
        }

        /// <summary>Wants to be told of the next frame, or at once where one waits.</summary>
        public void Arm()
        {
            if (Volatile.Read(ref deaf) != 0 && Interlocked.Exchange(ref deaf, 0) != 0)
            {
                Watch(Libc.EpollModify, descriptor, Libc.EpollIn | Libc.EpollOneShot);
            }
        }

        /// <summary>Ends the thread; returns when it has ended, unless it is the thread that calls.</summary>
        public void Dispose()
        {
            disposed = true;
            ulong one = 1;
            _ = Libc.Write(stop, (byte*)&one, sizeof(ulong));
            if (thread == null)
            {
                CloseDescriptors();
            }
            else if (thread != Thread.CurrentThread)
            {
                thread.Join();
            }
        }

        private void Run()
        {
            Libc.EpollEvent happened;
            while (!disposed)
            {
                int count = Libc.EpollWait(epoll, &happened, 1, Timeout.Infinite);
                if (count < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
                {
                    throw TapException.FromLastError("cannot wait for frames", $"interface {name}");
                }

                if (count > 0 && !disposed)
                {
                    // Before telling: whoever receives because of it must find that arming is called for.
                    Volatile.Write(ref deaf, 1);
                    handlers?.Invoke();
                }
            }

            CloseDescriptors();
        }

        private bool Watch(int operation, int watched, uint events)
        {
            var interest = new Libc.EpollEvent { Events = events };
            return Libc.EpollControl(epoll, operation, watched, &interest) == 0;
        }

        private void CloseDescriptors()
        {
            _ = Libc.Close(epoll);
            _ = Libc.Close(stop);
        }
    }
}
