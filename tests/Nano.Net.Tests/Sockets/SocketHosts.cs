using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Two stacks with threads of their own on a wire in real time: A is 10.0.0.1, B is 10.0.0.2.</summary>
    internal sealed class SocketHosts : IDisposable
    {
        internal static readonly IPAddress AddressA = IPAddress.Parse("10.0.0.1");
        internal static readonly IPAddress AddressB = IPAddress.Parse("10.0.0.2");

        /// <summary>Those of <see cref="WithBothFamilies"/>.</summary>
        internal static readonly IPAddress AddressA6 = IPAddress.Parse("2001:db8::a");
        internal static readonly IPAddress AddressB6 = IPAddress.Parse("2001:db8::b");

        private readonly RealTimeScheduler scheduler = new();
        private readonly SkippingClock clock = new();
        private Exception? fault;

        internal SocketHosts(Action<StackOptions>? configure = null, WireConditions? conditions = null)
        {
            Wire = new VirtualWire(scheduler, conditions, 7);
            A = new StackRunner(new NetworkStack(Wire.A, Options(AddressA, configure)), clock);
            B = new StackRunner(new NetworkStack(Wire.B, Options(AddressB, configure)), clock);
            A.Faulted += Note;
            B.Faulted += Note;
            A.Start();
            B.Start();
        }

        internal VirtualWire Wire { get; }

        /// <summary>Hosts that have IPv6, too: A is 2001:db8::a, B is 2001:db8::b.</summary>
        internal static SocketHosts WithBothFamilies(Action<StackOptions>? configure = null, WireConditions? conditions = null)
        {
            var hosts = new SocketHosts(
                options =>
                {
                    IPAddress address = options.Address == AddressA ? AddressA6 : AddressB6;
                    options.IPv6 = new Ipv6Options { Address = address, DuplicateAddressProbes = 0 };
                    configure?.Invoke(options);
                },
                conditions);
            Until(() => hosts.A.GetOwnAddresses().Contains(AddressA6) && hosts.B.GetOwnAddresses().Contains(AddressB6));
            return hosts;
        }

        internal StackRunner A { get; }

        internal StackRunner B { get; }

        /// <summary>Makes it later for both.</summary>
        internal void Skip(int milliseconds) => clock.Skip(milliseconds);

        /// <summary>A listener on B.</summary>
        internal TcpListener Listen(int port = 7, int backlog = 8)
        {
            var listener = new TcpListener(B, new IPEndPoint(IPAddress.Any, port));
            listener.Start(backlog);
            return listener;
        }

        /// <summary>A client on A that is connected, and its other end on B.</summary>
        internal (TcpClient Client, TcpClient Server) Connect(TcpListener listener)
        {
            var client = new TcpClient(A);
            client.Connect(AddressB, listener.LocalEndpoint.Port);
            return (client, listener.AcceptTcpClient());
        }

        internal (TcpClient Client, TcpClient Server) Connect()
        {
            using TcpListener listener = Listen();
            return Connect(listener);
        }

        /// <summary>Runs something on a thread of its own. It must end soon, by itself or by what the test does.</summary>
        internal static Task<Exception?> Start(Action action)
        {
            var result = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var thread = new Thread(() =>
            {
                try
                {
                    action();
                    result.SetResult(null);
                }
                catch (Exception e)
                {
                    result.SetResult(e);
                }
            })
            { IsBackground = true };
            thread.Start();
            return result.Task;
        }

        internal static Exception? Finish(Task<Exception?> task)
        {
#pragma warning disable xUnit1031 // The threads under test block; so may the test.
            Assert.True(task.Wait(TimeSpan.FromSeconds(20)), "it still waits");
            return task.Result;
#pragma warning restore xUnit1031
        }

        internal static SocketError ErrorOf(Action action) => ErrorOf(Record.Exception(action));

        /// <summary>Why a call of a socket has failed, or one of a stream, which has the socket's reason inside.</summary>
        internal static SocketError ErrorOf(Exception? failure) =>
            Assert.IsType<SocketException>(failure is IOException ? failure.InnerException : failure).SocketErrorCode;

        /// <summary>Waits until something has come about.</summary>
        internal static void Until(Func<bool> condition)
        {
            var watch = Stopwatch.StartNew();
            while (!condition())
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "it did not come about");
                Thread.Sleep(1);
            }
        }

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
            scheduler.Dispose();
            if (fault != null)
            {
                ExceptionDispatchInfo.Throw(fault);
            }
        }

        // What the stacks and their servers throw themselves is what a test is to find, though they go on.
        private void Note(Exception exception, string part)
        {
            if (part is "stack" or "HTTP server" or "telemetry")
            {
                fault ??= exception;
            }
        }

        private static StackOptions Options(IPAddress address, Action<StackOptions>? configure)
        {
            var options = new StackOptions
            {
                Address = address,
                MinimumRetransmissionTimeout = 50,
                AcknowledgmentDelay = 10,
                MaximumSegmentLifetime = 100,
            };
            configure?.Invoke(options);
            return options;
        }
    }
}
