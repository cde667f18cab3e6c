using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // Who makes way where all paths are held.
    internal sealed partial class TcpLayer
    {
        /// <inheritdoc/>
        internal override bool YieldPath()
        {
            // What remembers a connection that was, or the request of somebody who may not be there (RFC 4987 section 3.4),
            // must not keep others from being heard at all: the oldest goes, and what else it is that holds its path.
            CountEvictable(-1);
            TransmissionControlBlock oldest = null;
            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (IsEvictable(block) && block.path.references == 0 && (oldest == null || SinceOf(block) < SinceOf(oldest)))
                {
                    oldest = block;
                }
            }

            CountEvictable(1);
            if (oldest == null)
            {
                return false;
            }

            Path path = oldest.path;
            for (int i = 0; i < blocks.Length; i++)
            {
                if (blocks[i].path == path)
                {
                    Evict(blocks[i]);
                }
            }

            return true;
        }

        // Whether a block is none of a connection's, and holds a path.
        private static bool IsEvictable(TransmissionControlBlock block)
        {
            return block.path != null && !(block is TcpConnection);
        }

        // Takes away, or gives back, what such blocks add to the references of their paths.
        private void CountEvictable(int references)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                if (IsEvictable(blocks[i]))
                {
                    blocks[i].path.references += references;
                }
            }
        }

        private long SinceOf(TransmissionControlBlock block)
        {
            HalfOpenConnection halfOpen = block as HalfOpenConnection;
            return halfOpen != null ? halfOpen.openedAt : block.due - timeWait;
        }

        private void Evict(TransmissionControlBlock block)
        {
            HalfOpenConnection halfOpen = block as HalfOpenConnection;
            if (halfOpen != null)
            {
                counters.DroppedHalfOpenFull++;
                halfOpen.End();
            }
            else
            {
                counters.TimeWaitEvicted++;
                ((TimeWaitConnection)block).End();
            }
        }
    }
}
