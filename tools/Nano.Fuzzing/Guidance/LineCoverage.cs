namespace Nano.Fuzzing
{
    /// <summary>Which source lines were reached, by the blocks that were entered.</summary>
    internal sealed class LineCoverage
    {
        private readonly SortedDictionary<string, bool> lines = new(StringComparer.Ordinal);

        internal LineCoverage(IReadOnlyList<string> linesOfBlocks, ReadOnlySpan<byte> entered)
        {
            Blocks = linesOfBlocks.Count;
            for (int i = 0; i < linesOfBlocks.Count; i++)
            {
                bool reached = entered[i] != 0;
                BlocksEntered += reached ? 1 : 0;
                foreach (string line in linesOfBlocks[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    lines[line] = reached || lines.GetValueOrDefault(line);
                }
            }
        }

        internal int Blocks { get; }

        internal int BlocksEntered { get; }

        internal int Lines => lines.Count;

        internal int LinesEntered => lines.Values.Count(reached => reached);

        /// <summary>Lines that no input has reached, as <c>file:line</c>.</summary>
        internal IEnumerable<string> Missed => lines.Where(l => !l.Value).Select(l => l.Key);
    }
}
