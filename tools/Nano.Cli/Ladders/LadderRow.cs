using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>A segment in a ladder. The sender's state is that after sending, the receiver's that after receiving.</summary>
    internal sealed record LadderRow(Conversation Conversation, long Time, Side From, ObservedSegment Segment) : LadderEntry(Conversation, Time)
    {
        /// <summary>What has become of it.</summary>
        public Fate Fate { get; set; }

        /// <summary>The sequence number, from the sender's initial one.</summary>
        public uint Sequence { get; init; }

        /// <summary>The acknowledgment number, from the receiver's initial one.</summary>
        public uint Acknowledgment { get; init; }

        /// <summary>The window in bytes.</summary>
        public long Window { get; init; }

        /// <summary>Whether what it carries has been sent before.</summary>
        public bool IsRetransmission { get; init; }

        /// <summary>Whether it says once more what was acknowledged before, while data are under way: a sign of a loss.</summary>
        public bool IsDuplicateAck { get; init; }

        /// <summary>Whether the receiver has changed its state because of it.</summary>
        public bool ChangesState { get; private set; }

        /// <summary>Whether it is data or an acknowledgment as there are many, and may be folded.</summary>
        public bool IsOrdinary =>
            Fate != Fate.Lost && !IsRetransmission && !ChangesState && !Segment.Has(TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst);

        /// <summary>The receiver has changed its state because of it.</summary>
        public void LeadTo(string state)
        {
            States[1 - (int)From] = state;
            ChangesState = true;
        }
    }
}
