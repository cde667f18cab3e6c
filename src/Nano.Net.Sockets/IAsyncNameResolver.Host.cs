using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    /// <summary>A resolver that can wait without a thread. In .NET alone.</summary>
    public interface IAsyncNameResolver : INameResolver
    {
        /// <summary>Finds the address of a host, as <see cref="INameResolver.Resolve"/> does.</summary>
        /// <param name="hostName">The host's name; never an address.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>The address.</returns>
        /// <exception cref="SocketException">As <see cref="INameResolver.Resolve"/> says.</exception>
        ValueTask<IPAddress> ResolveAsync(string hostName, CancellationToken cancellationToken);
    }
}
