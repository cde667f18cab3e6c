namespace System.Net.Sockets
{
    /// <summary>Protocols, by the numbers of nanoFramework's System.Net.</summary>
    public enum ProtocolType
    {
        /// <summary>Unknown.</summary>
        Unknown = -1,

        /// <summary>The one that the type of the socket says.</summary>
        IP = 0,

        /// <summary>IPv6 Hop By Hop Options; not supported.</summary>
        IPv6HopByHopOptions = 0,

        /// <summary>The one that the type of the socket says.</summary>
        Unspecified = 0,

        /// <summary>Icmp; not supported.</summary>
        Icmp = 1,

        /// <summary>Igmp; not supported.</summary>
        Igmp = 2,

        /// <summary>Ggp; not supported.</summary>
        Ggp = 3,

        /// <summary>IPv4; not supported.</summary>
        IPv4 = 4,

        /// <summary>TCP.</summary>
        Tcp = 6,

        /// <summary>Pup; not supported.</summary>
        Pup = 12,

        /// <summary>UDP.</summary>
        Udp = 17,

        /// <summary>Idp; not supported.</summary>
        Idp = 22,

        /// <summary>IPv6; not supported.</summary>
        IPv6 = 41,

        /// <summary>IPv6 Routing Header; not supported.</summary>
        IPv6RoutingHeader = 43,

        /// <summary>IPv6 Fragment Header; not supported.</summary>
        IPv6FragmentHeader = 44,

        /// <summary>IPSec Encapsulating Security Payload; not supported.</summary>
        IPSecEncapsulatingSecurityPayload = 50,

        /// <summary>IPSec Authentication Header; not supported.</summary>
        IPSecAuthenticationHeader = 51,

        /// <summary>Icmp V6; not supported.</summary>
        IcmpV6 = 58,

        /// <summary>IPv6 No Next Header; not supported.</summary>
        IPv6NoNextHeader = 59,

        /// <summary>IPv6 Destination Options; not supported.</summary>
        IPv6DestinationOptions = 60,

        /// <summary>ND; not supported.</summary>
        ND = 77,

        /// <summary>Raw; not supported.</summary>
        Raw = 255,

        /// <summary>Ipx; not supported.</summary>
        Ipx = 1000,

        /// <summary>Spx; not supported.</summary>
        Spx = 1256,

        /// <summary>Spx II; not supported.</summary>
        SpxII = 1257,
    }
}
