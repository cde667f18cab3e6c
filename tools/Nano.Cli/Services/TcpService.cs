using Nano.Net;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>
    /// A service on a port: a thread that accepts, and one for each connection. Who comes when all are taken waits in the backlog.
    /// </summary>
    internal abstract class TcpService : IDisposable
    {
        private const int BufferSize = 65_536;
        private const int StackSize = 256 * 1024;
        private const int Minute = 60_000;

        private readonly TcpListener listener;
        private readonly SemaphoreSlim slots;
        private readonly CancellationTokenSource stopping = new();

        /// <summary>Begins to listen.</summary>
        /// <param name="stack">The stack to listen on.</param>
        /// <param name="port">The port.</param>
        /// <param name="connections">Connections, and so threads, at once.</param>
        protected TcpService(StackRunner stack, int port, int connections)
        {
            Port = port;
            slots = new SemaphoreSlim(connections);
            listener = new TcpListener(stack, new IPEndPoint(IPAddress.Any, port));
            listener.Start(connections);
            new Thread(Accept) { IsBackground = true, Name = $"Nano port {port}" }.Start();
        }

        /// <summary>What it does, in a word.</summary>
        public abstract string Name { get; }

        /// <summary>Where it listens.</summary>
        public int Port { get; }

        /// <summary>Stops accepting. Open connections end with the stack.</summary>
        public void Dispose()
        {
            stopping.Cancel();
            listener.Stop();
        }

        /// <summary>Serves a connection; when it returns, the connection is closed.</summary>
        /// <param name="stream">The connection's bytes.</param>
        /// <param name="buffer">For this connection alone.</param>
        protected abstract void Serve(NetworkStream stream, byte[] buffer);

        private void Accept()
        {
            try
            {
                while (true)
                {
                    slots.Wait(stopping.Token);
                    TcpClient client = listener.AcceptTcpClient();
                    new Thread(() => Serve(client), StackSize) { IsBackground = true, Name = $"Nano {client.RemoteEndPoint}" }.Start();
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidOperationException)
            {
                // The listener was stopped.
            }
        }

        private void Serve(TcpClient client)
        {
            try
            {
                using (client)
                {
                    client.NoDelay = true;
                    // A peer that has vanished must not hold its place for ever.
                    client.SetKeepAlive(true, Minute, Minute / 6, 6);
                    Serve(client.GetStream(), new byte[BufferSize]);
                }
            }
            catch (SocketException)
            {
                // The connection has failed: there is nobody left to serve.
            }
            finally
            {
                slots.Release();
            }
        }
    }
}
