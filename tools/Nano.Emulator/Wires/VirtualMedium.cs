using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>What wires and switches have in common: ports, frames under way, observers, and one lock for all of it.</summary>
    /// <remarks>
    /// Frames under way come from a pool that grows to what is needed at once and no further: from then on nothing is
    /// allocated per frame.
    /// </remarks>
    public abstract class VirtualMedium
    {
        private readonly List<WirePort> ports = [];
        private readonly Stack<WireFrame> pool = new();
        private IWireObserver[] observers = [];
        private ulong nextStream;
        private long framesSent;

        /// <summary>Makes one without ports.</summary>
        /// <param name="scheduler">Whose clock it runs by.</param>
        /// <param name="seed">What all that is random in it comes from.</param>
        /// <param name="medium">What its frames look like.</param>
        private protected VirtualMedium(Scheduler scheduler, ulong seed, LinkMedium medium)
        {
            ArgumentNullException.ThrowIfNull(scheduler);
            Scheduler = scheduler;
            Seed = seed;
            Medium = medium;
        }

        /// <summary>Whose clock it runs by.</summary>
        public Scheduler Scheduler { get; }

        /// <summary>What all that is random in it comes from: the same seed and the same traffic under virtual time give the same run.</summary>
        public ulong Seed { get; }

        /// <summary>What its frames look like.</summary>
        public LinkMedium Medium { get; }

        /// <summary>Its ports, in the order in which they were added.</summary>
        public IReadOnlyList<WirePort> Ports => ports;

        internal Lock Gate { get; } = new();

        /// <summary>Adds an observer, behind those that are there.</summary>
        public void AddObserver(IWireObserver observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            lock (Gate)
            {
                observers = [.. observers, observer];
            }
        }

        /// <summary>Removes an observer, if it is there.</summary>
        public void RemoveObserver(IWireObserver observer)
        {
            lock (Gate)
            {
                observers = [.. observers.Where(o => o != observer)];
            }
        }

        /// <summary>Allocates ahead, so that this many frames can be under way or wait to be received without an allocation.</summary>
        /// <param name="frames">0 or more.</param>
        public void Reserve(int frames)
        {
            lock (Gate)
            {
                while (pool.Count < frames)
                {
                    pool.Push(new WireFrame(this));
                }
            }
        }

        /// <summary>Makes a port; its directions are the caller's to add.</summary>
        private protected WirePort MakePort(WirePortOptions? options)
        {
            options ??= new WirePortOptions { Medium = Medium };
            if (options.Medium != Medium)
            {
                throw new ArgumentException($"A port of medium {options.Medium} does not fit a wire of medium {Medium}.");
            }

            var port = new WirePort(this, ports.Count, options);
            ports.Add(port);
            return port;
        }

        private protected WireDirection MakeDirection(WirePort end, WireConditions? conditions, Func<WireFrame, WirePort?> deliver) =>
            new(this, end, new RandomSource(Seed, nextStream++), conditions, deliver);

        internal abstract bool IsLinkUp(WirePort port);

        internal abstract void SetLinkUp(WirePort port, bool value);

        internal void Send(WirePort port, ReadOnlySpan<byte> bytes)
        {
            lock (Gate)
            {
                WireFrame frame = Rent();
                frame.Set(++framesSent, Scheduler.Microseconds, port, bytes);
                foreach (IWireObserver observer in observers)
                {
                    observer.FrameSent(frame.SentAt, port, frame);
                }

                port.Outbound.Transmit(frame);
            }
        }

        internal void Arrive(WireFrame frame)
        {
            WirePort? toWake;
            lock (Gate)
            {
                toWake = frame.Direction.Deliver(frame);
            }

            // Outside the lock: a handler may want a lock of its own whose owner is just sending.
            toWake?.RaiseFrameAvailable();
        }

        internal WireFrame Rent() => pool.TryPop(out WireFrame? frame) ? frame : new WireFrame(this);

        internal void Return(WireFrame frame) => pool.Push(frame);

        internal void ReportDelivered(WirePort port, WireFrame frame)
        {
            foreach (IWireObserver observer in observers)
            {
                observer.FrameDelivered(Scheduler.Microseconds, port, frame);
            }
        }

        internal void ReportLost(WirePort port, WireFrame frame, FrameLossReason reason)
        {
            foreach (IWireObserver observer in observers)
            {
                observer.FrameLost(Scheduler.Microseconds, port, frame, reason);
            }
        }
    }
}
