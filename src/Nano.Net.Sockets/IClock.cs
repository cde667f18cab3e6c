namespace Nano.Net.Sockets
{
    /// <summary>A monotonic clock, handed to what runs a stack. Wall time is something else: it jumps.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds since some fixed moment; never runs backwards.</summary>
        long Milliseconds { get; }
    }
}
