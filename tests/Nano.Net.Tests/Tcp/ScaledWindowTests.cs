using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>A scaled window is rounded where it is told; what was told must be taken all the same (RFC 7323 section 2.4).</summary>
    public class ScaledWindowTests
    {
        [Theory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        [InlineData(6)]
        public void WhateverThePeerWasTold_FitsTheWindowAndTheBuffer(int shift)
        {
            const int segmentSize = 1460;
            int size = (40_000 << shift) + 5;
            var receiver = new TcpReceiver(size, 4);
            receiver.Open(shift, segmentSize);
            receiver.Synchronize(uint.MaxValue - 100_000, receiver.InitialWindow());
            var random = new RandomSource((ulong)shift);
            uint told = receiver.edge;
            byte[] segment = new byte[segmentSize];
            byte[] read = new byte[size];
            long sent = 0;
            long taken = 0;
            for (int i = 0; i < 100_000; i++)
            {
                // Odd sizes, and always right up to the edge where that is near.
                int count = (int)Math.Min(told - receiver.next, 1 + random.NextBelow(random.Chance(0.5) ? 7 : segmentSize));
                for (int j = 0; j < count; j++)
                {
                    segment[j] = (byte)((sent + j) * 31 >> 3);
                }

                Assert.True(count <= receiver.Window(), "what the peer was told is outside the window");
                Assert.True(receiver.available + count <= size, "the buffer overflows");
                Assert.Equal(count, receiver.OnText(new TcpSegment { sequence = receiver.next, buffer = segment, payloadLength = count }));
                sent += count;
                if (random.Chance(0.001) || told == receiver.next)
                {
                    count = receiver.Read(read, 0, (int)random.NextBelow(size));
                    for (int j = 0; j < count; j++)
                    {
                        if (read[j] != (byte)((taken + j) * 31 >> 3))
                        {
                            Assert.Fail($"byte {taken + j} is wrong");
                        }
                    }

                    taken += count;
                }

                uint edge = receiver.next + ((uint)receiver.AdvertiseWindow() << shift);
                told = (int)(edge - told) > 0 ? edge : told;
            }

            Assert.True(taken > size);
        }
    }
}
