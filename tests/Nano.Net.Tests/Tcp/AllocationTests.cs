using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>From the constructors on, no segment, timer or call allocates.</summary>
    public class AllocationTests
    {
        [Fact]
        public void SteadyTransferBothWays_AllocatesNothing()
        {
            var pair = new Pair();
            pair.Open();
            pair.Transfer(2_000);
            long segments = pair.Segments;
            long allocated = Allocations.Of(() => pair.Transfer(12_000));
            Assert.True(pair.Segments - segments >= 10_000);
            Assert.Equal(0, allocated);
        }

        [Fact]
        public void LossAndReordering_AllocateNothing()
        {
            var pair = new Pair();
            pair.Open();
            pair.DropEvery = 23;
            pair.Transfer(2_000);
            Assert.Equal(0, Allocations.Of(() => pair.Transfer(12_000)));
            Assert.True(pair.A.tcp.counters.SegmentsRetransmitted + pair.B.tcp.counters.SegmentsRetransmitted > 100);
        }

        [Fact]
        public void OpeningAndClosing_AllocateNothing()
        {
            var pair = new Pair();
            for (int i = 0; i < 10; i++)
            {
                pair.Open();
                pair.Close();
            }

            Assert.Equal(0, Allocations.Of(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    pair.Open();
                    pair.Close();
                }
            }));
        }

        /// <summary>Two stacks back to back, over rings of frames made beforehand.</summary>
        private sealed class Pair
        {
            private readonly Ring ringA = new();
            private readonly Ring ringB = new();
            private readonly byte[] buffer = new byte[4000];
            private readonly TcpAcceptor acceptor;
            private readonly IPAddress addressB = IPAddress.Parse("10.0.0.2");
            private TcpConnection a = null!;
            private TcpConnection b = null!;
            private long now;

            internal Pair()
            {
                ringA.Other = ringB;
                ringB.Other = ringA;
                A = new NetworkStack(ringA, Options("10.0.0.1"));
                B = new NetworkStack(ringB, Options("10.0.0.2"));
                acceptor = B.tcp.Listen(null, 7, 4, out _)!;
            }

            internal NetworkStack A { get; }

            internal NetworkStack B { get; }

            internal long Segments => A.tcp.counters.SegmentsSent + B.tcp.counters.SegmentsSent;

            internal int DropEvery
            {
                set => ringA.DropEvery = ringB.DropEvery = value;
            }

            internal void Open()
            {
                a = A.tcp.Connect(addressB, 7, 0, out _)!;
                TcpConnection? accepted;
                do
                {
                    Poll();
                }
                while ((accepted = acceptor.Accept()) == null);
                b = accepted;
            }

            internal void Close()
            {
                a.Close();
                b.Close();
                for (int i = 0; i < 300; i++)
                {
                    Poll();
                }
            }

            internal void Transfer(int segments)
            {
                long end = Segments + segments;
                while (Segments < end)
                {
                    a.Send(buffer, 0, 3000);
                    b.Send(buffer, 0, 2000);
                    Poll();
                    a.Receive(buffer, 0, buffer.Length);
                    b.Receive(buffer, 0, buffer.Length);
                }
            }

            private static StackOptions Options(string address) => new()
            {
                Address = IPAddress.Parse(address),
                Secret = new byte[8],
                ReceiveBufferSize = 16_000,
                SendBufferSize = 16_000,
                MinimumRetransmissionTimeout = 20,
                MaximumSegmentLifetime = 50,
            };

            private void Poll()
            {
                now++;
                A.Poll(now);
                B.Poll(now);
            }
        }

        private sealed class Ring : ILinkDevice
        {
            private readonly byte[][] frames = new byte[256][];
            private readonly int[] lengths = new int[256];
            private int first;
            private int count;
            private int sent;

            internal Ring()
            {
                for (int i = 0; i < frames.Length; i++)
                {
                    frames[i] = new byte[1600];
                }
            }

            public event FrameAvailableHandler? FrameAvailable
            {
                add { }
                remove { }
            }

            internal Ring Other { get; set; } = null!;

            internal int DropEvery { get; set; } = int.MaxValue;

            public byte[] HardwareAddress { get; } = new byte[6];

            public int MaximumTransmissionUnit => 1500;

            public bool IsLinkUp => true;

            public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip };

            public int Receive(byte[] buffer, int offset, int capacity)
            {
                if (count == 0)
                {
                    return 0;
                }

                int length = lengths[first];
                Array.Copy(frames[first], 0, buffer, offset, length);
                first = (first + 1) % frames.Length;
                count--;
                return length;
            }

            public bool Send(byte[] buffer, int offset, int length)
            {
                if (Other.count == frames.Length)
                {
                    return false;
                }

                if (++sent % DropEvery != 0)
                {
                    int at = (Other.first + Other.count++) % frames.Length;
                    Array.Copy(buffer, offset, Other.frames[at], 0, length);
                    Other.lengths[at] = length;
                }

                return true;
            }
        }
    }
}
