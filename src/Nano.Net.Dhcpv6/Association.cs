using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>What a message of a server says of this client's address (IA_NA, RFC 8415 section 21.4).</summary>
    internal sealed class Association
    {
        /// <summary>Whether it says anything.</summary>
        internal bool isThere;

        /// <summary>Its status.</summary>
        internal int status;

        /// <summary>Index of the address that it gives: the one that the client has, where it is among them; -1 where it gives none.</summary>
        internal int address;

        /// <summary>Whether it takes away the address that the client has.</summary>
        internal bool endsCurrent;

        /// <summary>Seconds for which the address is preferred, and for which it works; all ones for ever.</summary>
        internal uint preferred;
        internal uint valid;

        /// <summary>T1 and T2 in seconds; 0 where they are left to the client, all ones for never.</summary>
        internal uint renewal;
        internal uint rebinding;

        /// <summary>Reads it.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="at">Index of its first option; all of them fit.</param>
        /// <param name="end">Index behind its last one.</param>
        /// <param name="number">The association's number (IAID).</param>
        /// <param name="current">The address that the client has; null for none.</param>
        internal void Read(byte[] buffer, int at, int end, uint number, byte[] current)
        {
            isThere = false;
            status = Dhcpv6Message.Success;
            address = -1;
            endsCurrent = false;
            while (!isThere)
            {
                at = Dhcpv6Message.Find(buffer, at, end, Dhcpv6Message.IdentityAssociation, Dhcpv6Message.AssociationOptionsOffset);
                if (at < 0)
                {
                    return;
                }

                int value = at + Dhcpv6Message.OptionHeaderLength;
                at = Dhcpv6Message.Next(buffer, at);
                renewal = BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.RenewTimeOffset);
                rebinding = BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.RebindTimeOffset);

                // Section 21.4: where T1 is behind T2, it counts as not being there.
                isThere = BigEndian.ReadUInt32(buffer, value) == number
                    && (renewal <= rebinding || rebinding == 0)
                    && Dhcpv6Message.AreValid(buffer, value + Dhcpv6Message.AssociationOptionsOffset, at);
                if (isThere)
                {
                    ReadOptions(buffer, value + Dhcpv6Message.AssociationOptionsOffset, at, current);
                }
            }
        }

        private void ReadOptions(byte[] buffer, int at, int end, byte[] current)
        {
            status = Dhcpv6Message.StatusOf(buffer, at, end);
            bool isCurrent = false;
            while (true)
            {
                at = Dhcpv6Message.Find(buffer, at, end, Dhcpv6Message.AddressOption, Dhcpv6Message.AddressOptionsOffset);
                if (at < 0)
                {
                    return;
                }

                int value = at + Dhcpv6Message.OptionHeaderLength;
                at = Dhcpv6Message.Next(buffer, at);
                if (!IsUsable(buffer, value, at))
                {
                    continue;
                }

                bool isTheSame = current != null && Ipv6Address.AreEqual(buffer, value, current, 0);
                uint lifetime = BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.ValidLifetimeOffset);
                endsCurrent |= isTheSame && lifetime == 0;
                if (lifetime != 0 && (address < 0 || (isTheSame && !isCurrent)))
                {
                    isCurrent = isTheSame;
                    address = value;
                    valid = lifetime;
                    preferred = BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.PreferredLifetimeOffset);
                }
            }
        }

        // Section 21.6: what is preferred for longer than it is valid does not count. One host can have it, beyond its link.
        private static bool IsUsable(byte[] buffer, int value, int end)
        {
            return IsHost(buffer, value) && !Ipv6Address.IsLinkLocal(buffer, value)
                && BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.PreferredLifetimeOffset) <= BigEndian.ReadUInt32(buffer, value + Dhcpv6Message.ValidLifetimeOffset)
                && Dhcpv6Message.AreValid(buffer, value + Dhcpv6Message.AddressOptionsOffset, end)
                && Dhcpv6Message.StatusOf(buffer, value + Dhcpv6Message.AddressOptionsOffset, end) == Dhcpv6Message.Success;
        }

        /// <summary>Whether an address is one that some host may have on a network.</summary>
        internal static bool IsHost(byte[] buffer, int offset)
        {
            return !Ipv6Address.IsMulticast(buffer, offset) && !Ipv6Address.IsUnspecified(buffer, offset)
                && !Ipv6Address.IsLoopback(buffer, offset) && !Ipv6Address.IsMapped(buffer, offset);
        }
    }
}
