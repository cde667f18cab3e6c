using Nano.Net.Sockets;

namespace Nano.Emulator
{
    /// <summary>A monotonic clock that is fine enough for frames on a wire.</summary>
    public interface IMicrosecondClock : IClock
    {
        /// <summary>Microseconds since the same moment that <see cref="IClock.Milliseconds"/> counts from; never runs backwards.</summary>
        long Microseconds { get; }
    }
}
