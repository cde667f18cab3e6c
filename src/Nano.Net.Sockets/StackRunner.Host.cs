using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    public sealed partial class StackRunner
    {
        partial void ConfigureThread(Thread poller)
        {
            poller.IsBackground = true;
            poller.Name = "Nano stack";
        }

        /// <summary>The addresses of a host, as <see cref="Resolve"/> finds them.</summary>
        internal async ValueTask<IPAddress[]> ResolveAsync(string hostName, AddressFamily family, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Literal(hostName, family)
                ?? Sorted(await ResolverOrFail().ResolveAsync(hostName, family, cancellationToken).ConfigureAwait(false));
        }
    }
}
