#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Internet
{
    internal sealed partial class Ipv4
    {
        /// <summary>Those of its paths and of its neighbours.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            neighbors.CheckInvariants();
            paths.CheckInvariants();
        }
    }
}
