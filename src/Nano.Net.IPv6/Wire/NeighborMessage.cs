using System;
using Nano.Net.Wire;

namespace Nano.Net.IPv6.Wire
{
    /// <summary>The messages of neighbour discovery (RFC 4861 section 4): offsets, flags, and what makes them valid.</summary>
    internal static class NeighborMessage
    {
        /// <summary>The hop limit of all of them: no router has passed it on, so it comes from the link.</summary>
        internal const int HopLimit = 255;

        /// <summary>Offset of the options in a router solicitation.</summary>
        internal const int SolicitationOptions = 8;

        /// <summary>Offset of the options in a router advertisement.</summary>
        internal const int AdvertisementOptions = 16;

        /// <summary>Offset of the options in a neighbour solicitation or advertisement.</summary>
        internal const int NeighborOptions = 24;

        /// <summary>Offset of the options in a redirect.</summary>
        internal const int RedirectOptions = 40;

        /// <summary>Offset of the hop limit that a router proposes; 0 for none.</summary>
        internal const int HopLimitOffset = 4;

        /// <summary>Offset of the flags of a router or neighbour advertisement, one byte.</summary>
        internal const int RouterFlagsOffset = 5;

        /// <summary>Flag of a router advertisement: addresses are to be had by DHCPv6.</summary>
        internal const int ManagedFlag = 0x80;

        /// <summary>Flag of a router advertisement: other settings are to be had by DHCPv6.</summary>
        internal const int OtherFlag = 0x40;

        /// <summary>Offset of the lifetime of a router, 16 bits, in seconds; 0 where it is no default router.</summary>
        internal const int RouterLifetimeOffset = 6;

        /// <summary>Offset of the time for which a confirmed neighbour is reachable, 32 bits, in milliseconds; 0 for unspecified.</summary>
        internal const int ReachableTimeOffset = 8;

        /// <summary>Offset of the time between solicitations, 32 bits, in milliseconds; 0 for unspecified.</summary>
        internal const int RetransmissionTimerOffset = 12;

        /// <summary>Offset of the flags of a neighbour advertisement, one byte.</summary>
        internal const int NeighborFlagsOffset = 4;

        /// <summary>Flag of a neighbour advertisement: it comes from a router.</summary>
        internal const int RouterFlag = 0x80;

        /// <summary>Flag of a neighbour advertisement: it answers a solicitation.</summary>
        internal const int SolicitedFlag = 0x40;

        /// <summary>Flag of a neighbour advertisement: the hardware address is to be taken in place of another one.</summary>
        internal const int OverrideFlag = 0x20;

        /// <summary>Offset of the address that a neighbour message or a redirect is about.</summary>
        internal const int TargetOffset = 8;

        /// <summary>Offset of the destination that a redirect is about.</summary>
        internal const int RedirectDestinationOffset = 24;

        /// <summary>Preference of a router or a route (RFC 4191 section 2.1): high.</summary>
        internal const int HighPreference = 1;

        /// <summary>Preference: medium.</summary>
        internal const int MediumPreference = 0;

        /// <summary>Preference: low.</summary>
        internal const int LowPreference = -1;

        // The two bits of a preference that stands for none.
        private const int ReservedPreference = -2;

        /// <summary>Offset of the options of a message; 0 where it is none of neighbour discovery.</summary>
        /// <param name="type">The type of the message.</param>
        internal static int OptionsOf(int type)
        {
            switch (type)
            {
                case Icmpv6Message.RouterSolicitation:
                    return SolicitationOptions;
                case Icmpv6Message.RouterAdvertisement:
                    return AdvertisementOptions;
                case Icmpv6Message.NeighborSolicitation:
                case Icmpv6Message.NeighborAdvertisement:
                    return NeighborOptions;
                case Icmpv6Message.Redirect:
                    return RedirectOptions;
                default:
                    return 0;
            }
        }

