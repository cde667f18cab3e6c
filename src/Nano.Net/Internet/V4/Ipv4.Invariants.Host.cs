#define CHECKED
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    internal sealed partial class Ipv4
    {
        /// <summary>Nothing below the transports contradicts itself.</summary>
        internal override void CheckInvariants()
        {
            neighbors.CheckInvariants();
            paths.CheckInvariants();
            Invariant.Require(
                ownAddress == BigEndian.Reverse(routes.address) && routes.address == (claim.usable ? claim.address : 0),
                "the address in use is not the one that is claimed");
            Invariant.Require(!internet.answering, "what was sent last was an answer, and what is sent next counts as one");
        }
    }
}
