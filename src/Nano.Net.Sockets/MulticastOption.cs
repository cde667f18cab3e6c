using System;

namespace Nano.Net.Sockets
{
    /// <summary>A multicast group to join or leave, as <c>System.Net.Sockets.MulticastOption</c> has it (<see cref="SocketOptionName.AddMembership"/>).</summary>
    public class MulticastOption
    {
        private IPAddress group;

        /// <summary>Makes one.</summary>
        /// <param name="group">The group, 224.0.0.0 to 239.255.255.255.</param>
        public MulticastOption(IPAddress group)
            : this(group, IPAddress.Any)
        {
        }

        /// <summary>Makes one.</summary>
        /// <param name="group">The group, 224.0.0.0 to 239.255.255.255.</param>
        /// <param name="mcint">This host's address, or <see cref="IPAddress.Any"/>: the stack has one interface.</param>
        /// <exception cref="ArgumentNullException">One is missing.</exception>
        public MulticastOption(IPAddress group, IPAddress mcint)
        {
            if (mcint is null)
            {
                throw new ArgumentNullException("mcint");
            }

            Group = group;
            LocalAddress = mcint;
        }

        /// <summary>The group.</summary>
        /// <exception cref="ArgumentNullException">It is set to null.</exception>
        public IPAddress Group
        {
            get
            {
                return group;
            }

            set
            {
                if (value is null)
                {
                    throw new ArgumentNullException("value");
                }

                group = value;
            }
        }

        /// <summary>This host's address, or <see cref="IPAddress.Any"/>.</summary>
        public IPAddress LocalAddress { get; set; }
    }
}
