using System.Runtime.ExceptionServices;
using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>
    /// A stack catches what its device, its observers and its callbacks throw, and goes on. Here they throw where a check has
    /// failed, and a service where it has a fault: whoever polls the stack has it thrown on, unless the fault was made on purpose.
    /// </summary>
    internal static class FaultCheck
    {
        internal static void Check(NetworkStack stack)
        {
            while (stack.context.faults.Take() is { } fault)
            {
                if (fault.exception is not InjectedFault)
                {
                    ExceptionDispatchInfo.Throw(fault.exception);
                }
            }
        }
    }
}
