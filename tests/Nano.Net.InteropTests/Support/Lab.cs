using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Nano.Net.IPv6;
using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// A wire with two hosts: the kernel, 10.77.0.1, in a network namespace of its own, and this stack, 10.77.0.2.
    /// Where NANO_INTEROP_CAPTURES names a folder, every test leaves a capture file there.
    /// </summary>
    internal sealed class Lab : IDisposable
    {
        private static int captures;

        private readonly ILinkDevice link;
        private readonly CaptureObserver? capture;
        private readonly Action? disposeWire;
        private readonly List<IDisposable> ours = [];

        private Lab(LabOptions options, string test)
        {
            Kernel = new KernelHost(IPAddress.Parse("10.77.0.1"), options.IPv6) { Patience = options.Patience };
            try
            {
                link = options.Link?.Invoke(Kernel) ?? Kernel.OpenTap();
                disposeWire = options.DisposeWire;
                if (options.IPv6)
                {
                    Kernel.Run("ip", "-6", "address", "add", $"{KernelAddress6}/64", "dev", KernelHost.Interface, "nodad").Succeeded();
                }

                ILinkDevice device = options.Wire?.Invoke(link) ?? link;
                StackOptions stackOptions = Options(options);
                options.Stack?.Invoke(stackOptions);
                Stack = new NetworkStack(device, stackOptions);
                Interface6 = (stackOptions.IPv6 as Ipv6Options)?.Interface!;
                string? file = options.Capture ?? CaptureFile(test);
                if (file != null)
                {
                    capture = new CaptureObserver(file, new MonotonicClock());
                    Stack.AddFrameObserver(capture);
                }

                Runner = new StackRunner(Stack, options.Clock ?? new SystemClock());
                Runner.Start();
            }
            catch
            {
                (link as IDisposable)?.Dispose();
                Kernel.Dispose();
                throw;
            }

            Patience = options.Patience;
        }

        internal KernelHost Kernel { get; }

        internal NetworkStack Stack { get; }

        internal StackRunner Runner { get; }

        /// <summary>This stack's address.</summary>
        internal static IPAddress Address { get; } = IPAddress.Parse("10.77.0.2");

        /// <summary>What IPv6 knows of its link, where there is IPv6.</summary>
        internal Ipv6Interface Interface6 { get; }

        /// <summary>This stack's IPv6 address, where it has one.</summary>
        internal static IPAddress Address6 { get; } = IPAddress.Parse("fd77::2");

        /// <summary>That of the kernel.</summary>
        internal static IPAddress KernelAddress6 { get; } = IPAddress.Parse("fd77::1");

        /// <summary>This stack's hardware address, as `ip` writes it.</summary>
        internal string HardwareAddress => string.Join(':', link.HardwareAddress.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));

        internal int Patience { get; }

        /// <summary>
        /// Runs a test between the two hosts. Where this machine cannot have them, it is skipped; where it has not ended
        /// in time, it fails and shows what the connections are doing.
        /// </summary>
        internal static void Run(Action<Lab> test, LabOptions? options = null, [CallerMemberName] string name = "")
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            options ??= new LabOptions();
            using var lab = new Lab(options, name);
            var worker = new Worker(() => test(lab));
            if (!worker.Join(TimeSpan.FromSeconds(options.Seconds)))
            {
                Assert.Fail($"{name} has not ended after {options.Seconds} seconds.\n{lab.Describe()}");
            }
        }

        /// <summary>Listens on a port of this stack.</summary>
        internal TcpListener Listen(int port)
        {
            var listener = new TcpListener(Runner, new IPEndPoint(IPAddress.Any, port));
            listener.Start();
            return Keep(listener);
        }

        /// <summary>Accepts a connection, which waits no longer than the lab's patience.</summary>
        internal TcpClient Accept(TcpListener listener) => Prepare(listener.AcceptTcpClient());

        /// <summary>Accepts connections, each served by a worker of its own, until the listener is stopped; then waits for them, and fails where one has failed.</summary>
        internal void Serve(TcpListener listener, Action<TcpClient> serve)
        {
            var clients = new List<Worker>();
            try
            {
                while (listener.Active)
                {
                    TcpClient client = Accept(listener);
                    clients.Add(new Worker(() => serve(client)));
                }
            }
            catch (Exception e) when (e is InvalidOperationException or SocketException { SocketErrorCode: SocketError.Interrupted })
            {
                // Stopped, before or while it waited.
            }

            clients.ForEach(client => client.Join());
        }

        /// <summary>Connects this stack to a port of the kernel.</summary>
        internal TcpClient Connect(int port)
        {
            TcpClient client = Prepare(new TcpClient(Runner));
            client.Connect(Kernel.Address, port);
            return client;
        }

        /// <summary>A UDP socket of this stack.</summary>
        internal UdpClient Udp(int port = 0) => Keep(new UdpClient(Runner, port) { ReceiveTimeout = Patience });

        /// <summary>The states of this stack's connections on a port of either side, listeners left out.</summary>
        internal string[] StatesOf(int port) =>
            [.. Runner.GetConnections()
                .Where(connection => connection.RemoteEndPoint.Port != 0 && (connection.LocalEndPoint.Port == port || connection.RemoteEndPoint.Port == port))
                .Select(connection => connection.StateName)];

        /// <summary>Waits until something is so; fails where it does not become so in time.</summary>
        internal void Eventually(Func<bool> condition, Func<string> otherwise, int milliseconds = 30_000)
        {
            if (!SpinWait.SpinUntil(
                () =>
                {
                    bool holds = condition();
                    if (!holds)
                    {
                        Thread.Sleep(5);
                    }

                    return holds;
                },
                milliseconds))
            {
                Assert.Fail($"{otherwise()}\n{Describe()}");
            }
        }

        /// <summary>Both hosts' views, for a failure to show.</summary>
        internal string Describe()
        {
            var text = new StringBuilder("Here:\n");
            foreach (ConnectionInfo connection in Runner.GetConnections())
            {
                text.Append(CultureInfo.InvariantCulture, $"  {connection.StateName} {connection.ReceiveQueue} {connection.SendQueue} {connection.LocalEndPoint} {connection.RemoteEndPoint} rtt {connection.RoundTripTime} ms, cwnd {connection.CongestionWindow}\n");
            }

            Tcp.TcpCounters tcp = Stack.Counters.Tcp;
            text.Append(CultureInfo.InvariantCulture, $"  {tcp.SegmentsReceived} segments received, {tcp.SegmentsSent} sent, {tcp.SegmentsRetransmitted} again; {tcp.RetransmissionTimeouts} time-outs, {tcp.FastRetransmits} fast retransmits, {tcp.WindowProbes} probes, {tcp.DeviceBusy} times busy\n");
            text.Append("The kernel:\n").Append(Kernel.Run("ss", "-tanoi").Output);
            return text.ToString();
        }

        public void Dispose()
        {
            foreach (IDisposable closing in ours)
            {
                closing.Dispose();
            }

            Runner.Dispose();
            disposeWire?.Invoke();
            capture?.Dispose();
            (link as IDisposable)?.Dispose();
            Kernel.Dispose();
        }

        private static StackOptions Options(LabOptions options)
        {
            // A host's sizes. The device's own, which are the defaults, have tests that say so.
            var stack = new StackOptions { Address = Address, ConnectTimeout = options.Patience, MaximumSegmentLifetime = 2000 };
            if (options.IPv6)
            {
                stack.IPv6 = new Ipv6Options { Address = Address6, ReassemblySize = options.DeviceSizes ? 1460 : 16 * 1024 };
            }

            if (!options.DeviceSizes)
            {
                stack.Connections = 64;
                stack.HalfOpenConnections = 64;
                stack.TimeWaitConnections = 64;
                stack.Listeners = 4;
                stack.ReceiveBufferSize = 256 * 1024;
                stack.SendBufferSize = 256 * 1024;
                stack.OutOfOrderRanges = 64;
                stack.UdpQueueLength = 64;
                stack.UdpQueueSize = 128 * 1024;
                stack.ReassemblyBuffers = 4;
                stack.ReassemblySize = 16 * 1024;
            }

            return stack;
        }

        // The cases of a theory are told apart by a number.
        private static string? CaptureFile(string test)
        {
            string? folder = Environment.GetEnvironmentVariable("NANO_INTEROP_CAPTURES");
            return string.IsNullOrEmpty(folder)
                ? null
                : Path.Combine(Directory.CreateDirectory(folder).FullName, $"{test}-{Interlocked.Increment(ref captures)}.pcap");
        }

        private TcpClient Prepare(TcpClient client)
        {
            client.ReceiveTimeout = Patience;
            client.SendTimeout = Patience;
            return Keep(client);
        }

        private T Keep<T>(T closing)
            where T : IDisposable
        {
            lock (ours)
            {
                ours.Add(closing);
            }

            return closing;
        }
    }
}
