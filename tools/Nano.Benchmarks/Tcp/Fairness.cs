using Nano.Emulator;
using Nano.Net;

namespace Nano.Benchmarks
{
    /// <summary>Measures how two flows share a bottleneck: two senders and a receiver at a switch, whose cable to the receiver is the narrow one.</summary>
    internal static class Fairness
    {
        internal const int BitsPerSecond = 10_000_000;
        internal const int RoundTrip = 20;

        /// <summary>Frames that wait for the bottleneck: some two round trips of it.</summary>
        internal const int Queue = 34;

        private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

        /// <summary>Mbit/s of the flow that was there first, and of the one that came later.</summary>
        /// <param name="hosts">Makes the hosts.</param>
        /// <param name="first">Whose TCP is there first.</param>
        /// <param name="second">Whose TCP comes later.</param>
        /// <param name="seed">When exactly it comes is drawn from it.</param>
        /// <param name="duration">How long both are measured.</param>
        /// <param name="captureFile">Where a capture goes; null for nowhere.</param>
        /// <param name="stop">Ends it early.</param>
        internal static (double First, double Second) Measure(TcpHosts hosts, TcpKind first, TcpKind second, ulong seed, TimeSpan duration, string? captureFile, CancellationToken stop)
        {
            var hub = new VirtualSwitch(hosts.Scheduler, seed);
            WirePort a = hub.AddPort(), b = hub.AddPort(), r = hub.AddPort();
            var delay = new WireConditions { Delay = TimeSpan.FromMilliseconds(RoundTrip / 2.0) };
            r.Outbound.Conditions = delay;
            r.Inbound.Conditions = delay with { BitsPerSecond = BitsPerSecond, QueueFrames = Queue };
            using WireCapture? capture = captureFile == null ? null : new WireCapture(captureFile, hub, r);
            using TcpHost one = hosts.Make(first, a, IPAddress.Parse("10.196.0.1"));
            using TcpHost other = hosts.Make(second, b, IPAddress.Parse("10.196.0.2"));
            using TcpHost receiver = hosts.Make(TcpKind.Kernel, r, IPAddress.Parse("10.196.0.3"));
            using Flow early = Begin(receiver, one);
            stop.WaitHandle.WaitOne(500 + (int)new RandomSource(seed).NextBelow(500));
            using Flow late = Begin(receiver, other);
            stop.WaitHandle.WaitOne(Settling);
            long before = early.Received;
            double lateGoodput = late.Measure(duration, stop);
            double earlyGoodput = (early.Received - before) * 8 / duration.TotalSeconds / 1e6;
            return (earlyGoodput, lateGoodput);
        }

        private static Flow Begin(TcpHost receiver, TcpHost sender)
        {
            sender.Listen();
            Stream incoming = receiver.Connect(sender.Address);
            return new Flow((incoming, sender.Accept()));
        }
    }
}
