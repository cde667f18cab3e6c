using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>How large a segment the path carries: RFC 1191, RFC 5927 section 7, and black holes (RFC 2923 section 2.1).</summary>
    public class PathMtuTests : TcpTest
    {
        [Fact]
        public void SegmentsThatVanish_GoAgainSmaller_AfterTwoTimeouts_AndThePathKeepsIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Ignore();
            Assert.Equal(1460, peer.AdvanceToNext().Data.Length);
            Assert.Equal(1160, peer.AdvanceToNext().Data.Length);
            Assert.Equal(1500, peer.PathMtu);
            peer.Send(Ack, seq: 1, ack: 1161);
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1, peer.Counters.PathMtuBlackHoles);
            Assert.Equal(1160, peer.Expect(Ack, seq: 1161, length: 1160).Data.Length);
            peer.Send(Ack, seq: 1, ack: 4001);
            peer.Ignore();

            // A new connection begins with it.
            peer.Port++;
            Assert.Equal(1160, peer.Accept(mss: 1460, acceptor: peer.Listen(peer.LocalPort = 8)).sender.segmentSize);
        }

        [Fact]
        public void WhatVanishesStill_GoesAgainAsEveryHostTakesIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Ignore();
            int[] sizes = [.. Enumerable.Range(0, 4).Select(_ => peer.AdvanceToNext().Data.Length)];
            Assert.Equal([1460, 1160, 1160, 536], sizes);
            peer.Send(Ack, seq: 1, ack: 537);
            Assert.Equal(576, peer.PathMtu);
            Assert.Equal(536, connection.sender.segmentSize);
        }

        [Fact]
        public void PeerThatIsGone_IsNotBlamedOnThePath()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 60_000);
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Advance(100_000);
            Assert.Equal(TcpError.TimedOut, connection.error);
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(0, peer.Counters.PathMtuBlackHoles);
        }

        [Theory]
        [InlineData(3, 1160, 1200)]
        [InlineData(4, 536, 576)]
        [InlineData(5, 536, 576)]
        public void SmallSegmentThatIsLostByChance_IsTriedAgain_AndFindsTheHole(int timeouts, int length, int found)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Ignore();
            for (int i = 1; i < timeouts; i++)
            {
                peer.AdvanceToNext();
            }

            Assert.Equal(length, peer.AdvanceToNext().Data.Length);
            peer.Send(Ack, seq: 1, ack: 1 + length);
            Assert.Equal(found, peer.PathMtu);
            Assert.Equal(length, connection.sender.segmentSize);
            Assert.Equal(1, peer.Counters.PathMtuBlackHoles);
            peer.Expect(Ack, seq: 1 + length, length: length);
        }

        [Fact]
        public void LateAcknowledgmentOfTheFirstSizeThatWasTried_FindsThatOne()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Advance(20_000);
            peer.Ignore();
            Assert.Equal(536, connection.sender.segmentSize);
            peer.Send(Ack, seq: 1, ack: 1161);
            Assert.Equal(1200, peer.PathMtu);
            Assert.Equal(1160, connection.sender.segmentSize);
        }

        [Theory]
        [InlineData(6, 0)]
        [InlineData(7, 0)]
        [InlineData(7, 50_000)]
        public void WhatVanishesAtEachSize_GoesWithoutDontFragment(int timeouts, int more)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            long start = peer.Now;
            Write(connection, 0, 4000);
            peer.Ignore();
            Assert.Equal([1460, 1160, 1160, 536, 536], Enumerable.Range(0, 5).Select(_ => peer.AdvanceToNext().Data.Length));
            peer.PathFragments = true;
            for (int i = 6; i <= timeouts; i++)
            {
                Assert.Equal(536, peer.AdvanceToNext().Data.Length);
            }

            Assert.Equal(timeouts == 6 ? 63_000 : 123_000, peer.Now - start);

            // Nothing but this segment may be fragmented before it has arrived.
            Assert.Equal(1500, peer.PathMtu);
            Assert.True(peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value).mtuState > 0);
            peer.Advance(more);
            peer.Send(Ack, seq: 1, ack: 537);
            Assert.Equal(576, peer.PathMtu);
            Assert.Equal(1, peer.Counters.PathMtuBlackHoles);
            peer.Expect(Ack, seq: 537, length: 536);
        }

        [Fact]
        public void WhatIsNoLargerThanEveryHostTakes_GoesWithoutDontFragment_AfterTwoTimeouts()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            Write(connection, 0, 100);
            peer.Ignore();
            Assert.Equal(100, peer.AdvanceToNext().Data.Length);
            peer.PathFragments = true;
            Assert.Equal(100, peer.AdvanceToNext().Data.Length);
            Assert.Equal(100, peer.AdvanceToNext().Data.Length);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Equal(576, peer.PathMtu);
            Assert.Equal(1, peer.Counters.PathMtuBlackHoles);
            Write(connection, 100, 50);
            peer.Expect(Ack | Psh, seq: 101, length: 50);
        }

        [Fact]
        public void DeviceThatWasBusy_SendsWithoutDontFragmentAllTheSame()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            Write(connection, 0, 100);
            peer.Ignore();
            peer.AdvanceToNext();
            peer.Device.Busy = true;
            peer.Advance(2_003);
            peer.ExpectNothing();
            peer.Device.Busy = false;
            peer.PathFragments = true;
            Assert.Equal(100, peer.AdvanceToNext().Data.Length);
        }

        [Theory]
        [InlineData(28, false)]
        [InlineData(29, true)]
        public void WhatEveryLinkCarries_IsNotToBeFragmented(int length, bool fragments)
        {
            // RFC 791 section 3.2: 68 bytes.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            Write(connection, 0, length);
            peer.Ignore();
            peer.AdvanceToNext();
            peer.PathFragments = fragments;
            peer.AdvanceToNext();
            peer.Send(Ack, seq: 1, ack: 1 + length);
            Assert.Equal(fragments ? 576 : 1500, peer.PathMtu);
        }

        [Fact]
        public void FinThatVanishes_SaysNothingOfThePath()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            connection.ShutdownSend();
            peer.Advance(4_000);
            peer.Send(Ack, seq: 1, ack: 2);
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(0, peer.Counters.PathMtuBlackHoles);
        }

        [Fact]
        public void MoreThanWasLetFragment_HasArrivedWithoutThat()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            Write(connection, 0, 1072);
            peer.Advance(3_500);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1073);
            Assert.Equal(1500, peer.PathMtu);
            Write(connection, 1072, 536);
            peer.Expect(Ack | Psh, seq: 1073, length: 536);
        }

        [Fact]
        public void AcknowledgmentEndsTheSearch_AndTheNextBeginsAnew()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Advance(3_500);
            peer.Ignore();
            Assert.Equal(1160, connection.sender.segmentSize);
            peer.Send(Ack, seq: 1, ack: 1461);
            peer.Ignore();
            Assert.Equal(1460, peer.AdvanceToNext().Data.Length);
            Assert.Equal(1460, connection.sender.segmentSize);
            Assert.Equal(1160, peer.AdvanceToNext().Data.Length);
        }

        [Fact]
        public void LargeSegmentThatArrivedAfterAll_IsNotBlamedOnThePath()
        {
            // The peer acknowledges more than the smaller segment that was tried: its acknowledgments were late.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 4000);
            peer.Advance(3500);
            peer.Ignore();
            Assert.Equal(1160, connection.sender.segmentSize);
            peer.Send(Ack, seq: 1, ack: 1461);
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1460, connection.sender.segmentSize);
        }

        [Theory]
        [InlineData(1160, 1160)]
        [InlineData(500, 500)]
        public void SmallSegmentsThatVanish_AreNotMadeSmaller(int length, int again)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, length);
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(again, peer.AdvanceToNext().Data.Length);
            }

            peer.Send(Ack, seq: 1, ack: 1 + length);
            Assert.Equal(1460, connection.sender.segmentSize);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void OtherConnectionOfThePath_FollowsAtOnce()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection one = peer.Accept(mss: 1460, acceptor: acceptor);
            peer.Port++;
            TcpConnection other = peer.Accept(mss: 1460, acceptor: acceptor);
            peer.Port--;
            Write(one, 0, 1460);
            peer.Advance(3500);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1161);
            peer.Send(Ack, seq: 1, ack: 1461);
            peer.Ignore();
            peer.Port++;
            Write(other, 0, 1460);
            peer.Expect(Ack, seq: 1, length: 1160);
            peer.Expect(Ack | Psh, seq: 1161, length: 300);
        }

        [Fact]
        public void LearningMore_PutsDoubtOff_HearingItAgainDoesNot()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 1000);
            peer.Ignore();
            peer.Advance(300_000 - 1);
            connection.Abort();
            connection.Close();
            peer.Ignore();
            connection = peer.Accept(mss: 1460, acceptor: peer.Listen(peer.LocalPort = 8));
            Write(connection, 0, 960);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 640);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 640);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 961);
            peer.Advance(599_000);
            Assert.False(peer.IsMtuProbeDue);
            peer.Advance(1_001);
            Assert.True(peer.IsMtuProbeDue);
            Assert.Equal(640, peer.PathMtu);
        }

        [Theory]
        [InlineData(1200)]
        [InlineData(1040)]
        [InlineData(67)]
        public void ClaimThatCannotBe_TeachesNothing(int mtu)
        {
            // RFC 5927 section 7.2: no packet of more than 1,040 bytes was ever sent.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1000);
            Write(connection, 0, 1000);
            peer.SendIcmp(3, 4, peer.Take(), mtu);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1000, connection.sender.segmentSize);
        }

        [Theory]
        [InlineData(1, 1400)]
        [InlineData(1, 0)]
        [InlineData(1, 68)]
        [InlineData(100, 140)]
        public void ClaimAboutAPacketThatIsNotLarger_TeachesNothing(int length, int mtu)
        {
            // The segment might be larger, but nothing larger was ever sent.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, length);
            peer.SendIcmp(3, 4, peer.Take(), mtu);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1460, connection.sender.segmentSize);
        }

        [Fact]
        public void ClaimOfOneByteLessThanWasSent_IsBelieved()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 700);
            SentSegment sent = peer.Take();
            peer.SendIcmp(3, 4, sent, mtu: 740);
            peer.ExpectNothing();
            peer.SendIcmp(3, 4, sent, mtu: 739);
            Assert.Equal(739, peer.PathMtu);
            peer.Expect(Ack, seq: 1, length: 699);
        }

        [Fact]
        public void ClaimOfMoreThanAnyOfManySmallPackets_TeachesNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            connection.sender.noDelay = true;
            for (int i = 0; i < 15; i++)
            {
                Write(connection, 100 * i, 100);
            }

            SentSegment first = peer.Take();
            peer.Ignore();
            peer.SendIcmp(3, 4, first, mtu: 1000);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
        }

        [Theory]
        [InlineData(1, 1400, 1500)]
        [InlineData(700, 780, 1500)]
        [InlineData(700, 779, 779)]
        public void ClaimAboutASmallSegment_IsNotHeldAgainstALargerOneBefore(int length, int mtu, int believed)
        {
            // It has timed out, and much larger ones were sent; but it is no larger itself, whatever its options.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            peer.Take();
            peer.Send(Ack, seq: 1, ack: 1461);
            Write(connection, 1460, length);
            peer.Take();
            peer.SendIcmp(3, 4, peer.AdvanceToNext(), mtu);
            Assert.Equal(believed, peer.PathMtu);
        }

        [Fact]
        public void OptionsCount_WhereAClaimIsHeldAgainstWhatWasSent()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: false, timestamps: true, mss: 1460);
            Write(connection, 0, 700);
            SentSegment sent = peer.Take();
            peer.SendIcmp(3, 4, sent, mtu: 752);
            peer.ExpectNothing();
            peer.SendIcmp(3, 4, sent, mtu: 751);
            Assert.Equal(751, peer.PathMtu);
            Assert.Equal(699, connection.sender.segmentSize);
        }

        [Fact]
        public void NewConnection_HasSentNothingLarge()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection connection = peer.Accept(mss: 1460, acceptor: acceptor);
            Write(connection, 0, 1460);
            peer.Ignore();
            connection.Abort();
            connection.Close();
            peer.Ignore();
            TcpConnection again = peer.Accept(mss: 1460, acceptor: acceptor);
            Assert.Same(connection, again);
            Write(again, 0, 700);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 740);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void ClaimAboutWhatIsAcknowledged_TeachesNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            SentSegment sent = peer.Take();
            peer.Send(Ack, seq: 1, ack: 1461);
            Write(connection, 1460, 1460);
            peer.Ignore();
            peer.SendIcmp(3, 4, sent, mtu: 640);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void ClaimAgainstWhatHasArrived_WaitsForATimeout()
        {
            // RFC 5927 section 7.2: full segments were acknowledged, so it is likelier that somebody wants to do harm.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            peer.Take();
            peer.Advance(20);
            peer.Send(Ack, seq: 1, ack: 1461);
            Write(connection, 1460, 1460);
            SentSegment sent = peer.Take();
            peer.SendIcmp(3, 4, sent, mtu: 640);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
            Assert.Equal(1460, connection.sender.segmentSize);

            // Where it is true, the segment goes again in vain, and the router says the same again.
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(1, connection.sender.timeouts);
            Assert.Equal(1460, again.Data.Length);
            peer.SendIcmp(3, 4, again, mtu: 640);
            Assert.Equal(640, peer.PathMtu);
            Assert.Equal(600, peer.Expect(Ack, seq: 1461, length: 600).Data.Length);
        }

        [Fact]
        public void ClaimAgainstWhatHasArrived_IsAboutTheSegmentThatTimedOut()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            peer.Take();
            peer.Send(Ack, seq: 1, ack: 1461);
            Write(connection, 1460, 2920);
            peer.Take();
            SentSegment second = peer.Take();
            peer.AdvanceToNext();
            peer.Ignore();
            peer.SendIcmp(3, 4, second, mtu: 640);
            peer.ExpectNothing();
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void ClaimAgainstMoreThanHasArrived_IsBelievedAtOnce()
        {
            // Small segments have arrived; nothing of the size that the router complains of ever has.
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 600);
            peer.Take();
            peer.Send(Ack, seq: 1, ack: 601);
            Write(connection, 600, 1460);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 640);
            Assert.Equal(600, peer.Take().Data.Length);
        }

        [Theory]
        [InlineData(68)]
        [InlineData(296)]
        [InlineData(575)]
        public void LinkOfLessThanEveryHostTakes_IsLeftToFragment(int mtu)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1000);
            SentSegment sent = peer.Take();
            peer.PathFragments = true;
            peer.SendIcmp(3, 4, sent, mtu);
            peer.Expect(Ack, seq: 1, length: 536);
            SentSegment rest = peer.Expect(Ack | Psh, seq: 537, length: 464);
            Assert.Equal(576, peer.PathMtu);
            peer.Send(Ack, seq: 1, ack: 1001);

            // What is not fragmented needs no router to complain, and moves nothing more.
            Write(connection, 1000, 536);
            peer.SendIcmp(3, 4, peer.Take(), mtu);
            peer.SendIcmp(3, 4, rest, 100);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1537);
            Assert.Equal(536, connection.sender.segmentSize);
        }

        [Fact]
        public void LinkOfLessThanEveryHostTakes_IsLeftToFragment_WhereSegmentsAreSmallAlready()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 536);
            Write(connection, 0, 536);
            SentSegment sent = peer.Take();
            peer.PathFragments = true;
            peer.SendIcmp(3, 4, sent, 296);
            peer.Expect(Ack | Psh, seq: 1, length: 536);
        }

        [Fact]
        public void ClaimAboutASyn_TeachesNothing()
        {
            TcpPeer peer = NewPeer();
            peer.Connect();
            peer.SendIcmp(3, 4, peer.Expect(Syn), mtu: 100);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void ClaimAboutASynAck_TeachesNothing_AndEndsNothing()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: TcpPeer.MssOption(1460));
            peer.SendIcmp(3, 4, peer.Expect(Syn | Ack, ack: 1), mtu: 100);
            Assert.Equal(1500, peer.PathMtu);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, acceptor.Accept()!.state);
        }
    }

    public class PathMtuTestsAtTheWrap : PathMtuTests
    {
        protected override uint StackIsn => 0xFFFFFC00;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
