using System;

namespace Nano.Net.Link
{
    // What always holds, for tests, simulations and the fuzzer to look at.
    internal sealed partial class NeighborCache
    {
        /// <summary>Throws where an entry is lost or found twice, where a packet waits for nobody, or where an entry would never end its state.</summary>
        internal void CheckInvariants()
        {
            if (table == null)
            {
                return;
            }

            Neighbor[] neighbors = table.neighbors;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (neighbor.state != NeighborState.Free && table.Find(neighbor.address) != neighbor)
                {
                    throw new InvalidOperationException("an entry of the neighbour cache is not found by its address");
                }

                if (neighbor.pending != null && neighbor.state != NeighborState.Incomplete)
                {
                    throw new InvalidOperationException("a packet waits for a neighbour that is not asked for");
                }

                if ((neighbor.marks & (Neighbor.Stranger | Neighbor.InUse)) == (Neighbor.Stranger | Neighbor.InUse))
                {
                    throw new InvalidOperationException("a neighbour is a stranger and in use");
                }

                if (IsTimed(neighbor) && (heapIndex < 0 || due > neighbor.due))
                {
                    throw new InvalidOperationException("the state of a neighbour ends unnoticed");
                }
            }

            table.CheckInvariants();
        }
    }
}
