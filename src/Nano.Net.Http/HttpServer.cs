using System;
using System.Threading;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>
    /// An HTTP/1.1 server (RFC 9110, RFC 9112) in fixed memory.
    /// <code>
    /// HttpServer server = new HttpServer(runner, new HttpServerOptions());
    /// server.Map(HttpMethods.Get, "/hello", (request, response) => response.Write("hello, world\n"));
    /// server.Map(HttpMethods.Post, "/api/led", SetLed, new BearerToken(secret));
    /// server.Start();
    /// </code>
    /// </summary>
    /// <remarks>
    /// One thread serves all connections and waits for none of them. A request stays in the stack's receive buffer until
    /// it is there as a whole, so that a client that trickles costs nothing but its place; a long answer is made as the
    /// client takes it. A thread for each connection would cost the device more heap than everything else of a connection.
    /// How it accepts connections is in HttpServer.Connections.cs, how it serves one in <see cref="HttpConnection"/>.
    /// </remarks>
    public sealed partial class HttpServer : IDisposable
    {
        // Milliseconds for which the server rests after an exception of its own: the first time, and at most.
        private const int FirstFaultPause = 10;
        private const int LongestFaultPause = 1000;

        // Milliseconds that Dispose waits for a handler.
        private const int EndTime = 2000;

        private static readonly string[] Days = new string[] { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
        private static readonly string[] Months = new string[] { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

        /// <summary>Is set when a connection or the listener can go on.</summary>
        internal readonly Readiness readiness = new Readiness();

        /// <summary>The request that is read, of whichever connection.</summary>
        internal readonly HttpRequest request;

        /// <summary>The response that is written, to whichever connection.</summary>
        internal readonly HttpResponse response;

        /// <summary>Has requests answered.</summary>
        internal readonly RequestDispatcher dispatcher;

        /// <summary>Knows whether a request is for this host; null where every host is taken.</summary>
        internal readonly HostFilter hosts;

        private readonly StackRunner runner;
        private readonly HttpServerOptions options;
        private readonly IClock clock;
        // One more than may be served: the last is for who is sent away.
        private readonly HttpConnection[] connections;
        private TcpListener listener;
        private Thread thread;
        private bool stopping;
        private EventBroadcaster firstBroadcaster;

        // The application's clock has thrown, and that was told.
        private bool isClockFailing;

        /// <summary>Makes a server; <see cref="Start"/> starts it.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="options">Sizes and settings; not to be changed any more.</param>
        /// <exception cref="ArgumentException">An option is impossible, also with the stack's buffers.</exception>
        public HttpServer(StackRunner runner, HttpServerOptions options)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            if (options.ResponseSize > runner.Stack.SendBufferSize)
            {
                throw new ArgumentException("ResponseSize must not exceed the stack's SendBufferSize, " + runner.Stack.SendBufferSize.ToString());
            }

            this.runner = runner;
            this.options = options;
            clock = runner.Clock;
            dispatcher = new RequestDispatcher(this, options.Routes);
            request = new HttpRequest(options.RequestSize, options.Headers, new HeaderNames());
            response = new HttpResponse(this, options.ResponseSize);
            hosts = options.HostNames == null ? null : new HostFilter(options.HostNames);
            connections = new HttpConnection[options.Connections + 1];
            for (int i = 0; i < connections.Length; i++)
            {
                connections[i] = new HttpConnection(this);
            }
        }

        /// <summary>
        /// Tells why a request was refused, or a response or connection ended early. It is raised on the server's thread, before the
        /// answer is sent, so a handler must not wait, nor use the request. What it throws is counted
        /// (<see cref="HttpCounters.HandlerFailures"/>) and told by <see cref="StackRunner.Faulted"/>.
        /// </summary>
        public event HttpFailed Failed;

        /// <summary>Runs the stack that it listens on.</summary>
        public StackRunner Runner
        {
            get { return runner; }
        }

        /// <summary>Sizes and settings.</summary>
        public HttpServerOptions Options
        {
            get { return options; }
        }

        /// <summary>What it has done so far.</summary>
        public HttpCounters Counters { get; } = new HttpCounters();

        /// <summary>Connections that are served now.</summary>
        public int ActiveConnections { get; private set; }

        /// <summary>Where it listens; null before it was started.</summary>
        public IPEndPoint LocalEndPoint
        {
            get { return listener == null ? null : listener.LocalEndpoint; }
        }

        /// <summary>Adds a route. The one that names a path most closely answers; what it does not take is answered with 405, and a path without any with 404.</summary>
        /// <param name="methods">The methods that it takes, one or several; with GET also HEAD.</param>
        /// <param name="path">The path, as it is after percent-decoding; with * at its end, all that begin so.</param>
        /// <param name="handler">Answers.</param>
        /// <exception cref="ArgumentException">The path does not begin with a slash, or no method is named.</exception>
        /// <exception cref="InvalidOperationException">All routes are in use, or the server runs.</exception>
        public void Map(HttpMethods methods, string path, HttpHandler handler)
        {
            Map(methods, path, handler, null);
        }

        /// <summary>
        /// Adds a route for those who name the right credentials. Others are answered with 401, and with 429 (RFC 6585) where they
        /// guess: after five wrong ones a peer waits for 30 seconds, and then for six seconds after each.
        /// </summary>
        /// <param name="methods">The methods that it takes.</param>
        /// <param name="path">The path; with * at its end, all that begin so.</param>
        /// <param name="handler">Answers.</param>
        /// <param name="authenticator">Knows them: a <see cref="BearerToken"/>, say; null to let everybody in.</param>
        /// <exception cref="ArgumentException">The path does not begin with a slash, or no method is named.</exception>
        /// <exception cref="InvalidOperationException">All routes are in use, or the server runs.</exception>
        public void Map(HttpMethods methods, string path, HttpHandler handler, HttpAuthenticator authenticator)
        {
            if (handler == null)
            {
                throw new ArgumentNullException("handler");
            }

            if (path == null || path.Length == 0 || path[0] != '/')
            {
                throw new ArgumentException("a path begins with a slash");
            }

            if (methods == HttpMethods.None)
            {
                throw new ArgumentException("a route takes one method at least");
            }

            CheckNotRunning();
            dispatcher.Add(new HttpRoute(methods, path, handler, authenticator));
        }

        /// <summary>
        /// Has a header field kept for <see cref="HttpRequest.FindHeader"/>. Fields that nobody asks for are dropped where a
        /// request is larger than the buffer: cookies, say, and most of what browsers tell of themselves.
        /// </summary>
        /// <param name="name">Its name.</param>
        /// <exception cref="ArgumentException">The name is no token, or there are more than a hundred.</exception>
        /// <exception cref="InvalidOperationException">The server runs.</exception>
        public void KeepHeader(string name)
        {
            CheckNotRunning();
            request.names.Add(name);
        }

        /// <summary>Listens, and starts the thread.</summary>
        /// <exception cref="SocketException">The port is taken, or all listeners of the stack are in use.</exception>
        public void Start()
        {
            Open();
            thread = new Thread(Run);
            ConfigureThread(thread);
            thread.Start();
        }

        /// <summary>
        /// Ends all connections, and the thread; from a handler, when that has returned. A handler that does not return is not waited
        /// for longer than two seconds: then the server takes no more connections, and ends those that it has when it returns.
        /// </summary>
        public void Dispose()
        {
            if (stopping)
            {
                return;
            }

            stopping = true;
            readiness.Set();
            if (thread == null)
            {
                Close();
            }
            else if (thread != Thread.CurrentThread && !thread.Join(EndTime))
            {
                listener.Stop();
            }
        }

        /// <summary>The time on the stack's clock.</summary>
        internal long Now
        {
            get { return clock.Milliseconds; }
        }

        /// <summary>Whether it is being ended.</summary>
        internal bool IsStopping
        {
            get { return stopping; }
        }

        /// <summary>Whether who has been answered should make room: somebody waits for a place, or the server ends.</summary>
        internal bool WantsPlaces
        {
            get { return stopping || fullSince != Never; }
        }

        /// <summary>Whether it was given a clock, and writes the Date field itself.</summary>
        internal bool HasClock
        {
            get { return options.Clock != null; }
        }

        /// <summary>Listens; who calls this calls <see cref="Step"/> too.</summary>
        internal void Open()
        {
            CheckNotRunning();
            listener = TcpListener.Create(runner, options.Port);
            listener.Start();
            listener.Watch(readiness);
        }

        /// <summary>Wakes the thread.</summary>
        internal void Wake()
        {
            readiness.Set();
        }

        /// <summary>Tells of a failure.</summary>
        /// <param name="failure">The cause.</param>
        /// <param name="client">The client; null where it is not known.</param>
        /// <param name="exception">What was thrown; null where nothing was.</param>
        internal void Tell(HttpFailure failure, TcpClient client, Exception exception)
        {
            HttpFailed handler = Failed;
            if (handler == null)
            {
                return;
            }

            try
            {
                handler(failure, client == null ? null : client.RemoteEndPoint, exception);
            }
            catch (Exception e)
            {
                Counters.HandlerFailures++;
                runner.ReportFault(e, "HttpServer.Failed");
            }
        }

        internal void Add(EventBroadcaster broadcaster)
        {
            CheckNotRunning();
            broadcaster.next = firstBroadcaster;
            firstBroadcaster = broadcaster;
        }

        /// <summary>Writes the Date field (RFC 9110 section 6.6.1), where the time is known.</summary>
        internal void WriteDate(Utf8Writer writer)
        {
            DateTime now;
            if (!TryReadClock(out now))
            {
                return;
            }

            // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110 section 5.6.7).
            writer.Write("Date: ");
            writer.Write(Days[(int)now.DayOfWeek]);
            writer.Write(", ");
            WriteTwoDigits(writer, now.Day);
            writer.WriteByte(Ascii.Space);
            writer.Write(Months[now.Month - 1]);
            writer.WriteByte(Ascii.Space);
            writer.Write(now.Year);
            writer.WriteByte(Ascii.Space);
            WriteTwoDigits(writer, now.Hour);
            writer.WriteByte((byte)':');
            WriteTwoDigits(writer, now.Minute);
            writer.WriteByte((byte)':');
            WriteTwoDigits(writer, now.Second);
            writer.Write(" GMT\r\n");
        }

        // A response without a date is better than none.
        private bool TryReadClock(out DateTime now)
        {
            now = DateTime.UnixEpoch;
            if (options.Clock == null)
            {
                return false;
            }

            try
            {
                bool isKnown = options.Clock(out now);
                isClockFailing = false;
                return isKnown;
            }
            catch (Exception e)
            {
                if (!isClockFailing)
                {
                    isClockFailing = true;
                    runner.ReportFault(e, "HttpServerOptions.Clock");
                }

                return false;
            }
        }

        private static void WriteTwoDigits(Utf8Writer writer, int number)
        {
            writer.WriteByte((byte)('0' + (number / 10)));
            writer.WriteByte((byte)('0' + (number % 10)));
        }

        // A PC's thread must not keep the process alive; the device's has no such switch.
        partial void ConfigureThread(Thread worker);

        private void CheckNotRunning()
        {
            if (listener != null)
            {
                throw new InvalidOperationException("the server runs already");
            }
        }

        private void Run()
        {
            int faultPause = 0;
            while (!stopping)
            {
                int pause;
                try
                {
                    pause = Step();
                    faultPause = 0;
                }
                catch (Exception e)
                {
                    // Handlers are guarded one by one: what comes here is a fault of the server's own.
                    runner.ReportFault(e, "HTTP server");
                    Tell(HttpFailure.ServerFailed, null, e);
                    faultPause = faultPause == 0 ? FirstFaultPause : faultPause > LongestFaultPause / 2 ? LongestFaultPause : 2 * faultPause;
                    pause = faultPause;
                }

                if (pause != 0)
                {
                    readiness.Wait(pause);
                }
            }

            try
            {
                Close();
            }
            catch (Exception e)
            {
                runner.ReportFault(e, "HTTP server");
                Tell(HttpFailure.ServerFailed, null, e);
            }
        }

        private void Close()
        {
            if (listener != null)
            {
                listener.Stop();
            }

            for (int i = 0; i < connections.Length; i++)
            {
                if (!connections[i].IsFree)
                {
                    connections[i].Abort();
                }
            }
        }
    }
}
