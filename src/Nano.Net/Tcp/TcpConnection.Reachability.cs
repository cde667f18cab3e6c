using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // What is said of the way to the peer: by ICMP, by the neighbour cache, by the link (RFC 1122 section 4.2.3.9, RFC 5461).
    internal sealed partial class TcpConnection
    {
        internal override void OnError(DeliveryError error, uint sequence, int mtu)
        {
            // RFC 5927 section 4.1: only about something that is in flight; all else is forged or too old to matter.
            if (SequenceNumber.IsBefore(sequence, sender.unacknowledged) || !SequenceNumber.IsBefore(sequence, sender.next))
            {
                return;
            }

            switch (error)
            {
                case DeliveryError.PacketTooBig:
                    OnPacketTooBig(sequence, mtu);
                    break;
                case DeliveryError.Refused:
                    OnUnreachable(TcpError.Refused);
                    break;
                case DeliveryError.NetworkUnreachable:
                    OnUnreachable(TcpError.NetworkUnreachable);
                    break;
                case DeliveryError.HostUnreachable:
                    OnUnreachable(TcpError.HostUnreachable);
                    break;
                case DeliveryError.NetworkTrouble:
                    OnSoftError(TcpError.NetworkUnreachable);
                    break;
                default:
                    OnSoftError(TcpError.HostUnreachable);
                    break;
            }
        }

        /// <summary>
        /// What is sent does not arrive, a router says, or the next hop does not answer. An attempt to connect ends by it at once
        /// (RFC 5461 section 4.1, as Linux has it): who connects is better served by an answer, after which he may try again or
        /// try another address, than by minutes of silence. Once synchronized, a connection is never ended by it, for the way may
        /// come back, and anybody can send such errors (RFC 1122 section 4.2.3.9, RFC 5927 section 5.2).
        /// </summary>
        internal void OnUnreachable(TcpError reason)
        {
            if (state == TcpState.SynSent)
            {
                Fail(reason, false);
            }
            else
            {
                OnSoftError(reason == TcpError.Refused ? TcpError.HostUnreachable : reason);
            }
        }

        /// <inheritdoc/>
        internal override void OnReachable()
        {
            if (IsSynchronized)
            {
                if (keepAliveProbes > 0)
                {
                    // Those before were not heard by anybody.
                    keepAliveProbes = 0;
                    keepAliveAt = tcp.context.now;
                    Arm(keepAliveAt);
                }

                sender.OnReachable();
            }
            else if (state != TcpState.Closed)
            {
                sender.OnSynResent();
                SendSyn();
            }
        }

        /// <summary>
        /// Whether the peer has acknowledged something new since then (RFC 4861 section 7.3.1). The sender notes the time of that, and of
        /// what it sends after a pause: the peer has to have been heard since.
        /// </summary>
        internal bool HasProgress(long since)
        {
            return IsSynchronized && sender.progressAt >= since && heardAt >= sender.progressAt;
        }

        // Should the connection end because nothing arrives, that is why.
        private void OnSoftError(TcpError reason)
        {
            softErrorAt = tcp.context.now;
            softError = reason;
        }
    }
}
