namespace Nano.Net
{
    /// <summary>
    /// What a stack is told of IPv6: a <c>Nano.Net.IPv6.Ipv6Options</c>, in the assembly Nano.Net.IPv6, is one. A program that
    /// does not name that assembly carries none of it.
    /// </summary>
    public abstract class Ipv6Settings
    {
        internal Ipv6Settings()
        {
        }

        /// <summary>How many deadlines IPv6 has at once.</summary>
        internal abstract int TimerCount { get; }

        /// <summary>Bytes of a device's heap that IPv6 takes, about.</summary>
        /// <param name="options">Those of the stack.</param>
        internal abstract int MemoryFootprint(StackOptions options);

        /// <summary>Checks every option.</summary>
        /// <param name="options">Those of the stack.</param>
        /// <exception cref="System.ArgumentException">An option is impossible; the message names it and its range.</exception>
        internal abstract void Validate(StackOptions options);
    }
}
