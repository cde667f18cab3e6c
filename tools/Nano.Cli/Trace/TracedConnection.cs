namespace Nano.Cli
{
    /// <summary>A connection in a capture.</summary>
    internal sealed class TracedConnection(Conversation conversation)
    {
        private readonly StateInference states = new(conversation);
        private readonly List<LadderRow> rows = [];

        /// <summary>Who speaks, and what was counted.</summary>
        public Conversation Conversation { get; } = conversation;

        /// <summary>Its segments, in order.</summary>
        public IReadOnlyList<LadderRow> Rows => rows;

        /// <summary>Takes the next segment.</summary>
        /// <param name="time">When it was captured, in microseconds since the first frame.</param>
        /// <param name="segment">The segment.</param>
        /// <returns>It, with what is known of it.</returns>
        public LadderRow Add(long time, ObservedSegment segment)
        {
            LadderRow row = Conversation.Add(time, segment);
            row.Fate = Fate.Arrived;
            states.Apply(row);
            rows.Add(row);
            return row;
        }
    }
}
