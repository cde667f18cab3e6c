using System;
using System.Threading;
using GC = nanoFramework.Runtime.Native.GC;

namespace Nano.Net.EmulatorTests
{
    /// <summary>The managed heap of this CLR.</summary>
    public static class Heap
    {
        /// <summary>All that there is.</summary>
        public const int Whole = 0;

        /// <summary>
        /// What an ESP32 without PSRAM leaves to a program, in bytes on a board: 100 KB, twice, because a test has the
        /// stacks of two boards.
        /// </summary>
        public const int OfBoards = 2 * 100 * 1024;

        /// <summary>Bytes of a heap block on every microcontroller; all objects are made of such.</summary>
        public const int BoardBlock = 12;

        // The CLR allocates no more at once than 65,535 blocks.
        private const int LargestPiece = 256 * 1024;
        private const int SmallestPiece = 1024;

        private static object[] ballast;

        /// <summary>Bytes that are free after a collection.</summary>
        public static int Free()
        {
            return (int)GC.Run(true);
        }

        /// <summary>The same, once what the last test leaves behind has gone: what a thread has waited for stays until it is scheduled again.</summary>
        public static int FreeAtRest()
        {
            int free;
            int before;
            do
            {
                before = Free();
                Thread.Sleep(20);
                free = Free();
            }
            while (free != before);

            return free;
        }

        /// <summary>Bytes of a heap block: 12 on a board, 24 where the CLR runs as a 64-bit process.</summary>
        public static int Block()
        {
            object[] objects = new object[100];
            int before = FreeAtRest();
            for (int i = 0; i < objects.Length; i++)
            {
                objects[i] = new object();
            }

            int after = FreeAtRest();
            return (before - after + (objects.Length / 2)) / objects.Length;
        }

        /// <summary>Gives back what <see cref="Leave"/> has occupied.</summary>
        public static void Release()
        {
            ballast = null;
        }

        /// <summary>Occupies the heap until no more than this is free.</summary>
        /// <param name="bytes">In bytes of a board; <see cref="Whole"/> to occupy nothing.</param>
        public static void Leave(int bytes)
        {
            ballast = null;
            int excess = FreeAtRest();
            if (bytes == Whole)
            {
                return;
            }

            ballast = new object[1024];
            bytes = bytes / BoardBlock * Block();
            int piece = LargestPiece;
            excess -= bytes;
            for (int i = 0; excess >= SmallestPiece && piece >= SmallestPiece; excess = Free() - bytes)
            {
                try
                {
                    ballast[i] = new byte[excess < piece ? excess : piece];
                    i++;
                }
                catch (OutOfMemoryException)
                {
                    // Long before all is gone there is no place any more where so large a piece fits.
                    piece /= 2;
                }
            }
        }
    }
}
