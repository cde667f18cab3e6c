#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net
{
    public sealed partial class NetworkStack
    {
        /// <summary>Checks what must hold of all that the stack remembers, between two calls.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            context.timers.CheckInvariants();
            ipv4.CheckInvariants();
            udp.CheckInvariants();
            tcp.CheckInvariants();
        }
    }
}
