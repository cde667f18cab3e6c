using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Internet
{
    internal sealed partial class PathTable
    {
        /// <summary>Each path in use is found by its destination, and those that are held are counted.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            int holding = 0;
            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                Invariant.Require(Find(path.destination) == path, "a path is not found by its destination");
                Invariant.Require(path.references >= 0, "a path was released more often than it was held");
                holding += path.references > 0 ? 1 : 0;
            }

            Invariant.Require(holding == held, "the count of paths that are held is wrong");
            int chained = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Path path = buckets[i]; path != null; path = path.next)
                {
                    Invariant.Require(++chained <= used, "there are more paths in the buckets than in use");
                }
            }

            Invariant.Require(chained == used, "a path in use is in no bucket");
        }
    }
}
