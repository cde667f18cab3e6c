using Nano.Emulator;
using Nano.Net;
using Nano.Net.Sockets;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>
    /// Looks at a wire and at the stacks on both ends, and tells what became of each segment and which states it led to, in
    /// the order in which they were sent.
    /// </summary>
    internal sealed class WireWatch : IWireObserver
    {
        private readonly VirtualWire wire;
        private readonly StackRunner[] stacks;
        private readonly int service;
        private readonly Lock gate = new();
        private readonly List<Conversation> conversations = [];
        private readonly List<LadderEntry> entries = [];
        private readonly Dictionary<long, LadderRow> underWay = [];

        // Numbers of the frames that wait in each port to be received: a stack takes them in this order.
        private readonly Queue<long>[] waiting = [new(), new()];

        // What each stack is at, and on which thread: a change of state there and then comes of that.
        private readonly LadderRow?[] processed = new LadderRow?[2];
        private readonly int[] threads = new int[2];

        // What each stack has answered to that.
        private readonly LadderRow?[] answers = new LadderRow?[2];

        /// <summary>Begins to watch.</summary>
        /// <param name="wire">The wire.</param>
        /// <param name="left">Runs the stack on port A.</param>
        /// <param name="right">Runs the stack on port B.</param>
        /// <param name="service">The port on the right whose connections are told of; of others nothing is.</param>
        public WireWatch(VirtualWire wire, StackRunner left, StackRunner right, int service)
        {
            this.wire = wire;
            this.service = service;
            stacks = [left, right];
            foreach (Side side in Enum.GetValues<Side>())
            {
                var host = new HostWatch(this, side);
                stacks[(int)side].Stack.AddFrameObserver(host);
                stacks[(int)side].Stack.AddTcpObserver(host);
            }

            wire.AddObserver(this);
        }

        /// <summary>The connections so far.</summary>
        public Conversation[] Conversations
        {
            get
            {
                lock (gate)
                {
                    return [.. conversations];
                }
            }
        }

        /// <summary>Takes what is known to the end: up to the first segment that is still under way.</summary>
        public LadderEntry[] Take()
        {
            int settled;
            lock (gate)
            {
                settled = entries.FindIndex(entry => entry is LadderRow { Fate: Fate.UnderWay });
                settled = settled < 0 ? entries.Count : settled;
            }

            // Whoever was just processing one of them holds the lock of its stack: having had that, they are through.
            Array.ForEach(stacks, stack => stack.GetConnections());
            lock (gate)
            {
                settled = Math.Min(settled, entries.Count);
                LadderEntry[] taken = [.. entries.Take(settled)];
                entries.RemoveRange(0, settled);
                for (int side = 0; side < processed.Length; side++)
                {
                    if (processed[side] is { } row && taken.Contains(row))
                    {
                        processed[side] = null;
                    }
                }

                return taken;
            }
        }

        /// <inheritdoc/>
        public void FrameSent(long microseconds, WirePort port, WireFrame frame)
        {
            bool isFromLeft = port == wire.A;
            if (ObservedSegment.Read(frame.Bytes, wire.Medium) is not { } segment || (isFromLeft ? segment.Destination : segment.Source).Port != service)
            {
                return;
            }

            lock (gate)
            {
                Conversation conversation = Find(
                    isFromLeft ? segment.Source : segment.Destination,
                    isFromLeft ? segment.Destination : segment.Source,
                    mayBegin: segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack));
                LadderRow row = conversation.Add(microseconds, segment);
                entries.Add(row);
                underWay[frame.Number] = row;
                if (IsAt(row.From, conversation))
                {
                    answers[(int)row.From] = row;
                }
            }
        }

        /// <inheritdoc/>
        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
        {
            lock (gate)
            {
                waiting[port == wire.A ? 0 : 1].Enqueue(frame.Number);
            }
        }

        /// <inheritdoc/>
        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason)
        {
            lock (gate)
            {
                if (underWay.Remove(frame.Number, out LadderRow? row))
                {
                    row.Fate = Fate.Lost;
                    row.Conversation[row.From].Lost++;
                }
            }
        }

        /// <summary>A stack begins to process the next frame.</summary>
        public void OnReceived(Side side)
        {
            lock (gate)
            {
                processed[(int)side] = null;
                answers[(int)side] = null;
                if (waiting[(int)side].TryDequeue(out long number) && underWay.Remove(number, out LadderRow? row))
                {
                    row.Fate = Fate.Arrived;
                    row.States[(int)side] = row.Conversation[side].State;
                    processed[(int)side] = row;
                    threads[(int)side] = Environment.CurrentManagedThreadId;
                }
            }
        }

        /// <summary>A connection of a stack has changed its state.</summary>
        public void OnStateChanged(Side side, int localPort, IPEndPoint remote, string state)
        {
            if ((side == Side.Right ? localPort : remote.Port) != service)
            {
                return;
            }

            lock (gate)
            {
                var local = new IPEndPoint(stacks[(int)side].Stack.Address, localPort);
                Conversation conversation = Find(
                    side == Side.Left ? local : remote,
                    side == Side.Left ? remote : local,
                    mayBegin: state == TcpStateName.Of(TcpState.SynSent));
                conversation[side].Enter(state);
                if (IsAt(side, conversation))
                {
                    // A stack may answer first and change then: the answer shows the state that it belongs to.
                    processed[(int)side]!.LeadTo(state);
                    answers[(int)side]?.States.SetValue(state, (int)side);
                }
                else if (entries is [.., LadderRow reset] && reset.Conversation == conversation && reset.From == side && reset.Segment.Has(TcpFlags.Rst))
                {
                    // A reset goes out just before the connection ends: it shows that.
                    reset.States[(int)side] = state;
                }
                else if (state == TcpStateName.Of(TcpState.Closed))
                {
                    entries.Add(new LadderStep(conversation, wire.Scheduler.Microseconds, side));
                }
            }
        }

        /// <summary>Whether a stack is just processing a segment of a conversation, on this thread.</summary>
        private bool IsAt(Side side, Conversation conversation) =>
            processed[(int)side]?.Conversation == conversation && threads[(int)side] == Environment.CurrentManagedThreadId;

        private Conversation Find(IPEndPoint left, IPEndPoint right, bool mayBegin)
        {
            Conversation? found = conversations.FindLast(c => c.Left.EndPoint.Equals(left) && c.Right.EndPoint.Equals(right));
            if (found == null || (mayBegin && found.IsOver))
            {
                found = new Conversation(conversations.Count + 1, left, right);
                found.Left.Enter(TcpStateName.Of(TcpState.Closed));
                found.Right.Enter(TcpStateName.Of(TcpState.Listen));
                conversations.Add(found);
            }

            return found;
        }
    }
}
