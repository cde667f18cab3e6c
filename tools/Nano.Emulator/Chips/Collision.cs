namespace Nano.Emulator
{
    /// <summary>What ends a transmission in half duplex before its time.</summary>
    public enum Collision
    {
        /// <summary>Another station has sent too, later than it may have: the MAC does not try again.</summary>
        Late,

        /// <summary>Other stations have sent too at each of the MAC's attempts.</summary>
        Excessive,
    }
}
