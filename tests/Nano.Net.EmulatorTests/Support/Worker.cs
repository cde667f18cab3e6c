using System;
using System.Threading;

namespace Nano.Net.EmulatorTests
{
    /// <summary>A thread of an application. What goes wrong in it goes wrong in the test that waits for it.</summary>
    public sealed class Worker
    {
        private const int Patience = 60000;

        private readonly Thread thread;
        private Exception failure;

        /// <summary>Starts to work.</summary>
        public Worker(ThreadStart work)
        {
            thread = new Thread(() =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
            thread.Start();
        }

        /// <summary>Waits for the end.</summary>
        public void Join()
        {
            if (!thread.Join(Patience))
            {
                throw new Exception("a thread has not ended");
            }

            if (failure != null)
            {
                throw failure;
            }
        }
    }
}
