using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Opens, passive and active, and the ports that they take.
    internal sealed partial class TcpLayer
    {
        /// <summary>The dynamic ports (RFC 6335 section 6).</summary>
        private const int FirstEphemeralPort = 49152;
        private const int EphemeralPorts = 16384;

        /// <summary>By how much the numbers of a connection lie behind those of the one it follows: more than a window without scale.</summary>
        private const uint ReopenDistance = 65536;

        private readonly TcpAcceptor[] acceptors;
        private uint nextEphemeral;

        /// <summary>Opens a port for connections (passive OPEN).</summary>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpAcceptor Listen(int localPort, int backlog, out OpenError error)
        {
            error = OpenError.None;
            if (localPort == 0)
            {
                for (int i = 0; i < EphemeralPorts; i++)
                {
                    localPort = FirstEphemeralPort + (int)((nextEphemeral++ + context.NextRandom()) % EphemeralPorts);
                    if (FindAcceptor(localPort) == null)
                    {
                        break;
                    }
                }
            }

            if (FindAcceptor(localPort) != null)
            {
                error = OpenError.AddressInUse;
                return null;
            }

            TcpAcceptor acceptor = FindAcceptor(0);
            if (acceptor == null)
            {
                error = OpenError.TooMany;
                return null;
            }

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
                if (halfOpen != null && halfOpen.path != null && halfOpen.acceptor == acceptor)
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
            acceptor.watcher = null;
            acceptor.closings++;
            acceptor.leaving += acceptor.waiting;
            acceptor.waiting = 0;
            if (acceptor.leaving > 0)
            {
                acceptor.ready.Set();
            }
        }

        /// <summary>Opens a connection (active OPEN): the SYN is sent.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="remotePort">The peer's port, 1 to 65,535.</param>
        /// <param name="localPort">This side's port; 0 to have one chosen.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpConnection Connect(IPAddress address, int remotePort, int localPort, out OpenError error)
        {
            return Connect(address, remotePort, localPort, connectTimeout, out error);
        }

        /// <summary>The same, with a time-out of its own.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="remotePort">The peer's port, 1 to 65,535.</param>
        /// <param name="localPort">This side's port; 0 to have one chosen.</param>
        /// <param name="timeout">Milliseconds after which the attempt is given up, 1 or more.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpConnection Connect(IPAddress address, int remotePort, int localPort, int timeout, out OpenError error)
        {
            // One other host, not a group (RFC 9293 section 3.9.1.1, MUST-46, and RFC 1122 section 4.2.3.10).
            Path path = ipv4.routes.IsOtherHost(address.value) ? ipv4.Acquire(address.value) : null;
            if (path == null)
            {
                error = OpenError.NoRoute;
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

            // The connection holds the path by itself.
            ipv4.Release(path);
            return connection;
        }

        /// <summary>A segment for which there is no connection: LISTEN or CLOSED (RFC 9293 section 3.10.7.1 and 3.10.7.2).</summary>
        internal void OnUnmatched(TcpSegment arrived)
        {
            int flags = arrived.flags;
            if ((flags & TcpFlags.Rst) != 0)
            {
                counters.DroppedStray++;
                return;
            }

            int localPort = arrived.DestinationPort();
            int remotePort = arrived.SourcePort();
            if (localPort == 0 || remotePort == 0)
            {
                counters.DroppedMalformed++;
                return;
            }

            TcpAcceptor acceptor = FindAcceptor(localPort);
            if (acceptor == null)
            {
                counters.DroppedNoListener++;
                SendReset(segmentPath, arrived);
            }
            else if ((flags & TcpFlags.Ack) != 0)
            {
                OnAckInListen(arrived, acceptor);
            }
            else if ((flags & TcpFlags.Syn) == 0)
            {
                counters.DroppedStray++;
            }
            else
            {
                OnSyn(arrived, acceptor, null);
            }
        }

        /// <summary>Makes a connection of a half-open one and puts it before its listener.</summary>
        /// <returns>Null where there is no room; the half-open one stays, and the peer tries again.</returns>
        internal TcpConnection Establish(HalfOpenConnection halfOpen)
        {
            TcpAcceptor acceptor = halfOpen.acceptor;
            if (!HasRoomForConnection(acceptor))
            {
                return null;
            }

            // Nobody is told of its end, for the connection goes on.
            Path path = halfOpen.path;
            Recycle(halfOpen);
            TcpConnection connection = OpenPassive(path, halfOpen.ports, halfOpen.initialSendSequence);
            connection.Establish(halfOpen);
            acceptor.Enqueue(connection);
            return connection;
        }

        /// <summary>
        /// By how much the timestamps sent to an address are ahead of the stack's clock: nobody else can tell how long this
        /// host has been up (RFC 7323 section 7), and those of one address never run back, whatever the connection (RFC 6191).
        /// </summary>
        internal uint TimestampOffset(Path path)
        {
            // Port 0 is nobody's, so that no sequence number and no port comes from the same hash.
            return context.hash.Compute(path.Source, path.destination, 0);
        }

        /// <summary>A SYN for a listener: answered by a half-open entry, else with a cookie, else not at all.</summary>
        /// <param name="syn">The SYN.</param>
        /// <param name="acceptor">The listener.</param>
        /// <param name="before">
        /// The connection in TIME-WAIT that it opens anew; null for none. This side's numbers begin behind those that the old
        /// connection has used (RFC 9293 section 3.6.1), even where it has sent faster than the clock behind them runs.
        /// </param>
        internal void OnSyn(TcpSegment syn, TcpAcceptor acceptor, TimeWaitConnection before)
        {
            if (!HasRoomForConnection(acceptor))
            {
                return;
            }

            // Not as long as half-open connections could take the paths of all others (each may come from an address of its own).
            if (freeHalfOpen != null && (cookies == null || segmentPath.references > 0 || ipv4.paths.HasRoomForStrangers()))
            {
                uint initialSequence = InitialSequence(segmentPath, syn.DestinationPort(), syn.SourcePort());
                if (before != null)
                {
                    before.SetState(TcpState.Closed);
                    if (SequenceNumber.IsBefore(initialSequence, before.sendNext))
                    {
                        initialSequence = before.sendNext + ReopenDistance;
                    }
                }

                OpenHalf(syn, acceptor, initialSequence);
            }
            else if (cookies != null)
            {
                uint cookie = cookies.Make(segmentPath, syn.ports, syn.sequence, syn.options.maximumSegmentSize);
                if (before != null && SequenceNumber.IsBefore(cookie, before.sendNext))
                {
                    cookie ^= SynCookies.FreeBit;
                }

                SendCookie(syn, cookie);
            }
            else
            {
                counters.DroppedHalfOpenFull++;
            }
        }

        // Of the options of the SYN only what comes back in the peer's timestamps can be known later.
        private void SendCookie(TcpSegment syn, uint cookie)
        {
            counters.SynCookiesSent++;
            TcpOptions offered = syn.options;
            bool stamps = timestamps && offered.hasTimestamp;
            bool ecn = stamps && TcpFlags.AsksForEcn(syn.flags);
            int options = TcpOptions.WriteSyn(
                frame,
                payloadOffset,
                OfferedSegmentSize(),
                stamps && offered.windowScale >= 0 ? windowShift : -1,
                stamps && selective && offered.selectivePermitted,
                stamps,
                stamps ? SynCookies.Stamp((uint)context.now + TimestampOffset(segmentPath), offered, ecn) : 0,
                offered.timestampValue);
            Answer(
                segmentPath,
                syn.DestinationPort(),
                syn.SourcePort(),
                cookie,
                syn.sequence + 1,
                ecn ? TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece : TcpFlags.Syn | TcpFlags.Ack,
                initialWindow,
                options);
        }

        /// <summary>Whether an acknowledgment without a connection may still make one.</summary>
        internal bool AreCookiesOut()
        {
            return cookies != null && cookies.AreOut();
        }

        // An acknowledgment without a connection: of a cookie, or of nothing that this side knows.
        private void OnAckInListen(TcpSegment arrived, TcpAcceptor acceptor)
        {
            if ((arrived.flags & TcpFlags.Syn) != 0 || !AreCookiesOut())
            {
                SendReset(segmentPath, arrived);
            }
            else if (!OnCookieAck(arrived, arrived.sequence - 1, acceptor))
            {
                // Data or a FIN may be the second segment of a peer whose first was lost or late, and which a reset would
                // end: it sends the first one again, too. An old connection's get their reset when the cookies are no longer out.
                counters.SynCookiesRejected++;
                if (arrived.SequenceLength() == 0)
                {
                    SendReset(segmentPath, arrived);
                }
            }
        }

        /// <summary>Makes a connection of what may be the acknowledgment of a cookie, in the place of what has its name.</summary>
        /// <param name="arrived">The acknowledgment.</param>
        /// <param name="peerSequence">The initial sequence number of the peer that has sent it.</param>
        /// <param name="acceptor">The listener.</param>
        /// <returns>False where it is none. Without room there is no answer, and the peer sends again what it has to say.</returns>
        internal bool OnCookieAck(TcpSegment arrived, uint peerSequence, TcpAcceptor acceptor)
        {
            uint initialSequence = arrived.acknowledgment - 1;
            int peerSegmentSize = AreCookiesOut() ? cookies.Check(segmentPath, arrived.ports, peerSequence, initialSequence) : 0;
            if (peerSegmentSize != 0 && HasRoomForConnection(acceptor))
            {
                counters.SynCookiesAccepted++;
                TcpConnection connection = OpenPassive(segmentPath, arrived.ports, initialSequence);
                connection.EstablishByCookie(arrived, peerSequence, SynCookies.Recall(arrived.options, peerSegmentSize, timestamps));
                acceptor.Enqueue(connection);
                connection.OnSegment(arrived);
            }

            return peerSegmentSize != 0;
        }

        // A connection of a peer that has acknowledged this side's SYN, in the place of what has had its name so far.
        private TcpConnection OpenPassive(Path path, uint ports, uint initialSequence)
        {
            TransmissionControlBlock before = Find(path, ports);
            while (before != null)
            {
                before.End();
                before = Find(path, ports);
            }

            counters.PassiveOpens++;
            TcpConnection connection = TakeConnection();
            connection.Open(path, TcpSegment.DestinationPortOf(ports), TcpSegment.SourcePortOf(ports), initialSequence);
            Add(connection);
            return connection;
        }

        // Whether one more connection would find its listener willing and an object free; counts where not.
        private bool HasRoomForConnection(TcpAcceptor acceptor)
        {
            if (acceptor.IsFull)
            {
                counters.DroppedBacklogFull++;
                return false;
            }

            if (freeConnections == null)
            {
                counters.DroppedNoConnection++;
                return false;
            }

            return true;
        }

        private void OpenHalf(TcpSegment syn, TcpAcceptor acceptor, uint initialSequence)
        {
            HalfOpenConnection halfOpen = (HalfOpenConnection)freeHalfOpen;
            freeHalfOpen = halfOpen.nextFree;
            halfOpen.Identify(segmentPath, syn.DestinationPort(), syn.SourcePort());
            Add(halfOpen);
            halfOpen.Open(syn, acceptor, initialSequence);
        }

        private TcpConnection TakeConnection()
        {
            TcpConnection connection = (TcpConnection)freeConnections;
            if (connection == null)
            {
                counters.DroppedNoConnection++;
                return null;
            }

            freeConnections = connection.nextFree;
            connection.nextFree = null;
            return connection;
        }

        // The acceptor of a port; with 0, a free one.
        internal TcpAcceptor FindAcceptor(int localPort)
        {
            for (int i = 0; i < acceptors.Length; i++)
            {
                if (acceptors[i].localPort == localPort)
                {
                    return acceptors[i];
                }
            }

            return null;
        }

        // RFC 6528 section 3: ISN = M + F(local address, local port, remote address, remote port, secret), M counting
        // in steps of 4 microseconds.
        private uint InitialSequence(Path path, int localPort, int remotePort)
        {
            return (uint)(context.now * 250) + context.hash.Compute(path.Source, path.destination, ((uint)localPort << 16) | (uint)remotePort);
        }

        // RFC 6056 section 3.3.3, simple hash-based port selection: ports to one peer follow each other, and nobody
        // else can tell where they begin. 0: all are taken.
        private int ChoosePort(Path path, int remotePort)
        {
            uint offset = context.hash.Compute(path.Source, path.destination, (uint)remotePort);
            for (int i = 0; i < EphemeralPorts; i++)
            {
                int port = FirstEphemeralPort + (int)((offset + nextEphemeral++) % EphemeralPorts);
                if (Find(path, TcpSegment.PortsOf(remotePort, port)) == null && FindAcceptor(port) == null)
                {
                    return port;
                }
            }

            return 0;
        }
    }
}
