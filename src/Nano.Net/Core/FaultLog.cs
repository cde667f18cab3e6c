using System;

namespace Nano.Net.Core
{
    /// <summary>
    /// The exceptions that were caught where the stack calls what is not its own: a driver, an observer, a callback. All are
    /// counted; the first few are kept until somebody tells the application of them, outside the stack's lock.
    /// </summary>
    /// <remarks>Any thread may use it. Its lock is taken last, and held for a few instructions.</remarks>
    internal sealed class FaultLog
    {
        /// <summary>Faults that are kept; further ones are only counted.</summary>
        internal const int Capacity = 8;

        /// <summary>Set with every fault that is kept; null for nobody.</summary>
        internal IWatcher watcher;

        private long count;
        private Fault first;

        /// <summary>How many there were.</summary>
        internal long Count
        {
            get { return count; }
        }

        /// <summary>Notes a fault. It never throws.</summary>
        /// <param name="exception">What was thrown.</param>
        /// <param name="part">Which part has thrown it.</param>
        internal void Add(Exception exception, string part)
        {
            try
            {
                lock (this)
                {
                    count++;
                    int waiting = 0;
                    Fault last = null;
                    for (Fault fault = first; fault != null; fault = fault.next)
                    {
                        last = fault;
                        waiting++;
                    }

                    if (waiting == Capacity)
                    {
                        return;
                    }

                    Fault added = new Fault(exception, part);
                    if (last == null)
                    {
                        first = added;
                    }
                    else
                    {
                        last.next = added;
                    }
                }

                IWatcher told = watcher;
                if (told != null)
                {
                    told.Set();
                }
            }
            catch (OutOfMemoryException)
            {
                // It is counted, and there is no room to say more.
            }
        }

        /// <summary>Counts a fault of who was to be told of them.</summary>
        internal void CountOnly()
        {
            lock (this)
            {
                count++;
            }
        }

        /// <summary>How long a part that has thrown is left alone: twice as long as the time before, up to a limit.</summary>
        /// <param name="pause">The time before, in milliseconds; 0 where it has worked since.</param>
        /// <param name="first">The first time, in milliseconds.</param>
        /// <param name="longest">The limit, in milliseconds.</param>
        internal static int NextPause(int pause, int first, int longest)
        {
            return pause == 0 ? first : pause > longest / 2 ? longest : 2 * pause;
        }

        /// <summary>Takes the oldest fault that is kept; null where there is none.</summary>
        internal Fault Take()
        {
            lock (this)
            {
                Fault fault = first;
                if (fault != null)
                {
                    first = fault.next;
                }

                return fault;
            }
        }
    }
}
