using Nano.Emulator;
using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Workbench
{
    /// <summary>A host of the lab: a stack, and an application that listens, connects, writes and reads as it is told.</summary>
    internal sealed class LabHost : ILabHost, ITcpObserver
    {
        // What a host's clock shows when time begins, in milliseconds. Real ones have been on for a while, too: at 0, what may happen
        // once a second would seem to have happened just now.
        private const long ClockAtStart = 100_000;

        private static readonly string[] SocketVerbs = ["send", "push", "shutdown", "close", "abort", "keepalive"];

        private readonly LabSession session;
        private readonly StackOptions options;
        private readonly WirePort port;
        private readonly List<LabSocket> sockets = [];
        private readonly List<TcpAcceptor> acceptors = [];
        private VirtualHost host = null!;
        private NetworkStack stack = null!;
        private int made;
        private long defaultReadRate = -1;
        private int defaultReply;
        private bool defaultClose;

        public LabHost(LabSession session, string name, WirePort port, StackOptions options)
        {
            this.session = session;
            this.options = options;
            this.port = port;
            Name = name;
            Boot();
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <inheritdoc/>
        public bool IsFrozen
        {
            get => host.IsFrozen;
            set => host.IsFrozen = value;
        }

        /// <summary>What the stack has counted.</summary>
        public TcpCounters Counters => stack.tcp.counters;

        private long Now => session.Network.Scheduler.Milliseconds + ClockAtStart;

        /// <inheritdoc/>
        public void Do(TimedAction action)
        {
            if (action.Verb == "reboot")
            {
                session.Network.Remove(host);
                stack.RemoveTcpObserver(this);
                acceptors.Clear();
                sockets.Clear();
                options.Secret[7]++;
                Boot();
                return;
            }

            stack.context.now = Now;
            session.During("application", () => Perform(action));
            session.OnSettled(this);
            host.Kick();
        }

        /// <inheritdoc/>
        public IEnumerable<int> Listeners => acceptors.Select(a => a.localPort);

        /// <inheritdoc/>
        public IEnumerable<TcpConnectionDetails> Details() =>
            stack.tcp.blocks.OfType<TcpConnection>().Where(c => c.path != null).Select(c => c.Details());

        /// <summary>What one connection knows; null where there is none with buffers.</summary>
        public TcpConnectionDetails? DetailsOf(int localPort, int remotePort) =>
            stack.tcp.blocks.OfType<TcpConnection>().FirstOrDefault(c => c.path != null && c.LocalPort == localPort && c.RemotePort == remotePort)?.Details();

        /// <inheritdoc/>
        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to) =>
            session.OnStateChanged(this, localPort, remote.Port, TcpStateName.Of(from), TcpStateName.Of(to));

        private void Boot()
        {
            stack = new NetworkStack(port, options);
            stack.AddTcpObserver(this);
            host = session.Network.Add(port, Poll, Name);
        }

        private int Poll(long milliseconds)
        {
            long now = milliseconds + ClockAtStart;
            int wait = session.During("poll", () => stack.Poll(now));
            long wake = session.During("application", () => RunApplication(now));
            session.OnSettled(this);
            return (int)Math.Min(wait, Math.Max(0, Math.Min(wake - now, int.MaxValue)));
        }

        private long RunApplication(long now)
        {
            foreach (TcpAcceptor acceptor in acceptors)
            {
                while (acceptor.Accept() is { } connection)
                {
                    Adopt(connection);
                }
            }

            long wake = long.MaxValue;
            foreach (LabSocket socket in sockets)
            {
                wake = Math.Min(wake, socket.Step(now));
            }

            sockets.RemoveAll(s => s.IsClosed);
            return wake;
        }

        private LabSocket Adopt(TcpConnection connection)
        {
            var socket = new LabSocket(connection, ++made) { ReadRate = defaultReadRate, Reply = defaultReply, ClosesAtEnd = defaultClose };
            connection.sender.noDelay = session.Scenario["nagle"] == 0;
            sockets.Add(socket);
            return socket;
        }

        private bool Perform(TimedAction action)
        {
            switch (action.Verb)
            {
                case "listen":
                    int listenPort = (int)action.Number(1, 1, 65_535, 80);
                    if (acceptors.All(a => a.localPort != listenPort))
                    {
                        acceptors.Add(stack.tcp.Listen(null, listenPort, 16, out OpenError error) ?? throw new ScenarioException($"listen failed: {error}"));
                    }

                    break;
                case "unlisten":
                    foreach (TcpAcceptor acceptor in acceptors)
                    {
                        stack.tcp.Close(acceptor);
                    }

                    acceptors.Clear();
                    break;
                case "connect":
                    Connect((int)action.Number(1, 1, 65_535, 80), (int)action.Number(2, 1, 32, 1), (int)action.Number(3, 0, 65_535, 0));
                    break;
                case "read":
                    defaultReadRate = action.Number(1, -1, 10_000_000);
                    sockets.ForEach(s => s.ReadRate = defaultReadRate);
                    break;
                case "reply":
                    defaultReply = (int)action.Number(1, 0, 100_000);
                    sockets.ForEach(s => s.Reply = defaultReply);
                    break;
                case "autoclose":
                    defaultClose = action.Number(1, 0, 1) == 1;
                    sockets.ForEach(s => s.ClosesAtEnd = defaultClose);
                    break;
                default:
                    PerformOnSocket(action);
                    break;
            }

            return true;
        }

        // What needs a connection: the one of a number, or the latest that is open. Without one nothing happens.
        private void PerformOnSocket(TimedAction action)
        {
            if (!SocketVerbs.Contains(action.Verb))
            {
                throw new ScenarioException($"there is no action '{action.Verb}'");
            }

            int which = action.Verb is "send" ? 2 : action.Verb is "push" ? 3 : 1;
            long number = action.Number(which, 0, int.MaxValue, 0);
            long first = action.Verb is "send" ? action.Number(1, 1, 100_000_000) : action.Verb is "push" ? action.Number(1, 0, 600_000) : 0;
            long second = action.Verb is "push" ? action.Number(2, 1, 100_000) : 0;
            if (sockets.FindLast(s => !s.IsClosed && (number == 0 || s.Number == number)) is not { } socket)
            {
                return;
            }

            switch (action.Verb)
            {
                case "send":
                    socket.ToSend += first;
                    socket.Step(Now);
                    break;
                case "push":
                    socket.Push((int)first, (int)second, Now);
                    break;
                case "shutdown":
                    socket.Connection.ShutdownSend();
                    break;
                case "close":
                    socket.Connection.Close();
                    break;
                case "abort":
                    socket.Connection.Abort();
                    socket.Connection.Close();
                    break;
                case "keepalive":
                    socket.Connection.SetKeepAlive(true, (int)session.Scenario["keepidle"], (int)session.Scenario["keepevery"], 4);
                    break;
            }
        }

        private void Connect(int remotePort, int count, int localPort)
        {
            for (int i = 0; i < count; i++)
            {
                if (stack.tcp.Connect(session.PeerAddress(this), remotePort, localPort, out _) is { } connection)
                {
                    Adopt(connection);
                }
            }
        }
    }
}
