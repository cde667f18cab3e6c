namespace Nano.Net.Sockets
{
    /// <summary>The kind of an address; names and numbers as in <c>System.Net.Sockets.AddressFamily</c>. The stack knows <see cref="InterNetwork"/> and <see cref="InterNetworkV6"/>.</summary>
    public enum AddressFamily
    {
        /// <summary>Not known.</summary>
        Unknown = -1,

        /// <summary>Not said.</summary>
        Unspecified = 0,

        /// <summary>Local to the host.</summary>
        Unix = 1,

        /// <summary>IPv4.</summary>
        InterNetwork = 2,

        /// <summary>ARPANET IMP.</summary>
        ImpLink = 3,

        /// <summary>PUP.</summary>
        Pup = 4,

        /// <summary>MIT CHAOS.</summary>
        Chaos = 5,

        /// <summary>IPX or SPX.</summary>
        Ipx = 6,

        /// <summary>Xerox NS.</summary>
        NS = 6,

        /// <summary>ISO.</summary>
        Iso = 7,

        /// <summary>OSI.</summary>
        Osi = 7,

        /// <summary>ECMA.</summary>
        Ecma = 8,

        /// <summary>Datakit.</summary>
        DataKit = 9,

        /// <summary>CCITT, such as X.25.</summary>
        Ccitt = 10,

        /// <summary>IBM SNA.</summary>
        Sna = 11,

        /// <summary>DECnet.</summary>
        DecNet = 12,

        /// <summary>Direct data link.</summary>
        DataLink = 13,

        /// <summary>LAT.</summary>
        Lat = 14,

        /// <summary>NSC Hyperchannel.</summary>
        HyperChannel = 15,

        /// <summary>AppleTalk.</summary>
        AppleTalk = 16,

        /// <summary>NetBIOS.</summary>
        NetBios = 17,

        /// <summary>VoiceView.</summary>
        VoiceView = 18,

        /// <summary>FireFox.</summary>
        FireFox = 19,

        /// <summary>Banyan.</summary>
        Banyan = 21,

        /// <summary>ATM.</summary>
        Atm = 22,

        /// <summary>IPv6.</summary>
        InterNetworkV6 = 23,

        /// <summary>Microsoft cluster products.</summary>
        Cluster = 24,

        /// <summary>IEEE 1284.4.</summary>
        Ieee12844 = 25,

        /// <summary>IrDA.</summary>
        Irda = 26,

        /// <summary>Network Designers OSI gateway.</summary>
        NetworkDesigners = 28,

        /// <summary>The largest number.</summary>
        Max = 29,
    }
}
