namespace Nano.Net.Drivers
{
    /// <summary>The MACs that an ESP32 has. The numbers are known to the native half.</summary>
    public enum MacInterface
    {
        /// <summary>The internal Ethernet MAC with its RMII PHY, as the firmware was built for the board.</summary>
        Ethernet = 0,

        /// <summary>The Wi-Fi station; the firmware joins the access point of its configuration.</summary>
        WifiStation = 1,
    }
}
