using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>A driver on a modelled chip, whose Ethernet side is one end of a 10 Mbit/s wire; in virtual time. The other end is the test's.</summary>
    internal sealed class Enc28j60Bench
    {
        internal const int TickInterval = 10;

        private readonly ScheduledEvent tick;

        internal Enc28j60Bench(
            Enc28j60ModelOptions? chip = null,
            bool hasInterrupt = true,
            bool hasReset = false,
            bool fullDuplex = false,
            byte? unplugged = null,
            ulong seed = 1)
        {
            Scheduler = new VirtualScheduler();
            Wire = new VirtualWire(
                Scheduler,
                new WireConditions { BitsPerSecond = 10_000_000, Delay = TimeSpan.FromMicroseconds(1), QueueFrames = 1000 },
                seed,
                new WirePortOptions { Name = "chip", ReceiveQueueFrames = 1000 },
                new WirePortOptions { Name = "peer", ReceiveQueueFrames = 1000 });
            Wire.A.Outbound.Conditions = WireConditions.Ideal;
            Model = new Enc28j60Model(Wire.A, Scheduler, (chip ?? new Enc28j60ModelOptions()) with { Seed = seed }) { Unplugged = unplugged };
            Model.Wait(1);
            Driver = new Enc28j60(
                Model,
                hasInterrupt ? Model : null,
                hasReset ? Model : null,
                new Enc28j60Options { HardwareAddress = Address, FullDuplex = fullDuplex, OwnTimer = false, WaitForChip = unplugged == null, Delay = Model.Wait });
            tick = new ScheduledEvent(Tick);
            Tick();
        }

        internal static byte[] Address { get; } = [2, 0, 0, 0, 0, 1];

        internal static byte[] PeerAddress { get; } = [2, 0, 0, 0, 0, 2];

        internal VirtualScheduler Scheduler { get; }

        internal VirtualWire Wire { get; }

        internal Enc28j60Model Model { get; }

        internal Enc28j60 Driver { get; }

        internal Enc28j60Counters Counters => Driver.Counters;

        internal WirePort Peer => Wire.B;

        /// <summary>Lets the driver do what it has to, as a stack does that is polled now and then, and throws away what comes in.</summary>
        internal void Run(int milliseconds)
        {
            for (int i = 0; i < milliseconds; i++)
            {
                Scheduler.RunFor(TimeSpan.FromMilliseconds(1));
                while (Receive() != null)
                {
                }
            }
        }

        internal void Pass(int milliseconds) => Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

        /// <summary>A frame for the chip, or for somebody else.</summary>
        internal static byte[] FrameFor(byte[] destination, int length = 60, int number = 1) => Frames.Make(number, length, destination, PeerAddress);

        /// <summary>Has the peer send a frame, and waits until it has arrived.</summary>
        internal void Arrive(byte[] frame)
        {
            Peer.Send(frame);
            Scheduler.RunFor(TimeSpan.FromMilliseconds(2));
        }

        internal void Arrive(int number = 1, int length = 60) => Arrive(FrameFor(Address, length, number));

        /// <summary>The next frame that the driver has, or null.</summary>
        internal byte[]? Receive(int capacity = 1514)
        {
            int headroom = Driver.Capabilities.Headroom;
            byte[] buffer = new byte[headroom + capacity];
            int length = Driver.Receive(buffer, headroom, capacity);
            return length == 0 ? null : buffer[headroom..(headroom + length)];
        }

        internal bool TrySend(byte[] frame)
        {
            int headroom = Driver.Capabilities.Headroom;
            byte[] buffer = new byte[headroom + frame.Length];
            frame.CopyTo(buffer, headroom);
            return Driver.Send(buffer, headroom, frame.Length);
        }

        /// <summary>Has the driver send a frame, and waits until it has arrived at the peer.</summary>
        /// <returns>What the peer has received; null for nothing.</returns>
        internal byte[]? Deliver(byte[] frame)
        {
            Assert.True(TrySend(frame), "the driver has not taken the frame");
            Scheduler.RunFor(TimeSpan.FromMilliseconds(2));
            return Peer.Receive();
        }

        /// <summary>Both ways still work.</summary>
        internal void AssertWorks()
        {
            Assert.True(Driver.IsLinkUp, "the link is down");
            Run(1);
            byte[] there = FrameFor(Address, 300, 77);
            Arrive(there);
            Assert.Equal(there, Receive());
            byte[] back = Frames.Make(78, 1000, PeerAddress, Address);
            Assert.Equal(back, Deliver(back));
        }

        private void Tick()
        {
            Driver.Tick();
            Scheduler.Schedule(tick, Scheduler.Microseconds + TickInterval * 1000);
        }
    }
}
