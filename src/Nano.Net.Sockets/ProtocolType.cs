namespace Nano.Net.Sockets
{
    /// <summary>The protocol of a socket; names and numbers as in <c>System.Net.Sockets.ProtocolType</c>. This stack has <see cref="Tcp"/> and <see cref="Udp"/>.</summary>
    public enum ProtocolType
    {
        /// <summary>Not known.</summary>
        Unknown = -1,

        /// <summary>The one that the socket type implies.</summary>
        Unspecified = 0,

        /// <summary>The same as <see cref="Unspecified"/>.</summary>
        IP = 0,

        /// <summary>IPv6 hop-by-hop options (RFC 8200 section 4.3).</summary>
        IPv6HopByHopOptions = 0,

        /// <summary>ICMP (RFC 792).</summary>
        Icmp = 1,

        /// <summary>IGMP (RFC 3376).</summary>
        Igmp = 2,

        /// <summary>The gateway-to-gateway protocol (RFC 823).</summary>
        Ggp = 3,

        /// <summary>IPv4 in IP (RFC 2003).</summary>
        IPv4 = 4,

        /// <summary>TCP (RFC 9293).</summary>
        Tcp = 6,

        /// <summary>PARC universal packets.</summary>
        Pup = 12,

        /// <summary>UDP (RFC 768).</summary>
        Udp = 17,

        /// <summary>Xerox internet datagrams.</summary>
        Idp = 22,

        /// <summary>IPv6 in IP (RFC 2473).</summary>
        IPv6 = 41,

        /// <summary>The IPv6 routing header (RFC 8200 section 4.4).</summary>
        IPv6RoutingHeader = 43,

        /// <summary>The IPv6 fragment header (RFC 8200 section 4.5).</summary>
        IPv6FragmentHeader = 44,

        /// <summary>The encapsulating security payload (RFC 4303).</summary>
        IPSecEncapsulatingSecurityPayload = 50,

        /// <summary>The authentication header (RFC 4302).</summary>
        IPSecAuthenticationHeader = 51,

        /// <summary>ICMPv6 (RFC 4443).</summary>
        IcmpV6 = 58,

        /// <summary>No next header (RFC 8200 section 4.7).</summary>
        IPv6NoNextHeader = 59,

        /// <summary>IPv6 destination options (RFC 8200 section 4.6).</summary>
        IPv6DestinationOptions = 60,

        /// <summary>The net disk protocol.</summary>
        ND = 77,

        /// <summary>Raw IP packets.</summary>
        Raw = 255,

        /// <summary>IPX.</summary>
        Ipx = 1000,

        /// <summary>SPX.</summary>
        Spx = 1256,

        /// <summary>SPX, version 2.</summary>
        SpxII = 1257,
    }
}
