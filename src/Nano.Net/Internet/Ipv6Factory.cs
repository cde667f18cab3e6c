using Nano.Net.Core;
using Nano.Net.Link;

namespace Nano.Net.Internet
{
    /// <summary>
    /// Makes the IPv6 of a stack: <c>Nano.Net.IPv6.Ipv6Options</c>, in the assembly Nano.Net.IPv6, is one. A program that does
    /// not name that assembly carries none of it.
    /// </summary>
    public abstract class Ipv6Factory
    {
        internal Ipv6Factory()
        {
        }

        /// <summary>How many deadlines it has at once.</summary>
        internal abstract int TimerCount { get; }

        /// <summary>Checks every option.</summary>
        /// <param name="options">Those of the stack.</param>
        /// <exception cref="System.ArgumentException">An option is impossible; the message names it and its range.</exception>
        internal abstract void Validate(StackOptions options);

        /// <summary>Makes it. Everything that it will ever need is allocated here.</summary>
        /// <param name="context">The stack's time and deadlines.</param>
        /// <param name="link">The link.</param>
        /// <param name="internet">What it shares with IPv4; the stack adds it there and at the link.</param>
        /// <param name="neighbors">The neighbour cache.</param>
        /// <param name="options">Sizes and settings of the stack.</param>
        internal abstract InternetProtocol Create(
            StackContext context, LinkLayer link, InternetLayer internet, NeighborCache neighbors, StackOptions options);
    }
}
