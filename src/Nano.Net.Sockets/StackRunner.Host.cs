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

        /// <summary>The address of a host, as <see cref="Resolve"/> finds it.</summary>
        internal ValueTask<IPAddress> ResolveAsync(string hostName, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<IPAddress>(cancellationToken);
            }

            INameResolver resolver = NameResolver;
            return resolver == null || IPAddress.TryParse(hostName, out _)
                ? new ValueTask<IPAddress>(Resolve(hostName))
                : resolver.ResolveAsync(hostName, cancellationToken);
        }
    }
}
