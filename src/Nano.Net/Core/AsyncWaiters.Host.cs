using System.Threading.Tasks;

namespace Nano.Net.Core
{
    /// <summary>
    /// Those who wait without a thread, in .NET alone: all of them for the same task, which ends at the next wake-up. Each then
    /// looks for itself, and waits again where it was not meant. Called under the stack's lock.
    /// </summary>
    internal sealed class AsyncWaiters
    {
        private TaskCompletionSource next;

        /// <summary>The next wake-up.</summary>
        internal Task Next()
        {
            // Whoever is woken goes on in another thread: the one that wakes holds the lock.
            next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return next.Task;
        }

        /// <summary>Wakes all of them.</summary>
        internal void Wake()
        {
            next?.SetResult();
            next = null;
        }
    }
}
