using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>The window that is told once the application has read (RFC 9293 section 3.8.6.2.2): by what steps it opens, and when at once.</summary>
    public class WindowAfterReadingTests
    {
        private const int Segment = 1000;

        [Theory]
        [InlineData(999, false)]
        [InlineData(1000, true)]
        public void WindowThatIsShort_OpensByASegment(int read, bool due)
        {
            // Less than half of the window is left.
            TcpReceiver receiver = Receiver(8192, filled: 5000);
            Read(receiver, read);
            Assert.Equal(due, receiver.WindowUpdateDue());
            Assert.Equal(due ? 8192 - 5000 + read : 8192 - 5000, receiver.AdvertiseWindow());
            Assert.False(receiver.WindowUpdateDue());
        }

        [Theory]
        [InlineData(8193, 1000, true)]
        [InlineData(8192, 6000, false)]
        [InlineData(8192, 6001, true)]
        public void WindowThatIsHalfOpen_IsToldOnlyWhenItHasOpenedByMoreThanSixSegments(int filled, int read, bool due)
        {
            TcpReceiver receiver = Receiver(16_384, filled);
            Read(receiver, read);
            Assert.Equal(due, receiver.WindowUpdateDue());
        }

        [Fact]
        public void SmallBuffer_OpensByHalfOfIt()
        {
            TcpReceiver receiver = Receiver(1000, filled: 1000);
            Read(receiver, 499);
            Assert.False(receiver.WindowUpdateDue());
            Assert.Equal(0, receiver.AdvertiseWindow());
            Read(receiver, 1);
            Assert.True(receiver.WindowUpdateDue());
            Assert.Equal(500, receiver.AdvertiseWindow());
        }

        [Fact]
        public void BehindTheFin_NothingIsTold()
        {
            TcpReceiver receiver = Receiver(8192, filled: 8000, fin: true);
            Assert.Equal(TcpReceiver.FinTaken, receiver.peerFin);
            Read(receiver, 8000);
            Assert.False(receiver.WindowUpdateDue());
        }

        [Fact]
        public void ScaledWindow_OpensBySegments_AndIsNeverLessThanWhatWasTold()
        {
            // With a shift of 2, seven of the eight-thousand bytes are kept back for rounding.
            TcpReceiver receiver = Receiver(8003, filled: 5001, shift: 2);
            Assert.Equal(8000, receiver.Capacity);
            Assert.Equal((8000 - 5001 + 3) >> 2, receiver.AdvertiseWindow());
            Read(receiver, 1000);
            Assert.True(receiver.WindowUpdateDue());

            // 3,999 bytes of room are 999 units of four: by 997 more than the 2,999 that were told, which is no segment.
            Assert.Equal((8000 - 5001 + 3) >> 2, receiver.AdvertiseWindow());
            Read(receiver, 1);
            Assert.Equal(1000, receiver.AdvertiseWindow());
            Assert.Equal(receiver.next + 4000, receiver.edge);
        }

        [Theory]
        [InlineData(0, false)]
        [InlineData(1, true)]
        public void OpenedWindow_IsAllTheRoomThereIs_BeItLittle(int read, bool opened)
        {
            TcpReceiver receiver = Receiver(8192, filled: 5000);
            Read(receiver, read);
            Assert.Equal(opened, receiver.OpenWindow());
            Assert.Equal(receiver.next + (uint)(8192 - 5000 + read), receiver.edge);
            Assert.False(receiver.OpenWindow());
            Assert.Equal(8192 - 5000 + read, receiver.AdvertiseWindow());
        }

        [Fact]
        public void OpenedScaledWindow_IsWholeUnits()
        {
            TcpReceiver receiver = Receiver(8003, filled: 5001, shift: 2);
            Read(receiver, 2);

            // 3,001 bytes of room; 3,000 can be said.
            Assert.True(receiver.OpenWindow());
            Assert.Equal(receiver.next + 3000, receiver.edge);
            Read(receiver, 2);
            Assert.False(receiver.OpenWindow());
            Read(receiver, 1);
            Assert.True(receiver.OpenWindow());
            Assert.Equal(receiver.next + 3004, receiver.edge);
        }

        // A receiver whose buffer holds some bytes; the peer has been told of all the room behind them.
        private static TcpReceiver Receiver(int size, int filled, int shift = 0, bool fin = false)
        {
            var receiver = new TcpReceiver(size, 4);
            receiver.Open(shift, Segment);
            receiver.Synchronize(999, receiver.InitialWindow());
            Assert.Equal(filled, receiver.OnText(new TcpSegment
            {
                sequence = 1000,
                buffer = new byte[filled],
                payloadLength = filled,
                flags = fin ? TcpFlags.Fin | TcpFlags.Ack : TcpFlags.Ack,
            }));
            return receiver;
        }

        private static void Read(TcpReceiver receiver, int count) => Assert.Equal(count, receiver.Read(new byte[count], 0, count));
    }
}
