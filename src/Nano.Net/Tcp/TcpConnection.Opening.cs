using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // How a connection is set up: the SYN, its answer, and what the two ends agree on (RFC 9293 section 3.5).
    internal sealed partial class TcpConnection
    {
        /// <summary>Sends the first SYN.</summary>
        /// <param name="timeout">Milliseconds after which the attempt is given up.</param>
        internal void Connect(int timeout)
        {
            SetState(TcpState.SynSent);
            closeAt = tcp.context.now + timeout;
            SendSyn();
        }

        /// <summary>
        /// Takes over from a half-open connection whose SYN-ACK has been acknowledged (RFC 9293 section 3.10.7.4, fifth).
        /// </summary>
        internal void Establish(HalfOpenConnection from)
        {
            state = TcpState.SynReceived;
            selective = from.IsSelective;
            timestamps = from.timestamps;
            recentTimestamp = from.recentTimestamp;
            ecn = from.UsesEcn ? EcnEchoes | EcnSends : 0;
            PrepareHeader();
            SetPeerSegmentSize(from.PeerSegmentSize);
            AgreeOnWindows(from.PeerWindowScale);
            receiver.Synchronize(from.initialReceiveSequence, receiver.InitialWindow());
            sender.Start(from.RoundTrip());
            sender.SetWindow(from.initialReceiveSequence, sender.unacknowledged, from.PeerWindow);
            SetState(TcpState.Established);
        }

        /// <summary>
        /// Begins with the acknowledgment of a SYN that nothing remembers. The peer's timestamp says how long ago the SYN-ACK was
        /// sent, give or take what a cookie keeps in it. Without, nothing is measured; but nothing has timed out either, so that
        /// RTO and window begin as usual (RFC 6298 section 2.1, RFC 6928 section 2).
        /// </summary>
        /// <param name="segment">The acknowledgment, with the options of the SYN in its own.</param>
        /// <param name="peerSequence">The peer's initial sequence number.</param>
        /// <param name="usesEcn">Whether the SYN is known to have asked for ECN.</param>
        internal void EstablishByCookie(TcpSegment segment, uint peerSequence, bool usesEcn)
        {
            // That nobody has remembered it changes nothing of the states it goes through.
            SetState(TcpState.SynReceived);
            AgreeOnOptions(segment.options);

            // Without timestamps nobody knows. No router marks what a peer sends that does not know ECN, so what is marked is echoed.
            ecn = usesEcn ? EcnEchoes | EcnSends : timestamps ? 0 : EcnEchoes;
            receiver.Synchronize(peerSequence, receiver.InitialWindow());
            int roundTrip = timestamps ? (int)(TimestampClock() - segment.options.timestampEcho) : TcpSender.NotMeasured;
            sender.Start(roundTrip >= 0 && roundTrip <= tcp.maximumRetransmissionTimeout ? roundTrip : TcpSender.NotMeasured);
            sender.SetWindow(peerSequence, sender.unacknowledged, segment.window << sender.windowShift);
            SetState(TcpState.Established);
        }

        // Section 3.10.7.3.
        private void OnSegmentInSynSent(TcpSegment segment)
        {
            int flags = segment.flags;
            bool acknowledges = (flags & TcpFlags.Ack) != 0;

            // First: the ACK bit. Only the SYN was sent, so only its acknowledgment can be right.
            if (acknowledges && segment.acknowledgment != sender.next)
            {
                tcp.counters.DroppedBadAck++;
                if ((flags & TcpFlags.Rst) == 0)
                {
                    tcp.SendReset(path, segment);
                    if ((flags & TcpFlags.Syn) == 0 && AllowAnswer())
                    {
                        // A connection of before that the peer still has: it challenges the SYN (RFC 5961 section 4.2), and ends
                        // by the reset. The SYN is wanted again, now and not when its time is out.
                        tcp.counters.SegmentsRetransmitted++;
                        SendSyn();
                    }
                }

                return;
            }

            // Second: the RST bit. Without an acknowledgment anybody could have sent it.
            if ((flags & TcpFlags.Rst) != 0)
            {
                if (acknowledges)
                {
                    tcp.counters.ResetsReceived++;
                    Fail(TcpError.Refused, false);
                }

                return;
            }

            // Fourth: the SYN bit.
            if ((flags & TcpFlags.Syn) == 0)
            {
                return;
            }

            heardAt = tcp.context.now;
            AgreeOnOptions(segment.options);
            AgreeOnEcn(flags);
            receiver.Synchronize(segment.sequence, receiver.InitialWindow());
            if (!acknowledges)
            {
                // Simultaneous open. Text and FIN are acknowledged with the SYN, and processed once this side's is acknowledged.
                SetState(TcpState.SynReceived);
                sender.SetWindow(segment.sequence, sender.unacknowledged, segment.window);
                segment.sequence++;
                tcp.counters.BytesReceived += receiver.OnText(segment);
                SendSyn();
                return;
            }

            OnSynAcknowledged(segment.sequence, segment.acknowledgment, segment.window);
            ackNow = true;

            // Data and FIN that came with the SYN: from the sixth step on as in the other states.
            segment.sequence++;
            OnText(segment);
            Continue();
        }

        // The peer's SYN may come again, now with an acknowledgment: simultaneous open, section 3.5 figure 8 lines 5 and 6. Takes
        // off what has been taken already: its sequence number, and perhaps text and FIN. Its window is not scaled (RFC 7323
        // section 2.2).
        private void TrimSynAgain(TcpSegment segment)
        {
            int taken = receiver.available + (receiver.peerFin == TcpReceiver.FinTaken ? 1 : 0);
            if (segment.sequence + 1 + (uint)taken != receiver.next)
            {
                return;
            }

            segment.flags &= receiver.peerFin == TcpReceiver.FinTaken ? ~(TcpFlags.Syn | TcpFlags.Fin) : ~TcpFlags.Syn;
            segment.sequence = receiver.next;
            int old = taken < segment.payloadLength ? taken : segment.payloadLength;
            segment.payloadOffset += old;
            segment.payloadLength -= old;
            segment.window >>= sender.windowShift;
        }

        // ESTABLISHED, or what a CLOSE call has asked for meanwhile, or a FIN that came with the peer's SYN.
        private void OnSynAcknowledged(uint sequence, uint acknowledgment, int window)
        {
            sender.Start(sender.timeouts > 0 ? TcpSender.SynResent : (int)(tcp.context.now - sender.progressAt));
            sender.SetWindow(sequence, acknowledgment, window);
            SetState(TcpState.Established);
            if ((closedByUser & Detached) == 0)
            {
                closeAt = TimerQueue.Never;
            }

            if ((sender.marks & TcpSender.FinQueued) != 0)
            {
                SetState(TcpState.FinWait1);
            }

            if (receiver.peerFin == TcpReceiver.FinTaken)
            {
                OnFin();
            }

            Wake();
        }

        // Eff.snd.MSS (RFC 9293 section 3.7.1): what the peer takes, the path carries and the buffer makes sensible, less the
        // options of every segment (RFC 6691). 0: the peer has not said.
        private void SetPeerSegmentSize(int size)
        {
            peerSegmentSize = size;
            sender.Resize(SegmentSize());
        }

        /// <summary>Bytes of data in a full segment, as far as is known of the path.</summary>
        internal int SegmentSize()
        {
            return SegmentSizeFor(path.Mtu);
        }

        /// <summary>The same, if the path carried packets of some size.</summary>
        internal int SegmentSizeFor(int mtu)
        {
            int effective = peerSegmentSize == 0 ? TcpLayer.UnnamedSegmentSize(path) : peerSegmentSize;
            if (effective < TcpLayer.MinimumSegmentSize)
            {
                effective = TcpLayer.MinimumSegmentSize;
            }

            int options = timestamps ? TcpOptions.TimestampsLength : 0;
            effective -= options;
            int sensible = sender.LargestSegment();
            if (effective > sensible)
            {
                effective = sensible;
            }

            // What the path carries counts in any case: a larger segment would never arrive, nor fit the frame.
            int fits = mtu - TcpLayer.HeadersLength(path) - options;
            return effective < fits ? effective : fits;
        }

        // RFC 7323 section 2.2: scaling is used in both directions or in none. Timestamps make the segments that fit shorter.
        private void AgreeOnWindows(int peerScale)
        {
            sender.SetScale(peerScale < 0 ? 0 : peerScale);
            int shift = receiver.windowShift;
            if (peerScale < 0)
            {
                offeredScale = -1;
                shift = 0;
            }

            int segmentSize = TcpLayer.OfferedSegmentSize(path);
            receiver.SetScale(shift, timestamps ? segmentSize - TcpOptions.TimestampsLength : segmentSize);
        }

        // SYN, or SYN-ACK where the peer's SYN has crossed ours.
        private void SendSyn()
        {
            bool answer = state == TcpState.SynReceived;
            int options = TcpOptions.WriteSyn(
                tcp.frame,
                tcp.payloadOffset,
                TcpLayer.OfferedSegmentSize(path),
                offeredScale,
                answer ? selective : tcp.selective,
                answer ? timestamps : tcp.timestamps,
                TimestampClock(),
                answer ? recentTimestamp : 0);
            bool sent = tcp.Emit(
                path,
                LocalPort,
                RemotePort,
                sender.unacknowledged,
                answer ? receiver.next : 0,
                answer ? TcpFlags.Syn | TcpFlags.Ack : RequestEcn(),
                answer ? (int)(receiver.edge - receiver.next) : receiver.InitialWindow(),
                options,
                0);
            if (!sent)
            {
                RetryOutput();
            }

            sender.ArmRetransmission(tcp.context.now, closeAt);
        }

        private void OnSynTimeout(long now)
        {
            if (now >= closeAt)
            {
                FailTimedOut();
                return;
            }

            TcpLayer.Suspect(path);
            sender.OnSynTimeout();
            SendSyn();
        }
    }
}
