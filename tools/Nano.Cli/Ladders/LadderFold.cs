namespace Nano.Cli
{
    /// <summary>Ordinary segments in a row, summed up.</summary>
    internal sealed record LadderFold(Conversation Conversation, long Time) : LadderEntry(Conversation, Time)
    {
        /// <summary>When the last of them was sent, in microseconds.</summary>
        public long End { get; private set; } = Time;

        /// <summary>Segments from the left and from the right.</summary>
        public int[] Segments { get; } = new int[2];

        /// <summary>Bytes of data from the left and from the right.</summary>
        public long[] Bytes { get; } = new long[2];

        /// <summary>Duplicate acknowledgments among them.</summary>
        public int DuplicateAcks { get; private set; }

        /// <summary>Adds one.</summary>
        public void Add(LadderRow row)
        {
            End = row.Time;
            Segments[(int)row.From]++;
            Bytes[(int)row.From] += row.Segment.Length;
            DuplicateAcks += row.IsDuplicateAck ? 1 : 0;
            row.States.CopyTo(States, 0);
        }
    }
}
