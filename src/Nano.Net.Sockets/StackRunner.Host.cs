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

        /// <summary>The address of a host; a resolver that can, waits without a thread, any other in one of the pool.</summary>
        internal async ValueTask<IPAddress> ResolveAsync(string hostName, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (NameResolver is IAsyncNameResolver resolver && !IPAddress.TryParse(hostName, out _))
            {
                return await resolver.ResolveAsync(hostName, cancellationToken).ConfigureAwait(false);
            }

            return NameResolver == null || IPAddress.TryParse(hostName, out _)
                ? Resolve(hostName)
                : await Task.Run(() => Resolve(hostName), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
