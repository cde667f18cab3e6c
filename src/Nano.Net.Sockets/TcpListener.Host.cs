using System.Threading;
using System.Threading.Tasks;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // What only .NET has: accepting without a thread that waits.
    public partial class TcpListener
    {
        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="System.InvalidOperationException">It was not started.</exception>
        public Task<TcpClient> AcceptTcpClientAsync()
        {
            return AcceptTcpClientAsync(CancellationToken.None).AsTask();
        }

        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="System.InvalidOperationException">It was not started.</exception>
        public async ValueTask<TcpClient> AcceptTcpClientAsync(CancellationToken cancellationToken)
        {
            TcpAcceptor open;
            int began;
            lock (runner.sync)
            {
                open = CheckActive();
                began = closings;
            }

            while (true)
            {
                Task woken;
                lock (runner.sync)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (open.closings != began)
                    {
                        throw new SocketException(SocketError.Interrupted);
                    }

                    TcpConnection connection = open.Accept();
                    if (connection != null)
                    {
                        return Wrap(connection);
                    }

                    woken = open.Woken();
                    open.waiting++;
                }

                try
                {
                    await woken.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    lock (runner.sync)
                    {
                        if (open.closings != began)
                        {
                            open.leaving--;
                        }
                        else
                        {
                            open.waiting--;
                        }
                    }
                }
            }
        }

        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="System.InvalidOperationException">It was not started.</exception>
        public Task<Socket> AcceptSocketAsync()
        {
            return AcceptSocketAsync(CancellationToken.None).AsTask();
        }

        /// <summary>Accepts a connection; waits without a thread until there is one.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="SocketException">The listener was stopped meanwhile.</exception>
        /// <exception cref="System.InvalidOperationException">It was not started.</exception>
        public async ValueTask<Socket> AcceptSocketAsync(CancellationToken cancellationToken)
        {
            return SocketOf(await AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
