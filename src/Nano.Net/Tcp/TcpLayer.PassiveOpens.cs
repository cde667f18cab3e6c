using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // Passive opens: what a listener does with a SYN and with its acknowledgment (RFC 9293 section 3.10.7.2, RFC 4987).
    internal sealed partial class TcpLayer
    {
        /// <summary>This side's initial sequence numbers on connections that peers open.</summary>
        internal readonly SynCookies cookies;

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

            TcpAcceptor acceptor = FindListener(localPort, segmentPath);
            if (acceptor == null)
            {
                counters.DroppedNoListener++;
                SendReset(segmentPath, arrived);
            }
            else if ((flags & TcpFlags.Ack) != 0)
            {
                OnAckInListen(arrived, acceptor);
            }
            else if ((flags & (TcpFlags.Syn | TcpFlags.Fin)) != TcpFlags.Syn)
            {
                // Nobody asks for a connection and closes it at once: a SYN with a FIN is made by hand, to get past filters.
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
            TcpAcceptor acceptor = FindAcceptor(halfOpen.LocalPort, halfOpen.path);
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

        /// <summary>A SYN for a listener: answered and remembered, else answered alone, else neither.</summary>
        /// <param name="syn">The SYN.</param>
        /// <param name="acceptor">The listener.</param>
        /// <param name="before">
        /// The connection in TIME-WAIT that it opens anew; null for none. This side's numbers begin behind those that the old
        /// connection has used (RFC 9293 section 3.6.1).
        /// </param>
        internal void OnSyn(TcpSegment syn, TcpAcceptor acceptor, ClosingConnection before)
        {
            if (!HasRoomForConnection(acceptor))
            {
                return;
            }

            if (!HasRoomForPath())
            {
                counters.DroppedNoConnection++;
                return;
            }

            uint initialSequence = cookies.Make(segmentPath, syn.ports, syn.sequence, syn.options);
            if (before != null && SequenceNumber.IsBefore(initialSequence, before.sendNext))
            {
                initialSequence ^= SynCookies.FreeBit;
            }

            HalfOpenConnection halfOpen = TakeHalfOpen();
            if (halfOpen != null)
            {
                if (before != null)
                {
                    before.SetState(TcpState.Closed);
                }

                halfOpen.Identify(segmentPath, syn.DestinationPort(), syn.SourcePort());
                Add(halfOpen);
                halfOpen.Open(syn, initialSequence);
            }
            else if (cookies.suffice)
            {
                counters.SynCookiesSent++;
                cookies.NoteForgotten();
                TcpOptions offered = syn.options;
                SendSynAck(
                    segmentPath,
                    syn.ports,
                    initialSequence,
                    syn.sequence,
                    offered.windowScale,
                    selective && offered.selectivePermitted,
                    timestamps && offered.hasTimestamp,
                    TcpFlags.AsksForEcn(syn.flags),
                    offered.timestampValue);
            }
            else
            {
                counters.DroppedHalfOpenFull++;
            }
        }

        /// <summary>Answers the SYN of a peer.</summary>
        /// <param name="path">The way to the peer.</param>
        /// <param name="ports">Both ports, as <c>TcpSegment.ports</c> has them in what arrives.</param>
        /// <param name="sequence">This side's initial sequence number.</param>
        /// <param name="peerSequence">The peer's.</param>
        /// <param name="peerScale">The peer's window scale; -1 for none.</param>
        /// <param name="agreedSelective">Whether both sides take selective acknowledgments.</param>
        /// <param name="agreedTimestamps">Whether both sides have timestamps.</param>
        /// <param name="agreedEcn">Whether both sides know ECN.</param>
        /// <param name="peerTimestamp">The peer's timestamp.</param>
        /// <remarks>Those of one SYN are all the same, whether it is remembered or not: which of them the peer has believed does not matter.</remarks>
        internal void SendSynAck(
            Path path, uint ports, uint sequence, uint peerSequence, int peerScale, bool agreedSelective, bool agreedTimestamps, bool agreedEcn, uint peerTimestamp)
        {
            uint stamp = 0;
            if (agreedTimestamps)
            {
                stamp = SynCookies.Stamp((uint)context.now + TimestampOffset(path), peerScale, agreedSelective, agreedEcn);
            }

            int options = TcpOptions.WriteSyn(
                frame, payloadOffset, OfferedSegmentSize(path), peerScale < 0 ? -1 : windowShift, agreedSelective, agreedTimestamps, stamp, peerTimestamp);
            Answer(
                path,
                TcpSegment.DestinationPortOf(ports),
                TcpSegment.SourcePortOf(ports),
                sequence,
                peerSequence + 1,
                agreedEcn ? TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece : TcpFlags.Syn | TcpFlags.Ack,
                initialWindow,
                options);
        }

        /// <summary>Whether an acknowledgment without a connection may still make one.</summary>
        internal bool AreCookiesOut()
        {
            return cookies.AreOut();
        }

        // An acknowledgment without a connection: of a cookie, or of nothing that this side knows.
        private void OnAckInListen(TcpSegment arrived, TcpAcceptor acceptor)
        {
            if ((arrived.flags & TcpFlags.Syn) != 0 || !AreCookiesOut())
            {
                SendReset(segmentPath, arrived);
            }
            else if (!OnCookieAck(arrived, arrived.sequence - 1, acceptor) && !OnProbeOfCookie(arrived, acceptor))
            {
                // An acknowledgment that is none of anything gets its reset (RFC 9293 section 3.10.7.2, second). But for a peer
                // whose first segments were lost or late this side is in SYN-RECEIVED, as if it remembered: it is not reset, and
                // sends those again.
                counters.SynCookiesRejected++;
                if (!IsAheadOfCookieAck(arrived))
                {
                    SendReset(segmentPath, arrived);
                }
            }
        }

        // Whether it may come from behind the first data of a peer that has a cookie. Those may fill the window of the SYN-ACK,
        // and one more may be a FIN or the probe of a window that has closed.
        private bool IsAheadOfCookieAck(TcpSegment arrived)
        {
            int distance = cookies.Distance(segmentPath, arrived.ports, arrived.sequence - 1, arrived.acknowledgment - 1);
            return distance >= 0 && distance <= initialWindow + 1;
        }

        // A client that waits for this side to speak first has said all it has to say, and nothing brings it to say it again, but
        // the keep-alive probe: from one before what it would send next (RFC 9293 section 3.8.4).
        private bool OnProbeOfCookie(TcpSegment arrived, TcpAcceptor acceptor)
        {
            return arrived.payloadLength <= 1 && (arrived.flags & TcpFlags.Fin) == 0 && OnCookieAck(arrived, arrived.sequence, acceptor);
        }

        /// <summary>Makes a connection of what may be the acknowledgment of a cookie, in the place of what has its name.</summary>
        /// <param name="arrived">The acknowledgment.</param>
        /// <param name="peerSequence">The initial sequence number of the peer that has sent it.</param>
        /// <param name="acceptor">The listener.</param>
        /// <returns>False where it is none. Without room there is no answer, and the peer sends again what it has to say.</returns>
        internal bool OnCookieAck(TcpSegment arrived, uint peerSequence, TcpAcceptor acceptor)
        {
            uint initialSequence = arrived.acknowledgment - 1;
            if (!AreCookiesOut() || !cookies.Check(segmentPath, arrived.ports, peerSequence, initialSequence))
            {
                return false;
            }

            if (HasRoomForConnection(acceptor))
            {
                if (!segmentPath.protocol.MayHold(segmentPath))
                {
                    counters.DroppedNoConnection++;
                    return true;
                }

                counters.SynCookiesAccepted++;
                TcpConnection connection = OpenPassive(segmentPath, arrived.ports, initialSequence);
                connection.EstablishByCookie(arrived, peerSequence, SynCookies.Recall(arrived.options, initialSequence, timestamps));
                acceptor.Enqueue(connection);
                connection.OnSegment(arrived);
            }

            return true;
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
            connection.watch = TcpConnection.OpenedByPeer;
            Add(connection);
            return connection;
        }

        // Whether one more connection would find its listener willing and an object free, or one that yields; counts where not.
        private bool HasRoomForConnection(TcpAcceptor acceptor)
        {
            if (acceptor.IsFull)
            {
                counters.DroppedBacklogFull++;
                return false;
            }

            if ((freeConnections == null && FindOrphan(null) == null) || !MayPeersOpen())
            {
                counters.DroppedNoConnection++;
                return false;
            }

            return true;
        }

        // Whether peers have opened fewer connections than are not kept for active opens.
        private bool MayPeersOpen()
        {
            if (outgoingConnections == 0)
            {
                return true;
            }

            int left = -outgoingConnections;
            for (int i = 0; i < blocks.Length; i++)
            {
                TcpConnection connection = blocks[i] as TcpConnection;
                if (connection != null && (connection.watch & TcpConnection.OpenedByPeer) == 0)
                {
                    left++;
                }
            }

            return left > 0;
        }

        // An entry for a request: a free one; else the oldest whose peer had time to answer, for what a flood brings never is.
        // Null for none, also where it would take the last paths of all others (each request may come from an address of its own).
        private HalfOpenConnection TakeHalfOpen()
        {
            if (segmentPath.references == 0 && !segmentPath.protocol.PathTable.HasRoomForStrangers() && (cookies.suffice || !YieldPath(segmentPath.protocol)))
            {
                return null;
            }

            if (freeHalfOpen == null)
            {
                HalfOpenConnection oldest = null;
                for (int i = blocks.Length - closings.Length - 1; blocks[i] is HalfOpenConnection; i--)
                {
                    HalfOpenConnection halfOpen = (HalfOpenConnection)blocks[i];
                    if (halfOpen.WasSentAgain && (oldest == null || halfOpen.openedAt < oldest.openedAt))
                    {
                        oldest = halfOpen;
                    }
                }

                if (oldest == null)
                {
                    return null;
                }

                oldest.Yield();
            }

            HalfOpenConnection taken = freeHalfOpen;
            freeHalfOpen = (HalfOpenConnection)taken.nextInBucket;
            taken.nextInBucket = null;
            return taken;
        }
    }
}
