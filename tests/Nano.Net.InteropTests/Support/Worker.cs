using System.Runtime.ExceptionServices;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A thread whose failure is not lost: whoever joins it gets it.</summary>
    internal sealed class Worker
    {
        private readonly Thread thread;
        private ExceptionDispatchInfo? failure;

        internal Worker(Action action)
        {
            thread = new Thread(() =>
            {
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            })
            {
                IsBackground = true,
            };
            thread.Start();
        }

        internal static Worker[] Start(params Action[] actions) => [.. actions.Select(action => new Worker(action))];

        /// <summary>Waits for the end, and fails as the thread has failed.</summary>
        internal void Join()
        {
            thread.Join();
            failure?.Throw();
        }

        /// <summary>The same with a limit.</summary>
        /// <returns>False where the thread has not ended by then.</returns>
        internal bool Join(TimeSpan limit)
        {
            if (!thread.Join(limit))
            {
                return false;
            }

            failure?.Throw();
            return true;
        }
    }
}
