using System.Runtime.InteropServices;

namespace Nano.Emulator
{
    /// <summary>Sleeps of less than a millisecond, which <see cref="Thread.Sleep(int)"/> has not.</summary>
    internal static partial class ShortSleep
    {
        /// <summary>How late a sleep of the operating system comes back, in microseconds: less than that is spun.</summary>
        private const int SleepSlack = 70;

        /// <summary>The longest single sleep, in microseconds: a caller who must notice something meanwhile looks that often.</summary>
        private const int LongestSleep = 200;

        /// <summary>Sleeps for about the time given, or for a part of it: to be called in a loop that looks at the clock.</summary>
        public static void Sleep(int microseconds)
        {
            if (microseconds <= SleepSlack)
            {
                Thread.SpinWait(20);
            }
            else if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            {
                var time = new Timespec { Nanoseconds = Math.Min(microseconds - SleepSlack + 1, LongestSleep) * 1000 };
                _ = NanoSleep(time, 0);
            }
            else
            {
                Thread.Yield();
            }
        }

        [LibraryImport("libc", EntryPoint = "nanosleep")]
        private static partial int NanoSleep(in Timespec requested, nint remaining);

        [StructLayout(LayoutKind.Sequential)]
        private struct Timespec
        {
            public nint Seconds;
            public nint Nanoseconds;
        }
    }
}
