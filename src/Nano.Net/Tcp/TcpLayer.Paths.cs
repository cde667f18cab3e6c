using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // Who makes way where a connection wants a path or an object, and all are taken.
    internal sealed partial class TcpLayer
    {
        /// <inheritdoc/>
        internal override bool YieldPath(InternetProtocol protocol)
        {
            // What remembers a connection that was, or the request of somebody who may not be there (RFC 4987 section 3.4),
            // must not keep others from connecting: the oldest goes, and what else it is that holds its path. Then what has no owner.
            Path path = FindYieldingPath(protocol);
            if (path == null)
            {
                TcpConnection orphan = FindOrphan(protocol);
                if (orphan != null)
                {
                    orphan.Yield();
                }

                return orphan != null;
            }

            for (int i = 0; i < blocks.Length; i++)
            {
                if (blocks[i].path == path)
                {
                    blocks[i].Yield();
                }
            }

            return true;
        }

        // The path of the oldest block without buffers, where only such blocks hold it; null for none.
        private Path FindYieldingPath(InternetProtocol protocol)
        {
            CountYielding(-1);
            TransmissionControlBlock oldest = null;
            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (Yields(block) && block.path.references == 0 && block.path.protocol == protocol && (oldest == null || SinceOf(block) < SinceOf(oldest)))
                {
                    oldest = block;
                }
            }

            CountYielding(1);
            return oldest == null ? null : oldest.path;
        }

        // Whether the path of the segment at hand may be held, perhaps after others have made way.
        private bool HasRoomForPath()
        {
            InternetProtocol protocol = segmentPath.protocol;
            return segmentPath.references > 0 || protocol.PathTable.HasRoom() || FindYieldingPath(protocol) != null || FindOrphan(protocol) != null;
        }

        // The connection without an owner that would be given up first; null for none. With a protocol, of those that are alone on
        // a path of that.
        private TcpConnection FindOrphan(InternetProtocol aloneOnPathOf)
        {
            TcpConnection oldest = null;
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && connection.IsOrphan
                    && (aloneOnPathOf == null || (connection.path.references == 1 && connection.path.protocol == aloneOnPathOf))
                    && (oldest == null || connection.closeAt < oldest.closeAt))
                {
                    oldest = connection;
                }
            }

            return oldest;
        }

        // Whether a block has no buffers, and holds a path.
        private static bool Yields(TransmissionControlBlock block)
        {
            return block.path != null && !(block is TcpConnection);
        }

        // Takes away, or gives back, what such blocks add to the references of their paths.
        private void CountYielding(int references)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                if (Yields(blocks[i]))
                {
                    blocks[i].path.references += references;
                }
            }
        }

        private static long SinceOf(TransmissionControlBlock block)
        {
            HalfOpenConnection halfOpen = block as HalfOpenConnection;
            return halfOpen != null ? halfOpen.openedAt : ((ClosingConnection)block).Since;
        }
    }
}
