namespace Nano.Net.IPv6
{
    /// <summary>Told that addresses, routers, prefixes or name servers have changed.</summary>
    public delegate void Ipv6ChangeHandler();
}
