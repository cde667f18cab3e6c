using Nano.Net.Sockets;

namespace Nano.Emulator
{
    /// <summary>A clock that is set by hand.</summary>
    public sealed class HandClock : IClock
    {
        /// <summary>What it shows.</summary>
        public long Milliseconds { get; set; }
    }
}
