using System;
using System.Threading;
using Nano.Net.Link;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// Runs a stack for sockets: the one lock, the clock, and the thread that polls. Everything below is told the time
    /// and never waits; everything that waits is in this folder.
    /// </summary>
    public sealed partial class StackRunner : IDisposable
    {
        private static StackRunner defaultRunner;

        /// <summary>Taken once a socket call, or once a batch of frames.</summary>
        internal readonly object sync = new object();
        internal readonly NetworkStack stack;

        private readonly IClock clock;
        private readonly AutoResetEvent wake = new AutoResetEvent(false);
        private readonly FrameAvailableHandler onFrame;
        private readonly LinkChangedHandler onLink;
        private Thread thread;
        private bool stopping;
        private StackService firstService;

        // When the thread will look at the stack again by itself.
        private long asleepUntil;

        /// <summary>Makes a runner; <see cref="Start()"/> starts it.</summary>
        /// <param name="stack">The stack; from now on nobody else may call it.</param>
        /// <param name="clock">Its clock.</param>
        public StackRunner(NetworkStack stack, IClock clock)
        {
            if (stack == null)
            {
                throw new ArgumentNullException("stack");
            }

            if (clock == null)
            {
                throw new ArgumentNullException("clock");
            }

            this.stack = stack;
            this.clock = clock;
            stack.Start(clock.Milliseconds);
            onFrame = OnFrameAvailable;
            onLink = OnFrameAvailable;
        }

        /// <summary>The runner that sockets use which are not told of one: the first that was started.</summary>
        /// <exception cref="InvalidOperationException">None was started.</exception>
        public static StackRunner Default
        {
            get
            {
                if (defaultRunner == null)
                {
                    throw new InvalidOperationException("no stack is running; call StackRunner.Start first");
                }

                return defaultRunner;
            }
        }

        /// <summary>The stack.</summary>
        public NetworkStack Stack
        {
            get { return stack; }
        }

        /// <summary>Resolves host names for sockets; null (the default) for nobody.</summary>
        public INameResolver NameResolver { get; set; }

        /// <summary>The stack's clock.</summary>
        public IClock Clock
        {
            get { return clock; }
        }

        /// <summary>Starts a stack on the system's clock.</summary>
        /// <param name="stack">The stack; from now on nobody else may call it.</param>
        public static StackRunner Start(NetworkStack stack)
        {
            StackRunner runner = new StackRunner(stack, new SystemClock());
            runner.Start();
            return runner;
        }

        /// <summary>Starts the thread.</summary>
        /// <exception cref="InvalidOperationException">It has started before.</exception>
        public void Start()
        {
            lock (sync)
            {
                if (thread != null)
                {
                    throw new InvalidOperationException("already started");
                }

                thread = new Thread(Run);
                ConfigureThread(thread);
            }

            stack.device.FrameAvailable += onFrame;
            ILinkEvents events = stack.device as ILinkEvents;
            if (events != null)
            {
                events.LinkChanged += onLink;
            }

            if (defaultRunner == null)
            {
                defaultRunner = this;
            }

            thread.Start();
        }

        /// <summary>A picture of all connections and listeners, as netstat shows them.</summary>
        public ConnectionInfo[] GetConnections()
        {
            lock (sync)
            {
                return stack.GetConnections();
            }
        }

        /// <summary>Stops all services, resets all connections and stops the thread. Sockets that wait fail.</summary>
        public void Dispose()
        {
            bool running;
            lock (sync)
            {
                running = thread != null && !stopping;
                stopping = true;
                while (firstService != null)
                {
                    firstService.Stop();
                }

                BeginCall();
                stack.Abort();
            }

            if (defaultRunner == this)
            {
                defaultRunner = null;
            }

            stack.device.FrameAvailable -= onFrame;
            ILinkEvents events = stack.device as ILinkEvents;
            if (events != null)
            {
                events.LinkChanged -= onLink;
            }

            wake.Set();
            if (running)
            {
                thread.Join();
            }
        }

        /// <summary>Has a service stopped before the stack ends.</summary>
        internal void Add(StackService service)
        {
            service.nextService = firstService;
            firstService = service;
        }

        /// <summary>A service has stopped.</summary>
        internal void Remove(StackService service)
        {
            if (firstService == service)
            {
                firstService = service.nextService;
            }
            else
            {
                StackService before = firstService;
                while (before.nextService != service)
                {
                    before = before.nextService;
                }

                before.nextService = service.nextService;
            }

            service.nextService = null;
        }

        /// <summary>The time, in the milliseconds of the stack.</summary>
        internal long Now()
        {
            return clock.Milliseconds;
        }

        /// <summary>Nothing can be opened any more once the runner has ended: nobody would see to it.</summary>
        internal void CheckRunning()
        {
            if (stopping)
            {
                throw new ObjectDisposedException("StackRunner");
            }
        }

        /// <summary>Tells the stack the time; at the beginning of every call of it, under the lock.</summary>
        internal void BeginCall()
        {
            stack.context.now = clock.Milliseconds;
        }

        /// <summary>Wakes the thread where the call has set a deadline earlier than it will look; at the end of every call, under the lock.</summary>
        internal void EndCall()
        {
            if (stack.context.timers.NextDue() < asleepUntil)
            {
                asleepUntil = 0;
                wake.Set();
            }
        }

        /// <summary>Waits for an event, but not past the end of a call's time-out.</summary>
        /// <param name="ready">The event.</param>
        /// <param name="since">When the call began to wait.</param>
        /// <param name="timeout">Its time-out in milliseconds; 0 for none.</param>
        /// <returns>False where the time-out has passed.</returns>
        internal bool Wait(AutoResetEvent ready, long since, int timeout)
        {
            if (timeout <= 0)
            {
                return ready.WaitOne();
            }

            long left = since + timeout - clock.Milliseconds;
            return left > 0 && ready.WaitOne((int)left, false);
        }

        // A PC's thread must not keep the process alive; the device's has no such switch.
        partial void ConfigureThread(Thread poller);

        private void OnFrameAvailable()
        {
            wake.Set();
        }

        private void Run()
        {
            while (true)
            {
                int pause;
                lock (sync)
                {
                    if (stopping)
                    {
                        return;
                    }

                    long now = clock.Milliseconds;
                    pause = stack.Poll(now);
                    asleepUntil = now + pause;
                }

                if (pause > 0)
                {
                    wake.WaitOne(pause == NetworkStack.Forever ? Timeout.Infinite : pause, false);
                }
            }
        }
    }
}
