#define CHECKED
using System.Diagnostics;

namespace Nano.Net
{
    // What always holds between calls, for tests, simulations and the fuzzer to look at.
    public sealed partial class NetworkStack
    {
        /// <summary>Throws where the stack contradicts itself. Called where the symbol CHECKED is defined, nowhere else.</summary>
        [Conditional("CHECKED")]
        internal void CheckInvariants()
        {
            context.timers.CheckInvariants();
            ipv4.CheckInvariants();
            udp.CheckInvariants();
            tcp.CheckInvariants();
        }
    }
}
