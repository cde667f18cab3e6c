using Nano.Net.Drivers;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Drivers.Slip
{
    public class TransmitQueueTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        [Fact]
        public void AllThatIsQueued_IsWritten_InOrder()
        {
            byte[] all = Packets.Bytes(100_000);
            List<byte> port = [];
            using TransmitQueue queue = new(1000, Keep(port));
            for (int at = 0; at < all.Length;)
            {
                int count = Math.Min(Math.Min(queue.Room, 1 + at % 777), all.Length - at);
                queue.Enqueue(all, at, count);
                at += count;
            }

            Assert.True(SpinWait.SpinUntil(() => Count(port) == all.Length, Patience));
            Assert.Equal(all, port);
            Assert.Equal(1000, queue.Room);
        }

        [Fact]
        public void WhoQueues_DoesNotWaitForThePort_AndFindsLessRoom()
        {
            using ManualResetEventSlim free = new();
            List<byte> port = [];
            PortWriter keep = Keep(port);
            using TransmitQueue queue = new(1000, (buffer, offset, count) => free.Wait(Patience) && keep(buffer, offset, count));
            queue.Enqueue(new byte[600], 0, 600);
            Assert.Equal(400, queue.Room);
            Assert.Throws<ArgumentOutOfRangeException>(() => queue.Enqueue(new byte[401], 0, 401));
            queue.Enqueue(new byte[400], 0, 400);
            Assert.Equal(0, queue.Room);
            free.Set();
            Assert.True(SpinWait.SpinUntil(() => queue.Room == 1000, Patience));
            Assert.Equal(1000, Count(port));
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void APortThatHasGone_ClosesTheQueue(bool throws)
        {
            using TransmitQueue queue = new(1000, (_, _, _) => throws ? throw new IOException("gone") : false);
            Assert.True(queue.IsOpen);
            queue.Enqueue(new byte[10], 0, 10);
            Assert.True(SpinWait.SpinUntil(() => !queue.IsOpen, Patience));
            Assert.Equal(0, queue.Room);
            queue.Enqueue(new byte[10], 0, 10);
        }

        [Fact]
        public void WhoQueues_AllocatesNothing()
        {
            using TransmitQueue queue = new(1000, (_, _, _) => true);
            byte[] bytes = new byte[100];
            Assert.Equal(0, Allocations.Of(() =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    if (queue.Room >= 100)
                    {
                        queue.Enqueue(bytes, 0, 100);
                    }
                }
            }));

        }

        private static PortWriter Keep(List<byte> port) => (buffer, offset, count) =>
        {
            lock (port)
            {
                port.AddRange(buffer.AsSpan(offset, count));
            }

            return true;
        };

        private static int Count(List<byte> port)
        {
            lock (port)
            {
                return port.Count;
            }
        }
    }
}
