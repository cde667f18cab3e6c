using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Link
{
    internal sealed partial class NeighborTable
    {
        /// <summary>Each neighbour in use is found by its address, and is in a bucket once.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            int taken = 0;
            for (int i = 0; i < neighbors.Length; i++)
            {
                if (neighbors[i].state != NeighborState.Free)
                {
                    taken++;
                    Invariant.Require(Find(neighbors[i].address) == neighbors[i], "a neighbour is not found by its address");
                }
            }

            int chained = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Neighbor neighbor = buckets[i]; neighbor != null; neighbor = neighbor.next)
                {
                    Invariant.Require(++chained <= taken, "there are more neighbours in the buckets than in use");
                }
            }

            Invariant.Require(chained == taken, "a neighbour in use is in no bucket");
        }
    }
}
