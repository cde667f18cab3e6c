#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpConnection
    {
        /// <summary>Both halves, and that the connection is looked at by the time that any of its deadlines names.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            bool isQueued = heapIndex >= 0;
            if (!IsSynchronized)
            {
                Invariant.Require(isQueued, "it is being opened, and has no deadline");
                return;
            }

            Invariant.Require(ackAt == TimerQueue.Never || (isQueued && due <= ackAt), "it is not looked at when an acknowledgment is due");
            Invariant.Require(outputAt == TimerQueue.Never || (isQueued && due <= outputAt), "it is not looked at when the device is to be tried again");
            sender.CheckInvariants(outputAt != TimerQueue.Never);
            receiver.CheckInvariants();
        }
    }
}
