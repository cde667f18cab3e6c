namespace Nano.Cli
{
    /// <summary>The test of a library: a program on nanoCLR, and what it talks to.</summary>
    internal abstract class LibraryTest
    {
        /// <summary>The library.</summary>
        public abstract string Name { get; }

        /// <summary>Folder of the program below tests/Nano.Net.LibraryTests.</summary>
        public abstract string Project { get; }

        /// <summary>Bytes of the managed heap that the program is given, where nothing else is said.</summary>
        public virtual int Heap => 98_304;

        /// <summary>How many checks there are.</summary>
        public abstract int Checks { get; }

        /// <summary>Programs that it needs, each with Debian's package.</summary>
        public abstract (string Program, string Package)[] Needs { get; }

        /// <summary>Runs it.</summary>
        /// <param name="lab">The network.</param>
        /// <param name="start">Starts the program.</param>
        /// <param name="report">Takes what is found out.</param>
        public abstract void Run(LibraryLab lab, Func<LabProcess> start, LibraryReport report);

        /// <summary>Waits until the program has done what every program does first.</summary>
        /// <exception cref="UnsupportedClrException">The interpreter lacks the driver.</exception>
        /// <exception cref="CliException">It has not come up.</exception>
        protected static void WaitForStack(LabProcess program)
        {
            string? line = program.WaitFor(line => line == "@unsupported" || Ends(line) || line.StartsWith("@heap stack", StringComparison.Ordinal), 60);
            if (line == "@unsupported")
            {
                throw new UnsupportedClrException();
            }

            if (line == null || Ends(line))
            {
                throw new CliException($"the program on nanoCLR has not come up: {Tail(program)}", NanoCommand.Failed);
            }
        }

        /// <summary>Whether a line is a program's last.</summary>
        protected static bool Ends(string line) => line.StartsWith("@ended", StringComparison.Ordinal) || line.StartsWith("@failed", StringComparison.Ordinal);

        /// <summary>The figures that a program has told of its heap.</summary>
        protected static void AddHeap(LabProcess program, LibraryReport report)
        {
            foreach (string[] words in program.Lines.Where(line => line.StartsWith("@heap ", StringComparison.Ordinal)).Select(line => line.Split(' ')))
            {
                report.Figure($"free heap, {words[1]}", double.Parse(words[2]), "bytes");
            }
        }

        /// <summary>The latest lines of a program, for a message.</summary>
        protected static string Tail(LabProcess program) => string.Join(" | ", program.Lines.TakeLast(5));

        /// <summary>Whether two amounts of free heap are the same, but for what a collection may leave.</summary>
        protected static string? CompareHeap(LabProcess program, string before, string after)
        {
            const int Tolerance = 2048;
            long? first = HeapOf(program, before);
            long? last = HeapOf(program, after);
            return first is { } one && last is { } other
                ? other >= one - Tolerance ? null : $"{one} bytes before, {other} after"
                : $"the program has not told its heap: {Tail(program)}";
        }

        private static long? HeapOf(LabProcess program, string when) =>
            program.Lines.LastOrDefault(line => line.StartsWith($"@heap {when} ", StringComparison.Ordinal)) is { } line ? long.Parse(line.Split(' ')[2]) : null;
    }
}
