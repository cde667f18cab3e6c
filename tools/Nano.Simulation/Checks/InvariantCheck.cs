using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>What must hold of a stack between two calls. What that is, the stack's own types say.</summary>
    internal static class InvariantCheck
    {
        internal static void Check(NetworkStack stack)
        {
            try
            {
                stack.CheckInvariants();
            }
            catch (InvalidOperationException e)
            {
                throw new Violation(Rule.Invariant, e.Message);
            }
        }
    }
}
