using Nano.Emulator;
using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Http
{
    /// <summary>
    /// A server on B and raw clients on A in virtual time: nothing has a thread, and a client that waits lets the network run.
    /// Time passes only where somebody waits, and every run is the same.
    /// </summary>
    internal sealed class VirtualHttpHosts : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

        private readonly VirtualNetwork network = new();
        private readonly VirtualHost hostA;
        private readonly VirtualHost hostB;
        private readonly long start;

        internal VirtualHttpHosts(Action<HttpServer>? routes = null, Action<HttpServerOptions>? configure = null, Action<StackOptions>? stack = null)
        {
            VirtualWire wire = new(network.Scheduler, null, 7);
            NetworkStack stackA = Make(wire.A, SocketHosts.AddressA, stack), stackB = Make(wire.B, SocketHosts.AddressB, stack);
            A = new StackRunner(stackA, network.Scheduler);
            B = new StackRunner(stackB, network.Scheduler);
            var options = new HttpServerOptions();
            configure?.Invoke(options);
            Server = new HttpServer(B, options);
            Server.Failed += (failure, peer, exception) => Failures.Add((failure, exception, Now));
            routes?.Invoke(Server);
            Server.Open();
            hostA = network.Add(wire.A, stackA.Poll);
            hostB = network.Add(wire.B, now =>
            {
                stackB.Poll(now);
                int pause = Server.Step();
                int wait = stackB.Poll(now);
                return pause == Timeout.Infinite ? wait : Math.Min(wait, pause);
            });
            Run(1000);
            start = network.Scheduler.Milliseconds;
        }

        internal StackRunner A { get; }

        internal StackRunner B { get; }

        internal HttpServer Server { get; }

        /// <summary>What the server has told: cause, exception, and when.</summary>
        internal List<(HttpFailure Failure, Exception? Exception, long At)> Failures { get; } = [];

        /// <summary>Milliseconds since the test began.</summary>
        internal long Now => network.Scheduler.Milliseconds - start;

        /// <summary>Lets time pass.</summary>
        internal void Run(int milliseconds)
        {
            Kick();
            network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));
        }

        /// <summary>Lets time pass until something has come about.</summary>
        /// <returns>When that was.</returns>
        internal long Until(Func<bool> condition)
        {
            Kick();
            Assert.True(network.Scheduler.RunUntil(condition, Patience), "it did not come about within two hours");
            return Now;
        }

        internal Client Connect(int port = 80)
        {
            var client = new TcpClient(A) { NoDelay = true };
            ConnectionRace race = client.StartRace([SocketHosts.AddressB], port);
            Until(race.Step);
            return new Client(client, new VirtualStream(client.GetStream(), this));
        }

        /// <summary>Sends one request on a connection of its own.</summary>
        internal Response Ask(string request)
        {
            using Client client = Connect();
            client.Send(request);
            return client.ReadResponse();
        }

        public void Dispose()
        {
            Server.Dispose();
            A.Dispose();
            B.Dispose();
        }

        private static NetworkStack Make(WirePort port, IPAddress address, Action<StackOptions>? configure)
        {
            var options = new StackOptions
            {
                Address = address,
                Connections = 8,
                HalfOpenConnections = 8,
                TimeWaitConnections = 16,
                OutgoingConnections = 0,
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            };
            configure?.Invoke(options);
            return new NetworkStack(port, options);
        }

        // A call from outside may have given either something to do.
        private void Kick()
        {
            hostA.Kick();
            hostB.Kick();
        }
    }
}
