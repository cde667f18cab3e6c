using System;
using System.Threading;
using Nano.Net.Http;
using Nano.Net.Sockets;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Tells people, scripts and scrapers about a device: samples its readings, and serves them as a dashboard, as JSON, as
    /// Prometheus metrics, as server-sent events and as lines pushed over TCP.
    /// <code>
    /// ReadingRegistry registry = new ReadingRegistry(8, 1, 60);
    /// StandardReadings.Add(registry, runner);
    /// registry.AddGauge("temperature_celsius", "°C", "Temperature at the sensor", 2, sensor.ReadHundredths);
    /// TelemetryServer telemetry = new TelemetryServer(http, registry, new TelemetryOptions());
    /// http.Start();
    /// telemetry.Start();
    /// </code>
    /// </summary>
    /// <remarks>
    /// One thread of its own takes the samples; it waits for no client, and no client waits for it: while a source takes its
    /// time, the last sample is served, with its age. Besides what the HTTP server allocates for a
    /// connection, a request for the connection table allocates that table, and one for events or a capture its stream.
    /// </remarks>
    public sealed partial class TelemetryServer : IDisposable
    {
        /// <summary>Routes that it takes of the HTTP server's <see cref="HttpServerOptions.Routes"/>.</summary>
        public const int RouteCount = 9;

        /// <summary>The least <see cref="HttpServerOptions.ResponseSize"/> with which all that it serves can be served: the page's header fields, and the longest piece of a document.</summary>
        public const int LeastResponseSize = 536;

        private const string SampleEvent = "sample";
        private const string OutputEvent = "output";
        private const string IntervalEvent = "interval";

        // Milliseconds that Dispose waits for a source that is being asked.
        private const int EndTime = 2000;

        private readonly AutoResetEvent wake = new AutoResetEvent(false);
        private readonly EventBroadcaster events;
        private readonly EventData copyLine;
        private readonly Utf8Buffer line;
        private readonly long started;
        private PushServer push;
        private Thread thread;
        private int interval;
        private bool stopping;
        private bool isTimestampFailing;

        /// <summary>Makes one, and adds its routes to an HTTP server, which has not started yet.</summary>
        /// <param name="http">The HTTP server.</param>
        /// <param name="registry">The readings; no more can be added from now on.</param>
        /// <param name="options">Settings; not to be changed any more.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
        /// <exception cref="InvalidOperationException">The HTTP server has started, or has no room for <see cref="RouteCount"/> routes.</exception>
        public TelemetryServer(HttpServer http, ReadingRegistry registry, TelemetryOptions options)
        {
            if (http == null)
            {
                throw new ArgumentNullException("http");
            }

            if (registry == null)
            {
                throw new ArgumentNullException("registry");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            CheckSizes(http, options);
            Runner = http.Runner;
            Registry = registry;
            Options = options;
            started = Runner.Clock.Milliseconds;
            interval = options.Interval;
            line = new Utf8Buffer(options.LineSize + 1);
            copyLine = CopyLine;
            registry.Fix(Runner);
            for (int i = 0; i < registry.outputCount; i++)
            {
                registry.outputs[i].Server = this;
            }

            http.KeepHeader("Accept-Encoding");
            http.Map(HttpMethods.Get, "/", DashboardAsset.Serve);
            HttpAuthenticator commanders = Commanders(options);
            HttpAuthenticator readers = options.ReadingNeedsLogin ? commanders : null;
            http.Map(HttpMethods.Get, "/api/readings", ServeReadings, readers);
            http.Map(HttpMethods.Get, "/api/connections", ServeConnections, readers);
            http.Map(HttpMethods.Get, "/api/outputs/*", ServeOutput, readers);
            http.Map(HttpMethods.Get, "/metrics", ServeMetrics, readers);
            if (options.EventSubscribers > 0)
            {
                events = new EventBroadcaster(http, new EventOptions { Subscribers = options.EventSubscribers, EventSize = options.LineSize, Replay = Replay, Filler = new StatusEvents(this).Fill });
                http.Map(HttpMethods.Get, "/api/events", events.Subscribe, readers);
            }

            if (commanders == null)
            {
                http.Map(HttpMethods.Post, "/api/*", Forbid);
                http.Map(HttpMethods.Post, "/api/outputs/*", Forbid);
                http.Map(HttpMethods.Get, "/capture", Forbid);
            }
            else
            {
                http.Map(HttpMethods.Post, "/api/outputs/*", SetOutput, commanders);
                http.Map(HttpMethods.Post, "/api/interval", SetInterval, commanders);
                http.Map(HttpMethods.Get, "/capture", new LiveCapture(this).Answer, commanders);
            }

            readingsPiece = new ReadingsDocument(this).WritePiece;
            metricsPiece = new MetricsDocument(this).WritePiece;
        }

        /// <summary>Runs the stack.</summary>
        public StackRunner Runner { get; }

        /// <summary>The readings.</summary>
        public ReadingRegistry Registry { get; }

        /// <summary>Settings.</summary>
        public TelemetryOptions Options { get; }

        /// <summary>Whether the program answers at /api/settings and /api/log, so that the page shows them; to be set before the start.</summary>
        public bool HasSettings { get; set; }

        /// <summary>Whether somebody may set something: by a token, or by a password that there is.</summary>
        internal bool IsSettable
        {
            get { return Options.Token != null || (Options.Login != null && Options.Login.HasSecret); }
        }

        /// <summary>Milliseconds since it was made.</summary>
        public long Uptime
        {
            get { return Runner.Clock.Milliseconds - started; }
        }

        /// <summary>Milliseconds from one sample to the next, <see cref="TelemetryOptions.LeastInterval"/> to <see cref="TelemetryOptions.GreatestInterval"/>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is out of that range.</exception>
        public int Interval
        {
            get
            {
                return interval;
            }

            set
            {
                if (value < TelemetryOptions.LeastInterval || value > TelemetryOptions.GreatestInterval)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                interval = value;
                wake.Set();
                if (events != null)
                {
                    events.Announce(IntervalEvent, WriteInterval);
                }
            }
        }

        /// <summary>Samples that were longer than <see cref="TelemetryOptions.LineSize"/> and were not sent as events or lines.</summary>
        public long LinesTooLong { get; private set; }

        /// <summary>Clients of the push port at the moment.</summary>
        public int PushClients
        {
            get { return push == null ? 0 : push.ClientCount; }
        }

        /// <summary>The time of a captured frame.</summary>
        internal long Timestamp
        {
            get
            {
                try
                {
                    long time = Options.Timestamp == null ? Runner.Clock.Milliseconds : Options.Timestamp();
                    isTimestampFailing = false;
                    return time;
                }
                catch (Exception e)
                {
                    if (!isTimestampFailing)
                    {
                        isTimestampFailing = true;
                        Runner.ReportFault(e, "TelemetryOptions.Timestamp");
                    }

                    return Runner.Clock.Milliseconds;
                }
            }
        }

        /// <summary>Takes the first sample, and starts the thread that takes the others.</summary>
        /// <exception cref="SocketException">The push port is taken, or all listeners of the stack are.</exception>
        /// <exception cref="InvalidOperationException">It has started before.</exception>
        public void Start()
        {
            if (thread != null)
            {
                throw new InvalidOperationException("already started");
            }

            Open();
            thread = new Thread(Run);
            ConfigureThread(thread);
            thread.Start();
        }

        /// <summary>
        /// Takes no more samples, and closes the push port. The HTTP server goes on with what it has. A source that does not
        /// return is not waited for longer than two seconds.
        /// </summary>
        public void Dispose()
        {
            stopping = true;
            wake.Set();
            if (thread != null && thread != Thread.CurrentThread)
            {
                thread.Join(EndTime);
            }

            if (push != null)
            {
                push.Dispose();
                push = null;
            }
        }

        /// <summary>Listens; who calls this calls <see cref="Sample"/> too.</summary>
        internal void Open()
        {
            if (Options.PushPort != 0)
            {
                push = new PushServer(Runner, Options.PushPort, Options.PushClients, Options.PushKeepAlive);
            }
        }

        /// <summary>Takes a sample and sends it to all who follow.</summary>
        internal void Sample()
        {
            Registry.Sample(Uptime);
            if (stopping)
            {
                // Ended while a source was asked.
                return;
            }

            line.Clear();
            SampleLine.Write(line, Registry, Registry.Sequence);
            line.WriteByte((byte)'\n');
            if (line.IsCut)
            {
                LinesTooLong++;
                return;
            }

            if (events != null)
            {
                events.Publish(Registry.Sequence, SampleEvent, copyLine);
            }

            if (push != null)
            {
                push.Push(line.Bytes, 0, line.Length);
            }
        }

        /// <summary>Tells all who follow that an output is another one now, or that its handler has failed.</summary>
        /// <param name="output">The output.</param>
        /// <param name="failure">What the handler has thrown; null where it has not.</param>
        internal void TellOutput(Output output, Exception failure)
        {
            if (failure != null)
            {
                Runner.ReportFault(failure, "output " + output.Name);
            }

            if (events != null)
            {
                events.Announce(OutputEvent, output.WriteEvent);
            }
        }

        // Who may set something: whom the login or the token lets in; null for nobody.
        private static HttpAuthenticator Commanders(TelemetryOptions options)
        {
            if (options.Token == null)
            {
                return options.Login;
            }

            BearerToken token = new BearerToken(options.Token);
            return options.Login == null ? (HttpAuthenticator)token : new EitherAuthenticator(options.Login, token);
        }

        // What a size cannot hold is refused here, and not with each request.
        private static void CheckSizes(HttpServer http, TelemetryOptions options)
        {
            if (http.Options.ResponseSize < LeastResponseSize)
            {
                throw new ArgumentException("the HTTP server's ResponseSize must be " + LeastResponseSize.ToString() + " or more, for the dashboard to fit, not " + http.Options.ResponseSize.ToString());
            }

            int room = http.Runner.Stack.SendBufferSize;
            if (options.PushPort != 0 && options.LineSize >= room)
            {
                throw new ArgumentException("LineSize must be less than the stack's SendBufferSize, " + room.ToString() + ", for lines to be pushed");
            }
        }

        // A PC's thread must not keep the process alive; the device's has no such switch.
        partial void ConfigureThread(Thread worker);

        private void Run()
        {
            long due = Runner.Clock.Milliseconds;
            while (!stopping)
            {
                long now = Runner.Clock.Milliseconds;
                if (now >= due)
                {
                    TrySample();
                    due += interval;
                    if (due <= now)
                    {
                        // The clock has jumped, or a source has taken too long: what was missed stays missed.
                        due = now + interval;
                    }
                }
                else if (due > now + interval)
                {
                    // The interval has become shorter.
                    due = now + interval;
                }

                int pause = (int)(due - Runner.Clock.Milliseconds);
                if (pause > 0)
                {
                    wake.WaitOne(pause, false);
                }
            }
        }

        private void TrySample()
        {
            try
            {
                Sample();
            }
            catch (Exception e)
            {
                // Sources are guarded one by one: what comes here is a fault of the server's own, and the next sample may succeed.
                Runner.ReportFault(e, "telemetry");
            }
        }

        private void WriteInterval(Utf8Writer writer)
        {
            writer.Write(interval);
        }

        // The event is the line without its line break.
        private void CopyLine(Utf8Writer writer)
        {
            writer.Write(line.Bytes, 0, line.Length - 1);
        }

        private bool Replay(long after, ServerEvent found)
        {
            lock (Registry.sync)
            {
                long number = after + 1;
                if (number < Registry.OldestSample)
                {
                    number = Registry.OldestSample;
                }

                if (number > Registry.Sequence)
                {
                    return false;
                }

                SampleLine.Write(found, Registry, number);
                found.Id = number;
                found.Name = SampleEvent;
                return true;
            }
        }
    }
}
