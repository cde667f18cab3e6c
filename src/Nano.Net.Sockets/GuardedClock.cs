using System;
using Nano.Net.Core;

namespace Nano.Net.Sockets
{
    /// <summary>A clock that cannot throw: while the one behind it does, it stands still.</summary>
    internal sealed class GuardedClock : IClock
    {
        private readonly IClock clock;
        private readonly FaultLog faults;
        private long latest;
        private bool isFailing;

        internal GuardedClock(IClock clock, FaultLog faults)
        {
            this.clock = clock;
            this.faults = faults;
        }

        /// <inheritdoc/>
        public long Milliseconds
        {
            get
            {
                try
                {
                    latest = clock.Milliseconds;
                    isFailing = false;
                }
                catch (Exception e)
                {
                    OnFault(e);
                }

                return latest;
            }
        }

        /// <summary>Who reads the clock behind it, because each call of a socket does and one call less counts, has met this.</summary>
        internal void OnFault(Exception exception)
        {
            if (!isFailing)
            {
                // Told once, or everybody who reads it would tell of it again.
                isFailing = true;
                faults.Add(exception, "clock");
            }
        }
    }
}
