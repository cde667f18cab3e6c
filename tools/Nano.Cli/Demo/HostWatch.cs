using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Cli
{
    /// <summary>Listens to one stack for a <see cref="WireWatch"/>.</summary>
    internal sealed class HostWatch(WireWatch watch, Side side) : IFrameObserver, ITcpObserver
    {
        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length) => watch.OnReceived(side);

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
            // The wire has told of it.
        }

        /// <inheritdoc/>
        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to) =>
            watch.OnStateChanged(side, localPort, remote, TcpStateName.Of(to));
    }
}
