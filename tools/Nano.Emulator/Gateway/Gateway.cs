using System.Net.Sockets;
using StackRunner = Nano.Net.Sockets.StackRunner;

namespace Nano.Emulator
{
    /// <summary>
    /// Forwards a loopback port of the PC to a port of an emulated device, through a second stack on the same wire: any
    /// program on the PC talks to the device, without privileges and on any operating system.
    /// </summary>
    /// <remarks>What ends one half of a connection, or resets it, does the same on the other side.</remarks>
    public sealed class Gateway : IDisposable
    {
        private readonly StackRunner stack;
        private readonly Net.IPEndPoint device;
        private readonly TcpListener listener;
        private readonly SemaphoreSlim slots;
        private readonly CancellationTokenSource stopping = new();
        private readonly HashSet<GatewayConnection> connections = [];
        private readonly Thread thread;
        private volatile bool disposed;

        /// <summary>Begins to listen.</summary>
        /// <param name="stack">The stack that connects to the device. It outlives the gateway.</param>
        /// <param name="device">Address and port on the wire.</param>
        /// <param name="port">The port on 127.0.0.1, 0 to 65,535; 0 to have one chosen.</param>
        /// <param name="connections">Connections at once, 1 to 1,000; who comes on top waits until one is free.</param>
        /// <exception cref="SocketException">The port cannot be had.</exception>
        public Gateway(StackRunner stack, Net.IPEndPoint device, int port = 0, int connections = 32)
        {
            ArgumentNullException.ThrowIfNull(stack);
            ArgumentNullException.ThrowIfNull(device);
            Require.Range(port, 0, Net.IPEndPoint.MaxPort, nameof(port));
            Require.Range(connections, 1, 1000, nameof(connections));
            this.stack = stack;
            this.device = device;
            slots = new SemaphoreSlim(connections);
            listener = new TcpListener(System.Net.IPAddress.Loopback, port);
            listener.Start();
            LocalEndPoint = (System.Net.IPEndPoint)listener.LocalEndpoint;
            thread = new Thread(Accept) { IsBackground = true, Name = "Nano gateway" };
            thread.Start();
        }

        /// <summary>Where it listens; the chosen port, where 0 was asked for.</summary>
        public System.Net.IPEndPoint LocalEndPoint { get; }

        /// <summary>Connections that it forwards at this moment.</summary>
        public int ConnectionCount
        {
            get
            {
                lock (connections)
                {
                    return connections.Count;
                }
            }
        }

        /// <summary>Stops listening and resets what is open; returns when all threads have ended.</summary>
        public void Dispose()
        {
            GatewayConnection[] open;
            lock (connections)
            {
                if (disposed)
                {
                    return;
                }

                disposed = true;
                open = [.. connections];
            }

            stopping.Cancel();
            listener.Stop();
            thread.Join();
            Array.ForEach(open, connection => connection.Abort());
            Array.ForEach(open, connection => connection.Join());
            slots.Dispose();
            stopping.Dispose();
        }

        private void Accept()
        {
            while (true)
            {
                try
                {
                    slots.Wait(stopping.Token);
                    Begin(listener.AcceptSocket());
                }
                catch (Exception e) when (disposed && e is OperationCanceledException or SocketException or InvalidOperationException)
                {
                    return;
                }
                catch (SocketException)
                {
                    // Who wanted to connect has gone, or the system is short of sockets for the moment.
                    slots.Release();
                    Thread.Sleep(10);
                }
            }
        }

        private void Begin(Socket accepted)
        {
            var connection = new GatewayConnection(accepted, new Net.Sockets.TcpClient(stack), device, End);
            lock (connections)
            {
                if (disposed)
                {
                    connection.Abort();
                    return;
                }

                connections.Add(connection);
                connection.Start();
            }
        }

        private void End(GatewayConnection connection)
        {
            lock (connections)
            {
                connections.Remove(connection);
                if (!disposed)
                {
                    slots.Release();
                }
            }
        }
    }
}
