using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    // Which of this host's addresses a packet starts from.
    internal sealed partial class OwnAddresses
    {
        // Scopes of addresses that are not groups', as groups would have them (RFC 6724 section 3.1).
        private const int SiteScope = 5;
        private const int GlobalScope = 14;

        /// <summary>Chooses the source of what is sent to an address (RFC 6724 section 5; rules 4 and 5 are about what is not here).</summary>
        /// <param name="destination">Holds the destination.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="router">The place of the default router by which it goes; <see cref="None"/> where it goes by none.</param>
        /// <returns>A place; <see cref="None"/> where this host has no address to send from.</returns>
        internal int Choose(byte[] destination, int offset, int router)
        {
            int best = None;
            for (int i = 0; i < states.Length; i++)
            {
                if (IsUsable(i) && (best == None || IsBetter(i, best, destination, offset, router)))
                {
                    best = i;
                }
            }

            return best;
        }

        /// <summary>Scope of an address, as far as it is reached.</summary>
        internal static int ScopeOf(byte[] address, int offset)
        {
            if (Ipv6Address.IsMulticast(address, offset))
            {
                return Ipv6Address.ScopeOf(address, offset);
            }

            if (Ipv6Address.IsLinkLocal(address, offset) || Ipv6Address.IsLoopback(address, offset))
            {
                return Ipv6Address.LinkScope;
            }

            return address[offset] == 0xFE && (address[offset + 1] & 0xC0) == 0xC0 ? SiteScope : GlobalScope;
        }

        private bool IsBetter(int one, int other, byte[] destination, int offset, int router)
        {
            int oneAt = one * Ipv6Packet.AddressLength;
            int otherAt = other * Ipv6Packet.AddressLength;

            // Rule 1: the same address.
            if (Ipv6Address.AreEqual(addresses, oneAt, destination, offset))
            {
                return true;
            }

            if (Ipv6Address.AreEqual(addresses, otherAt, destination, offset))
            {
                return false;
            }

            // Rule 2: appropriate scope.
            int oneScope = ScopeOf(addresses, oneAt);
            int otherScope = ScopeOf(addresses, otherAt);
            if (oneScope != otherScope)
            {
                int scope = ScopeOf(destination, offset);
                return oneScope < otherScope ? oneScope >= scope : otherScope < scope;
            }

            // Rule 3: no deprecated address.
            if (states[one] != states[other])
            {
                return states[one] == (int)Ipv6AddressState.Preferred;
            }

            // Rule 5.5: a prefix that the next hop has announced. What another router gave, this one may refuse (RFC 6724 section 5).
            if (router != None)
            {
                bool oneAnnounced = (announcedBy[one] & (1 << router)) != 0;
                if (oneAnnounced != ((announcedBy[other] & (1 << router)) != 0))
                {
                    return oneAnnounced;
                }
            }

            // Rule 6: the same label.
            int label = LabelOf(destination, offset);
            bool oneMatches = LabelOf(addresses, oneAt) == label;
            if (oneMatches != (LabelOf(addresses, otherAt) == label))
            {
                return oneMatches;
            }

            // Rule 7: a temporary address.
            if (OriginOf(one) != OriginOf(other) && (OriginOf(one) == Ipv6AddressOrigin.Temporary || OriginOf(other) == Ipv6AddressOrigin.Temporary))
            {
                return OriginOf(one) == Ipv6AddressOrigin.Temporary;
            }

            // Rule 8: the longest prefix in common, no longer than the source's own.
            return CommonPrefix(one, destination, offset) > CommonPrefix(other, destination, offset);
        }

        /// <summary>The precedence that goes with a label, in the policy table of RFC 6724 section 2.1.</summary>
        internal static int PrecedenceOf(int label)
        {
            switch (label)
            {
                case 0:
                    return 50;
                case 1:
                    return 40;
                case 2:
                    return 30;
                case 4:
                    return 35;
                case 5:
                    return 5;
                case 13:
                    return 3;
                default:
                    return 1;
            }
        }

        /// <summary>How many bits one of this host's addresses has in common with another address, no more than its prefix has.</summary>
        internal int CommonPrefix(int place, byte[] destination, int offset)
        {
            int bits = Ipv6Address.CommonPrefix(addresses, place * Ipv6Packet.AddressLength, destination, offset);
            return bits < prefixLengths[place] ? bits : prefixLengths[place];
        }

        /// <summary>The label of an address, by the policy table of RFC 6724 section 2.1.</summary>
        internal static int LabelOf(byte[] address, int offset)
        {
            uint first = BigEndian.ReadUInt32(address, offset);
            if (first >> 25 == 0xFC >> 1)
            {
                return 13;
            }

            switch (first >> 16)
            {
                case 0x2002:
                    return 2;
                case 0x3FFE:
                    return 12;
            }

            if (first == 0x20010000)
            {
                return 5;
            }

            if (first >> 22 == 0xFEC0 >> 6)
            {
                return 11;
            }

            if (first != 0 || BigEndian.ReadUInt32(address, offset + 4) != 0)
            {
                return 1;
            }

            if (Ipv6Address.IsMapped(address, offset))
            {
                return 4;
            }

            return Ipv6Address.IsLoopback(address, offset) ? 0 : BigEndian.ReadUInt32(address, offset + 8) == 0 ? 3 : 1;
        }
    }
}
