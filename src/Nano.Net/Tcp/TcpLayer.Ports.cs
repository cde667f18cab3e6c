using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // The ports of this host: those that listen, and those that active opens take.
    internal sealed partial class TcpLayer
    {
        /// <summary>The dynamic ports (RFC 6335 section 6).</summary>
        private const int FirstEphemeralPort = 49152;
        private const int EphemeralPorts = 16384;

        private readonly TcpAcceptor[] acceptors;
        private uint nextEphemeral;

        /// <summary>Opens a port for connections (passive OPEN).</summary>
        /// <param name="local">The address to which they must be, as <see cref="Binding"/> has it: null for all of both families.</param>
        /// <param name="localPort">The port; 0 to have one chosen.</param>
        /// <param name="backlog">How many connections may wait to be accepted; 0 only takes the port, so that nobody else gets it, and nobody is heard on it.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpAcceptor Listen(IPAddress local, int localPort, int backlog, out OpenError error)
        {
            error = OpenError.None;
            if (localPort == 0)
            {
                for (int i = 0; i < EphemeralPorts; i++)
                {
                    localPort = FirstEphemeralPort + (int)((nextEphemeral++ + context.NextRandom()) % EphemeralPorts);
                    if (IsFree(localPort, local))
                    {
                        break;
                    }
                }
            }

            if (!IsFree(localPort, local))
            {
                error = OpenError.AddressInUse;
                return null;
            }

            TcpAcceptor acceptor = FindAcceptor(0, null);
            if (acceptor == null)
            {
                error = OpenError.TooMany;
                return null;
            }

            acceptor.localAddress = local;
            acceptor.localPort = localPort;
            acceptor.backlog = backlog;
            return acceptor;
        }

        /// <summary>Closes a port: what is half open is forgotten, what nobody has accepted is reset (RFC 9293 section 3.10.4, LISTEN).</summary>
        internal void Close(TcpAcceptor acceptor)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                HalfOpenConnection halfOpen = blocks[i] as HalfOpenConnection;
                if (halfOpen != null && halfOpen.path != null && acceptor.Hears(halfOpen.LocalPort, halfOpen.path))
                {
                    halfOpen.End();
                }
            }

            while (acceptor.count > 0)
            {
                TcpConnection connection = acceptor.Accept();
                connection.Abort();
                connection.Close();
            }

            acceptor.localPort = 0;
            acceptor.localAddress = null;
            acceptor.watcher = null;
            acceptor.closings++;
            acceptor.leaving += acceptor.waiting;
            acceptor.waiting = 0;
            acceptor.WakeLeaving();
        }

        /// <summary>Opens a connection (active OPEN): the SYN is sent.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="remotePort">The peer's port, 1 to 65,535.</param>
        /// <param name="localPort">This side's port; 0 to have one chosen.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpConnection Connect(IPAddress address, int remotePort, int localPort, out OpenError error)
        {
            return Connect(null, address, remotePort, localPort, connectTimeout, out error);
        }

        /// <summary>The same, with a time-out of its own.</summary>
        /// <param name="local">This side's address, as <see cref="Binding"/> has it.</param>
        /// <param name="address">The peer's address.</param>
        /// <param name="remotePort">The peer's port, 1 to 65,535.</param>
        /// <param name="localPort">This side's port; 0 to have one chosen.</param>
        /// <param name="timeout">Milliseconds after which the attempt is given up, 1 or more.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpConnection Connect(IPAddress local, IPAddress address, int remotePort, int localPort, int timeout, out OpenError error)
        {
            context.SettleSecret();

            // One other host, not a group (RFC 9293 section 3.9.1.1, MUST-46, and RFC 1122 section 4.2.3.10).
            InternetProtocol protocol = internet.ProtocolOf(address);
            Path path = protocol != null && protocol.IsOtherHost(address) ? internet.Find(address, local) : null;
            if (path == null)
            {
                error = OpenError.NoRoute;
                return null;
            }

            if (!protocol.MayHold(path))
            {
                error = OpenError.TooMany;
                return null;
            }

            TcpConnection connection = null;
            if (localPort == 0)
            {
                localPort = ChoosePort(path, remotePort);
            }
            else if (Find(path, TcpSegment.PortsOf(remotePort, localPort)) != null)
            {
                localPort = 0;
            }

            error = OpenError.AddressInUse;
            if (localPort != 0)
            {
                error = OpenError.TooMany;
                connection = TakeConnection();
                if (connection != null)
                {
                    error = OpenError.None;
                    counters.ActiveOpens++;
                    connection.Open(path, localPort, remotePort, InitialSequence(path, localPort, remotePort));
                    Add(connection);
                    connection.Connect(timeout);
                }
            }

            return connection;
        }

        /// <summary>
        /// By how much the timestamps sent to an address are ahead of the stack's clock: nobody else can tell how long this
        /// host has been up (RFC 7323 section 7), and those of one address never run back, whatever the connection (RFC 6191).
        /// </summary>
        internal uint TimestampOffset(Path path)
        {
            // Port 0 is nobody's, so that no sequence number and no port comes from the same hash.
            return context.hash.Compute((uint)path.pseudoHeaderSum, path.identity, 0);
        }

        /// <summary>Bytes of a connection's receive buffer.</summary>
        internal int ReceiveBufferSize()
        {
            // The first blocks are the connections, and there is one at least.
            return ((TcpConnection)blocks[0]).receiver.BufferSize;
        }

        // A free connection, or one that nobody owns any more and that ends for it. Null, and counted, where there is neither.
        private TcpConnection TakeConnection()
        {
            if (freeConnections == null)
            {
                TcpConnection orphan = FindOrphan(null);
                if (orphan == null)
                {
                    counters.DroppedNoConnection++;
                    return null;
                }

                orphan.Yield();
            }

            TcpConnection connection = freeConnections;
            freeConnections = connection.nextFree;
            connection.nextFree = null;
            return connection;
        }

        /// <summary>Takes a connection that has ended from those that wait to be accepted: what is over must not keep others out.</summary>
        /// <returns>False where it does not wait.</returns>
        internal bool LeaveBacklog(TcpConnection connection)
        {
            int i = 0;
            while (i < acceptors.Length && (acceptors[i].localPort != connection.LocalPort || !acceptors[i].Remove(connection)))
            {
                i++;
            }

            return i < acceptors.Length;
        }

        /// <summary>The acceptor that listens on a port, and has not only taken it, for what comes by a path.</summary>
        internal TcpAcceptor FindListener(int localPort, Path path)
        {
            TcpAcceptor acceptor = FindAcceptor(localPort, path);
            return acceptor == null || acceptor.backlog == 0 ? null : acceptor;
        }

        /// <summary>The acceptor of a port for what comes by a path: none hears what another one does. With port 0 a free one, which is bound to nothing.</summary>
        internal TcpAcceptor FindAcceptor(int localPort, Path path)
        {
            for (int i = 0; i < acceptors.Length; i++)
            {
                if (acceptors[i].Hears(localPort, path))
                {
                    return acceptors[i];
                }
            }

            return null;
        }

        // Whether nobody on a port hears what one that is bound to an address would.
        private bool IsFree(int localPort, IPAddress local)
        {
            for (int i = 0; i < acceptors.Length; i++)
            {
                if (acceptors[i].localPort == localPort && Binding.Overlap(acceptors[i].localAddress, local))
                {
                    return false;
                }
            }

            return true;
        }

        // RFC 6528 section 3: ISN = M + F(local address, local port, remote address, remote port, secret), M counting
        // in steps of 4 microseconds.
        private uint InitialSequence(Path path, int localPort, int remotePort)
        {
            return (uint)(context.now * 250) + context.hash.Compute((uint)path.pseudoHeaderSum, path.identity, ((uint)localPort << 16) | (uint)remotePort);
        }

        // RFC 6056 section 3.3.3, simple hash-based port selection: ports to one peer follow each other, and nobody
        // else can tell where they begin. 0: all are taken.
        private int ChoosePort(Path path, int remotePort)
        {
            uint offset = context.hash.Compute((uint)path.pseudoHeaderSum, path.identity, (uint)remotePort);
            for (int i = 0; i < EphemeralPorts; i++)
            {
                int port = FirstEphemeralPort + (int)((offset + nextEphemeral++) % EphemeralPorts);
                if (Find(path, TcpSegment.PortsOf(remotePort, port)) == null && IsFree(port, null))
                {
                    return port;
                }
            }

            return 0;
        }
    }
}
