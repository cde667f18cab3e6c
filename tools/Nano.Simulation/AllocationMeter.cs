using Nano.Net;

namespace Nano.Simulation
{
    /// <summary>What a stack allocates, without what the simulation around it does on the same thread.</summary>
    internal sealed class AllocationMeter
    {
        /// <summary>What the stack hands to whoever observes its states, and to nobody else.</summary>
        private static readonly long EndPointBytes = MeasureEndPoint(new byte[4]);
        private static readonly long Ipv6EndPointBytes = MeasureEndPoint(new byte[16]);

        private long excluded;
        private bool isSpoiled;

        /// <summary>Bytes that this thread has allocated.</summary>
        internal static long Read() => GC.GetAllocatedBytesForCurrentThread();

        /// <summary>Begins to count.</summary>
        internal long Begin()
        {
            excluded = 0;
            isSpoiled = false;
            return Read();
        }

        /// <summary>Bytes that the stack has allocated since. A garbage collection that another thread began can falsify it.</summary>
        internal long End(long begun) => isSpoiled ? 0 : Read() - begun - excluded;

        /// <summary>What is counted until <see cref="End"/> says nothing of the stack: an exception is thrown through it.</summary>
        internal void Spoil() => isSpoiled = true;

        /// <summary>What was allocated since a reading is not the stack's.</summary>
        internal void Exclude(long since) => excluded += Read() - since;

        /// <summary>The end point of one observed change of state is not the stack's.</summary>
        internal void ExcludeEndPoint(IPEndPoint of) => excluded += of.Address.ipv6 == null ? EndPointBytes : Ipv6EndPointBytes;

        private static long MeasureEndPoint(byte[] address)
        {
            // Twice: the first time may make what there is one of.
            long bytes = 0;
            for (int i = 0; i < 2; i++)
            {
                long before = Read();
                GC.KeepAlive(new IPEndPoint(address.Length == 4 ? new IPAddress(1) : new IPAddress(address, 0, 0), 1));
                bytes = Read() - before;
            }

            return bytes;
        }
    }
}
