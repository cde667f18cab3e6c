using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpSender
    {
        /// <summary>What the deadline is for; null where none runs.</summary>
        internal SenderTimer? RunningTimer() => deadline == TimerQueue.Never ? null : timer;
    }
}
