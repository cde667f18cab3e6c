using System;
using System.Threading;
using Nano.Net;
using GC = nanoFramework.Runtime.Native.GC;

namespace Nano.Benchmarks
{
    /// <summary>What the stack takes of the interpreter's heap: once, and for each segment.</summary>
    internal sealed class MemoryBenchmark
    {
        private const int Segments = 2000;
        private const int SegmentSize = 1448;

        // So much is left free that one object a segment must bring about a collection.
        private const int LeftFree = Segments * Heap.BoardBlock / 2;

        private readonly byte[] data = new byte[SegmentSize];
        private object[] ballast;

        /// <summary>Measures.</summary>
        internal Figure[] Run()
        {
            int block = Heap.Block();
            int stack = Stack();
            string unit = block == Heap.BoardBlock ? "bytes" : "bytes, blocks of " + block.ToString();
            return new Figure[]
            {
                new Figure("allocatedPerSegment", "allocated for a segment, in steady state", Segment(block) * 1000L, "bytes", 0),
                new Figure("stackHeap", "heap that the default stack takes", stack * 1000L, unit, block == Heap.BoardBlock ? 24576000 : -1),
            };
        }

        private static int Stack()
        {
            BenchmarkPort port = new BenchmarkPort(1);
            port.peer = port;
            StackOptions options = new StackOptions { Address = IPAddress.Parse("10.0.0.1") };
            int before = Heap.Free();
            NetworkStack stack = new NetworkStack(port, options);
            int taken = before - Heap.Free();
            if (stack.Address != options.Address)
            {
                throw new Exception("the stack has no address");
            }

            return taken;
        }

        // What a collection frees cannot be seen in the bytes that are free after it. But where nothing is allocated,
        // no collection ever happens, and an object that nobody needs stays.
        private int Segment(int block)
        {
            Pair pair = new Pair(false);
            Exchange(pair, 100);
            Occupy(LeftFree / Heap.BoardBlock * block);
            int control = Count(null);
            int count = Count(pair);
            ballast = null;
            if (control == Segments)
            {
                throw new Exception("no collection though something was allocated: the figure would say nothing");
            }

            return count == Segments ? 0 : ((control * block) + (count / 2)) / count;
        }

        // How many segments go by, or in their place objects, until there is a collection.
        private int Count(Pair pair)
        {
            Heap.Free();
            WeakReference sentinel = Sentinel();
            int count = 0;
            while (count < Segments && sentinel.IsAlive)
            {
                if (pair != null)
                {
                    Exchange(pair, 10);
                    count += 10;
                }
                else
                {
                    new object();
                    count++;
                }
            }

            return count;
        }

        private static WeakReference Sentinel()
        {
            return new WeakReference(new object());
        }

        private void Exchange(Pair pair, int segments)
        {
            for (int i = 0; i < segments; i++)
            {
                pair.near.Write(data, 0, SegmentSize);
                pair.portB.released = 1;
                pair.b.Poll(pair.clock.Milliseconds);
                if (pair.far.Read(data, 0, SegmentSize) != SegmentSize)
                {
                    throw new Exception("a segment has not arrived");
                }

                if ((i & 1) == 1)
                {
                    pair.portA.released = 1;
                    pair.a.Poll(pair.clock.Milliseconds);
                }
            }

            pair.Settle();
        }

        private void Occupy(int left)
        {
            ballast = new object[1024];
            int piece = 256 * 1024;
            int excess = Heap.Free() - left;
            for (int i = 0; excess >= 256 && piece >= 256; excess = (int)GC.Run(true) - left)
            {
                try
                {
                    ballast[i] = new byte[excess < piece ? excess - 64 : piece];
                    i++;
                }
                catch (OutOfMemoryException)
                {
                    piece /= 2;
                }
            }
        }
    }
}
