#define CHECKED
using Nano.Net.Core;

namespace Nano.Net.IPv6
{
    internal sealed partial class Ipv6
    {
        /// <summary>Nothing of IPv6 contradicts itself.</summary>
        internal override void CheckInvariants()
        {
            paths.CheckInvariants();
            Invariant.Require(Mtu >= Wire.Ipv6Packet.MinimumMtu && Mtu <= link.mtu, "the MTU is less than the least, or more than that of the link");
            Invariant.Require(lastPath == null || lastPath.nextHop == null || own.IsOwn(lastPath.header, lastPath.sourceOffset), "packets are taken for an address that is not in use");
        }
    }
}
