using System;

namespace Nano.Net.Sockets
{
    /// <summary>An IPv6 multicast group, as <c>System.Net.Sockets.IPv6MulticastOption</c> has it: the value of <see cref="SocketOptionName.AddMembership"/> and <see cref="SocketOptionName.DropMembership"/>.</summary>
    public class IPv6MulticastOption : MulticastOption
    {
        private long interfaceIndex;

        /// <summary>A group on the stack's interface.</summary>
        /// <param name="group">The group.</param>
        public IPv6MulticastOption(IPAddress group)
            : this(group, 0)
        {
        }

        /// <summary>A group.</summary>
        /// <param name="group">The group.</param>
        /// <param name="ifindex">Which interface, 0 to 0xFFFFFFFF: the stack has one, so that it does not matter.</param>
        /// <exception cref="ArgumentNullException">There is no group.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="ifindex"/> is out of its range.</exception>
        public IPv6MulticastOption(IPAddress group, long ifindex)
            : base(group)
        {
            InterfaceIndex = ifindex;
        }

        /// <summary>Which interface, 0 to 0xFFFFFFFF: the stack has one, so that it does not matter.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
        public long InterfaceIndex
        {
            get
            {
                return interfaceIndex;
            }

            set
            {
                ArgumentOutOfRangeException.ThrowIfNegative(value);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, uint.MaxValue);
                interfaceIndex = value;
            }
        }
    }
}
