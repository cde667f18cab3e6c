namespace Nano.Simulation
{
    /// <summary>Versions of IP.</summary>
    [Flags]
    internal enum AddressFamilies
    {
        None = 0,
        Ipv4 = 1,
        Ipv6 = 2,
        Both = Ipv4 | Ipv6,
    }
}
