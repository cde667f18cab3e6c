using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    public partial interface INameResolver
    {
        /// <summary>Finds the addresses of a host, as <see cref="Resolve"/> does. A resolver that does not have this waits in a thread of the pool.</summary>
        /// <param name="hostName">The host's name; never an address.</param>
        /// <param name="family">Of which family; <see cref="AddressFamily.Unspecified"/> for all that the stack has.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <returns>As <see cref="Resolve"/> returns them.</returns>
        /// <exception cref="SocketException">As <see cref="Resolve"/> says.</exception>
        ValueTask<IPAddress[]> ResolveAsync(string hostName, AddressFamily family, CancellationToken cancellationToken)
        {
            return new ValueTask<IPAddress[]>(Task.Run(() => Resolve(hostName, family), cancellationToken).WaitAsync(cancellationToken));
        }
    }
}
