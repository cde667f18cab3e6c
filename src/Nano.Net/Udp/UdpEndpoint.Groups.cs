using Nano.Net.Internet;

namespace Nano.Net.Udp
{
    // Multicast groups.
    internal sealed partial class UdpEndpoint
    {
        /// <summary>Joins a multicast group, so that what is sent to it is received.</summary>
        /// <param name="group">A multicast address.</param>
        /// <returns>0, or a <see cref="UdpResult"/>.</returns>
        internal int Join(IPAddress group)
        {
            InternetProtocol protocol = layer.internet.ProtocolOf(group);
            if (IsMember(FindGroup(group)))
            {
                return UdpResult.Member;
            }

            int index = protocol == null ? InternetProtocol.NoGroup : protocol.JoinGroup(group);
            if (index == InternetProtocol.NoGroup)
            {
                return UdpResult.NoGroup;
            }

            memberships |= 1u << index;
            return 0;
        }

        /// <summary>Leaves a multicast group.</summary>
        /// <param name="group">A multicast address.</param>
        /// <returns>0, or a <see cref="UdpResult"/>.</returns>
        internal int Leave(IPAddress group)
        {
            int index = FindGroup(group);
            if (!IsMember(index))
            {
                return UdpResult.NotMember;
            }

            LeaveAt(index);
            return 0;
        }

        private int FindGroup(IPAddress group)
        {
            InternetProtocol protocol = layer.internet.ProtocolOf(group);
            return protocol == null ? InternetProtocol.NoGroup : protocol.FindGroup(group);
        }

        private bool IsMember(int index)
        {
            return index != InternetProtocol.NoGroup && (memberships & (1u << index)) != 0;
        }

        private void LeaveAt(int index)
        {
            memberships &= ~(1u << index);
            layer.internet.LeaveGroup(index);
        }
    }
}
