using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>The receiver's ring: what is read, looked at and skipped where it goes round, and what counts as new.</summary>
    public class ReceiverBufferTests
    {
        private const int Size = 100;

        [Theory]
        [InlineData(1)]
        [InlineData(39)]
        [InlineData(40)]
        [InlineData(41)]
        [InlineData(89)]
        [InlineData(90)]
        [InlineData(91)]
        public void Peek_ShowsWhatWaits_WhichWaitsOn(int count)
        {
            TcpReceiver receiver = Wrapped();
            byte[] expected = TcpPeer.Bytes(60, Math.Min(count, 90));
            for (int time = 0; time < 2; time++)
            {
                var buffer = new byte[5 + count];
                Assert.Equal(expected.Length, receiver.Peek(buffer, 5, count));
                Assert.Equal(expected, buffer[5..(5 + expected.Length)]);
                Assert.Equal(new byte[5], buffer[..5]);
                Assert.Equal(90, receiver.available);
            }
        }

        [Theory]
        [InlineData(1)]
        [InlineData(39)]
        [InlineData(40)]
        [InlineData(41)]
        [InlineData(89)]
        [InlineData(90)]
        [InlineData(91)]
        public void SkipAndRead_TakeTheSameAway(int count)
        {
            TcpReceiver skipped = Wrapped();
            TcpReceiver read = Wrapped();
            int taken = Math.Min(count, 90);
            skipped.Skip(count);
            Assert.Equal(taken, read.Read(new byte[count], 0, count));
            foreach (TcpReceiver receiver in new[] { skipped, read })
            {
                Assert.Equal(90 - taken, receiver.available);

                // What comes now stands behind the rest.
                receiver.Append(TcpPeer.Bytes(150, 10), 0, 10);
                var buffer = new byte[Size];
                int rest = receiver.Read(buffer, 0, Size);
                Assert.Equal(TcpPeer.Bytes(60 + taken, 100 - taken), buffer[..rest]);
            }
        }

        [Theory]
        [InlineData(0, 0, false)]
        [InlineData(0, 1, true)]
        [InlineData(-10, 10, false)]
        [InlineData(-10, 11, true)]
        [InlineData(5, 1, true)]
        [InlineData(5, 0, false)]
        public void New_IsWhatBringsBytesThatHaveNotCome(int distance, int length, bool isNew)
        {
            TcpReceiver receiver = Open();
            Assert.Equal(isNew, receiver.IsNew(Segment(receiver, distance, length)));
        }

        [Fact]
        public void BehindAClosedWindow_NothingIsNew()
        {
            TcpReceiver receiver = Open();
            receiver.Append(new byte[Size], 0, Size);
            Assert.Equal(0, receiver.Window());
            Assert.False(receiver.IsNew(Segment(receiver, 0, 1)));
            Assert.False(receiver.IsNew(Segment(receiver, -1, 2)));
        }

        [Theory]
        [InlineData(0, 10, 0)]
        [InlineData(-5, 10, 1)]
        [InlineData(-10, 0, 0)]
        public void WhatIsNotTaken_IsReportedWhereItHasComeBefore(int distance, int length, int blocks)
        {
            TcpReceiver receiver = Open();
            receiver.Append(new byte[20], 0, 20);
            receiver.OnUnacceptable(Segment(receiver, distance, length));
            Assert.Equal(blocks, receiver.blocks);
        }

        /// <summary>RFC 7323 section 2.3: the field holds 65,535 units.</summary>
        [Theory]
        [InlineData(65_535, 0, 65_535)]
        [InlineData(200_000, 0, 65_535)]
        [InlineData(200_000, 1, 131_070)]
        [InlineData(200_000, 2, 199_997)]
        public void Capacity_IsWhatTheWindowFieldCanSay(int size, int shift, int capacity)
        {
            var receiver = new TcpReceiver(size, 4);
            receiver.Open(shift, 1000);
            Assert.Equal(capacity, receiver.Capacity);
            Assert.Equal(Math.Min(capacity, 65_535), receiver.InitialWindow());
        }

        [Fact]
        public void ScaledWindow_OpensByExactlyASegment()
        {
            var receiver = new TcpReceiver(8003, 4);
            receiver.Open(2, 1000);
            receiver.Synchronize(999, 8000);
            receiver.Append(new byte[5000], 0, 5000);
            receiver.Read(new byte[999], 0, 999);
            Assert.Equal(750, receiver.AdvertiseWindow());
            receiver.Read(new byte[1], 0, 1);
            Assert.Equal(1000, receiver.AdvertiseWindow());
        }

        private static TcpReceiver Open()
        {
            var receiver = new TcpReceiver(Size, 4);
            receiver.Open(0, 1000);
            receiver.Synchronize(999, Size);
            return receiver;
        }

        // 90 bytes wait, the 60th of the stream and on; forty of them stand at the buffer's end, the others at its beginning.
        private static TcpReceiver Wrapped()
        {
            TcpReceiver receiver = Open();
            receiver.Append(TcpPeer.Bytes(0, 80), 0, 80);
            receiver.Read(new byte[60], 0, 60);
            receiver.Append(TcpPeer.Bytes(80, 70), 0, 70);
            return receiver;
        }

        private static TcpSegment Segment(TcpReceiver receiver, int distance, int length) => new()
        {
            sequence = receiver.next + (uint)distance,
            buffer = new byte[length],
            payloadLength = length,
            flags = TcpFlags.Ack,
        };
    }
}
