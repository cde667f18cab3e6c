using System;

namespace Nano.Net.Internet
{
    // What always holds, for tests, simulations and the fuzzer to look at.
    internal sealed partial class PathTable
    {
        /// <summary>Throws where a path is lost, found twice or counted wrongly, leads from another address than this host's, or carries more than the link.</summary>
        internal void CheckInvariants()
        {
            int chained = 0;
            int references = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (Path path = buckets[i]; path != null; path = path.next)
                {
                    if (Bucket(path.destination) != i || ++chained > used)
                    {
                        throw new InvalidOperationException("a chain of the path table is broken");
                    }
                }
            }

            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                references += path.references > 0 ? 1 : 0;
                if (Find(path.destination) != path || path.references < 0)
                {
                    throw new InvalidOperationException("a path is not found by its address, or was released too often");
                }

                if (path.Source != routes.address || path.Mtu > link.mtu || path.Mtu <= 0)
                {
                    throw new InvalidOperationException("a path leads from another address, or carries what no link does");
                }
            }

            if (chained != used || references != held)
            {
                throw new InvalidOperationException(used + " paths are used, " + chained + " are chained; " + held + " are held, " + references + " have references");
            }
        }
    }
}
