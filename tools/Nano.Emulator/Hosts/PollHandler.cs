namespace Nano.Emulator
{
    /// <summary>Lets a host do what is due, as the stack's own <c>Poll</c> does.</summary>
    /// <param name="nowMilliseconds">The time, by the network's clock.</param>
    /// <returns>Milliseconds until it wants to be called again, 0 or more; <see cref="int.MaxValue"/>: not before a frame arrives.</returns>
    public delegate int PollHandler(long nowMilliseconds);
}
