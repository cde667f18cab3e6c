using Nano.Net.Sockets;

namespace Nano.Net.Telemetry
{
    /// <summary>What every device can tell of itself: how long it has run, its memory, its link.</summary>
    public sealed class StandardReadings
    {
        // To ask for the free memory costs a garbage collection, so that it is not asked with every sample.
        private const int MemoryPause = 10000;

        private readonly StackRunner runner;
        private readonly long started;
        private long memory;
        private long memoryKnown;

        private StandardReadings(StackRunner runner)
        {
            this.runner = runner;
            started = runner.Clock.Milliseconds;
            memoryKnown = started - MemoryPause;
        }

        /// <summary>How many readings <see cref="Add"/> adds.</summary>
        public const int Count = 4;

        /// <summary>Adds uptime_seconds, free_memory_bytes (on a PC used_memory_bytes), link and address to a registry.</summary>
        /// <param name="registry">Has room for <see cref="Count"/> more.</param>
        /// <param name="runner">Runs the stack that they are about.</param>
        public static void Add(ReadingRegistry registry, StackRunner runner)
        {
            StandardReadings readings = new StandardReadings(runner);
            registry.AddGauge("uptime_seconds", "s", "Time since start", 3, readings.ReadUptime);
            registry.AddGauge(ManagedHeap.Name, "B", ManagedHeap.Help, 0, readings.ReadMemory);
            registry.AddText("link", "Link", readings.ReadLink);
            registry.AddText("address", "Address", readings.ReadAddress);
        }

        private long ReadUptime()
        {
            return runner.Clock.Milliseconds - started;
        }

        private long ReadMemory()
        {
            long now = runner.Clock.Milliseconds;
            if (now - memoryKnown >= MemoryPause)
            {
                memoryKnown = now;
                memory = ManagedHeap.Read();
            }

            return memory;
        }

        private string ReadLink()
        {
            return runner.Stack.IsLinkUp ? "up" : "down";
        }

        private string ReadAddress()
        {
            return runner.Stack.Address.ToString();
        }
    }
}
