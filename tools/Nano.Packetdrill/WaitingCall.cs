namespace Nano.Packetdrill
{
    /// <summary>A call that waits for the stack: tried again whenever something may have changed, until its time is over.</summary>
    internal sealed class WaitingCall(Func<int> attempt, long deadline)
    {
        /// <summary>When it gives up, in microseconds.</summary>
        internal long Deadline => deadline;

        /// <summary>What it returns, once it is <see cref="Done"/>.</summary>
        internal int Result { get; private set; }

        /// <summary>Whether it has come to its end.</summary>
        internal bool Done { get; private set; }

        /// <summary>When it did, in microseconds.</summary>
        internal long DoneAt { get; private set; }

        /// <summary>Tries it.</summary>
        /// <returns>Whether it has come to its end.</returns>
        internal bool Try(long now)
        {
            Result = attempt();
            if (Result == VirtualStack.Blocked && now >= deadline)
            {
                Result = 0;
            }

            Done = Result != VirtualStack.Blocked;
            DoneAt = now;
            return Done;
        }
    }
}
