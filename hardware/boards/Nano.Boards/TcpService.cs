using System;
using System.IO;
using System.Threading;
using Nano.Net;
using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>
    /// A service on a TCP port: a few threads, each with a buffer of its own, that accept a connection, serve it to its
    /// end and accept the next. All there is to allocate is allocated by the constructor and by <see cref="Start"/>.
    /// </summary>
    public abstract partial class TcpService : IDisposable
    {
        // A peer that has vanished must not hold its place for ever: milliseconds to the first probe, between two, and how many.
        private const int KeepAliveTime = 60000;
        private const int KeepAliveInterval = 10000;
        private const int KeepAliveCount = 6;

        private readonly StackRunner runner;
        private readonly TcpListener listener;
        private readonly byte[][] buffers;
        private readonly int backlog;

        /// <summary>Makes a service; <see cref="Start"/> starts it.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="port">The port, 0 to 65,535; 0 to have one chosen.</param>
        /// <param name="connections">Connections, and so threads, at once; 1 or more.</param>
        /// <param name="backlog">How many more may wait to be accepted.</param>
        /// <param name="bufferSize">Bytes of the buffer that <see cref="Serve"/> is given.</param>
        protected TcpService(StackRunner runner, int port, int connections, int backlog, int bufferSize)
        {
            if (connections < 1)
            {
                throw new ArgumentOutOfRangeException("connections");
            }

            this.runner = runner;
            this.backlog = backlog;
            listener = TcpListener.Create(runner, port);
            buffers = new byte[connections][];
            for (int i = 0; i < connections; i++)
            {
                buffers[i] = new byte[bufferSize];
            }
        }

        /// <summary>What it does, in a word.</summary>
        public abstract string Name { get; }

        /// <summary>Where it listens; known once it is started.</summary>
        public int Port
        {
            get { return listener.LocalEndpoint.Port; }
        }

        /// <summary>Begins to listen.</summary>
        /// <exception cref="SocketException">The port is taken, or the stack has no listener left.</exception>
        public void Start()
        {
            listener.Start(backlog);
            for (int i = 0; i < buffers.Length; i++)
            {
                byte[] buffer = buffers[i];
                Thread worker = new Thread(() => Run(buffer));
                ConfigureThread(worker);
                worker.Start();
            }
        }

        /// <summary>Stops listening. Open connections end with the stack.</summary>
        public void Dispose()
        {
            listener.Stop();
        }

        /// <summary>Serves a connection; when it returns, the connection is closed.</summary>
        /// <param name="stream">The connection's bytes.</param>
        /// <param name="buffer">For this connection alone.</param>
        protected abstract void Serve(NetworkStream stream, byte[] buffer);

        // A PC's threads must not keep the process alive; the device's have no such switch.
        partial void ConfigureThread(Thread worker);

        private void Run(byte[] buffer)
        {
            while (listener.Active)
            {
                try
                {
                    using (TcpClient client = listener.AcceptTcpClient())
                    {
                        client.NoDelay = true;
                        client.SetKeepAlive(true, KeepAliveTime, KeepAliveInterval, KeepAliveCount);
                        Serve(client.GetStream(), buffer);
                    }
                }
                catch (SocketException)
                {
                    // The connection has failed and there is nobody left to serve, or the listener was stopped.
                }
                catch (IOException)
                {
                    // The same, as .NET's streams tell it.
                }
                catch (InvalidOperationException) when (!listener.Active)
                {
                    // The listener was stopped between two connections.
                }
                catch (Exception e)
                {
                    // A fault of what serves; the connection is closed, and the next one may fare better.
                    runner.ReportFault(e, Name);
                }
            }
        }
    }
}
