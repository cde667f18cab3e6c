using System.Buffers.Binary;
using Nano.Benchmarks;
using Nano.Emulator;
using Nano.Net.Tests.Emulator;

namespace Nano.Net.Tests.Benchmarks
{
    /// <summary>What the TCP benchmark puts at a wire: the loss of a tail, and the meter of what is in flight.</summary>
    public class WireInstrumentTests
    {
        private readonly VirtualScheduler scheduler = new();
        private readonly VirtualWire wire;

        public WireInstrumentTests()
        {
            wire = new VirtualWire(scheduler);
        }

        [Fact]
        public void TailLoss_LosesTheLastSegmentsOnce()
        {
            var tail = new TailLoss(wire.A);
            tail.Arm(4 * TailLoss.SegmentLength, 2);
            foreach (uint start in new uint[] { 0, 1448, 2896, 4344, 4344, 2896 })
            {
                byte[] frame = Segment(sequence: 0xFFFFFF00 + start, length: 1448);
                Assert.True(tail.Send(frame, 0, frame.Length));
            }

            Assert.Equal(2, tail.Lost);
            Assert.Equal([0u, 1448u, 4344u, 2896u], Arrived());
        }

        [Fact]
        public void TailLoss_DoesNothingToWhatComesAfter()
        {
            var tail = new TailLoss(wire.A);
            tail.Arm(1448, 1);
            foreach (uint start in new uint[] { 0, 0, 50_000, 51_448 })
            {
                byte[] frame = Segment(0xFFFFFF00 + start, 1448);
                tail.Send(frame, 0, frame.Length);
            }

            Assert.Equal(1, tail.Lost);
            Assert.Equal([0u, 50_000u, 51_448u], Arrived());
        }

        [Fact]
        public void FlightMeter_CountsWhatIsNotAcknowledged_AndWhatIsSentAgain()
        {
            var meter = new FlightMeter(wire.A);
            wire.AddObserver(meter);
            wire.A.Send(Segment(1000, 100));
            wire.A.Send(Segment(1100, 100));
            wire.B.Send(Segment(5, 0, acknowledgment: 1200));
            scheduler.RunFor(TimeSpan.FromSeconds(1));
            wire.A.Send(Segment(1200, 150));
            wire.A.Send(Segment(1200, 150));

            Assert.Equal(200, meter.Most);
            Assert.Equal(4, meter.Segments);
            Assert.Equal(1, meter.Repeated);
        }

        private List<uint> Arrived()
        {
            scheduler.RunFor(TimeSpan.FromSeconds(1));
            var starts = new List<uint>();
            while (wire.B.Receive() is { } frame)
            {
                starts.Add(BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(38)) - 0xFFFFFF00);
            }

            return starts;
        }

        private static byte[] Segment(uint sequence, int length, uint acknowledgment = 0)
        {
            byte[] frame = new byte[54 + length];
            frame[12] = 8;
            frame[14] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(16), (ushort)(40 + length));
            frame[23] = 6;
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(38), sequence);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(42), acknowledgment);
            frame[46] = 0x50;
            frame[47] = 0x10;
            return frame;
        }
    }
}
