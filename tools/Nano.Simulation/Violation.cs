namespace Nano.Simulation
{
    /// <summary>A rule that was broken. It ends the simulation.</summary>
    internal sealed class Violation(Rule rule, string message) : Exception(message)
    {
        internal Rule Rule { get; } = rule;
    }
}
