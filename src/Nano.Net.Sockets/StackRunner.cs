using System;
using System.Threading;
using Nano.Net.Core;
using Nano.Net.Link;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// Runs a stack for sockets: the one lock, the clock, and the thread that polls. Everything below is told the time
    /// and never waits; everything that waits is in this folder.
    /// </summary>
    /// <remarks>
    /// An exception out of what is not the stack's own (a driver, an observer, a callback, a clock) ends that part alone: it is
    /// counted (<see cref="StackCounters.Faults"/>), told through <see cref="Faulted"/>, and the stack goes on. A link device
    /// that throws is left alone for 100 milliseconds, and for up to 30 seconds where it goes on to throw; an observer that
    /// throws is removed.
    /// </remarks>
    public sealed partial class StackRunner : IDisposable, IWatcher
    {
        // Milliseconds for which the stack is left alone after an exception of its own: the first time, and at most.
        private const int FirstFaultPause = 10;
        private const int LongestFaultPause = 1000;

        private static StackRunner defaultRunner;

        /// <summary>Taken once a socket call, or once a batch of frames: the stack's context, so that what knows the stack alone can take it too.</summary>
        internal readonly object sync;
        internal readonly NetworkStack stack;

        private readonly IClock source;
        private readonly GuardedClock clock;
        private readonly FaultLog faults;
        private readonly AutoResetEvent wake = new AutoResetEvent(false);
        private readonly FrameAvailableHandler onFrame;
        private readonly LinkChangedHandler onLink;
        private Thread thread;
        private bool stopping;

        // Everything is closed and reset: the thread has nothing more to do.
        private bool ended;

        // Null where none was ever started.
        private RunningServices services;

        // Sockets that nobody holds any more, last first: added by finalizers, under the lock of wake, which is held for no longer.
        private IForgettable firstForgotten;

        // Milliseconds of the latest pause after an exception of the stack; 0 while it works.
        private int faultPause;

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
            sync = stack.context;
            faults = stack.context.faults;
            faults.watcher = this;
            source = clock;
            this.clock = new GuardedClock(clock, faults);
            stack.Start(this.clock.Milliseconds);
            onFrame = OnFrameAvailable;
            onLink = OnFrameAvailable;
        }

        /// <summary>
        /// Tells of exceptions that were caught where the stack calls what is not its own. Raised by the runner's thread, which
        /// holds no lock then: a handler may call the stack, but the stack waits for it. What a handler throws is only counted.
        /// </summary>
        /// <remarks>The first eight that wait to be told are kept; <see cref="StackCounters.Faults"/> counts them all.</remarks>
        public event FaultHandler Faulted;

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

        /// <summary>Whether there is a default runner, and its stack has IPv6.</summary>
        internal static bool DefaultHasIPv6
        {
            get { return defaultRunner != null && defaultRunner.HasIPv6; }
        }

        /// <summary>The stack.</summary>
        public NetworkStack Stack
        {
            get { return stack; }
        }

        /// <summary>Resolves host names for sockets; null (the default) for nobody.</summary>
        public INameResolver NameResolver { get; set; }

        /// <summary>The name of this host, for <see cref="Dns.GetHostName"/>; null (the default) for none.</summary>
        public string HostName { get; set; }

        /// <summary>The stack's clock. Where the one that it was given throws, it stands still; it never throws itself.</summary>
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
                CheckRunning();
                if (thread != null)
                {
                    throw new InvalidOperationException("already started");
                }

                // Where one of these throws, this call has failed, and another may succeed.
                Thread poller = new Thread(Run);
                ConfigureThread(poller);
                stack.device.FrameAvailable += onFrame;
                ILinkEvents events = stack.device as ILinkEvents;
                if (events != null)
                {
                    events.LinkChanged += onLink;
                }

                poller.Start();
                thread = poller;
            }

            if (defaultRunner == null)
            {
                defaultRunner = this;
            }
        }

        /// <summary>
        /// Counts an exception, and has <see cref="Faulted"/> told of it: for parts of an application that guard themselves and
        /// have nobody else to tell. Any thread may call this; it never throws.
        /// </summary>
        /// <param name="exception">The exception.</param>
        /// <param name="part">What has thrown it, in a few words.</param>
        public void ReportFault(Exception exception, string part)
        {
            faults.Add(exception, part);
        }

        /// <summary>Sockets that the application has forgotten to close, and that were closed when their finalizers had run.</summary>
        public int ForgottenSockets { get; private set; }

        /// <summary>A picture of all connections and listeners, as netstat shows them.</summary>
        public ConnectionInfo[] GetConnections()
        {
            lock (sync)
            {
                return stack.GetConnections();
            }
        }

        /// <summary>
        /// Stops all services, resets all connections and stops the thread. Sockets that wait fail. From a callback, this only
        /// says so: it happens when the callback has returned.
        /// </summary>
        public void Dispose()
        {
            bool waits;
            lock (sync)
            {
                // In a callback the stack is in the middle of something, and this thread holds the lock that the other needs.
                bool inCallback = stack.context.inCallback;
                bool isOwn = thread != null && thread == Thread.CurrentThread;
                stopping = true;
                if (thread == null || !(inCallback || isOwn))
                {
                    End();
                }

                waits = thread != null && !inCallback && !isOwn;
            }

            wake.Set();
            if (waits)
            {
                thread.Join();
            }
        }

        /// <summary>Wakes the thread: a fault is to be told.</summary>
        void IWatcher.Set()
        {
            wake.Set();
        }

        /// <summary>
        /// Has a socket closed that nobody holds any more. For finalizers, which must not wait for the stack's lock: whoever has
        /// it may wait for them.
        /// </summary>
        internal void Forget(IForgettable socket)
        {
            lock (wake)
            {
                socket.NextForgotten = firstForgotten;
                firstForgotten = socket;
            }

            wake.Set();
        }

        /// <summary>A service was started: it is told what happens, and stopped before the stack ends.</summary>
        internal void Add(StackService service)
        {
            if (services == null)
            {
                services = new RunningServices(stack);
            }

            services.Add(service);
        }

        /// <summary>A service has stopped.</summary>
        internal void Remove(StackService service)
        {
            services.Remove(service);
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
            try
            {
                stack.context.now = source.Milliseconds;
            }
            catch (Exception e)
            {
                // It is as late as it was.
                clock.OnFault(e);
            }
        }

        /// <summary>Wakes the thread where the call has set a deadline earlier than it will look; at the end of every call, under the lock.</summary>
        internal void EndCall()
        {
            TimerQueue timers = stack.context.timers;
            if (timers.count != 0 && timers.heap[0].due < asleepUntil)
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
            bool running = true;
            while (running)
            {
                int pause = 0;
                lock (sync)
                {
                    if (stopping)
                    {
                        running = false;
                        End();
                    }
                    else
                    {
                        pause = Poll();
                    }
                }

                TellFaults();
                if (pause > 0)
                {
                    wake.WaitOne(pause == NetworkStack.Forever ? Timeout.Infinite : pause, false);
                }
            }
        }

        // The one place of this thread where an exception ends that nobody else has caught. The stack guards its drivers and
        // its callbacks itself: what comes here is a fault of its own, and most likely one that the next packet does not meet.
        private int Poll()
        {
            try
            {
                long now = clock.Milliseconds;
                if (firstForgotten != null)
                {
                    stack.context.now = now;
                    ReleaseForgotten();
                }

                int pause = stack.Poll(now);
                asleepUntil = now + pause;
                faultPause = 0;
                return pause;
            }
            catch (Exception e)
            {
                faults.Add(e, "stack");
                faultPause = FaultLog.NextPause(faultPause, FirstFaultPause, LongestFaultPause);
                return faultPause;
            }
        }

        private void ReleaseForgotten()
        {
            IForgettable socket;
            lock (wake)
            {
                socket = firstForgotten;
                firstForgotten = null;
            }

            while (socket != null)
            {
                IForgettable next = socket.NextForgotten;
                socket.NextForgotten = null;
                socket.Release();
                ForgottenSockets++;
                socket = next;
            }
        }

        // Under the lock, but not in the middle of anything.
        private void End()
        {
            if (ended)
            {
                return;
            }

            ended = true;
            try
            {
                if (services != null)
                {
                    services.Stop();
                }

                BeginCall();
                stack.Abort();
            }
            catch (Exception e)
            {
                faults.Add(e, "stack");
            }

            if (defaultRunner == this)
            {
                defaultRunner = null;
            }

            try
            {
                stack.device.FrameAvailable -= onFrame;
                ILinkEvents events = stack.device as ILinkEvents;
                if (events != null)
                {
                    events.LinkChanged -= onLink;
                }
            }
            catch (Exception e)
            {
                faults.Add(e, LinkLayer.DevicePart);
            }
        }

        // No more of them than wait now: a handler that causes the next one must not keep the thread here.
        private void TellFaults()
        {
            for (int left = FaultLog.Capacity; left > 0; left--)
            {
                Fault fault = faults.Take();
                if (fault == null)
                {
                    return;
                }

                FaultHandler handler = Faulted;
                if (handler != null)
                {
                    try
                    {
                        handler(fault.exception, fault.part);
                    }
                    catch (Exception)
                    {
                        faults.CountOnly();
                    }
                }
            }
        }
    }
}
