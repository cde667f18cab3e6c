using System.Threading.Tasks;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpAcceptor
    {
        // Null until somebody waits so.
        private AsyncWaiters asyncWaiters;

        /// <summary>Ends when those who wait are woken. Who awaits it counts among them, as a thread would.</summary>
        internal Task Woken()
        {
            asyncWaiters ??= new AsyncWaiters();
            return asyncWaiters.Next();
        }

        partial void OnWake()
        {
            asyncWaiters?.Wake();
        }
    }
}
