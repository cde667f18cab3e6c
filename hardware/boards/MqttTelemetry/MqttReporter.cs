using System;
using System.Text;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>
    /// Publishes readings and takes commands, and comes back for ever: whatever ends the connection, the next one is tried
    /// after a pause that grows from a second to a minute.
    /// </summary>
    /// <remarks>
    /// <see cref="Step"/> does what is due, on the caller's thread, and says when to call again. Commands come on the client's
    /// thread; they set the output there, and what it is set to is published with the next step.
    /// </remarks>
    public sealed class MqttReporter
    {
        /// <summary>Milliseconds after which a failed connection is tried again, the first time.</summary>
        public const int FirstPause = 1000;

        /// <summary>And at most.</summary>
        public const int LongestPause = 60000;

        private readonly MqttTelemetrySettings settings;
        private readonly ReadingRegistry registry;
        private readonly StackRunner runner;
        private readonly IMqttConnection connection;
        private readonly byte[] online = Encoding.UTF8.GetBytes(MqttDocuments.Online);
        private readonly long started;

        // Held while the bits are looked at: bit i for output i, whose value is to be published.
        private readonly object sync = new object();
        private int changedOutputs;
        private bool isAsked;

        private bool isConnected;
        private int pause;
        private long nextTry;
        private long nextSample;

        /// <summary>Makes it, and fixes the registry.</summary>
        /// <param name="settings">What to call things, and when.</param>
        /// <param name="registry">The readings, and at most 31 outputs.</param>
        /// <param name="runner">Runs the stack; it is told of readings that throw.</param>
        /// <param name="connection">The client.</param>
        /// <exception cref="ArgumentException">A setting is impossible, or there are too many outputs.</exception>
        public MqttReporter(MqttTelemetrySettings settings, ReadingRegistry registry, StackRunner runner, IMqttConnection connection)
        {
            settings.Validate();
            if (registry.OutputCount > 31)
            {
                throw new ArgumentException("there may be 31 outputs");
            }

            this.settings = settings;
            this.registry = registry;
            this.runner = runner;
            this.connection = connection;
            Documents = new MqttDocuments(settings);
            registry.Fix(runner);
            started = runner.Clock.Milliseconds;
            nextTry = started;
            nextSample = started;
            connection.Received += OnReceived;
        }

        /// <summary>The topics.</summary>
        public MqttDocuments Documents { get; }

        /// <summary>Whether the broker is there.</summary>
        public bool IsConnected
        {
            get { return isConnected; }
        }

        /// <summary>How often it has been reached.</summary>
        public long Connections { get; private set; }

        /// <summary>How often it could not be, or was lost.</summary>
        public long Failures { get; private set; }

        /// <summary>Samples published.</summary>
        public long Samples { get; private set; }

        /// <summary>Commands that set an output.</summary>
        public long Commands { get; private set; }

        /// <summary>Commands that were none: of no output, no number, or out of its range.</summary>
        public long BadCommands { get; private set; }

        /// <summary>Documents that were too long to be published.</summary>
        public long Oversized { get; private set; }

        /// <summary>What was wrong the last time; null for nothing so far.</summary>
        public string LastFailure { get; private set; }

        /// <summary>Does what is due now. It waits for the broker where it must, and never throws what the connection throws.</summary>
        /// <returns>Milliseconds until it should be called again; sooner where an output has changed.</returns>
        public int Step()
        {
            try
            {
                return isConnected ? Report() : TryConnect();
            }
            catch (Exception e)
            {
                return Fail(e.Message);
            }
        }

        private int TryConnect()
        {
            long now = runner.Clock.Milliseconds;
            if (now < nextTry)
            {
                return (int)(nextTry - now);
            }

            connection.Connect(settings, Documents.Availability, MqttDocuments.Offline);
            isConnected = true;
            Connections++;
            pause = 0;
            connection.Subscribe(Documents.Commands);
            connection.Subscribe(Documents.DiscoveryStatus);
            Announce();
            nextSample = runner.Clock.Milliseconds;
            return 0;
        }

        private int Report()
        {
            if (!connection.IsConnected)
            {
                return Fail("the connection has ended");
            }

            if (TakeAsked())
            {
                Announce();
            }

            PublishOutputs();
            long now = runner.Clock.Milliseconds;
            if (now >= nextSample)
            {
                registry.Sample(now - started);
                if (Publish(Documents.State, Documents.WriteState(registry), false, false))
                {
                    Samples++;
                }

                // Not a burst of them where some were missed.
                nextSample += settings.Interval;
                if (nextSample <= now)
                {
                    nextSample = now + settings.Interval;
                }
            }

            return (int)(nextSample - now);
        }

        // What is known of the board before its readings: that it is there, what it has, and what it is set to.
        private void Announce()
        {
            for (int i = 0; i < registry.Count; i++)
            {
                Reading reading = registry.GetReading(i);
                Publish(Documents.DiscoveryOf(reading), Documents.WriteDiscovery(reading), true, true);
            }

            for (int i = 0; i < registry.OutputCount; i++)
            {
                Output output = registry.GetOutput(i);
                Publish(Documents.DiscoveryOf(output), Documents.WriteDiscovery(output), true, true);
            }

            lock (sync)
            {
                changedOutputs = (int)((1u << registry.OutputCount) - 1);
            }

            PublishOutputs();
            Publish(Documents.Availability, online, true, true);
        }

        private void PublishOutputs()
        {
            for (int i = 0; i < registry.OutputCount; i++)
            {
                Output output = registry.GetOutput(i);
                bool isChanged;
                lock (sync)
                {
                    isChanged = (changedOutputs & (1 << i)) != 0;
                    changedOutputs &= ~(1 << i);
                }

                if (isChanged)
                {
                    Publish(Documents.StateOf(output), Encoding.UTF8.GetBytes(output.Value.ToString()), true, true);
                }
            }
        }

        private bool Publish(string topic, byte[] document, bool isCertain, bool isRetained)
        {
            if (document == null)
            {
                Oversized++;
                return false;
            }

            connection.Publish(topic, document, isCertain, isRetained);
            return true;
        }

        private int Fail(string why)
        {
            Failures++;
            LastFailure = why;
            isConnected = false;
            try
            {
                connection.Disconnect();
            }
            catch (Exception e)
            {
                // There was nothing left to end.
                LastFailure = why + "; " + e.Message;
            }

            pause = pause == 0 ? FirstPause : pause >= LongestPause / 2 ? LongestPause : pause * 2;
            nextTry = runner.Clock.Milliseconds + pause;
            return pause;
        }

        private bool TakeAsked()
        {
            lock (sync)
            {
                bool was = isAsked;
                isAsked = false;
                return was;
            }
        }

        private void OnReceived(string topic, byte[] payload)
        {
            string text = Encoding.UTF8.GetString(payload, 0, payload.Length);
            if (topic == Documents.DiscoveryStatus)
            {
                // Home Assistant has started anew, and wants to be told.
                lock (sync)
                {
                    isAsked = text == MqttDocuments.Online;
                }

                return;
            }

            Output output = Documents.FindOutput(registry, topic);
            long value;
            lock (sync)
            {
                if (output != null && TryParse(text, out value) && output.TrySet(value))
                {
                    Commands++;
                    changedOutputs |= 1 << registry.IndexOf(output);
                }
                else
                {
                    BadCommands++;
                }
            }
        }

        // A whole number of at most nine digits.
        private static bool TryParse(string text, out long value)
        {
            const int MostDigits = 9;
            value = 0;
            int start = text.Length > 0 && text[0] == '-' ? 1 : 0;
            if (text.Length == start || text.Length > start + MostDigits)
            {
                return false;
            }

            for (int i = start; i < text.Length; i++)
            {
                if (text[i] < '0' || text[i] > '9')
                {
                    return false;
                }

                value = (value * 10) + (text[i] - '0');
            }

            value = start == 1 ? -value : value;
            return true;
        }
    }
}
