using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    /// <summary>
    /// A connection request that a listener has answered: SYN-RECEIVED without buffers. What lasts is handed out only
    /// when the peer has shown, by acknowledging, that it is where it says it is (RFC 4987 section 3.3).
    /// </summary>
    /// <remarks>
    /// Its number is a cookie, so it holds only what is known besides, and may yield at any moment: whoever acknowledges later
    /// is let in all the same. As long as it stands, the SYN-ACK is sent again, and the peer's options are known to the last bit.
    /// </remarks>
    internal sealed class HalfOpenConnection : TransmissionControlBlock
    {
        internal uint initialSendSequence;
        internal uint initialReceiveSequence;

        /// <summary>When the peer's SYN came, in stack milliseconds.</summary>
        internal long openedAt;

        // The low four bits are the window scale of the peer's SYN, or this for none.
        private const int ScaleMask = 15;
        private const int NoScale = 15;

        // Both sides take selective acknowledgments; the peer's SYN has asked for ECN, and is answered; the SYN-ACK was sent more
        // than once; it was acknowledged, and only room for the connection is wanted.
        private const int Selective = 16;
        private const int Ecn = 32;
        private const int Resent = 64;
        private const int Acknowledged = 128;

        // How often the timer has run out stands above them.
        private const int TimeoutShift = 8;

        // All of the above in one field, as each costs the device 12 bytes; and the MSS option of the peer's SYN (0 for none)
        // above the 16 bits of its window.
        private int flags;
        private int sizes;

        internal HalfOpenConnection(TcpLayer tcp)
            : base(tcp)
        {
        }

        /// <summary>The MSS option of the peer's SYN; 0 where it had none.</summary>
        internal int PeerSegmentSize
        {
            get { return (int)((uint)sizes >> 16); }
        }

        /// <summary>The window of the peer's SYN.</summary>
        internal int PeerWindow
        {
            get { return sizes & 0xFFFF; }
        }

        /// <summary>The window scale option of the peer's SYN; -1 where it had none.</summary>
        internal int PeerWindowScale
        {
            get { return (flags & ScaleMask) == NoScale ? -1 : flags & ScaleMask; }
        }

        /// <summary>Both sides take selective acknowledgments (RFC 2018 section 2).</summary>
        internal bool IsSelective
        {
            get { return (flags & Selective) != 0; }
        }

        /// <summary>Whether ECN is agreed on (RFC 3168 section 6.1.1).</summary>
        internal bool UsesEcn
        {
            get { return (flags & Ecn) != 0; }
        }

        /// <summary>Whether the peer had time to answer, so that the entry may be given to another: the SYN-ACK had to be sent again.</summary>
        internal bool WasSentAgain
        {
            get { return path != null && (flags & Resent) != 0; }
        }

        /// <summary>Takes the SYN of a peer and answers it (RFC 9293 section 3.10.7.2, third).</summary>
        internal void Open(TcpSegment syn, uint initialSequence)
        {
            initialSendSequence = initialSequence;
            initialReceiveSequence = syn.sequence;
            flags = 0;
            NoteOffer(syn);
            openedAt = tcp.context.now;
            SetState(TcpState.SynReceived);
            SendSynAck();
            Schedule();
        }

        /// <summary>Milliseconds between SYN-ACK and its acknowledgment, which has just come; or what <see cref="TcpSender.Start"/> takes where that says nothing.</summary>
        internal int RoundTrip()
        {
            if ((flags & Resent) != 0)
            {
                return TcpSender.SynResent;
            }

            return (flags & Acknowledged) != 0 ? TcpSender.NotMeasured : (int)(tcp.context.now - openedAt);
        }

        /// <inheritdoc/>
        internal override void OnSegment(TcpSegment segment)
        {
            int control = segment.flags;
            uint expected = initialReceiveSequence + 1;
            int distance = (int)(segment.sequence - expected);
            if ((control & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst | TcpFlags.Fin)) == TcpFlags.Syn && distance == -1)
            {
                // The SYN once more: our answer was lost. A peer may leave options out that seem not to pass.
                if (!IsOlder(segment))
                {
                    NoteOffer(segment);
                }

                flags |= Resent;
                tcp.counters.SegmentsRetransmitted++;
                SendSynAck();
                return;
            }

            if (IsOlder(segment))
            {
                if (AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            // RFC 9293 section 3.10.7.4. First: the sequence number.
            int length = segment.SequenceLength();
            if (distance > tcp.initialWindow || distance + length < (length == 0 ? 0 : 1))
            {
                if ((control & TcpFlags.Rst) == 0 && AllowChallengeAck())
                {
                    tcp.counters.DroppedOutOfWindow++;
                    SendAck();
                }

                return;
            }

            // Second: the RST bit. Fourth: the SYN bit, which returns a passive open to LISTEN.
            if ((control & TcpFlags.Rst) != 0 && distance != 0)
            {
                if (distance < tcp.initialWindow && AllowChallengeAck())
                {
                    SendAck();
                }

                return;
            }

            if ((control & (TcpFlags.Rst | TcpFlags.Syn)) != 0)
            {
                if ((control & TcpFlags.Rst) != 0)
                {
                    tcp.counters.ResetsReceived++;
                }

                End();
                return;
            }

            // Fifth: the ACK bit.
            if ((control & TcpFlags.Ack) == 0)
            {
                return;
            }

            if (segment.acknowledgment != initialSendSequence + 1)
            {
                if (tcp.OnCookieAck(segment, initialReceiveSequence, tcp.FindAcceptor(LocalPort, path)))
                {
                    // The SYN had come before, in an earlier step of time, and the peer has believed that answer.
                    return;
                }

                tcp.counters.DroppedBadAck++;
                tcp.SendReset(path, segment);
                return;
            }

            TcpConnection connection = tcp.Establish(this);
            if (connection != null)
            {
                connection.OnSegment(segment);
                return;
            }

            // No room: the wait for it is no round trip.
            flags |= Acknowledged;
        }

        /// <inheritdoc/>
        internal override void OnError(DeliveryError error, uint sequence, int mtu)
        {
            // The SYN-ACK did not arrive. No application here waits for this connection and could be told. A peer that is
            // there after all asks again, and others want this entry.
            if (sequence == initialSendSequence && error != DeliveryError.PacketTooBig)
            {
                GiveUp();
            }
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (now - openedAt >= tcp.halfOpenTimeout)
            {
                GiveUp();
                return;
            }

            TcpLayer.Suspect(path);
            flags += 1 << TimeoutShift;
            Resend();
        }

        /// <inheritdoc/>
        internal override void OnReachable()
        {
            flags &= (1 << TimeoutShift) - 1;
            Resend();
        }

        /// <inheritdoc/>
        internal override void End()
        {
            Path wayBack = path;
            SetState(TcpState.Closed);
            tcp.Recycle(this);
            TransmissionControlBlock before = tcp.Find(wayBack, ports);
            if (before != null)
            {
                // A connection in TIME-WAIT, which the SYN would have opened anew (RFC 9293 section 3.6.1).
                before.SetState(TcpState.TimeWait);
            }
        }

        /// <inheritdoc/>
        internal override void Yield()
        {
            if (tcp.cookies.suffice)
            {
                tcp.counters.SynCookiesSent++;
            }
            else
            {
                tcp.counters.DroppedHalfOpenFull++;
            }

            tcp.cookies.NoteForgotten();
            End();
        }

        private void GiveUp()
        {
            tcp.counters.HalfOpenGivenUp++;
            tcp.cookies.NoteForgotten();
            End();
        }

        // What the peer's SYN offers and this side wants too.
        private void NoteOffer(TcpSegment syn)
        {
            TcpOptions offered = syn.options;
            sizes = (offered.maximumSegmentSize << 16) | syn.window;
            int agreed = offered.windowScale < 0 ? NoScale : offered.windowScale;
            if (tcp.selective && offered.selectivePermitted)
            {
                agreed |= Selective;
            }

            if (TcpFlags.AsksForEcn(syn.flags))
            {
                agreed |= Ecn;
            }

            flags = (flags & ~(ScaleMask | Selective | Ecn)) | agreed;
            timestamps = tcp.timestamps && offered.hasTimestamp;
            recentTimestamp = timestamps ? offered.timestampValue : 0;
        }

        private void SendSynAck()
        {
            tcp.SendSynAck(path, ports, initialSendSequence, initialReceiveSequence, PeerWindowScale, IsSelective, timestamps, UsesEcn, recentTimestamp);
        }

        private void Resend()
        {
            flags |= Resent;
            tcp.counters.SegmentsRetransmitted++;
            SendSynAck();
            Schedule();
        }

        // Not for a SYN that comes again: however many come, the end does.
        private void Schedule()
        {
            long due = tcp.context.now + (RttEstimator.InitialTimeout << (flags >> TimeoutShift));
            long end = openedAt + tcp.halfOpenTimeout;
            tcp.context.timers.Schedule(this, due < end ? due : end);
        }

        private void SendAck()
        {
            int scale = PeerWindowScale < 0 ? 0 : tcp.windowShift;
            tcp.Answer(path, LocalPort, RemotePort, initialSendSequence + 1, initialReceiveSequence + 1, TcpFlags.Ack, tcp.initialWindow >> scale, WriteTimestamps());
        }
    }
}