        /// <summary>
        /// Whether a message is valid (RFC 4861 sections 6.1, 7.1 and 8.1), but for its checksum and for what needs knowledge: whether
        /// a redirect comes from the router in use.
        /// </summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="offset">Index of the ICMPv6 message.</param>
        /// <param name="length">Bytes of that.</param>
        /// <param name="fragmented">Whether the packet had a fragment header (RFC 6980 section 5).</param>
        internal static bool IsValid(byte[] buffer, int packet, int offset, int length, bool fragmented)
        {
            int type = length < Icmpv6Message.HeaderLength ? 0 : buffer[offset + Icmpv6Message.TypeOffset];
            int options = OptionsOf(type);
            if (fragmented || options == 0 || length < options
                || buffer[offset + Icmpv6Message.CodeOffset] != 0
                || buffer[packet + Ipv6Packet.HopLimitOffset] != HopLimit
                || !NeighborOption.AreValid(buffer, offset + options, offset + length))
            {
                return false;
            }

            int source = packet + Ipv6Packet.SourceOffset;
            int destination = packet + Ipv6Packet.DestinationOffset;
            int target = offset + TargetOffset;
            switch (type)
            {
                case Icmpv6Message.RouterSolicitation:
                    return !Ipv6Address.IsUnspecified(buffer, source) || !NamesSource(buffer, offset + options, offset + length);
                case Icmpv6Message.RouterAdvertisement:
                    return Ipv6Address.IsLinkLocal(buffer, source);
                case Icmpv6Message.NeighborSolicitation:
                    return !Ipv6Address.IsMulticast(buffer, target)
                        && (!Ipv6Address.IsUnspecified(buffer, source)
                            || (Ipv6Address.IsSolicitedNode(buffer, destination) && !NamesSource(buffer, offset + options, offset + length)));
                case Icmpv6Message.NeighborAdvertisement:
                    return !Ipv6Address.IsMulticast(buffer, target)
                        && (!Ipv6Address.IsMulticast(buffer, destination) || (buffer[offset + NeighborFlagsOffset] & SolicitedFlag) == 0);
                default:
                    return Ipv6Address.IsLinkLocal(buffer, source)
                        && !Ipv6Address.IsMulticast(buffer, offset + RedirectDestinationOffset)
                        && (Ipv6Address.IsLinkLocal(buffer, target)
                            || Ipv6Address.AreEqual(buffer, target, buffer, offset + RedirectDestinationOffset));
            }
        }

        /// <summary>The preference in the flags of a router advertisement or a route information option.</summary>
        /// <param name="flags">The byte of the flags.</param>
        internal static int PreferenceOf(int flags)
        {
            // Two bits with a sign. One value is reserved and taken as medium (RFC 4191 section 2.2).
            int preference = (flags << 27) >> 30;
            return preference == ReservedPreference ? MediumPreference : preference;
        }

        /// <summary>Writes what stands in front of the options of a neighbour solicitation or advertisement, without a checksum.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the message.</param>
        /// <param name="type">Its type.</param>
        /// <param name="flags">The flags of an advertisement.</param>
        /// <param name="target">Holds the address that it is about.</param>
        /// <param name="targetOffset">Index of that.</param>
        /// <returns>Bytes written.</returns>
        internal static int Write(byte[] buffer, int offset, int type, int flags, byte[] target, int targetOffset)
        {
            BigEndian.WriteUInt32(buffer, offset, (uint)type << 24);
            BigEndian.WriteUInt32(buffer, offset + NeighborFlagsOffset, (uint)flags << 24);
            Array.Copy(target, targetOffset, buffer, offset + TargetOffset, Ipv6Packet.AddressLength);
            return NeighborOptions;
        }

        /// <summary>Writes what stands in front of the options of a router solicitation, without a checksum.</summary>
        /// <returns>Bytes written.</returns>
        internal static int WriteRouterSolicitation(byte[] buffer, int offset)
        {
            BigEndian.WriteUInt32(buffer, offset, (uint)Icmpv6Message.RouterSolicitation << 24);
            BigEndian.WriteUInt32(buffer, offset + Icmpv6Message.ValueOffset, 0);
            return SolicitationOptions;
        }

        private static bool NamesSource(byte[] buffer, int at, int end)
        {
            return NeighborOption.Find(buffer, at, end, NeighborOption.SourceLinkLayerAddress) >= 0;
        }
    }
}
