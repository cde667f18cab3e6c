using Nano.Net;

namespace Nano.Packetdrill
{
    /// <summary>
    /// A stack in virtual time. Time passes when the script sleeps, when it waits for a packet, and in calls that block;
    /// on the way, everything that is due is done at its own moment.
    /// </summary>
    /// <remarks>
    /// Two threads call: the one that runs the script, and the one for calls that may block. Only the first lets time
    /// pass. A blocked call of the second is tried again by the first, at the moment when it can go on, so that nothing
    /// depends on how the two are scheduled.
    /// </remarks>
    internal sealed class VirtualStack
    {
        /// <summary>What an attempt returns that cannot go on yet.</summary>
        internal const int Blocked = int.MinValue;

        /// <summary>No deadline.</summary>
        internal const long Never = long.MaxValue;

        // Longer than any timer of a stack, by default two hours: who waits so long for a packet waits in vain.
        private const long Patience = 24L * 3600 * 1_000_000;

        // Scripts count from where they begin; that it is no round number shows who forgets it.
        private const long Epoch = 1_000_000_000_000_000;

        private readonly object gate = new();
        private readonly BlockingThread blockingThread;
        private readonly int scriptThread = Environment.CurrentManagedThreadId;
        private readonly List<WaitingCall> waiting = [];
        private readonly PriorityQueue<Action, long> later = new();
        private readonly PacketDevice device;
        private long now;
        private long due;

        // When the last call of the thread for blocking calls came to its end: that is what packetdrill asks for next.
        private long returnedAt = Never;

        internal VirtualStack(StackOptions options, int mtu, BlockingThread blockingThread)
        {
            this.blockingThread = blockingThread;
            device = new PacketDevice(mtu, () => now);
            Stack = new NetworkStack(device, options);
            Settle();
        }

        /// <summary>The stack.</summary>
        internal NetworkStack Stack { get; }

        /// <summary>What is done to packets on the link.</summary>
        internal PortRewriter Rewriter => device.Rewriter;

        /// <summary>Bytes of the largest packet that the link carries.</summary>
        internal int LargestPacket => Stack.link.mtu;

        /// <summary>The time in microseconds.</summary>
        internal long Now => now;

        private bool IsScriptThread => Environment.CurrentManagedThreadId == scriptThread;

        /// <summary>Makes a call that does not wait, or not longer than until a deadline.</summary>
        /// <param name="attempt">Makes it, or returns <see cref="Blocked"/>.</param>
        /// <param name="timeout">After how many microseconds it returns 0; <see cref="Never"/> for never.</param>
        /// <returns>What the call returns.</returns>
        internal int Run(Func<int> attempt, long timeout = Never)
        {
            lock (gate)
            {
                var call = new WaitingCall(attempt, timeout == Never ? Never : now + timeout);
                Stack.context.now = now / 1000;
                if (!call.Try(now))
                {
                    waiting.Add(call);
                }

                Settle();
                if (!call.Done)
                {
                    Wait(call);
                }

                if (!IsScriptThread)
                {
                    returnedAt = call.DoneAt;
                }

                return call.Result;
            }
        }

        /// <summary>Has something done at a later moment. Only from within a call that <see cref="Run"/> makes, or from what is done so.</summary>
        internal void At(long microseconds, Action action) => later.Enqueue(action, microseconds);

        /// <summary>A packet arrives.</summary>
        /// <returns>False where no link could carry it to the stack.</returns>
        internal bool Deliver(byte[] packet)
        {
            if (packet.Length > LargestPacket)
            {
                return false;
            }

            // A call that the script has let block before comes before.
            blockingThread.WaitUntilQuiet(CountWaiting);
            lock (gate)
            {
                device.Deliver(packet);
                Settle();
                return true;
            }
        }

        /// <summary>The next packet that the stack sends, however long that takes.</summary>
        /// <returns>False where it sends none.</returns>
        internal bool TryTake(out byte[] packet, out long sentAt)
        {
            blockingThread.WaitUntilQuiet(CountWaiting);
            lock (gate)
            {
                long end = now + Patience;
                while (!device.TryTake(out packet, out sentAt))
                {
                    if (due > end)
                    {
                        return false;
                    }

                    AdvanceTo(due);
                }

                sentAt += Epoch;
                return true;
            }
        }

        /// <summary>Lets time pass.</summary>
        internal void Sleep(long microseconds)
        {
            // The thread for blocking calls waits until the moment of its call, and the script waits for that.
            if (IsScriptThread)
            {
                blockingThread.WaitUntilQuiet(CountWaiting);
            }

            lock (gate)
            {
                AdvanceTo(now + microseconds);
            }
        }

        /// <summary>The time. Asking for it takes a microsecond, for packetdrill waits for the last few by asking.</summary>
        internal long Time()
        {
            lock (gate)
            {
                if (!IsScriptThread && returnedAt != Never)
                {
                    long returned = returnedAt;
                    returnedAt = Never;
                    return Epoch + returned;
                }

                AdvanceTo(now + 1);
                return Epoch + now;
            }
        }

        private int CountWaiting()
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }

        // Until a call can go on. Where the script's own thread makes it, nobody else lets time pass.
        private void Wait(WaitingCall call)
        {
            while (!call.Done)
            {
                if (!IsScriptThread)
                {
                    Monitor.Wait(gate);
                }
                else if (due == Never)
                {
                    Console.Error.WriteLine("Nano.Packetdrill: a call blocks for ever; let it block in the script (0...1 read(...) = ...) or make the socket non-blocking");
                    Environment.Exit(1);
                }
                else
                {
                    AdvanceTo(due);
                }
            }
        }

        private void AdvanceTo(long target)
        {
            while (due <= target)
            {
                now = Math.Max(now, due);
                Settle();
            }

            now = target;
        }

        // Lets the stack do all that is due now, and the calls that can go on do so.
        private void Settle()
        {
            while (true)
            {
                int pause = Stack.Poll(now / 1000);
                if (RetryCalls() || DoLater() || pause == 0)
                {
                    continue;
                }

                due = pause == NetworkStack.Forever ? Never : ((now / 1000) + pause) * 1000;
                if (later.TryPeek(out _, out long next))
                {
                    due = Math.Min(due, next);
                }

                foreach (WaitingCall call in waiting)
                {
                    due = Math.Min(due, call.Deadline);
                }

                return;
            }
        }

        private bool DoLater()
        {
            bool done = false;
            while (later.TryPeek(out Action? action, out long at) && at <= now)
            {
                later.Dequeue();
                Stack.context.now = now / 1000;
                action();
                done = true;
            }

            return done;
        }

        private bool RetryCalls()
        {
            int before = waiting.Count;
            for (int i = 0; i < waiting.Count; i++)
            {
                if (waiting[i].Try(now))
                {
                    waiting.RemoveAt(i--);
                }
            }

            if (waiting.Count == before)
            {
                return false;
            }

            Monitor.PulseAll(gate);
            return true;
        }
    }
}
