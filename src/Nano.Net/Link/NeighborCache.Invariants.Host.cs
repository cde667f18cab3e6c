#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Link
{
    internal sealed partial class NeighborCache
    {
        /// <summary>Only a neighbour who is asked for keeps a packet waiting, and who is asked for has a timer running.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            if (table == null)
            {
                return;
            }

            table.CheckInvariants();
            bool isWaiting = false;
            for (int i = 0; i < table.neighbors.Length; i++)
            {
                Neighbor neighbor = table.neighbors[i];
                isWaiting |= neighbor.state == NeighborState.Incomplete;
                Invariant.Require(neighbor.pending == null || neighbor.state == NeighborState.Incomplete, "a packet waits for a neighbour that nobody asks for");
            }

            Invariant.Require(!isWaiting || isLinkDown || heapIndex >= 0, "a neighbour is asked for, and no timer runs");
        }
    }
}
