using System.Threading;
using Nano.Net.Core;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// What one thread waits for that sees to many sockets: it is set when any of those that name it can go on. Such a
    /// thread then tries each of them without waiting (<see cref="INonBlockingStream.TryRead"/>, <see cref="TcpListener.Pending"/>).
    /// </summary>
    public sealed class Readiness : IWatcher
    {
        private readonly AutoResetEvent ready = new AutoResetEvent(false);

        // 1 from the first Set on until the thread that waits goes on: an event is set once, however much happens.
        private int isSet;

        /// <summary>Wakes the thread that waits, or has its next wait return at once. Any thread may call this.</summary>
        public void Set()
        {
            if (Interlocked.Exchange(ref isSet, 1) == 0)
            {
                ready.Set();
            }
        }

        /// <summary>Waits until it is set.</summary>
        /// <param name="milliseconds">For how long at most, 0 or more; <see cref="Timeout.Infinite"/> for ever.</param>
        /// <returns>False where the time has passed.</returns>
        public bool Wait(int milliseconds)
        {
            bool woken = ready.WaitOne(milliseconds, false);
            if (woken)
            {
                // From here on whatever happens sets it again: who waited looks at the sockets after this.
                Interlocked.Exchange(ref isSet, 0);
            }

            return woken;
        }
    }
}
