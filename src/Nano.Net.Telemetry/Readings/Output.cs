using System;
using System.Threading;
using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>Something that can be set from outside: a light, a target temperature.</summary>
    /// <remarks>
    /// What a client asks for is done on a thread of the output's own, which lives as long as there is something to do: a handler
    /// that is slow, or never returns, delays neither the web server nor another output.
    /// </remarks>
    public sealed partial class Output
    {
        private readonly object sync = new object();
        private readonly OutputHandler handler;

        // Of the latest value that a client has asked for, the number of that order, and the order that was carried out last.
        private long wanted;
        private int ordered;
        private int answered;
        private bool isWorking;
        private bool hasFailed;

        // Set when an order has been carried out; made with the first one.
        private AutoResetEvent finished;
        private long step = 1;

        internal Output(string name, string help, long minimum, long maximum, long value, OutputHandler handler)
        {
            Name = name;
            Help = help;
            Minimum = minimum;
            Maximum = maximum;
            Value = value;
            this.handler = handler;
        }

        /// <summary>The name: letters, digits and underscores, the first no digit.</summary>
        public string Name { get; }

        /// <summary>What it does, in a line.</summary>
        public string Help { get; }

        /// <summary>The least value.</summary>
        public long Minimum { get; }

        /// <summary>The greatest value.</summary>
        public long Maximum { get; }

        /// <summary>From one useful value to the next, 1 or more; 1 by default. Pages and scripts are told; a value between two is taken all the same.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
        public long Step
        {
            get
            {
                return step;
            }

            set
            {
                if (value < 1)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                step = value;
            }
        }

        /// <summary>What it was last set to: the handler has returned from that value.</summary>
        public long Value { get; private set; }

        /// <summary>Told of changes and faults; null before there is a server.</summary>
        internal TelemetryServer Server { get; set; }

        /// <summary>Sets it, on the caller's thread.</summary>
        /// <param name="value">The value.</param>
        /// <returns>False where the value is out of range; nothing has changed then.</returns>
        public bool TrySet(long value)
        {
            if (!Takes(value))
            {
                return false;
            }

            handler(value);
            lock (sync)
            {
                Value = value;
                hasFailed = false;
            }

            if (Server != null)
            {
                Server.TellOutput(this, null);
            }

            return true;
        }

        /// <summary>Whether a value is in its range.</summary>
        internal bool Takes(long value)
        {
            return value >= Minimum && value <= Maximum;
        }

        /// <summary>
        /// Has it set on its own thread, and waits a little. A newer order replaces one that has not begun.
        /// </summary>
        /// <param name="value">The value, within the range.</param>
        /// <param name="patience">Milliseconds to wait at most; where an older order is still at work there is no waiting.</param>
        /// <param name="failed">Whether the handler has thrown, where it has returned.</param>
        /// <returns>Whether the order was carried out.</returns>
        internal bool Order(long value, int patience, out bool failed)
        {
            int order;
            bool begins;
            lock (sync)
            {
                wanted = value;
                order = ++ordered;
                begins = !isWorking;
                if (begins)
                {
                    isWorking = true;
                    hasFailed = false;
                    if (finished == null)
                    {
                        finished = new AutoResetEvent(false);
                    }

                    finished.Reset();
                }
            }

            if (begins)
            {
                Begin();
                finished.WaitOne(patience, false);
            }

            lock (sync)
            {
                failed = hasFailed;
                return answered == order;
            }
        }

        /// <summary>Writes what an event tells of it.</summary>
        internal void WriteEvent(Utf8Writer writer)
        {
            writer.Write("{\"name\":\"");
            writer.Write(Name);
            writer.Write("\",");
            WriteState(writer);
            writer.WriteByte((byte)'}');
        }

        /// <summary>Writes what can change of it, as JSON fields.</summary>
        internal void WriteState(Utf8Writer writer)
        {
            long value;
            long pending;
            bool works;
            bool fails;
            lock (sync)
            {
                value = Value;
                pending = wanted;
                works = isWorking;
                fails = hasFailed;
            }

            writer.Write("\"value\":");
            writer.Write(value);
            if (works)
            {
                writer.Write(",\"pending\":");
                writer.Write(pending);
            }
            else if (fails)
            {
                writer.Write(",\"failed\":true");
            }
        }

        // A PC's thread must not keep the process alive; the device's has no such switch.
        static partial void ConfigureThread(Thread worker);

        // Without memory for a thread the order fails, and the next one tries again.
        private void Begin()
        {
            try
            {
                Thread thread = new Thread(Work);
                ConfigureThread(thread);
                thread.Start();
            }
            catch (Exception)
            {
                lock (sync)
                {
                    isWorking = false;
                }

                throw;
            }
        }

        // The output's thread: carries out what is wanted until nothing new is.
        private void Work()
        {
            long value;
            int order;
            Exception failure;
            do
            {
                lock (sync)
                {
                    value = wanted;
                    order = ordered;
                }

                failure = null;
                try
                {
                    handler(value);
                }
                catch (Exception e)
                {
                    failure = e;
                }
            }
            while (Conclude(value, order, failure));
        }

        // Keeps what has come of an order, and tells of it. The event is set before anybody else can begin and wait for it.
        private bool Conclude(long value, int order, Exception failure)
        {
            bool goesOn;
            lock (sync)
            {
                answered = order;
                goesOn = ordered != order;
                isWorking = goesOn;
                hasFailed = failure != null;
                if (failure == null)
                {
                    Value = value;
                }

                if (!goesOn)
                {
                    finished.Set();
                }
            }

            if (Server != null)
            {
                Server.TellOutput(this, failure);
            }

            return goesOn;
        }
    }
}
