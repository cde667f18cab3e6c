using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>An input that breaks a rule.</summary>
    internal sealed record Failure(FuzzInput Input, Rule Rule, string Message)
    {
        /// <summary>How many inputs had been tried when it was found; 0 where that says nothing.</summary>
        internal long Tried { get; init; }

        /// <summary>The same for inputs that fail alike, as far as one can tell.</summary>
        internal string Kind => $"{Input.Target} {Rule} {new string([.. Message.TakeWhile(c => c != ':').Where(c => !char.IsAsciiHexDigit(c))])}";
    }
}
