using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>
    /// A driver on its chip, in virtual time: A of the wire is the chip's Ethernet side, B is free. The driver's ticks
    /// come from the virtual clock.
    /// </summary>
    internal sealed class W5500Bench
    {
        internal static readonly byte[] Address = [2, 0, 0, 0, 0, 0x55];
        internal static readonly byte[] PeerAddress = [2, 0, 0, 0, 0, 2];

        private const int Capacity = 1514;

        private readonly byte[] buffer;

        internal W5500Bench(
            bool interrupt = true, bool resetLine = true, Action<W5500Options>? configure = null, Action<W5500Model>? prepare = null,
            WireConditions? conditions = null, ulong seed = 1, int queue = 256, bool missesEdges = false)
        {
            Scheduler = new VirtualScheduler();
            Wire = new VirtualWire(Scheduler, conditions, seed, new WirePortOptions { ReceiveQueueFrames = queue }, new WirePortOptions { ReceiveQueueFrames = queue });
            Chip = new W5500Model(Wire.A, Scheduler, seed);
            prepare?.Invoke(Chip);
            var options = new W5500Options { HardwareAddress = Address, WaitForChip = false, OwnTimer = false };
            configure?.Invoke(options);
            Driver = new W5500(Chip, !interrupt ? null : missesEdges ? new DeafLine(Chip) : Chip, resetLine ? Chip : null, options);
            int headroom = Driver.Capabilities.Headroom;
            buffer = new byte[headroom + Capacity];
            KeepTicking();
        }

        internal VirtualScheduler Scheduler { get; }

        internal VirtualWire Wire { get; }

        internal WirePort Peer => Wire.B;

        internal W5500Model Chip { get; }

        internal W5500 Driver { get; }

        /// <summary>A bench whose driver has found its chip and its link.</summary>
        internal static W5500Bench Running(
            bool interrupt = true, bool resetLine = true, Action<W5500Options>? configure = null, Action<W5500Model>? prepare = null)
        {
            var bench = new W5500Bench(interrupt, resetLine, configure, prepare);
            bench.RunUntilUp();
            return bench;
        }

        /// <summary>Lets time pass; the driver is asked for frames at every tick, as by a stack that has nothing else to do, and none may come.</summary>
        internal void RunUntilUp(int milliseconds = 5000)
        {
            bool up = Scheduler.RunUntil(
                () =>
                {
                    Assert.Null(Receive());
                    return Driver.IsLinkUp;
                },
                TimeSpan.FromMilliseconds(milliseconds));
            Assert.True(up, $"no link after {milliseconds} ms");
        }

        internal void RunFor(int milliseconds) => Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

        /// <summary>Lets time pass in which the driver is asked for frames at every tick; what comes is thrown away.</summary>
        internal void Idle(int milliseconds)
        {
            long end = Scheduler.Milliseconds + milliseconds;
            while (Scheduler.Milliseconds < end)
            {
                RunFor(1);
                Drain();
            }
        }

        /// <summary>All frames that wait.</summary>
        internal List<byte[]> Drain()
        {
            var frames = new List<byte[]>();
            while (Receive() is { } frame)
            {
                frames.Add(frame);
            }

            return frames;
        }

        /// <summary>The next frame from the driver, or null. The buffer ends where the frame may end, so that a byte more throws.</summary>
        internal byte[]? Receive()
        {
            int headroom = Driver.Capabilities.Headroom;
            int length = Driver.Receive(buffer, headroom, Capacity);
            return length == 0 ? null : buffer[headroom..(headroom + length)];
        }

        /// <summary>Sends a frame by the driver, as often as it takes.</summary>
        internal bool Send(byte[] frame)
        {
            int headroom = Driver.Capabilities.Headroom;
            byte[] padded = [.. new byte[headroom], .. frame];
            return Driver.Send(padded, headroom, frame.Length);
        }

        /// <summary>A frame from the peer to the driver.</summary>
        internal static byte[] ToDriver(int number, int length = 60) => Frames.Make(number, length, Address, PeerAddress);

        /// <summary>A frame from the driver to the peer.</summary>
        internal static byte[] ToPeer(int number, int length = 60) => Frames.Make(number, length, PeerAddress, Address);

        private void KeepTicking() =>
            Scheduler.After(TimeSpan.FromMilliseconds(Driver.TickInterval), () =>
            {
                Driver.Tick();
                KeepTicking();
            });
    }
}
