using System;
using System.Net.Sockets;
using System.Threading;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// A UDP socket of the system: on a board that of its firmware, over its Wi-Fi, say. A thread waits for datagrams and
    /// tells of them; who receives takes them where they lie, in the system's own queue.
    /// </summary>
    /// <remarks>
    /// It is bound and not connected: a VXLAN peer chooses its source port for each flow (RFC 7348 section 5), and a
    /// connected socket receives from one port only. On nanoFramework, every datagram received costs the objects in which
    /// its library names the sender; sending allocates nothing.
    /// </remarks>
    public sealed partial class DatagramSocket : IDatagramSocket, IDisposable
    {
        // Microseconds. Closing a socket does not end a wait on it everywhere, so that none is longer.
        private const int LongestWait = 200000;

        private readonly Socket socket;
        private readonly Thread watcher;

        // The watcher tells once, and waits to be armed by who has found no more.
        private readonly AutoResetEvent armed = new AutoResetEvent(true);
        private bool closed;

        /// <summary>Opens a socket.</summary>
        /// <param name="peer">Where to send to, and the address that counts as the peer's; IPv4, or IPv6 where the system has it.</param>
        /// <param name="peerPort">The port to send to.</param>
        /// <param name="local">The local address to receive at, of the peer's family; <see cref="IPAddress.Any"/> for all, whatever the family.</param>
        /// <param name="localPort">The port to receive at, which is also the source port of what is sent; the peer sends to its own choice, <see cref="VxlanTunnel.DefaultPort"/> most likely.</param>
        /// <exception cref="ArgumentException">The two addresses are of different families.</exception>
        /// <exception cref="System.Net.Sockets.SocketException">It cannot be had: the port is taken, the address is not a local one, or the system has no IPv6.</exception>
        public DatagramSocket(IPAddress peer, int peerPort, IPAddress local, int localPort)
        {
            if (peer is null)
            {
                throw new ArgumentNullException("peer");
            }

            if (local is null)
            {
                throw new ArgumentNullException("local");
            }

            System.Net.IPEndPoint peerEndPoint = SystemEndPoint(peer, peerPort);
            AddressFamily family = peerEndPoint.Address.AddressFamily;
            System.Net.IPEndPoint localEndPoint = family == AddressFamily.InterNetworkV6 && local == IPAddress.Any
                ? new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Any, localPort)
                : SystemEndPoint(local, localPort);
            if (localEndPoint.Address.AddressFamily != family)
            {
                throw new ArgumentException("local and peer must both be IPv4 addresses, or both be IPv6 addresses");
            }

            SetPeer(peerEndPoint);
            socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            ConfigureSocket();
            try
            {
                socket.Bind(localEndPoint);
            }
            catch (Exception)
            {
                socket.Close();
                throw;
            }

            watcher = new Thread(Watch);
            ConfigureThread(watcher);
            watcher.Start();
        }

        /// <inheritdoc/>
        public event DatagramHandler DatagramAvailable;

        /// <inheritdoc/>
        public bool IsOpen
        {
            get { return !closed; }
        }

        /// <inheritdoc/>
        public bool IsFromPeer { get; private set; }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            try
            {
                // Not the number of bytes that wait: a datagram may have none, and would stay for ever.
                if (socket.Poll(0, SelectMode.SelectRead))
                {
                    return ReceiveFrom(buffer, offset, capacity);
                }
            }
            catch (SocketException)
            {
                // An error of a datagram sent earlier, reported late. Whatever waits is told of again.
            }

            armed.Set();
            return -1;
        }

        /// <inheritdoc/>
        public DatagramResult Send(byte[] buffer, int offset, int length)
        {
            try
            {
                SendTo(buffer, offset, length);
                return DatagramResult.Sent;
            }
            catch (SocketException e)
            {
                return IsBusy(e) ? DatagramResult.Busy : DatagramResult.Failed;
            }
        }

        /// <summary>Closes the socket. No call to it may be under way.</summary>
        public void Dispose()
        {
            if (!closed)
            {
                closed = true;
                armed.Set();
                if (watcher != Thread.CurrentThread)
                {
                    watcher.Join();
                }

                socket.Close();
            }
        }

        private static System.Net.IPEndPoint SystemEndPoint(IPAddress address, int port)
        {
            byte[] bytes = address.GetAddressBytes();
            return new System.Net.IPEndPoint(
                bytes.Length == 4 ? new System.Net.IPAddress(bytes) : new System.Net.IPAddress(bytes, address.ScopeId), port);
        }

        partial void ConfigureSocket();

        // A PC's thread must not keep the process alive; the device's has no such switch.
        partial void ConfigureThread(Thread thread);

        private void Watch()
        {
            while (!closed)
            {
                armed.WaitOne();
                try
                {
                    while (!closed && !socket.Poll(LongestWait, SelectMode.SelectRead))
                    {
                    }
                }
                catch (Exception)
                {
                    // Whoever receives meets it, too, and tells of it; a thread that died of it would take the program along.
                }

                DatagramHandler handler = DatagramAvailable;
                if (!closed && handler != null)
                {
                    handler();
                }
            }
        }
    }
}
