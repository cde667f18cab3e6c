using System;
using System.Threading;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// What has a driver look at its chip: the chip's interrupt line, and the ticks of a timer or of the program. It asks the
    /// chip nothing, and any thread may tick; the driver takes notice when the stack calls it next.
    /// </summary>
    public sealed class ChipTicker : IDisposable
    {
        private readonly IInterruptLine interrupt;
        private readonly InterruptHandler look;
        private readonly int ticksPerCheck;
        private readonly Timer timer;

        // Counted by whoever ticks.
        private int ticks;
        private bool ticked;

        private int checkedAt;
        private bool started;

        /// <summary>Makes one that rests until <see cref="Start"/>.</summary>
        /// <param name="interrupt">The chip's interrupt line; null where it is not connected.</param>
        /// <param name="options">Says how often to tick, how often to check, and whether there is a timer.</param>
        /// <param name="look">Called when the driver should look at its chip, from any thread.</param>
        public ChipTicker(IInterruptLine interrupt, ChipOptions options, InterruptHandler look)
        {
            this.interrupt = interrupt;
            this.look = look;
            Interval = options.PollInterval;
            ticksPerCheck = (options.CheckInterval + Interval - 1) / Interval;
            if (options.OwnTimer)
            {
                timer = new Timer(OnTimer, null, Timeout.Infinite, Timeout.Infinite);
            }
        }

        /// <summary>Milliseconds between two ticks at present.</summary>
        public int Interval { get; private set; }

        /// <summary>Ticks since the start; it runs over.</summary>
        public int Ticks
        {
            get { return ticks; }
        }

        /// <summary>Whether the driver is to look at every tick, also where its interrupt line says that there is nothing to see.</summary>
        public bool AtEveryTick { get; set; }

        /// <summary>Begins: the interrupt line is heard, and the timer runs.</summary>
        public void Start()
        {
            if (interrupt != null)
            {
                interrupt.Asserted += look;
            }

            started = true;
            SetTimer();
        }

        /// <summary>Ticks at another interval from now on; that of checks follows.</summary>
        /// <param name="milliseconds">The interval.</param>
        public void SetInterval(int milliseconds)
        {
            if (milliseconds != Interval)
            {
                Interval = milliseconds;
                SetTimer();
            }
        }

        /// <summary>A tick has passed.</summary>
        public void Tick()
        {
            ticks++;

            // The level of the line, not its edge: where it was high for a moment only, the edge may have been missed.
            if (interrupt == null || AtEveryTick || ticks - checkedAt >= ticksPerCheck || interrupt.IsAsserted)
            {
                ticked = true;
                look();
            }
        }

        /// <summary>Whether a tick has asked the driver to look since this was called last.</summary>
        public bool TakeTick()
        {
            bool result = ticked;
            ticked = false;
            return result;
        }

        /// <summary>Whether it is time for a check; then, the next is due a whole interval later.</summary>
        public bool TakeCheck()
        {
            if (ticks - checkedAt < ticksPerCheck)
            {
                return false;
            }

            checkedAt = ticks;
            return true;
        }

        /// <summary>The chip has been looked at as by a check: the next is due a whole interval later.</summary>
        public void PutOffCheck()
        {
            checkedAt = ticks;
        }

        /// <summary>Stops the timer and lets go of the interrupt line.</summary>
        public void Dispose()
        {
            if (timer != null)
            {
                timer.Dispose();
            }

            if (interrupt != null)
            {
                interrupt.Asserted -= look;
            }
        }

        private void SetTimer()
        {
            if (timer != null && started)
            {
                timer.Change(Interval, Interval);
            }
        }

        private void OnTimer(object state)
        {
            try
            {
                Tick();
            }
            catch (Exception)
            {
                // The interrupt line has failed; a timer that threw would take the program along. The driver looks at the chip.
                ticked = true;
            }
        }
    }
}
