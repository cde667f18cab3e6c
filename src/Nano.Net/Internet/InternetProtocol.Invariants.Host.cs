#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Internet
{
    internal abstract partial class InternetProtocol
    {
        /// <summary>Nothing of the protocol contradicts itself.</summary>
        [Conditional(Invariant.Symbol)]
        internal virtual void CheckInvariants()
        {
        }
    }
}
