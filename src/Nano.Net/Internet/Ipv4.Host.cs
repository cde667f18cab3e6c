using System;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    // What always holds between calls, for tests, simulations and the fuzzer to look at.
    internal sealed partial class Ipv4
    {
        /// <summary>Throws where something below the transports contradicts itself.</summary>
        internal void CheckInvariants()
        {
            neighbors.CheckInvariants();
            paths.CheckInvariants();
            if (ownAddress != BigEndian.Reverse(routes.address) || routes.address != (claim.usable ? claim.address : 0))
            {
                throw new InvalidOperationException("the address in use is not the one that is claimed");
            }

            if (answering)
            {
                throw new InvalidOperationException("what was sent last was an answer, and what is sent next counts as one");
            }
        }
    }
}
