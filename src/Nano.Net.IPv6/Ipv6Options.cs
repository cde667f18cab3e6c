using System;

namespace Nano.Net.IPv6
{
    /// <summary>Sizes and settings of IPv6.</summary>
    public sealed class Ipv6Options
    {
        /// <summary>Addresses that this host may have at once, the link-local one included, 2 to 8; 3 by default. With <see cref="TemporaryAddresses"/>, each prefix takes up to three.</summary>
        public int Addresses = 3;

        /// <summary>Default routers that are remembered, 1 to 8; 2 by default.</summary>
        public int Routers = 2;

        /// <summary>Prefixes on the link that are remembered, 1 to 8; 2 by default.</summary>
        public int Prefixes = 2;

        /// <summary>DNS servers that are remembered of those that routers name, 0 to 8; 2 by default.</summary>
        public int NameServers = 2;

        /// <summary>Multicast groups that sockets may join, 0 to 16; 1 by default: for multicast DNS.</summary>
        public int MulticastGroups = 1;

        /// <summary>The hop limit of what is sent, until a router says otherwise, 1 to 255; 64 by default.</summary>
        public int HopLimit = 64;

        /// <summary>How often the link is asked whether another host has an address, before it is used, 0 to 5; 1 by default (DupAddrDetectTransmits, RFC 4862 section 5.1). With 0, nobody is asked.</summary>
        public int DuplicateAddressProbes = 1;

        /// <summary>Whether, of each prefix, there is a temporary address too, from which connections start (RFC 8981); not by default.</summary>
        public bool TemporaryAddresses;

        /// <summary>Throws where a value is impossible.</summary>
        /// <exception cref="ArgumentException">It names the value and its range.</exception>
        public void Validate()
        {
            Range.Check(Addresses, "Addresses", 2, 8);
            Range.Check(Routers, "Routers", 1, 8);
            Range.Check(Prefixes, "Prefixes", 1, 8);
            Range.Check(NameServers, "NameServers", 0, 8);
            Range.Check(MulticastGroups, "MulticastGroups", 0, 16);
            Range.Check(HopLimit, "HopLimit", 1, 255);
            Range.Check(DuplicateAddressProbes, "DuplicateAddressProbes", 0, 5);
        }
    }
}
