namespace Nano.Net.Internet
{
    /// <summary>
    /// What a socket hears, by the local address that it is bound to: null for all addresses of both families;
    /// <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/> for all of one; else that one alone.
    /// </summary>
    internal static class Binding
    {
        /// <summary>Whether two sockets on one port would hear the same packet: one of them cannot have it, then.</summary>
        internal static bool Overlap(IPAddress one, IPAddress other)
        {
            if (one is null || other is null)
            {
                return true;
            }

            return (one.ipv6 == null) == (other.ipv6 == null) && (one.IsUnspecified() || other.IsUnspecified() || one.IsSame(other));
        }

        /// <summary>Whether a socket hears what came by a path.</summary>
        /// <param name="local">What it is bound to.</param>
        /// <param name="path">The way back to the sender.</param>
        /// <param name="broadcast">Whether it was sent to many: a socket that is bound to one address does not hear that, as on Linux.</param>
        internal static bool Hears(IPAddress local, Path path, bool broadcast)
        {
            if (local is null)
            {
                return true;
            }

            return path.protocol.internet.ProtocolOf(local) == path.protocol
                && (local.IsUnspecified() || (!broadcast && path.StartsAt(local)));
        }
    }
}
