using System.Runtime.ExceptionServices;
using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>
    /// A stack catches what its device, its observers and its callbacks throw, and goes on. Here they throw where a check has
    /// failed, and a service where it has a fault: whoever polls the stack has it thrown on.
    /// </summary>
    internal static class FaultCheck
    {
        internal static void Check(NetworkStack stack)
        {
            Nano.Net.Core.Fault? fault = stack.context.faults.Take();
            if (fault != null)
            {
                ExceptionDispatchInfo.Throw(fault.exception);
            }
        }
    }
}
