namespace Nano.Fuzzing
{
    /// <summary>Time passes.</summary>
    internal sealed record WaitStep : Step
    {
        internal const string Word = "wait";

        /// <summary>As long as the stack says that it has nothing to do.</summary>
        internal const int UntilDue = -1;

        internal override string Verb => Word;

        internal int Milliseconds { get; init; } = UntilDue;

        internal static WaitStep Read(StepReader words) => new() { Milliseconds = (int)words.Number("ms", UntilDue, int.MaxValue, UntilDue) };

        private protected override void Write(StepWriter line) => line.Number("ms", Milliseconds, UntilDue);
    }
}
