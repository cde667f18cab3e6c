namespace Nano.Net.Internet.V4
{
    internal sealed partial class Ipv4Paths
    {
        /// <inheritdoc/>
        protected override bool IsFound(Path path)
        {
            return Find(path.identity) == path;
        }

        /// <inheritdoc/>
        protected override bool IsFromHere(Path path)
        {
            return ((Ipv4Path)path).Source == ipv4.routes.address;
        }
    }
}
