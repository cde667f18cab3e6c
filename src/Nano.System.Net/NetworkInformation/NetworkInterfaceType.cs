namespace System.Net.NetworkInformation
{
    /// <summary>Kinds of interfaces.</summary>
    public enum NetworkInterfaceType
    {
        /// <summary>Unknown.</summary>
        Unknown = 1,

        /// <summary>Ethernet.</summary>
        Ethernet = 6,

        /// <summary>Wi-Fi, as a station.</summary>
        Wireless80211 = 71,

        /// <summary>Wi-Fi, as an access point.</summary>
        WirelessAP = 72,
    }
}
