namespace Nano.Net.IPv6.Wire
{
    /// <summary>ICMPv6 (RFC 4443): offsets, types and codes.</summary>
    public static class Icmpv6Message
    {
        /// <summary>Bytes of type, code and checksum, which every message has.</summary>
        public const int ShortestLength = 4;

        /// <summary>Bytes of the header of an error or an echo; behind it stands the packet that an error quotes, or echoed data.</summary>
        public const int HeaderLength = 8;

        /// <summary>Offset of the type.</summary>
        public const int TypeOffset = 0;

        /// <summary>Offset of the code.</summary>
        public const int CodeOffset = 1;

        /// <summary>Offset of the checksum, which covers a pseudo-header too (RFC 4443 section 2.3).</summary>
        public const int ChecksumOffset = 2;

        /// <summary>Offset of the 32 bits whose meaning the type says: MTU, pointer, identifier and sequence number of an echo.</summary>
        public const int ValueOffset = 4;

        /// <summary>Type: destination unreachable.</summary>
        public const int DestinationUnreachable = 1;

        /// <summary>Type: packet too big; its value is the MTU.</summary>
        public const int PacketTooBig = 2;

        /// <summary>Type: time exceeded.</summary>
        public const int TimeExceeded = 3;

        /// <summary>Type: parameter problem; its value is a pointer into the packet.</summary>
        public const int ParameterProblem = 4;

        /// <summary>The first type that is not an error (RFC 4443 section 2.1).</summary>
        public const int FirstInformational = 128;

        /// <summary>Type: echo request.</summary>
        public const int EchoRequest = 128;

        /// <summary>Type: echo reply.</summary>
        public const int EchoReply = 129;

        /// <summary>Type: multicast listener query (RFC 3810).</summary>
        public const int ListenerQuery = 130;

        /// <summary>Type: multicast listener report, version 1 (RFC 2710).</summary>
        public const int ListenerReport = 131;

        /// <summary>Type: multicast listener done (RFC 2710).</summary>
        public const int ListenerDone = 132;

        /// <summary>Type: router solicitation (RFC 4861).</summary>
        public const int RouterSolicitation = 133;

        /// <summary>Type: router advertisement.</summary>
        public const int RouterAdvertisement = 134;

        /// <summary>Type: neighbour solicitation.</summary>
        public const int NeighborSolicitation = 135;

        /// <summary>Type: neighbour advertisement.</summary>
        public const int NeighborAdvertisement = 136;

        /// <summary>Type: redirect.</summary>
        public const int Redirect = 137;

        /// <summary>Type: multicast listener report, version 2 (RFC 3810).</summary>
        public const int ListenerReport2 = 143;

        /// <summary>Code of "destination unreachable": no route.</summary>
        public const int NoRoute = 0;

        /// <summary>Code of "destination unreachable": prohibited.</summary>
        public const int Prohibited = 1;

        /// <summary>Code of "destination unreachable": the source address has too small a scope.</summary>
        public const int BeyondScope = 2;

        /// <summary>Code of "destination unreachable": no such address.</summary>
        public const int AddressUnreachable = 3;

        /// <summary>Code of "destination unreachable": no such port.</summary>
        public const int PortUnreachable = 4;

        /// <summary>Code of "destination unreachable": the source address is refused.</summary>
        public const int SourceRefused = 5;

        /// <summary>Code of "destination unreachable": the route is one that refuses.</summary>
        public const int RouteRefused = 6;

        /// <summary>Code of "time exceeded": the fragments did not come together in time.</summary>
        public const int ReassemblyTimeExceeded = 1;

        /// <summary>Code of "parameter problem": a field is wrong.</summary>
        public const int ErroneousHeaderField = 0;

        /// <summary>Code of "parameter problem": no such protocol.</summary>
        public const int UnrecognizedNextHeader = 1;

        /// <summary>Code of "parameter problem": no such option.</summary>
        public const int UnrecognizedOption = 2;

        /// <summary>Code of "parameter problem": a first fragment lacks headers (RFC 7112).</summary>
        public const int IncompleteHeaderChain = 3;

        /// <summary>Code of "parameter problem": more extension headers than are looked at (RFC 8883).</summary>
        public const int TooManyExtensionHeaders = 8;

        /// <summary>Code of "parameter problem": more options in a header than are looked at (RFC 8883).</summary>
        public const int TooManyOptions = 9;

        /// <summary>Code of "parameter problem": an option, or padding, is too long (RFC 8883).</summary>
        public const int OptionTooBig = 10;

        /// <summary>Whether a type is that of an error, to which no error is ever sent (RFC 4443 section 2.4 e).</summary>
        /// <param name="type">The type.</param>
        public static bool IsError(int type)
        {
            return type < FirstInformational;
        }

        /// <summary>Whether a type is one of neighbour discovery, all of which come from the link and in one piece (RFC 6980).</summary>
        /// <param name="type">The type.</param>
        public static bool IsNeighborDiscovery(int type)
        {
            return type >= RouterSolicitation && type <= Redirect;
        }
    }
}
