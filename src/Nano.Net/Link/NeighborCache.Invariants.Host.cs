#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Link
{
    internal sealed partial class NeighborCache
    {
        /// <summary>Each entry is found by its address, a packet waits only for who is asked for, and each state ends.</summary>
        [Conditional(Invariant.Symbol)]
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
                Invariant.Require(
                    neighbor.state == NeighborState.Free
                        || ((neighbor.marks & Neighbor.Ipv6) == 0
                            ? table.Find(neighbor.address)
                            : table.Find(table.hardwareAddresses, table.AddressOffsetOf(neighbor))) == neighbor,
                    "an entry of the neighbour cache is not found by its address");
                Invariant.Require(
                    neighbor.pending == null || neighbor.state == NeighborState.Incomplete, "a packet waits for a neighbour that is not asked for");
                Invariant.Require(
                    (neighbor.marks & (Neighbor.Stranger | Neighbor.InUse)) != (Neighbor.Stranger | Neighbor.InUse), "a neighbour is a stranger and in use");
                Invariant.Require(!IsTimed(neighbor) || (heapIndex >= 0 && due <= neighbor.due), "the state of a neighbour ends unnoticed");
            }

            table.CheckInvariants();
        }
    }
}
