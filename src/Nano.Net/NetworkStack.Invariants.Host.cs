#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net
{
    public sealed partial class NetworkStack
    {
        /// <summary>No part of the stack contradicts itself, between two calls.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            context.timers.CheckInvariants();
            ipv4.CheckInvariants();
            if (internet.ipv6 != null)
            {
                internet.ipv6.CheckInvariants();
            }

            udp.CheckInvariants();
            tcp.CheckInvariants();
        }
    }
}
