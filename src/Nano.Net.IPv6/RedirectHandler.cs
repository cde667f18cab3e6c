namespace Nano.Net.IPv6
{
    /// <summary>Follows a redirect (RFC 4861 section 8.3).</summary>
    /// <param name="buffer">Holds the addresses.</param>
    /// <param name="destination">Index of that which is reached by another way.</param>
    /// <param name="router">Index of that of the router which says so.</param>
    /// <param name="target">Index of that of the next hop from now on.</param>
    /// <returns>Whether it is followed: not where the router is not the one in use.</returns>
    internal delegate bool RedirectHandler(byte[] buffer, int destination, int router, int target);
}
