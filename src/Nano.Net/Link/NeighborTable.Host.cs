using System;

namespace Nano.Net.Link
{
    // What always holds, for tests, simulations and the fuzzer to look at.
    internal sealed partial class NeighborTable
    {
        /// <summary>Throws where a chain holds an entry that is free or belongs to another, or does not end.</summary>
        internal void CheckInvariants()
        {
            int chained = 0;
            int taken = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Neighbor neighbor = buckets[i]; neighbor != null; neighbor = neighbor.next)
                {
                    if (neighbor.state == NeighborState.Free || Bucket(neighbor.address) != i || ++chained > neighbors.Length)
                    {
                        throw new InvalidOperationException("a chain of the neighbour cache is broken");
                    }
                }
            }

            for (int i = 0; i < neighbors.Length; i++)
            {
                taken += neighbors[i].state == NeighborState.Free ? 0 : 1;
            }

            if (taken != chained)
            {
                throw new InvalidOperationException(taken + " entries of the neighbour cache are taken, and " + chained + " are chained");
            }
        }
    }
}
