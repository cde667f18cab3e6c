using System;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    /// <summary>Connecting to whichever of a host's addresses answers first in their order.</summary>
    internal static class FirstAddress
    {
        /// <summary>Tries one address after the other.</summary>
        /// <param name="addresses">The addresses.</param>
        /// <param name="connect">Connects to one.</param>
        /// <exception cref="SocketException">None answers; the reason is the last one's.</exception>
        internal static async ValueTask ConnectAsync(IPAddress[] addresses, Func<IPAddress, ValueTask> connect)
        {
            ArgumentNullException.ThrowIfNull(addresses);
            var failure = new SocketException(SocketError.HostNotFound);
            foreach (IPAddress address in addresses)
            {
                try
                {
                    await connect(address).ConfigureAwait(false);
                    return;
                }
                catch (SocketException e) when (e.SocketErrorCode != SocketError.IsConnected)
                {
                    failure = e;
                }
            }

            throw failure;
        }
    }
}
