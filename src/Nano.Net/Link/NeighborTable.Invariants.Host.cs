using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Link
{
    internal sealed partial class NeighborTable
    {
        /// <summary>Each chain ends, and holds the entries that are taken and belong there.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            int chained = 0;
            int taken = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Neighbor neighbor = buckets[i]; neighbor != null; neighbor = neighbor.next)
                {
                    Invariant.Require(
                        neighbor.state != NeighborState.Free && Bucket(neighbor.address) == i && ++chained <= neighbors.Length,
                        "a chain of the neighbour cache is broken");
                }
            }

            for (int i = 0; i < neighbors.Length; i++)
            {
                taken += neighbors[i].state == NeighborState.Free ? 0 : 1;
            }

            Invariant.Require(taken == chained, "of the entries of the neighbour cache that are taken, some are in no chain");
        }
    }
}
