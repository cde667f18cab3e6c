#define CHECKED
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpSender
    {
        /// <summary>Of a connection that is open: the sequence space, the buffer behind it, and the timer that goes with what is to be done.</summary>
        /// <param name="waitsForDevice">Whether it goes on when the device, which was busy, is tried again.</param>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants(bool waitsForDevice)
        {
            int outstanding = (int)(next - unacknowledged);
            bool isFinDue = (marks & (FinQueued | FinAcknowledged)) == FinQueued;
            Invariant.Require(outstanding >= 0, "SND.UNA lies beyond SND.NXT");
            Invariant.Require(queued >= 0 && queued <= buffer.Length && head >= 0 && head < buffer.Length, "what is to be sent lies outside the buffer");
            Invariant.Require(outstanding <= queued + (isFinDue ? 1 : 0), "more was sent than was written");
            Invariant.Require(window >= 0 && window <= largestWindow, "SND.WND is larger than it has ever been");
            Invariant.Require(segmentSize > 0, "a segment carries nothing");
            Invariant.Require((marks & FinAcknowledged) == 0 || ((marks & FinQueued) != 0 && queued == 0), "a FIN was acknowledged before what it follows");
            Invariant.Require(departed >= 0 && Pipe() >= 0, "more has left the network than was sent");
            scoreboard.CheckInvariants();

            // A timer alone is not enough: when it runs out, something must go. Only in a fast recovery, while something is
            // outstanding, may the congestion window be less than a segment (RFC 5681 section 3.1, RFC 9937 section 6.2).
            Invariant.Require(recovery == LossRecovery.Fast || congestion.window >= segmentSize, "the congestion window is smaller than a segment");
            Invariant.Require(recovery == LossRecovery.None || outstanding != 0, "nothing is outstanding, and a recovery goes on");

            // SACK blocks make a full segment shorter for as long as they are sent. A window that only such a one fits is no reason
            // to send: the timer is.
            Invariant.Require(outstanding != 0 || waitsForDevice || queued < segmentSize || window < segmentSize, "nothing is outstanding, and a full segment that may go has not gone");

            // Who has something to do has a timer running, and is looked at no later.
            bool hasWork = queued > 0 || isFinDue || outstanding != 0;
            bool isDue = connection.heapIndex >= 0;
            Invariant.Require(!hasWork || isDue, "there is something to send, and the connection has no deadline");
            Invariant.Require(!hasWork || deadline != TimerQueue.Never || waitsForDevice, "there is something to send, and the sender's timer does not run");
            Invariant.Require(deadline == TimerQueue.Never || (isDue && connection.due <= deadline), "the connection is not looked at by the sender's deadline");
            Invariant.Require(deadline != TimerQueue.Never || timer == SenderTimer.Retransmission, "the sender's timer does not run, and has a purpose");
        }
    }
}
