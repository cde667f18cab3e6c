using Nano.Net.Core;
using Nano.Net.Link;

namespace Nano.Net.Internet
{
    /// <summary>Makes the IPv6 of a stack, by the settings that it is.</summary>
    public abstract class Ipv6Factory : Ipv6Settings
    {
        internal Ipv6Factory()
        {
        }

        /// <summary>Bytes of a network header without extension headers.</summary>
        internal abstract int HeaderLength { get; }

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
