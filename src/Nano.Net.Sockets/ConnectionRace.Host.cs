using System;
using System.Threading;
using System.Threading.Tasks;

namespace Nano.Net.Sockets
{
    internal sealed partial class ConnectionRace
    {
        // Null until somebody waits so.
        private Core.AsyncWaiters asyncWaiters;

        /// <summary>Waits without a thread until the client has its connection.</summary>
        internal async Task RunAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                Task woken;
                int pause;
                lock (client.runner.sync)
                {
                    if (cancellationToken.IsCancellationRequested)
                    {
                        client.runner.BeginCall();
                        End();
                        client.runner.EndCall();
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    if (Step())
                    {
                        return;
                    }

                    pause = Pause();
                    asyncWaiters ??= new Core.AsyncWaiters();
                    woken = asyncWaiters.Next();
                }

                try
                {
                    await woken.WaitAsync(TimeSpan.FromMilliseconds(pause), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is TimeoutException or OperationCanceledException)
                {
                    // Seen to above, under the lock.
                }
            }
        }

        partial void OnSet()
        {
            asyncWaiters?.Wake();
        }
    }
}
