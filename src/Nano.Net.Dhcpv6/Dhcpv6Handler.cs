namespace Nano.Net.Dhcpv6
{
    /// <summary>
    /// Called when the address that DHCPv6 gives a host, or what came with it, has changed. Under the lock of the stack, on the
    /// thread that polls it: it must not wait.
    /// </summary>
    /// <param name="client">Whose address.</param>
    public delegate void Dhcpv6Handler(Dhcpv6Client client);
}
