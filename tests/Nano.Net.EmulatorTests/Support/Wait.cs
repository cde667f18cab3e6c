using System;
using System.Threading;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Waits for what happens in other threads.</summary>
    public static class Wait
    {
        /// <summary>Until it has happened; a test fails where it does not.</summary>
        public static void For(Condition condition, string what)
        {
            long end = Environment.TickCount64 + World.Patience;
            while (!condition())
            {
                if (Environment.TickCount64 > end)
                {
                    throw new Exception("it did not come to this: " + what);
                }

                Thread.Sleep(2);
            }
        }
    }
}
