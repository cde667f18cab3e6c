using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>The managed heap of a board, and whether it is enough for a program.</summary>
    public static class BoardHeap
    {
        /// <summary>Checks that there is enough of it. A program asks before it starts anything: what runs short later fails anywhere, or answers nobody.</summary>
        /// <param name="needed">Bytes that the program takes with every connection in use.</param>
        /// <exception cref="TooLittleHeapException">There is less.</exception>
        public static void Require(int needed)
        {
            Require(needed, ManagedHeap.ReadFree());
        }

        /// <summary>The same, for who knows how much is free.</summary>
        /// <param name="needed">Bytes that the program takes.</param>
        /// <param name="free">Bytes that are free.</param>
        /// <exception cref="TooLittleHeapException">There is less.</exception>
        public static void Require(int needed, long free)
        {
            if (free < needed)
            {
                throw new TooLittleHeapException("too little heap: " + needed.ToString() + " bytes are needed, " + free.ToString() + " are free");
            }
        }
    }
}
