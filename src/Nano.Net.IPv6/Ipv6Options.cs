using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;

namespace Nano.Net.IPv6
{
    /// <summary>Sizes and settings of IPv6, for <see cref="StackOptions.IPv6"/> of one stack.</summary>
    /// <remarks>Fields, as those of <see cref="StackOptions"/> are.</remarks>
    public sealed class Ipv6Options : Ipv6Factory
    {
        /// <summary>An address beside those that come by themselves; null (the default) for none.</summary>
        public IPAddress Address;

        /// <summary>Bits of the network part of <see cref="Address"/>, 1 to 128; 64 by default. What has the same is on the link.</summary>
        public int PrefixLength = 64;

        /// <summary>A router beside those that advertise themselves, by its link-local address; null (the default) for none.</summary>
        public IPAddress Gateway;

        /// <summary>Packets that are put together from fragments at once, 0 to 256; 1 by default.</summary>
        public int ReassemblyBuffers = 1;

        /// <summary>Bytes of payload that such a packet may have, 8 to 65,535; 1,460 by default: with its header the 1,500 bytes that every host must take (RFC 8200 section 5).</summary>
        public int ReassemblySize = 1460;

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
            if ((!(Address is null) && (Address.ipv6 == null || Address.IsIPv6Multicast || IPAddress.IsLoopback(Address) || Wire.Ipv6Address.IsUnspecified(Address.ipv6, 0)))
                || (!(Gateway is null) && !Gateway.IsIPv6LinkLocal))
            {
                throw new ArgumentException("Address must be an IPv6 address of one host, and Gateway a link-local one");
            }

            Range.Check(PrefixLength, "PrefixLength", 1, 128);
            Range.Check(ReassemblyBuffers, "ReassemblyBuffers", 0, 256);
            Range.Check(ReassemblySize, "ReassemblySize", 8, 65535);
            Range.Check(Addresses, "Addresses", 2, 8);
            Range.Check(Routers, "Routers", 1, 8);
            Range.Check(Prefixes, "Prefixes", 1, 8);
            Range.Check(NameServers, "NameServers", 0, 8);
            Range.Check(MulticastGroups, "MulticastGroups", 0, 16);
            Range.Check(HopLimit, "HopLimit", 1, 255);
            Range.Check(DuplicateAddressProbes, "DuplicateAddressProbes", 0, 5);
        }

        /// <summary>What IPv6 knows of the host and its link; null until a stack was made.</summary>
        public Ipv6Interface Interface { get; private set; }

        internal override int HeaderLength
        {
            get { return Ipv6Packet.HeaderLength; }
        }

        internal override int TimerCount
        {
            get { return Ipv6.TimerCount; }
        }

        internal override int MemoryFootprint(StackOptions options)
        {
            // Bytes of an object of each kind and of its places in arrays, as counted on nanoCLR. A neighbour and a datagram that
            // waits keep an IPv6 address in place of, or beside, an IPv4 address.
            const int fixedObjects = 3436;
            const int path = 304;
            const int neighbor = 16;
            const int datagram = 12;
            const int reassembly = 224;
            const int address = 66;
            const int router = 26;
            const int prefix = 25;
            const int nameServer = 24;
            const int group = 52;
            long bytes = fixedObjects
                + (options.Paths * path)
                + (options.Neighbors * neighbor)
                + ((long)options.UdpSockets * options.UdpQueueLength * datagram)
                + (ReassemblyBuffers * (ReassemblySize + reassembly))
                + (Addresses * (address + (TemporaryAddresses ? 8 : 0) + group))
                + (Routers * router)
                + (Prefixes * prefix)
                + (NameServers * nameServer)
                + (MulticastGroups * group);
            return bytes > int.MaxValue ? int.MaxValue : (int)bytes;
        }

        internal override void Validate(StackOptions options)
        {
            Validate();
            if (options.MulticastGroups + MulticastGroups + Addresses > 32)
            {
                throw new ArgumentException("MulticastGroups of the stack and of IPv6, and Addresses, must not be more than 32 together");
            }
        }

        internal override InternetProtocol Create(
            StackContext context, LinkLayer link, InternetLayer internet, NeighborCache neighbors, StackOptions options)
        {
            Ipv6 ipv6 = new Ipv6(context, link, internet, neighbors, options, this);
            Interface = new Ipv6Interface(context, ipv6.discovery, ipv6.counters);
            return ipv6;
        }
    }
}
