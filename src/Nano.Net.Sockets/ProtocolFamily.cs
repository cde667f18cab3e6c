namespace Nano.Net.Sockets
{
    /// <summary>A family of protocols; names and numbers as in <c>System.Net.Sockets.ProtocolFamily</c>.</summary>
    public enum ProtocolFamily
    {
        /// <summary>Not known.</summary>
        Unknown = -1,

        /// <summary>Not said which.</summary>
        Unspecified = 0,

        /// <summary>The family of that name.</summary>
        Unix = 1,

        /// <summary>IPv4.</summary>
        InterNetwork = 2,

        /// <summary>The family of that name.</summary>
        ImpLink = 3,

        /// <summary>The family of that name.</summary>
        Pup = 4,

        /// <summary>The family of that name.</summary>
        Chaos = 5,

        /// <summary>The family of that name.</summary>
        NS = 6,

        /// <summary>The family of that name.</summary>
        Ipx = 6,

        /// <summary>The family of that name.</summary>
        Iso = 7,

        /// <summary>The family of that name.</summary>
        Osi = 7,

        /// <summary>The family of that name.</summary>
        Ecma = 8,

        /// <summary>The family of that name.</summary>
        DataKit = 9,

        /// <summary>The family of that name.</summary>
        Ccitt = 10,

        /// <summary>The family of that name.</summary>
        Sna = 11,

        /// <summary>The family of that name.</summary>
        DecNet = 12,

        /// <summary>The family of that name.</summary>
        DataLink = 13,

        /// <summary>The family of that name.</summary>
        Lat = 14,

        /// <summary>The family of that name.</summary>
        HyperChannel = 15,

        /// <summary>The family of that name.</summary>
        AppleTalk = 16,

        /// <summary>The family of that name.</summary>
        NetBios = 17,

        /// <summary>The family of that name.</summary>
        VoiceView = 18,

        /// <summary>The family of that name.</summary>
        FireFox = 19,

        /// <summary>The family of that name.</summary>
        Banyan = 21,

        /// <summary>The family of that name.</summary>
        Atm = 22,

        /// <summary>IPv6.</summary>
        InterNetworkV6 = 23,

        /// <summary>The family of that name.</summary>
        Cluster = 24,

        /// <summary>The family of that name.</summary>
        Ieee12844 = 25,

        /// <summary>The family of that name.</summary>
        Irda = 26,

        /// <summary>The family of that name.</summary>
        NetworkDesigners = 28,

        /// <summary>The largest number in use.</summary>
        Max = 29,
    }
}
