using System.Threading;
using System.Threading.Tasks;
using Nano.Net.Sockets;

namespace Nano.Net.Services
{
    // What only .NET has: finding a host without a thread that waits.
    public sealed partial class DnsResolver
    {
        // Milliseconds between two looks for an answer.
        private const int LookInterval = 10;

        /// <inheritdoc/>
        public async ValueTask<IPAddress[]> ResolveAsync(string hostName, AddressFamily family, CancellationToken cancellationToken)
        {
            while (true)
            {
                SocketError result = TryResolve(hostName, family, out IPAddress[] addresses);
                if (result == SocketError.Success)
                {
                    return addresses;
                }

                if (result != SocketError.WouldBlock)
                {
                    throw new SocketException(result);
                }

                await Task.Delay(LookInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
