using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // What connections tell one another, by their path, of how much it carries.
    internal sealed partial class TcpLayer
    {
        /// <inheritdoc/>
        internal override void OnMtuProbeDue(Path path)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && connection.path == path)
                {
                    connection.sender.OnMtuProbeDue();
                }
            }
        }

        /// <inheritdoc/>
        internal override void OnMtuFell(Path path)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection == null || connection.path != path || connection.sender.segmentSize <= connection.SegmentSize())
                {
                    continue;
                }

                if (connection.IsSynchronized)
                {
                    connection.sender.Narrow(connection.SegmentSize());
                }
                else
                {
                    // It has sent nothing but its SYN: of two that open to each other, one may have the other's already.
                    connection.sender.Resize(connection.SegmentSize());
                }
            }
        }

        /// <summary>Notes that a path carries no packets larger than this.</summary>
        internal static void LearnMtu(Path path, int mtu)
        {
            path.protocol.PathTable.LearnMtu(path, mtu);
        }

        /// <summary>The same, where nobody has said so: it is put to the test as soon as a connection can do so.</summary>
        internal static void LearnMtuBySilence(Path path, int mtu)
        {
            path.protocol.PathTable.LearnMtu(path, mtu);
            path.protocol.PathTable.AskForProbe(path);
        }

        /// <summary>A connection has sent a larger segment, to see whether a path carries it. The next may be sent ten minutes later.</summary>
        internal static void NoteMtuProbe(Path path)
        {
            path.protocol.PathTable.NoteProbe(path);
        }

        /// <summary>A packet of this size has arrived without being fragmented: all connections of the path may send such.</summary>
        internal void RaiseMtu(Path path, int mtu)
        {
            path.protocol.PathTable.RaiseMtu(path, mtu);
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && connection.path == path)
                {
                    connection.sender.Resize(connection.SegmentSize());
                }
            }
        }

        /// <summary>Lets routers fragment what is sent by a path, or not.</summary>
        internal static void LetFragment(Path path, bool may)
        {
            path.protocol.PathTable.LetFragment(path, may);
        }
    }
}
