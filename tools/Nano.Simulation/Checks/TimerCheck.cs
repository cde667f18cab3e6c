using Nano.Net;
using Nano.Net.Core;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Who has something to do has a timer running, and no later than its own deadline.</summary>
    internal static class TimerCheck
    {
        internal static void Check(NetworkStack stack)
        {
            foreach (TransmissionControlBlock block in stack.tcp.blocks)
            {
                if (block.path == null)
                {
                    if (block.heapIndex >= 0)
                    {
                        throw new Violation(Rule.Timer, "a block that belongs to no connection has a deadline");
                    }

                    continue;
                }

                bool queued = block.heapIndex >= 0;
                if (block is TcpConnection connection)
                {
                    TcpSender sender = connection.sender;
                    long deadline = sender.deadline;
                    bool hasWork = !connection.IsSynchronized || !connection.IsFlushed() || sender.unacknowledged != sender.next;
                    if (hasWork && !queued)
                    {
                        throw new Violation(Rule.Timer, $"{Name(connection)} has something to do, and no timer runs");
                    }

                    if (hasWork && deadline == TimerQueue.Never && !IsRetrying(connection, stack.context.now))
                    {
                        throw new Violation(Rule.Timer, $"{Name(connection)} has something to send ({sender.queued} bytes), and neither retransmission nor persist timer runs");
                    }

                    if (deadline != TimerQueue.Never && (!queued || connection.due > deadline))
                    {
                        throw new Violation(Rule.Timer, $"{Name(connection)} will not be looked at by its deadline: {sender.timer} at {deadline}, looked at {(queued ? connection.due : -1)}, now {stack.context.now}");
                    }
                }
                else if (!queued)
                {
                    throw new Violation(Rule.Timer, $"{Name(block)} is never forgotten");
                }
            }
        }

        // The device was busy, and is tried again when it has been left alone for as long as it is to be.
        private static bool IsRetrying(TcpConnection connection, long now) => connection.due <= Math.Max(now + 1, connection.tcp.busyUntil);

        private static string Name(TransmissionControlBlock block) =>
            $"the connection {block.LocalPort} to {new IPEndPoint(new IPAddress(block.path.destination), block.RemotePort)} in {TcpStateName.Of(block.state)}";
    }
}
