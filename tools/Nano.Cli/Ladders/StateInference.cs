using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>
    /// The states of two hosts, inferred from the segments between them as if each had arrived (RFC 9293 section 3.3.2).
    /// For captures, where nobody tells.
    /// </summary>
    internal sealed class StateInference(Conversation conversation)
    {
        private readonly TcpState?[] states = new TcpState?[2];
        private readonly uint?[] fins = new uint?[2];

        /// <summary>Goes on by one segment, which then knows the states that it has led to.</summary>
        public void Apply(LadderRow row)
        {
            int sender = (int)row.From;
            int receiver = 1 - sender;
            ObservedSegment segment = row.Segment;
            if (segment.Has(TcpFlags.Rst))
            {
                states[0] = states[1] = TcpState.Closed;
            }
            else if (segment.Has(TcpFlags.Syn))
            {
                Synchronize(sender, receiver, segment.Has(TcpFlags.Ack));
            }
            else
            {
                Acknowledge(sender, receiver, segment);
                if (segment.Has(TcpFlags.Fin))
                {
                    Finish(sender, receiver, segment);
                }
            }

            Tell(row, Side.Left);
            Tell(row, Side.Right);
        }

        private void Synchronize(int sender, int receiver, bool isAnswer)
        {
            if (isAnswer)
            {
                states[sender] = states[sender] is null or TcpState.SynSent or TcpState.Listen ? TcpState.SynReceived : states[sender];
                states[receiver] = states[receiver] is null or TcpState.SynSent ? TcpState.Established : states[receiver];
            }
            else
            {
                states[sender] ??= TcpState.SynSent;
                states[receiver] = states[receiver] is null or TcpState.SynSent ? TcpState.SynReceived : states[receiver];
            }
        }

        private void Acknowledge(int sender, int receiver, ObservedSegment segment)
        {
            // Who acknowledges has seen the other's SYN: where this is the first that was captured, the connection stood before.
            if (states[sender] is null or TcpState.SynSent)
            {
                states[sender] = TcpState.Established;
            }

            if (states[receiver] is null or TcpState.SynReceived)
            {
                states[receiver] = TcpState.Established;
            }

            if (fins[receiver] is { } fin && (int)(segment.Acknowledgment - fin) > 0)
            {
                states[receiver] = states[receiver] switch
                {
                    TcpState.FinWait1 => TcpState.FinWait2,
                    TcpState.Closing => TcpState.TimeWait,
                    TcpState.LastAck => TcpState.Closed,
                    _ => states[receiver],
                };
            }
        }

        private void Finish(int sender, int receiver, ObservedSegment segment)
        {
            if (fins[sender] == null)
            {
                fins[sender] = segment.Sequence + (uint)segment.Length;
                states[sender] = states[sender] == TcpState.CloseWait ? TcpState.LastAck : TcpState.FinWait1;
                states[receiver] = states[receiver] switch
                {
                    TcpState.Established => TcpState.CloseWait,
                    TcpState.FinWait1 => TcpState.Closing,
                    TcpState.FinWait2 => TcpState.TimeWait,
                    _ => states[receiver],
                };
            }
        }

        private void Tell(LadderRow row, Side side)
        {
            if (states[(int)side] is { } state)
            {
                string name = TcpStateName.Of(state);
                if (side != row.From && name != conversation[side].State)
                {
                    row.LeadTo(name);
                }

                conversation[side].Enter(name);
                row.States[(int)side] = name;
            }
        }
    }
}
