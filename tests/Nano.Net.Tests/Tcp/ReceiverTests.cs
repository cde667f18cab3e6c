using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>The receiving half: order, window, acknowledgments (RFC 9293 sections 3.8.6, RFC 5681 section 4.2, RFC 7323 section 2).</summary>
    public class ReceiverTests : TcpTest
    {
        [Fact]
        public void Ack_IsDelayed_ButNotLonger()
        {
            TcpPeer peer = NewPeer(o => o.AcknowledgmentDelay = 40);
            peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Advance(39);
            peer.ExpectNothing();
            peer.Advance(1);
            peer.Expect(Ack, seq: 1, ack: 101);
            peer.Advance(1000);
            peer.ExpectNothing();
        }

        [Fact]
        public void EverySecondFullSegment_IsAcknowledgedAtOnce()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 65535);
            peer.Accept();
            for (int i = 0; i < 10; i++)
            {
                peer.Send(Ack, seq: 1 + (i * 1000), ack: 1, data: Bytes(i * 1000, 1000));
                if ((i & 1) == 0)
                {
                    peer.ExpectNothing();
                }
                else
                {
                    peer.Expect(Ack, ack: 1001 + (i * 1000));
                }
            }

            peer.ExpectNothing();
        }

        [Fact]
        public void WithoutDelay_EverySegmentIsAcknowledged()
        {
            TcpPeer peer = NewPeer(o => o.AcknowledgmentDelay = 0);
            peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1));
            peer.Expect(Ack, ack: 2);
            peer.Send(Ack, seq: 2, ack: 1, data: Bytes(1, 1));
            peer.Expect(Ack, ack: 3);
        }

        [Fact]
        public void DataSent_CarryTheDelayedAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, ack: 101, data: Bytes(0, 10));
            peer.Send(Ack, seq: 101, ack: 11);
            peer.Advance(500);
            peer.ExpectNothing();
        }

        [Fact]
        public void DelayedAckThatFindsTheDeviceBusy_GoesLater()
        {
            TcpPeer peer = NewPeer();
            peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Device.Busy = true;
            peer.Advance(60);
            peer.Device.Busy = false;
            peer.Advance(16);
            peer.Expect(Ack, ack: 101);
        }

        [Fact]
        public void OutOfOrder_IsAcknowledgedAtOnce_AndSoIsTheFilling()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            peer.Expect(Ack, ack: 1);
            peer.Send(Ack, seq: 201, ack: 1, data: Bytes(200, 100));
            peer.Expect(Ack, ack: 1);
            Assert.Empty(Read(connection));
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Expect(Ack, ack: 301);
            Assert.Equal(Bytes(0, 300), Read(connection));
        }

        [Fact]
        public void Ranges_MergeHoweverTheyOverlap()
        {
            // Every order of five overlapping pieces of a stream.
            (int From, int Count)[] pieces = [(0, 120), (100, 100), (150, 250), (390, 10), (300, 300)];
            foreach (int[] order in Permutations([0, 1, 2, 3, 4]))
            {
                TcpPeer peer = NewPeer();
                TcpConnection connection = peer.Accept();
                foreach (int i in order)
                {
                    peer.Send(Ack, seq: 1 + pieces[i].From, ack: 1, data: Bytes(pieces[i].From, pieces[i].Count));
                }

                Assert.Equal(Bytes(0, 600), Read(connection));
                Assert.Equal(0, connection.receiver.ranges);
                Assert.Equal(0, peer.Counters.DroppedNoRange);
            }
        }

        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(4)]
        public void RangesThatAreFull_DropWhatComes_AndItIsTakenLater(int ranges)
        {
            TcpPeer peer = NewPeer(o => o.OutOfOrderRanges = ranges);
            TcpConnection connection = peer.Accept();
            for (int i = 0; i < ranges + 2; i++)
            {
                int from = 20 + (i * 20);
                peer.Send(Ack, seq: 1 + from, ack: 1, data: Bytes(from, 10));
            }

            Assert.Equal(ranges, connection.receiver.ranges);
            Assert.Equal(2, peer.Counters.DroppedNoRange);

            // What begins where it is expected is always taken, and what has been kept comes out in order.
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 20));
            Assert.Equal(ranges == 0 ? 20 : 30, connection.receiver.available);
            peer.Send(Ack, seq: 21, ack: 1, data: Bytes(20, 200));
            Assert.Equal(Bytes(0, 220), Read(connection));
        }

        [Fact]
        public void RetransmissionThatBringsSomethingNew_IsTrimmed()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Send(Ack, seq: 51, ack: 1, data: Bytes(50, 100));
            peer.Expect(Ack, ack: 151);
            Assert.Equal(Bytes(0, 150), Read(connection));
        }

        [Fact]
        public void WhatGoesBeyondTheWindow_IsCutOff_FinIncluded()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Fin, seq: 1, ack: 1, data: Bytes(0, 1200));
            peer.Advance(40);
            peer.Expect(Ack, ack: 1001, window: 0);
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(Bytes(0, 1000), Read(connection));
            peer.Expect(Ack, ack: 1001, window: 1000);
            peer.Send(Ack | Fin, seq: 1001, ack: 1, data: Bytes(1000, 200));
            peer.Expect(Ack, ack: 1202);
            Assert.Equal(TcpState.CloseWait, connection.state);
            Assert.Equal(Bytes(1000, 200), Read(connection));
        }

        [Fact]
        public void FinBehindAFullWindow_IsTaken()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Fin, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Expect(Ack, ack: 1002, window: 0);
            Assert.Equal(Bytes(0, 1000), Read(connection));
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        [Fact]
        public void ClosedWindow_ProbesAreAnswered_NotTaken_AndTheirAckCounts()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1000);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, length: 10);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Advance(50);
            peer.Expect(Ack, ack: 1001, window: 0);
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1001, ack: 11, data: Bytes(1000, 1));
                peer.Expect(Ack, ack: 1001, window: 0);
            }

            Assert.Equal(0, connection.sender.queued);
            Assert.Equal(1000, connection.receiver.available);
            peer.Send(Rst, seq: 1001);
            Assert.Equal(TcpError.Reset, connection.error);
        }

        [Fact]
        public void Window_OpensInStepsWorthIt()
        {
            // RFC 9293 section 3.8.6.2.2: min(half the buffer, MSS).
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 2000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1001, ack: 1, data: Bytes(1000, 1000));
            peer.Expect(Ack, ack: 2001, window: 0);
            Assert.Equal(999, Read(connection, 999).Length);
            peer.ExpectNothing();
            Assert.Single(Read(connection, 1));
            peer.Expect(Ack, ack: 2001, window: 1000);
            Assert.Equal(999, Read(connection, 999).Length);
            peer.ExpectNothing();
            Write(connection, 0, 1);
            peer.Expect(Ack, ack: 2001, window: 1000, length: 1);
        }

        [Fact]
        public void WindowThatOpensByMoreThanSixSegments_IsToldAtOnce()
        {
            // The acknowledgments went while the bytes waited, so the window has not moved: a peer that has used it up
            // would wait until something else of its arrives.
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 30_000);
            TcpConnection connection = peer.Accept();
            SendFullSegments(peer, 0, 8);
            peer.Expect(Ack, ack: 2921, window: 27_080);
            peer.Expect(Ack, ack: 5841, window: 24_160);
            peer.Expect(Ack, ack: 8761, window: 21_240);
            peer.Expect(Ack, ack: 11681, window: 18_320);
            Read(connection, 8760);
            peer.ExpectNothing();
            Read(connection, 1);
            peer.Expect(Ack, ack: 11681, window: 27_081);
            Read(connection);
            peer.ExpectNothing();
        }

        [Fact]
        public void WindowThatOpensByLess_IsToldWithTheNextAck()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 20_000);
            TcpConnection connection = peer.Accept();
            SendFullSegments(peer, 0, 4);
            peer.Expect(Ack, ack: 2921, window: 17_080);
            peer.Expect(Ack, ack: 5841, window: 14_160);
            Read(connection, 2920);
            peer.ExpectNothing();
            SendFullSegments(peer, 4, 2);
            peer.Expect(Ack, ack: 8761, window: 14_160);
        }

        [Fact]
        public void SegmentsThatAreReadOneByOne_CauseNoWindowUpdate()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 20_000);
            TcpConnection connection = peer.Accept();
            for (int i = 0; i < 10; i += 2)
            {
                SendFullSegments(peer, i, 1);
                Read(connection);
                peer.ExpectNothing();
                SendFullSegments(peer, i + 1, 1);
                peer.Expect(Ack, ack: 1 + ((i + 2) * 1460));
                Read(connection);
                peer.ExpectNothing();
            }
        }

        [Fact]
        public void SegmentsWithTimestamps_AreFullWhereTheyAreTwelveBytesShorter()
        {
            // Otherwise acknowledgments of segments that were read one by one would not open the window, and each so many
            // reads would have to tell of it.
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 20_000);
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            for (int i = 0; i < 20; i += 2)
            {
                peer.Send(Ack, seq: 1 + (i * 1448), ack: 1, data: Bytes(i * 1448, 1448));
                Read(connection);
                peer.ExpectNothing();
                peer.Send(Ack, seq: 1 + ((i + 1) * 1448), ack: 1, data: Bytes((i + 1) * 1448, 1448));
                peer.Expect(Ack, ack: 1 + ((i + 2) * 1448), window: 20_000 - 1448);
                Read(connection);
                peer.ExpectNothing();
            }
        }

        [Fact]
        public void WindowBehindAFilledGap_IsToldAsSoonAsItsBytesWereRead()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 30_000);
            TcpConnection connection = peer.Accept();
            for (int i = 1; i < 8; i++)
            {
                SendFullSegments(peer, i, 1);
                peer.Expect(Ack, ack: 1, window: 30_000);
            }

            SendFullSegments(peer, 0, 1);
            peer.Expect(Ack, ack: 11681, window: 18_320);
            Read(connection);
            peer.Expect(Ack, ack: 11681, window: 30_000);
        }

        [Fact]
        public void WindowUpdateThatFindsTheDeviceBusy_GoesLater()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Advance(50);
            peer.Expect(Ack, window: 0);
            peer.Device.Busy = true;
            Read(connection);
            peer.Advance(10);
            peer.Device.Busy = false;
            peer.Advance(16);
            peer.Expect(Ack, ack: 1001, window: 1000);
        }

        [Theory]
        [InlineData(256, 0)]
        [InlineData(4096, 0)]
        [InlineData(65535, 0)]
        [InlineData(65536, 1)]
        [InlineData(300_001, 3)]
        [InlineData(2_000_000, 5)]
        public void WindowOnTheWire_NeverTakesBackWhatItHasPromised_AndAllOfItIsTaken(int buffer, int scale)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.ReceiveBufferSize = buffer;
                o.AcknowledgmentDelay = 0;
            });
            TcpConnection connection = peer.Accept(scale: 0);
            Assert.Equal(scale, connection.receiver.windowShift);
            var random = new Random(buffer);
            int sent = 0;
            int read = 0;
            int farthest = 1 + Math.Min(buffer, 65535);
            bool reading = false;
            for (int i = 0; i < 6000; i++)
            {
                // The peer uses the window to its last byte, in segments of any size; the application reads now and then.
                int room = farthest - 1 - sent;
                int count = Math.Min(room, random.Next(4) == 0 ? random.Next(1, 20) : random.Next(1, 1460));
                reading = room == 0 || (reading && connection.receiver.available > 0 && random.Next(50) != 0);
                if (count > 0 && (!reading || random.Next(3) == 0))
                {
                    peer.Send(Ack, seq: 1 + sent, ack: 1, data: Bytes(sent, count));
                    sent += count;
                    Assert.Equal(sent, (int)(connection.receiver.next - peer.PeerIsn) - 1);
                }
                else
                {
                    byte[] data = Read(connection, random.Next(1, 3000));
                    Assert.Equal(Bytes(read, data.Length), data);
                    read += data.Length;
                }

                while (peer.Device.Sent.Count > 0)
                {
                    SentSegment segment = peer.Take();
                    int edge = (int)(segment.Acknowledgment - peer.PeerIsn) + (segment.Window << scale);
                    Assert.True(edge > farthest - (1 << scale), $"the window shrank from {farthest} to {edge}");
                    farthest = Math.Max(farthest, edge);
                }
            }
        }

        [Fact]
        public void HeaderPredictionAndTheGeneralPath_DoTheSame()
        {
            // Two streams of segments, one of them marked urgent so that it never takes the short way.
            foreach (int flags in new[] { Ack, Ack | Urg })
            {
                TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 10_000);
                TcpConnection connection = peer.Accept();
                peer.Send(flags, seq: 1, ack: 1, data: Bytes(0, 1000));
                peer.ExpectNothing();
                peer.Send(flags, seq: 1001, ack: 1, data: Bytes(1000, 1000));
                peer.Expect(Ack, seq: 1, ack: 2001, window: 8000);
                Assert.Equal(Bytes(0, 2000), Read(connection));
                Assert.Equal(2000, peer.Counters.BytesReceived);
            }
        }

        // From a number on, each of the size that this side takes.
        private static void SendFullSegments(TcpPeer peer, int first, int count)
        {
            for (int i = first; i < first + count; i++)
            {
                peer.Send(Ack, seq: 1 + (i * 1460), ack: 1, data: Bytes(i * 1460, 1460));
            }
        }

        private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
            ? [items]
            : items.SelectMany(first => Permutations(items.Where(i => i != first).ToArray()).Select(rest => (int[])[first, .. rest]));
    }

    public class ReceiverTestsAtTheWrap : ReceiverTests
    {
        protected override uint StackIsn => 10;

        protected override uint PeerIsn => 0xFFFFFFFF - 150;
    }

    public class ReceiverTestsAtTheSign : ReceiverTests
    {
        protected override uint PeerIsn => 0x7FFFFFFF - 150;
    }
}
