using System;

namespace Nano.Net.Sockets
{
    // Waiting for a socket.
    public partial class Socket
    {
        /// <summary>Waits until a call would not wait.</summary>
        /// <param name="microSeconds">For how long at most, in microseconds, rounded up to milliseconds; 0 to look only, less than 0 for ever.</param>
        /// <param name="mode">
        /// <see cref="SelectMode.SelectRead"/>: a receive or an accept would not wait, because there is something, the peer has
        /// closed, or the connection has failed. <see cref="SelectMode.SelectWrite"/>: a send would not wait, or an attempt to
        /// connect has ended. <see cref="SelectMode.SelectError"/>: the connection has failed, or could not be made.
        /// </param>
        /// <returns>Whether it is so; false where the time has passed. What never can be so (a listener that is to write) is false at once.</returns>
        /// <remarks>Several threads may wait for the same socket: each of them is woken.</remarks>
        /// <exception cref="ObjectDisposedException">The socket was closed before.</exception>
        public bool Poll(int microSeconds, SelectMode mode)
        {
            CheckOpen();
            if (mode < SelectMode.SelectRead || mode > SelectMode.SelectError)
            {
                throw new ArgumentException("no such mode", "mode");
            }

            int timeout = microSeconds < 0 ? 0 : microSeconds == 0 ? UdpClient.NoWait : ((microSeconds - 1) / 1000) + 1;
            if (datagrams != null)
            {
                return datagrams.WaitUntil(mode, timeout);
            }

            if (listener != null && listener.Active)
            {
                TcpClient none;
                return mode == SelectMode.SelectRead && listener.WaitForConnection(timeout, false, out none);
            }

            NetworkStream stream = client == null ? null : client.stream;

            // Without a connection no call waits: it fails.
            return stream == null ? mode != SelectMode.SelectError : stream.WaitUntil(mode, runner.Now(), timeout);
        }
    }
}
