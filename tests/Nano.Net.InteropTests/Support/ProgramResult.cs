namespace Nano.Net.InteropTests.Support
{
    /// <summary>What a program has said, and how it ended.</summary>
    internal sealed record ProgramResult(string Command, int ExitCode, string Output, string Error)
    {
        /// <summary>Fails the test where the program has failed; shows what it said.</summary>
        internal ProgramResult Succeeded()
        {
            Assert.True(ExitCode == 0, $"{this}");
            return this;
        }

        public override string ToString() => $"`{Command}` ended with {ExitCode}{(ExitCode == 124 ? " (its time was up)" : "")}\n{Output}{Error}";
    }
}
