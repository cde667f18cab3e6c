using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// A path may carry more than is known of it: one segment that is larger than the others shows whether it does, and
    /// its loss is no sign of congestion (RFC 4821 section 7, RFC 8899).
    /// </summary>
    public class MtuProbeTests : TcpTest
    {
        // The first byte of the stream that Learn has left to be sent.
        private const int Start = 1461;

        // When Learn has let a router speak.
        private long learnedAt;

        [Fact]
        public void TenMinutesAfterARouterHasSpoken_OneLargeSegmentIsTried_AndTheOthersStaySmall()
        {
            (TcpPeer peer, TcpConnection connection) = Learn(1200);
            peer.Advance(599_999 - peer.Now + learnedAt);
            Write(connection, Start, 4000);
            Assert.Equal([1160, 1160, 1160, 520], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 4000);
            peer.Advance(1);
            Assert.Equal(1200, peer.PathMtu);
            Write(connection, Start + 4000, 5000);
            Assert.Equal([1460, 1160, 1160, 1160, 60], Lengths(peer));
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1160, connection.sender.segmentSize);

            // Before it is acknowledged it shows nothing; then, all follow.
            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: Start + 4000 + 1459);
            Assert.Equal(1200, peer.PathMtu);
            peer.Send(Ack, seq: 1, ack: Start + 4000 + 1460);
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1460, connection.sender.segmentSize);
            peer.Send(Ack, seq: 1, ack: Start + 9000);
            Write(connection, Start + 9000, 2920);
            Assert.Equal([1460, 1460], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 11920);
            peer.Advance(700_000);
            Assert.False(peer.IsMtuProbeDue);
        }

        [Fact]
        public void ProbeThatIsLost_GoesAgainSmall_AndLowersNothing()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 3780);
            int window = connection.sender.congestion.window;
            int threshold = connection.sender.congestion.slowStartThreshold;
            Assert.Equal([1460, 1160, 1160], Lengths(peer));
            peer.Advance(100);
            Sack(peer, 0, 1460, 2620);
            Sack(peer, 0, 1460, 3780);
            peer.ExpectNothing();

            // A quarter of a round trip for what may only be late (RFC 8985).
            peer.Advance(25);
            Assert.Equal([(0, 1160), (1160, 300)], Segments(peer));
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(window, connection.sender.congestion.window);
            Assert.Equal(threshold, connection.sender.congestion.slowStartThreshold);
            Assert.Equal(0, peer.Counters.FastRetransmits);
            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: Start + 3780);
            Assert.True(connection.sender.congestion.window >= window);
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1160, connection.sender.segmentSize);

            // The next one is tried ten minutes after it.
            peer.Advance(599_700);
            Write(connection, Start + 3780, 3000);
            Assert.Equal([1160, 1160, 680], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 6780);
            peer.Advance(1_000);
            Write(connection, Start + 6780, 3000);
            Assert.Equal([1460, 1160, 380], Lengths(peer));
        }

        [Fact]
        public void ProbeThatIsLost_WhereTheWindowIsFull_GoesAgainAtOnce()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.sender.congestion.window = 1461;
            Write(connection, Start, 5000);
            Assert.Equal([1460], Lengths(peer));
            connection.sender.congestion.window = 2620;
            connection.Push();
            Assert.Equal([1160], Lengths(peer));
            connection.sender.congestion.window = 1200;
            peer.Advance(100);
            Sack(peer, 0, 1460, 2620);
            peer.Advance(25);
            Assert.Equal((0, 1160), Segments(peer)[0]);
        }

        [Fact]
        public void LossOfMoreThanTheProbe_IsCongestion()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 7000);
            Assert.Equal([1460, 1160, 1160, 1160, 1160, 900], Lengths(peer));
            peer.Advance(100);
            Sack(peer, 0, 2620, 6100);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal(1, peer.Counters.FastRetransmits);
            Assert.Equal(1160, Lengths(peer)[0]);
        }

        [Fact]
        public void LossBehindTheProbe_IsCongestion()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 7000);
            peer.Ignore();
            peer.Advance(100);
            Sack(peer, 1460, 2620, 6100);
            Assert.Equal(1500, peer.PathMtu);
            peer.Advance(25);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal(1, peer.Counters.FastRetransmits);
        }

        [Fact]
        public void LossBeforeTheProbe_IsCongestion()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.sender.noDelay = true;
            Write(connection, Start, 500);
            Assert.Equal([500], Lengths(peer));
            Write(connection, Start + 500, 5000);
            Assert.Equal([1460, 1160, 1160, 1160, 60], Lengths(peer));
            peer.Advance(100);
            Sack(peer, 0, 500, 5440);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
            Assert.Equal((0, 500), Segments(peer)[0]);

            // The probe has arrived all the same, and the next round trip that is measured shows it.
            peer.Send(Ack, seq: 1, ack: Start + 5500);
            Write(connection, Start + 5500, 100);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start + 5600);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void LossOnBothSidesOfTheProbe_DoesNotHideThatItHasArrived()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.sender.noDelay = true;
            Write(connection, Start, 500);
            Write(connection, Start + 500, 6100);
            Assert.Equal([500, 1460, 1160, 1160, 1160, 1160], Lengths(peer));
            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: Start, options: peer.SackOption((Start + 500, Start + 1960), (Start + 3120, Start + 6600)));
            peer.Send(Ack, seq: 1, ack: Start + 1960, options: peer.SackOption((Start + 3120, Start + 6600)));
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start + 6600);
            Write(connection, Start + 6600, 100);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start + 6700);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void LossOfTheProbeAndOfALaterSegment_IsCongestion()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 7000);
            peer.Ignore();
            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: Start, options: peer.SackOption((Start + 1460, Start + 2620), (Start + 3780, Start + 6100)));
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
        }

        [Fact]
        public void NothingIsTried_DuringARecovery()
        {
            (TcpPeer peer, TcpConnection connection) = Learn(1200);
            connection.sender.congestion.window = 1160;
            Write(connection, Start, 8000);
            peer.Ignore();
            peer.Advance(1_500);
            Assert.Equal(LossRecovery.Timeout, connection.sender.recovery);
            peer.Ignore();
            peer.Stack.ipv4.paths.AskForProbe(connection.path);
            connection.sender.congestion.window = 5000;
            connection.Push();
            Assert.Equal(1160, Lengths(peer)[0]);
            Assert.True(peer.IsMtuProbeDue);
        }

        [Fact]
        public void NothingIsTried_WhileDuplicateAcknowledgmentsTellOfSomethingMissing()
        {
            (TcpPeer peer, TcpConnection connection) = Learn(1200, selective: false);
            Write(connection, Start, 2320);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start);
            peer.Stack.ipv4.paths.AskForProbe(connection.path);
            Write(connection, Start + 2320, 5400);
            Assert.Equal(1160, Lengths(peer)[0]);
            Assert.True(peer.IsMtuProbeDue);
        }

        [Fact]
        public void ProbeThatWasSentAgain_ShowsNothing_WhenItIsAcknowledged()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 3000);
            peer.Ignore();
            SentSegment again = peer.AdvanceToNext();
            while (peer.RelativeSequence(again) != Start)
            {
                again = peer.AdvanceToNext();
            }

            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: Start + 3000);
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1160, connection.sender.segmentSize);
        }

        [Theory]
        [InlineData(1460, false)]
        [InlineData(1461, true)]
        public void SomethingMustFollow(int length, bool probed)
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, length);
            Assert.Equal(probed ? 1460 : 1160, Lengths(peer)[0]);
        }

        [Theory]
        [InlineData(1460, false)]
        [InlineData(1461, true)]
        public void BothWindowsMustHaveRoomForIt(int room, bool probed)
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.sender.congestion.window = room;
            Write(connection, Start, 4000);
            Assert.Equal(probed ? 1460 : 1160, Lengths(peer)[0]);

            (peer, connection) = Due(1200, room);
            Write(connection, Start, 4000);
            Assert.Equal(probed ? 1460 : 1160, Lengths(peer)[0]);
        }

        [Fact]
        public void WhatIsOutstanding_TakesRoomFromIt()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.sender.congestion.window = 2620;
            Write(connection, Start, 1160);
            Write(connection, Start + 1160, 4000);
            Assert.Equal([1160, 1160], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 2320);
            Assert.Equal(1460, Lengths(peer)[0]);
        }

        [Theory]
        [InlineData(4939, false)]
        [InlineData(4940, true)]
        public void WithoutSelectiveAcknowledgments_ThreeSegmentsMustFollow(int length, bool probed)
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200, selective: false);
            Write(connection, Start, length);
            Assert.Equal(probed ? 1460 : 1160, Lengths(peer)[0]);
        }

        [Fact]
        public void WithoutSelectiveAcknowledgments_ThreeDuplicatesTellOfItsLoss_WhichLowersNothing()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200, selective: false);
            Write(connection, Start, 6100);
            int window = connection.sender.congestion.window;
            int threshold = connection.sender.congestion.slowStartThreshold;
            long before = peer.Counters.SegmentsRetransmitted;
            Assert.Equal([1460, 1160, 1160, 1160, 1160], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start);
            peer.Send(Ack, seq: 1, ack: Start);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: Start);
            Assert.Equal([(0, 1160), (1160, 300)], Segments(peer));
            peer.Send(Ack, seq: 1, ack: Start);
            peer.ExpectNothing();
            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(0, peer.Counters.FastRetransmits);
            Assert.Equal(before + 2, peer.Counters.SegmentsRetransmitted);
            peer.Send(Ack, seq: 1, ack: Start + 1160);
            peer.Send(Ack, seq: 1, ack: Start + 6100);
            peer.ExpectNothing();
            Assert.True(connection.sender.congestion.window >= window);
            Assert.Equal(threshold, connection.sender.congestion.slowStartThreshold);
            Assert.Equal(1200, peer.PathMtu);
        }

        [Fact]
        public void WithoutSelectiveAcknowledgments_AnotherLossIsStillSeen()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200, selective: false);
            Write(connection, Start, 6100);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start + 1460);
            Assert.Equal(1500, peer.PathMtu);
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: Start + 1460);
            }

            Assert.Equal(1, peer.Counters.FastRetransmits);
            Assert.Equal(LossRecovery.Fast, connection.sender.recovery);
        }

        [Fact]
        public void WhereTheWholeIsLost_WhatEveryTunnelCarriesIsTriedNext()
        {
            (TcpPeer peer, TcpConnection connection) = Due(640);
            Write(connection, Start, 3000);
            Assert.Equal([1460, 600, 600, 340], Lengths(peer));
            peer.Advance(100);
            Sack(peer, 0, 1460, 3000);
            peer.Advance(25);
            Assert.Equal([(0, 600), (600, 600), (1200, 260)], Segments(peer));
            peer.Send(Ack, seq: 1, ack: Start + 3000);
            Write(connection, Start + 3000, 2000);
            Assert.Equal([1160, 600, 240], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 4160);
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1160, connection.sender.segmentSize);
            peer.Send(Ack, seq: 1, ack: Start + 5000);

            // That is good for ten minutes.
            Write(connection, Start + 5000, 3000);
            Assert.Equal([1160, 1160, 680], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 8000);
            peer.Advance(600_000);
            Write(connection, Start + 8000, 3000);
            Assert.Equal([1460, 1160, 380], Lengths(peer));
        }

        [Fact]
        public void WhereThatIsLostToo_AllStaysAsItIs()
        {
            (TcpPeer peer, TcpConnection connection) = Due(640);
            int sent = 0;
            foreach (int probe in new[] { 1460, 1160 })
            {
                Write(connection, Start + sent, 3000);
                Assert.Equal(probe, Lengths(peer)[0]);
                peer.Advance(100);
                Sack(peer, sent, sent + probe, sent + 3000);
                peer.Advance(25);
                peer.Ignore();
                sent += 3000;
                peer.Send(Ack, seq: 1, ack: Start + sent);
            }

            Write(connection, Start + sent, 3000);
            Assert.Equal([600, 600, 600, 600, 600], Lengths(peer));
            Assert.Equal(640, peer.PathMtu);
        }

        [Fact]
        public void WhatRoutersFragment_IsTriedWithoutThat()
        {
            (TcpPeer peer, TcpConnection connection) = Due(296, fragments: true);
            Write(connection, Start, 2000);
            peer.PathFragments = false;
            peer.Expect(Ack, seq: Start, length: 1460);
            peer.PathFragments = true;
            peer.Expect(Ack, seq: Start + 1460, length: 536);
            peer.Expect(Ack | Psh, seq: Start + 1996, length: 4);
            peer.Send(Ack, seq: 1, ack: Start + 2000);
            peer.PathFragments = false;
            Assert.Equal(1500, peer.PathMtu);
            Write(connection, Start + 2000, 1460);
            peer.Expect(Ack | Psh, length: 1460);
        }

        [Fact]
        public void SegmentsThatCannotBeLarger_AreTriedWithoutFragmentsOnly()
        {
            (TcpPeer peer, TcpConnection connection) = Due(296, mss: 500, fragments: true);
            Write(connection, Start, 1000);
            peer.PathFragments = false;
            peer.Expect(Ack, seq: Start, length: 500);
            peer.PathFragments = true;
            peer.Expect(Ack | Psh, seq: Start + 500, length: 500);
            peer.Advance(100);
            Sack(peer, 0, 500, 1000);
            peer.Advance(25);
            peer.Expect(Ack, seq: Start, length: 500);
            peer.Send(Ack, seq: 1, ack: Start + 1000);

            // No smaller size is left to be tried.
            Write(connection, Start + 1000, 1000);
            peer.Expect(Ack, length: 500);
            peer.Expect(Ack | Psh, length: 500);
            peer.Send(Ack, seq: 1, ack: Start + 2000);
            peer.Advance(600_000);
            Write(connection, Start + 2000, 1000);
            peer.PathFragments = false;
            peer.Expect(Ack, length: 500);
            peer.PathFragments = true;
            peer.Expect(Ack | Psh, length: 500);
            peer.Send(Ack, seq: 1, ack: Start + 3000);

            // What was shown is that nothing needs to be fragmented; of more than 576 bytes, nothing.
            peer.PathFragments = false;
            Assert.Equal(576, peer.PathMtu);
            Write(connection, Start + 3000, 500);
            peer.Expect(Ack | Psh, length: 500);
        }

        [Fact]
        public void PeerThatTakesNoLargerSegments_IsSentNone()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200, mss: 1000);
            Write(connection, Start, 4000);
            Assert.Equal([1000, 1000, 1000, 1000], Lengths(peer));
        }

        [Fact]
        public void PeerThatTakesSomewhatLargerOnes_ShowsThatAndNoMore()
        {
            (TcpPeer peer, TcpConnection connection) = Due(640, mss: 1000);
            Write(connection, Start, 2000);
            Assert.Equal([1000, 600, 400], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 2000);
            Assert.Equal(1040, peer.PathMtu);
        }

        [Fact]
        public void Timestamps_CountAsPartOfThePacket()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200, timestamps: true);
            Write(connection, Start, 3000);
            Assert.Equal([1448, 1148, 404], Lengths(peer));
            peer.Send(Ack, seq: 1, ack: Start + 3000);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void OneConnectionOfThePath_TriesIt_AndAllFollow()
        {
            (TcpPeer peer, TcpConnection one) = Due(1200);
            peer.Port++;
            TcpConnection other = Accept(peer, 8);
            Assert.Equal(1160, other.sender.segmentSize);
            Write(other, 0, 3000);
            peer.Expect(Ack, seq: 1, length: 1460);
            peer.Ignore();
            peer.Port--;
            Write(one, Start, 3000);
            Assert.Equal([1160, 1160, 680], Lengths(peer));
            peer.Port++;
            peer.Send(Ack, seq: 1, ack: 3001);
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1460, one.sender.segmentSize);
            Assert.Equal(1460, other.sender.segmentSize);
        }

        [Fact]
        public void ConnectionThatIsNewToAPathInDoubt_BeginsWithWhatIsKnown()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            connection.Abort();
            connection.Close();
            peer.Ignore();
            peer.Advance(5_000_000);
            peer.Port++;
            TcpConnection later = Accept(peer, 8);
            Write(later, 0, 5000);
            Assert.Equal([1460, 1160, 1160, 1160, 60], Lengths(peer));
        }

        [Fact]
        public void BusyDevice_GetsTheProbeLater()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            peer.Device.Busy = true;
            Write(connection, Start, 3000);
            Assert.True(peer.IsMtuProbeDue);
            peer.Device.Busy = false;
            peer.Advance(20);
            Assert.Equal([1460, 1160, 380], Lengths(peer));
            Assert.False(peer.IsMtuProbeDue);
        }

        [Fact]
        public void NothingIsTried_WhileSomethingIsMissing()
        {
            (TcpPeer peer, TcpConnection connection) = Learn(1200);
            connection.sender.noDelay = true;
            Write(connection, Start, 3480);
            peer.Ignore();
            peer.Advance(100);
            Sack(peer, 0, 1160, 2320);
            peer.Stack.ipv4.paths.AskForProbe(connection.path);
            Write(connection, Start + 3480, 4000);
            Assert.Equal(1160, Lengths(peer)[0]);
            peer.Send(Ack, seq: 1, ack: Start + 7480);
            Write(connection, Start + 7480, 3000);
            Assert.Equal(1460, Lengths(peer)[0]);
        }

        [Fact]
        public void NothingIsTried_WhileAProbeIsUnderWay()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            Write(connection, Start, 1461);
            Assert.Equal([1460, 1], Lengths(peer));
            peer.Stack.ipv4.paths.AskForProbe(connection.path);
            Write(connection, Start + 1461, 4000);
            Assert.Equal([1160, 1160, 1160], Lengths(peer)[..3]);
        }

        [Fact]
        public void NothingIsTried_WhileTheSegmentsCarryBlocks()
        {
            (TcpPeer peer, TcpConnection connection) = Due(1200);
            peer.Send(Ack, seq: 1001, ack: Start, data: Bytes(1000, 100));
            peer.Ignore();
            Write(connection, Start, 3000);
            Assert.Equal(1148, Lengths(peer)[0]);
        }

        [Fact]
        public void WhatSilenceHasTaught_IsPutToTheTestAtOnce()
        {
            // The peer was away for a while, and the path is as good as it was.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: false, mss: 1460);
            Write(connection, 0, 1460);
            peer.Ignore();
            peer.Advance(8_000);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1161);
            Assert.Equal(1200, peer.PathMtu);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1461);
            Write(connection, 1460, 4000);
            Assert.Equal(1460, Lengths(peer)[0]);
            peer.Send(Ack, seq: 1, ack: 2921);
            Assert.Equal(1500, peer.PathMtu);
        }

        private (TcpPeer Peer, TcpConnection Connection) Due(
            int mtu, int window = 10_000, bool selective = true, int mss = 1460, bool fragments = false, bool timestamps = false)
        {
            (TcpPeer peer, TcpConnection connection) = Learn(mtu, window, selective, mss, fragments, timestamps);
            peer.Advance(600_000);
            peer.ExpectNothing();
            Assert.True(peer.IsMtuProbeDue);
            return (peer, connection);
        }

        // A connection that has measured a round trip of 100 ms and has heard of a router what the path carries.
        private (TcpPeer Peer, TcpConnection Connection) Learn(
            int mtu, int window = 10_000, bool selective = true, int mss = 1460, bool fragments = false, bool timestamps = false)
        {
            TcpPeer peer = NewPeer();
            peer.Window = window;
            TcpConnection connection = peer.AcceptWith(selective, timestamps, mss);
            Write(connection, 0, 1460);
            SentSegment sent = peer.Take();
            peer.Ignore();
            if (mss > mtu - 40)
            {
                peer.SendIcmp(3, 4, sent, mtu);
                Assert.Equal(Math.Max(mtu, 576), peer.PathMtu);
            }
            else
            {
                peer.Stack.ipv4.paths.LearnMtu(connection.path, mtu);
            }

            learnedAt = peer.Now;
            peer.PathFragments = fragments;
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: Start);
            connection.sender.rtt.Reset(false);
            connection.sender.rtt.Measure(100);
            connection.sender.rack.Open(connection.sender.next);
            connection.sender.rack.minimumRoundTrip = 100;
            peer.Ignore();
            return (peer, connection);
        }

        private static TcpConnection Accept(TcpPeer peer, int localPort)
        {
            peer.LocalPort = localPort;
            TcpConnection connection = peer.Accept(mss: 1460, acceptor: peer.Listen(localPort));
            connection.selective = true;
            return connection;
        }

        private static List<int> Lengths(TcpPeer peer) => [.. Segments(peer).Select(segment => segment.Length)];

        // What was sent, by the first byte, counted from Start on, and length.
        private static List<(int From, int Length)> Segments(TcpPeer peer)
        {
            List<(int From, int Length)> segments = [];
            while (peer.Device.Sent.Count > 0)
            {
                SentSegment segment = peer.Take();
                segments.Add((peer.RelativeSequence(segment) - Start, segment.Data.Length));
            }

            return segments;
        }

        private static void Sack(TcpPeer peer, int acknowledged, int from, int to) =>
            peer.Send(Ack, seq: 1, ack: Start + acknowledged, options: peer.SackOption((Start + from, Start + to)));
    }

    public class MtuProbeTestsAtTheWrap : MtuProbeTests
    {
        protected override uint StackIsn => 0xFFFFF800;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
