using System;
using Nano.Net.Sockets;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// Pushes a line to every client of a TCP port. A client that does not take it in time is dropped: nobody waits for it,
    /// and it would get an old line. Who sends nothing is asked now and then whether he is still there (keep-alive).
    /// </summary>
    internal sealed class PushServer : IDisposable
    {
        private const int KeepAliveInterval = 10000;
        private const int KeepAliveCount = 3;

        private readonly TcpListener listener;
        private readonly TcpClient[] clients;
        private readonly int keepAlive;

        /// <summary>Begins to listen.</summary>
        /// <exception cref="SocketException">The port is taken, or all listeners of the stack are.</exception>
        public PushServer(StackRunner runner, int port, int clientCount, int keepAlive)
        {
            clients = new TcpClient[clientCount];
            this.keepAlive = keepAlive;
            listener = TcpListener.Create(runner, port);
            listener.Start(clientCount + 1);
        }

        /// <summary>Clients at the moment.</summary>
        public int ClientCount { get; private set; }

        /// <summary>Clients dropped because they did not take what was sent.</summary>
        public long Dropped { get; private set; }

        /// <summary>Clients refused because there were as many as may be.</summary>
        public long Refused { get; private set; }

        /// <summary>Takes in who waits, and sends them all a line.</summary>
        public void Push(byte[] line, int offset, int count)
        {
            AcceptPending();

            for (int i = 0; i < clients.Length; i++)
            {
                if (clients[i] != null && !TrySend(clients[i], line, offset, count))
                {
                    Drop(i);
                }
            }
        }

        /// <summary>Stops listening, and closes all connections.</summary>
        public void Dispose()
        {
            listener.Stop();
            for (int i = 0; i < clients.Length; i++)
            {
                if (clients[i] != null)
                {
                    clients[i].Close();
                    clients[i] = null;
                }
            }

            ClientCount = 0;
        }

        private static bool TrySend(TcpClient client, byte[] line, int offset, int count)
        {
            INonBlockingStream stream = client.GetStream();
            if (stream.TryWriteWhole(line, 0, line, offset, count) < 0)
            {
                return false;
            }

            stream.Flush();
            return true;
        }

        // The stack may have been ended meanwhile: then there is nobody to let in any more.
        private void AcceptPending()
        {
            try
            {
                while (listener.Active && listener.Pending())
                {
                    Accept(listener.AcceptTcpClient());
                }
            }
            catch (InvalidOperationException)
            {
            }
            catch (SocketException)
            {
            }
        }

        private void Accept(TcpClient client)
        {
            int place = 0;
            while (place < clients.Length && clients[place] != null)
            {
                place++;
            }

            if (place == clients.Length)
            {
                Refused++;
                client.Close();
                return;
            }

            try
            {
                client.NoDelay = true;
                client.SetKeepAlive(true, keepAlive, KeepAliveInterval, KeepAliveCount);
            }
            catch (SocketException)
            {
                // It has gone before it was let in.
                client.Close();
                return;
            }

            clients[place] = client;
            ClientCount++;
        }

        private void Drop(int index)
        {
            // With a reset: what the client has not taken by now is old.
            INonBlockingStream stream = clients[index].GetStream();
            stream.Abort();
            clients[index].Close();
            clients[index] = null;
            ClientCount--;
            Dropped++;
        }
    }
}
