using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Internet
{
    internal abstract partial class PathTable
    {
        /// <summary>A path that somebody holds; null where there is none.</summary>
        internal Path FindHeld()
        {
            for (int i = 0; i < used; i++)
            {
                if (paths[i].references != 0)
                {
                    return paths[i];
                }
            }

            return null;
        }

        /// <summary>Each path is found by its addresses and counted once, leads from this host's address, and carries no more than the link.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            int chained = 0;
            int references = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Path path = buckets[i]; path != null; path = path.next)
                {
                    Invariant.Require(Bucket(path.identity) == i && ++chained <= used, "a chain of the path table is broken");
                }
            }

            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                references += path.references > 0 ? 1 : 0;
                Invariant.Require(IsFound(path) && path.references >= 0, "a path is not found by its address, or was released too often");
                Invariant.Require(
                    IsFromHere(path) && path.Mtu <= link.mtu && path.Mtu > 0,
                    "a path leads from another address, or carries what no link does");
            }

            Invariant.Require(chained == used, "of the paths that are used, some are in no chain");
            Invariant.Require(references == held, "as many paths are not held as have references");
        }

        /// <summary>Whether a path is found by its addresses.</summary>
        protected abstract bool IsFound(Path path);

        /// <summary>Whether a path starts from an address that this host has.</summary>
        protected abstract bool IsFromHere(Path path);
    }
}
