namespace Nano.Net.Drivers
{
    /// <summary>What the calls of an <see cref="IMacController"/> answer besides lengths. The native half has the same numbers.</summary>
    public static class MacResult
    {
        /// <summary>Nothing: no frame waits, no room to send, link down, time over.</summary>
        public const int None = 0;

        /// <summary>Done: the frame is taken, a frame waits, the link is up.</summary>
        public const int Done = 1;

        /// <summary>The session is closed, or another one was opened since.</summary>
        public const int Closed = -1;

        /// <summary>An argument is out of its range. Nothing was read or written.</summary>
        public const int InvalidArgument = -2;

        /// <summary>The firmware has no such MAC, or has not started it.</summary>
        public const int Unavailable = -3;
    }
}
