using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Passive opens: what a listener does with a SYN and with its acknowledgment (RFC 9293 section 3.10.7.2, RFC 4987).
    internal sealed partial class TcpLayer
    {
        /// <summary>By how much the numbers of a connection lie behind those of the one it follows: more than a window without scale.</summary>
        private const uint ReopenDistance = 65536;

        // Null where none are sent.
        private readonly SynCookies cookies;

        /// <summary>A segment for which there is no connection: LISTEN or CLOSED (RFC 9293 section 3.10.7.1 and 3.10.7.2).</summary>
        internal void OnUnmatched(TcpSegment arrived)
        {
            context.SettleSecret();
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
    }
}
