namespace System.Net.Sockets
{
    /// <summary>Families of protocols, by the numbers of <see cref="AddressFamily"/>.</summary>
    public enum ProtocolFamily
    {
        /// <summary>Unknown.</summary>
        Unknown = -1,

        /// <summary>Any.</summary>
        Unspecified = 0,

        /// <summary>Unix; not supported.</summary>
        Unix = 1,

        /// <summary>IPv4.</summary>
        InterNetwork = 2,

        /// <summary>Imp Link; not supported.</summary>
        ImpLink = 3,

        /// <summary>Pup; not supported.</summary>
        Pup = 4,

        /// <summary>Chaos; not supported.</summary>
        Chaos = 5,

        /// <summary>NS; not supported.</summary>
        NS = 6,

        /// <summary>Ipx; not supported.</summary>
        Ipx = 6,

        /// <summary>Iso; not supported.</summary>
        Iso = 7,

        /// <summary>Osi; not supported.</summary>
        Osi = 7,

        /// <summary>Ecma; not supported.</summary>
        Ecma = 8,

        /// <summary>Data Kit; not supported.</summary>
        DataKit = 9,

        /// <summary>Ccitt; not supported.</summary>
        Ccitt = 10,

        /// <summary>Sna; not supported.</summary>
        Sna = 11,

        /// <summary>Dec Net; not supported.</summary>
        DecNet = 12,

        /// <summary>Data Link; not supported.</summary>
        DataLink = 13,

        /// <summary>Lat; not supported.</summary>
        Lat = 14,

        /// <summary>Hyper Channel; not supported.</summary>
        HyperChannel = 15,

        /// <summary>Apple Talk; not supported.</summary>
        AppleTalk = 16,

        /// <summary>Net Bios; not supported.</summary>
        NetBios = 17,

        /// <summary>Voice View; not supported.</summary>
        VoiceView = 18,

        /// <summary>Fire Fox; not supported.</summary>
        FireFox = 19,

        /// <summary>Banyan; not supported.</summary>
        Banyan = 21,

        /// <summary>Atm; not supported.</summary>
        Atm = 22,

        /// <summary>IPv6.</summary>
        InterNetworkV6 = 23,

        /// <summary>Cluster; not supported.</summary>
        Cluster = 24,

        /// <summary>Ieee12844; not supported.</summary>
        Ieee12844 = 25,

        /// <summary>Irda; not supported.</summary>
        Irda = 26,

        /// <summary>Network Designers; not supported.</summary>
        NetworkDesigners = 28,

        /// <summary>Max; not supported.</summary>
        Max = 29,
    }
}
