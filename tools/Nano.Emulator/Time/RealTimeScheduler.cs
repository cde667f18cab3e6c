namespace Nano.Emulator
{
    /// <summary>
    /// Real time: a thread of its own runs each event at its time, mostly within 0.1 ms. Any thread may schedule and cancel.
    /// </summary>
    /// <remarks>Time begins at 0 when it is made. An exception that an event throws ends the process, as on any thread.</remarks>
    public sealed class RealTimeScheduler : Scheduler, IDisposable
    {
        /// <summary>A timed wait of the operating system may come back this much late, in microseconds: the rest is waited for in small steps.</summary>
        private const long CoarseWaitSlack = 1500;

        private readonly MonotonicClock clock = new();
        private readonly EventQueue queue = new();
        private readonly Lock gate = new();
        private readonly AutoResetEvent firstChanged = new(false);
        private readonly Thread thread;
        private bool disposed;

        /// <summary>Starts the thread.</summary>
        public RealTimeScheduler()
        {
            thread = new Thread(Run) { IsBackground = true, Name = "Nano scheduler" };
            thread.Start();
        }

        /// <inheritdoc/>
        public override long Microseconds => clock.Microseconds;

        /// <inheritdoc/>
        /// <remarks>After disposal nothing is done any more.</remarks>
        public override void Schedule(ScheduledEvent item, long atMicroseconds)
        {
            ArgumentNullException.ThrowIfNull(item);
            lock (gate)
            {
                if (disposed)
                {
                    return;
                }

                queue.Put(item, atMicroseconds);
                if (queue.First != item)
                {
                    return;
                }
            }

            if (Thread.CurrentThread != thread)
            {
                firstChanged.Set();
            }
        }

        /// <inheritdoc/>
        public override bool Cancel(ScheduledEvent item)
        {
            ArgumentNullException.ThrowIfNull(item);
            lock (gate)
            {
                return queue.Remove(item);
            }
        }

        /// <summary>Ends the thread; what still waits is not done. Returns when the event that runs has ended, unless it is the one that calls.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                if (disposed)
                {
                    return;
                }

                disposed = true;
            }

            firstChanged.Set();
            if (Thread.CurrentThread != thread)
            {
                thread.Join();
            }
        }

        private void Run()
        {
            while (true)
            {
                ScheduledEvent? due = null;
                long wait = long.MaxValue;
                lock (gate)
                {
                    if (disposed)
                    {
                        return;
                    }

                    if (queue.First is { } first)
                    {
                        wait = first.Due - clock.Microseconds;
                        if (wait <= 0)
                        {
                            queue.Remove(first);
                            due = first;
                        }
                    }
                }

                if (due != null)
                {
                    due.Action();
                }
                else
                {
                    Wait(wait);
                }
            }
        }

        private void Wait(long microseconds)
        {
            if (microseconds > CoarseWaitSlack)
            {
                long milliseconds = (microseconds - CoarseWaitSlack) / 1000 + 1;
                firstChanged.WaitOne(microseconds == long.MaxValue ? Timeout.Infinite : (int)Math.Min(milliseconds, int.MaxValue));
            }
            else
            {
                ShortSleep.Sleep((int)microseconds);
            }
        }
    }
}
