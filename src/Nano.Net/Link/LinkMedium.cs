namespace Nano.Net.Link
{
    /// <summary>What a link device's frames look like.</summary>
    public enum LinkMedium
    {
        /// <summary>Ethernet II frames; neighbours are found by ARP.</summary>
        Ethernet = 0,

        /// <summary>Bare IP packets on a point-to-point link (SLIP, say): no hardware addresses, no ARP.</summary>
        Ip = 1,
    }
}
