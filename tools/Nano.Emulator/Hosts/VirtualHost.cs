using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>A host of a <see cref="VirtualNetwork"/>: whatever is polled when a frame arrives and when its time has come.</summary>
    public sealed class VirtualHost
    {
        /// <summary>Polls in a row, at one moment and without a frame, after which a host is held to be caught in a loop.</summary>
        private const int MostIdlePolls = 10_000;

        private readonly VirtualScheduler scheduler;
        private readonly PollHandler poll;
        private readonly ScheduledEvent nextPoll;
        private long lastPoll = -1;
        private int idlePolls;
        private bool isFrozen;

        internal VirtualHost(VirtualScheduler scheduler, string name, ILinkDevice device, PollHandler poll)
        {
            this.scheduler = scheduler;
            this.poll = poll;
            Name = name;
            Device = device;
            nextPoll = new ScheduledEvent(Poll);
        }

        /// <summary>What it is called in messages.</summary>
        public string Name { get; }

        /// <summary>What it sends and receives by.</summary>
        public ILinkDevice Device { get; }

        /// <summary>How often it has been polled.</summary>
        public long Polls { get; private set; }

        /// <summary>
        /// Whether it stands still, as a device that hangs: it is not polled, and its frames wait until their queue is
        /// full. When it thaws it is polled at once.
        /// </summary>
        public bool IsFrozen
        {
            get => isFrozen;
            set
            {
                isFrozen = value;
                if (value)
                {
                    scheduler.Cancel(nextPoll);
                }
                else
                {
                    Kick();
                }
            }
        }

        /// <summary>Asks for a poll at this moment, after what is already due; to be called when something was asked of the host from outside.</summary>
        public void Kick()
        {
            idlePolls = 0;
            PollAt(scheduler.Microseconds);
        }

        /// <summary>Polls it no more.</summary>
        internal void Stop()
        {
            Device.FrameAvailable -= Kick;
            IsFrozen = true;
        }

        internal void Start()
        {
            Device.FrameAvailable += Kick;
            Kick();
        }

        private void Poll()
        {
            long now = scheduler.Milliseconds;
            CheckProgress();
            Polls++;
            int wait = poll(now);
            if (wait < 0)
            {
                throw new InvalidOperationException($"Host {Name} asked to be polled again in {wait} ms; it must be 0 or more.");
            }

            if (wait != int.MaxValue)
            {
                PollAt(Math.Max(scheduler.Microseconds, (now + wait) * 1000));
            }
        }

        /// <summary>Makes the next poll no later than a time: it may have been asked for already, also while the host was being polled.</summary>
        private void PollAt(long microseconds)
        {
            if (!isFrozen && (!nextPoll.IsScheduled || nextPoll.Due > microseconds))
            {
                scheduler.Schedule(nextPoll, microseconds);
            }
        }

        private void CheckProgress()
        {
            idlePolls = lastPoll == scheduler.Microseconds ? idlePolls + 1 : 0;
            lastPoll = scheduler.Microseconds;
            if (idlePolls > MostIdlePolls)
            {
                throw new InvalidOperationException(
                    $"Host {Name} is caught in a loop: it was polled {MostIdlePolls:N0} times at {lastPoll} µs, and no frame came.");
            }
        }
    }
}
