namespace Nano.Simulation
{
    /// <summary>How one end of a conversation behaves.</summary>
    internal sealed record Manner
    {
        /// <summary>Sends as fast as it can and reads all that comes.</summary>
        internal static readonly Manner Plain = new();

        /// <summary>How many bytes it may have sent by now; null: all.</summary>
        internal Func<Talker, long>? MaySend { get; init; }

        /// <summary>Bytes that it writes at once, at most.</summary>
        internal int WriteChunk { get; init; } = 3000;

        /// <summary>Whether Nagle's algorithm is off.</summary>
        internal bool NoDelay { get; init; }

        /// <summary>Bytes that it reads at once.</summary>
        internal int ReadChunk { get; init; } = 3000;

        /// <summary>Milliseconds between two reads.</summary>
        internal int ReadPause { get; init; }

        /// <summary>When it loses patience and aborts, by its host's clock.</summary>
        internal long AbortAt { get; init; } = long.MaxValue;
    }
}
