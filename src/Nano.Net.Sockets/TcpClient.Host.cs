using System;
using System.Threading;
using System.Threading.Tasks;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // What only .NET has: connecting without a thread that waits.
    public partial class TcpClient
    {
        /// <summary>Connects to a host; waits without a thread.</summary>
        /// <param name="host">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">As <see cref="Connect(string, int)"/> says.</exception>
        public Task ConnectAsync(string host, int port)
        {
            return ConnectAsync(host, port, CancellationToken.None).AsTask();
        }

        /// <summary>Connects to a host; waits without a thread.</summary>
        /// <param name="host">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <exception cref="SocketException">As <see cref="Connect(string, int)"/> says.</exception>
        public async ValueTask ConnectAsync(string host, int port, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(host);
            IPAddress[] addresses = await runner.ResolveAsync(host, Family(), cancellationToken).ConfigureAwait(false);
            await ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">As <see cref="Connect(IPAddress, int)"/> says.</exception>
        public Task ConnectAsync(IPAddress address, int port)
        {
            return ConnectAsync(address, port, CancellationToken.None).AsTask();
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt; the client may try again.</param>
        /// <exception cref="SocketException">As <see cref="Connect(IPAddress, int)"/> says.</exception>
        public async ValueTask ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await FinishConnectAsync(StartConnect(address, port), cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Connects to one of a host's addresses, as <see cref="Connect(IPAddress[], int)"/> does; waits without a thread.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">As that says.</exception>
        public Task ConnectAsync(IPAddress[] addresses, int port)
        {
            return ConnectAsync(addresses, port, CancellationToken.None).AsTask();
        }

        /// <summary>Connects to one of a host's addresses, as <see cref="Connect(IPAddress[], int)"/> does; waits without a thread.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <param name="cancellationToken">Ends the attempt; the client may try again.</param>
        /// <exception cref="SocketException">As that says.</exception>
        public async ValueTask ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IPAddress[] tried = InTurns(addresses);
            Task connects = tried.Length == 1
                ? FinishConnectAsync(StartConnect(tried[0], port), cancellationToken)
                : StartRace(tried, port).RunAsync(cancellationToken);
            await connects.ConfigureAwait(false);
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="remoteEP">The peer.</param>
        /// <exception cref="SocketException">As <see cref="Connect(IPEndPoint)"/> says.</exception>
        public Task ConnectAsync(IPEndPoint remoteEP)
        {
            return ConnectAsync(remoteEP, CancellationToken.None).AsTask();
        }

        /// <summary>Connects; waits without a thread.</summary>
        /// <param name="remoteEP">The peer.</param>
        /// <param name="cancellationToken">Ends the attempt.</param>
        /// <exception cref="SocketException">As <see cref="Connect(IPEndPoint)"/> says.</exception>
        public ValueTask ConnectAsync(IPEndPoint remoteEP, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(remoteEP);
            return ConnectAsync(remoteEP.Address, remoteEP.Port, cancellationToken);
        }

        /// <summary>Waits without a thread until an attempt to connect has ended.</summary>
        internal async Task FinishConnectAsync(TcpConnection opened, CancellationToken cancellationToken)
        {
            NetworkStream attempt = stream;
            while (true)
            {
                lock (runner.sync)
                {
                    if (IsConnectDone(opened))
                    {
                        return;
                    }

                    if (cancellationToken.IsCancellationRequested)
                    {
                        GiveUp(opened);
                        cancellationToken.ThrowIfCancellationRequested();
                    }
                }

                try
                {
                    await attempt.WaitAsync(SelectMode.SelectWrite, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Seen to above, under the lock.
                }
            }
        }
    }
}
