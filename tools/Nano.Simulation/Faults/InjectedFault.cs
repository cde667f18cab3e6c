namespace Nano.Simulation
{
    /// <summary>An exception out of a part that is not the stack's, which the stack must survive.</summary>
    internal sealed class InjectedFault(string message) : Exception(message);
}
