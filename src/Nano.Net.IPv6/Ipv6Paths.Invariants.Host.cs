using Nano.Net.Internet;

namespace Nano.Net.IPv6
{
    internal sealed partial class Ipv6Paths
    {
        /// <inheritdoc/>
        protected override bool IsFound(Path path)
        {
            Ipv6Path way = (Ipv6Path)path;
            return Find(way.header, way.destinationOffset, way.header, way.sourceOffset) == path;
        }

        /// <summary>One whose address was taken away leads nowhere, until somebody takes its place.</summary>
        protected override bool IsFromHere(Path path)
        {
            Ipv6Path way = (Ipv6Path)path;
            return way.nextHop == null || ipv6.discovery.own.IsOwn(way.header, way.sourceOffset);
        }
    }
}
