using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Link
{
    internal sealed partial class NeighborCache
    {
        /// <summary>Each neighbour in use is found by its address, and only one who is asked for keeps a packet waiting.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            if (neighbors == null)
            {
                return;
            }

            bool isWaiting = false;
            int taken = 0;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (neighbor.state == NeighborState.Free)
                {
                    Invariant.Require(neighbor.pending == null, "a packet waits for nobody");
                    continue;
                }

                taken++;
                isWaiting |= neighbor.state == NeighborState.Incomplete;
                Invariant.Require(Find(neighbor.address) == neighbor, "a neighbour is not found by its address");
                Invariant.Require(neighbor.pending == null || neighbor.state == NeighborState.Incomplete, "a packet waits for a neighbour that nobody asks for");
            }

            Invariant.Require(!isWaiting || heapIndex >= 0, "a neighbour is asked for, and no timer runs");
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
