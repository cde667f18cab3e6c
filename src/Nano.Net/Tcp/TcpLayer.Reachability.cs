using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    // What the layers below know of the way to a peer, and what TCP lets them know.
    internal sealed partial class TcpLayer
    {
        /// <inheritdoc/>
        internal override void OnUnreachable(Path path)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && connection.path == path)
                {
                    connection.OnUnreachable(TcpError.HostUnreachable);
                }
            }
        }

        /// <inheritdoc/>
        internal override void OnReachable(Path path)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (block.path == path)
                {
                    block.OnReachable();
                }
            }
        }

        /// <inheritdoc/>
        internal override bool HasProgress(Path path, long since)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && connection.path == path && connection.HasProgress(since))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>What was sent on a path was not acknowledged in time: its next hop may be gone, or have another hardware address (RFC 1122 section 2.3.2.1 (4)).</summary>
        internal static void Suspect(Path path)
        {
            path.protocol.Suspect(path);
        }
    }
}
