using System.Threading;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>Two stacks and an open connection between them, polled by hand: nothing moves but what is measured.</summary>
    internal sealed class Pair
    {
        internal readonly HandClock clock = new HandClock();
        internal readonly BenchmarkPort portA = new BenchmarkPort(1);
        internal readonly BenchmarkPort portB = new BenchmarkPort(2);
        internal readonly NetworkStack a;
        internal readonly NetworkStack b;
        internal readonly NetworkStream near;
        internal readonly NetworkStream far;

        internal Pair()
        {
            portA.peer = portB;
            portB.peer = portA;
            a = new NetworkStack(portA, Options("10.0.0.1"));
            b = new NetworkStack(portB, Options("10.0.0.2"));
            StackRunner runnerA = new StackRunner(a, clock);
            StackRunner runnerB = new StackRunner(b, clock);
            TcpListener listener = new TcpListener(runnerB, new IPEndPoint(IPAddress.Any, 7));
            listener.Start();

            // Connect blocks, so somebody else polls meanwhile; it gives way first, until Connect waits.
            TcpClient client = new TcpClient(runnerA);
            client.NoDelay = true;
            Thread poller = new Thread(() =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Thread.Sleep(50);
                    Settle();
                }
            });
            poller.Start();
            client.Connect(IPAddress.Parse("10.0.0.2"), 7);
            poller.Join();
            TcpClient server = listener.AcceptTcpClient();
            server.NoDelay = true;
            near = client.GetStream();
            far = server.GetStream();
        }

        /// <summary>Lets a millisecond pass, and both stacks do whatever there is to do.</summary>
        internal void Settle()
        {
            long now = clock.Milliseconds + 1;
            clock.Milliseconds = now;
            for (int i = 0; i < 4; i++)
            {
                portA.released = portA.count;
                a.Poll(now);
                portB.released = portB.count;
                b.Poll(now);
            }

            portA.released = 0;
            portB.released = 0;
        }

        private static StackOptions Options(string address)
        {
            return new StackOptions
            {
                Address = IPAddress.Parse(address),
                Connections = 1,
                UdpSockets = 0,
                ReassemblyBuffers = 0,
                ReceiveBufferSize = 16384,
                SendBufferSize = 16384,
                NeighborLifetime = 86400000,
            };
        }
    }
}
