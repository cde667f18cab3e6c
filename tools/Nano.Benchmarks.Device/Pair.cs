using System.Threading;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
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

        /// <summary>Makes one.</summary>
        /// <param name="ipv6">Whether the connection is over IPv6.</param>
        internal Pair(bool ipv6)
        {
            portA.peer = portB;
            portB.peer = portA;
            a = new NetworkStack(portA, Options("10.0.0.1", ipv6 ? "2001:db8::1" : null));
            b = new NetworkStack(portB, Options("10.0.0.2", ipv6 ? "2001:db8::2" : null));
            StackRunner runnerA = new StackRunner(a, clock);
            StackRunner runnerB = new StackRunner(b, clock);
            TcpListener listener = new TcpListener(runnerB, new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 7));
            listener.Start();

            // After a moment an address of IPv6 is there.
            for (int i = 0; i < 3; i++)
            {
                Settle();
                clock.Milliseconds += 1000;
            }

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
            client.Connect(IPAddress.Parse(ipv6 ? "2001:db8::2" : "10.0.0.2"), 7);
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

        private static StackOptions Options(string address, string address6)
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

                IPv6 = address6 == null ? null : new Ipv6Options { Address = IPAddress.Parse(address6), DuplicateAddressProbes = 0 },
            };
        }
    }
}
