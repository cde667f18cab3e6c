namespace Nano.Net.Drivers
{
    /// <summary>How the W5500's PHY agrees with the other end of the cable.</summary>
    public enum W5500LinkMode
    {
        /// <summary>Speed and duplex are negotiated; what nearly every switch wants.</summary>
        AutoNegotiation = 0,

        /// <summary>100 Mbit/s, full duplex; the other end has to be set to the same.</summary>
        Full100 = 1,

        /// <summary>100 Mbit/s, half duplex.</summary>
        Half100 = 2,

        /// <summary>10 Mbit/s, full duplex; the other end has to be set to the same.</summary>
        Full10 = 3,

        /// <summary>10 Mbit/s, half duplex.</summary>
        Half10 = 4,
    }
}
