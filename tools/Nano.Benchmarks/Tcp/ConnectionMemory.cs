using Nano.Net;

namespace Nano.Benchmarks
{
    /// <summary>What one more TCP connection costs, with nothing in its buffers, beside what is known of other stacks for small devices.</summary>
    /// <param name="Stack">Whose connection.</param>
    /// <param name="State">Bytes of everything but the buffers.</param>
    /// <param name="Buffers">How its buffers are come by.</param>
    /// <param name="Source">Where the figure is from.</param>
    public sealed record ConnectionMemory(string Stack, int State, string Buffers, string Source)
    {
        private const int Many = 100;

        /// <summary>This stack's, counted, and the others'.</summary>
        public static IReadOnlyList<ConnectionMemory> All() =>
        [
            new("Nano on nanoFramework", OnDevice(), "SendBufferSize + ReceiveBufferSize, allocated with the stack", "StackOptions.MemoryFootprint of one connection more"),
            new("Nano on .NET, 64 bit", OnHost(), "the same", "counted here, as allocated"),
            new("lwIP, 32 bit", 196, "up to TCP_SND_BUF + TCP_WND of pbufs, with 16 + 16 bytes for each", "Mbed OS, connectivity/lwipstack/mbed_lib.json, tcp-socket-max"),
            new("smoltcp 0.13, 64 bit", 408, "two slices that the application gives", "size_of::<socket::tcp::Socket>() with default features"),
        ];

        // The defaults, but for the buffers and ranges, which are no part of the state.
        private static StackOptions Options(int connections) => new() { Connections = connections };

        private static int OnDevice()
        {
            StackOptions one = Options(1), two = Options(2);
            return two.MemoryFootprint - one.MemoryFootprint - one.SendBufferSize - one.ReceiveBufferSize;
        }

        private static int OnHost()
        {
            _ = Allocated(1);
            StackOptions options = Options(1);
            return (int)((Allocated(1 + Many) - Allocated(1)) / Many) - options.SendBufferSize - options.ReceiveBufferSize;
        }

        private static long Allocated(int connections)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            GC.KeepAlive(new NetworkStack(FramePipe.Make().A, Options(connections)));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
