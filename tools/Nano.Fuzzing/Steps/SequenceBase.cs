namespace Nano.Fuzzing
{
    /// <summary>What a sequence number is counted from: numbers of the connection as its wire shows them, so that an input keeps its meaning when initial numbers change.</summary>
    internal enum SequenceBase
    {
        /// <summary>RCV.NXT of the stack: what it has acknowledged last.</summary>
        Expected,

        /// <summary>The right edge of the window that the stack has told.</summary>
        Edge,

        /// <summary>Behind all that was sent to the stack.</summary>
        Sent,

        /// <summary>The first sequence number of the side in question.</summary>
        Initial,

        /// <summary>SND.NXT of the stack: behind all that it has sent.</summary>
        Next,

        /// <summary>SND.UNA of the stack: behind all that was acknowledged to it.</summary>
        Acknowledged,

        /// <summary>0.</summary>
        Zero,
    }
}
