using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Explicit congestion notification (RFC 3168 section 6.1).</summary>
    public class EcnTests : TcpTest
    {
        private const int NotCapable = 0;
        private const int Capable = 2;
        private const int Congested = 3;

        [Fact]
        public void PeerThatAsks_IsAnswered_AndDataMayBeMarked()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 1500);
            Assert.Equal(Capable, peer.Expect(Ack, seq: 1, length: 1000).Ecn);
        }

        [Theory]
        [InlineData(Syn)]
        [InlineData(Syn | Ece)]
        [InlineData(Syn | Cwr)]
        public void PeerThatDoesNotAsk_GetsNone(int flags)
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(flags, options: TcpPeer.MssOption(1000));
            Assert.Equal(NotCapable, peer.Expect(Syn | Ack, ack: 1).Ecn);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Write(connection, 0, 1000);
            Assert.Equal(NotCapable, peer.Expect(Ack | Psh, seq: 1, length: 1000).Ecn);

            // Marks and bits mean nothing here.
            int window = connection.sender.congestion.window;
            peer.Ecn = Congested;
            peer.Send(Ack | Psh | Ece, seq: 1, ack: 1001, data: Bytes(0, 100));
            Assert.True(connection.sender.congestion.window >= window);
            peer.Advance(100);
            peer.Expect(Ack, ack: 101);
            Assert.Equal(0, peer.Counters.CongestionExperienced);
        }

        [Fact]
        public void SynOfThisSide_AsksWhereItIsToldTo_AndTheAnswerCounts()
        {
            TcpPeer peer = NewPeer(o => o.RequestEcn = true);
            TcpConnection connection = peer.Connect();
            Assert.Equal(NotCapable, peer.Expect(Syn | Ece | Cwr).Ecn);
            peer.Send(Syn | Ack | Ece, ack: 1, options: TcpPeer.MssOption(1000));
            Assert.Equal(NotCapable, peer.Expect(Ack, seq: 1, ack: 1).Ecn);
            Write(connection, 0, 100);
            Assert.Equal(Capable, peer.Expect(Ack | Psh, seq: 1, length: 100).Ecn);
        }

        [Theory]
        [InlineData(Syn | Ack)]
        [InlineData(Syn | Ack | Ece | Cwr)]
        [InlineData(Syn | Ack | Cwr)]
        public void AnswerThatDoesNotAgree_LeavesItOut(int answer)
        {
            // A peer that sends both bits back has only copied them.
            TcpPeer peer = NewPeer(o => o.RequestEcn = true);
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn | Ece | Cwr);
            peer.Send(answer, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack, seq: 1, ack: 1);
            Write(connection, 0, 100);
            Assert.Equal(NotCapable, peer.Expect(Ack | Psh, seq: 1, length: 100).Ecn);
        }

        [Fact]
        public void SynSentAgain_DoesNotAsk_ButMarksAreEchoedWhereTheFirstWasAnswered()
        {
            TcpPeer peer = NewPeer(o => o.RequestEcn = true);
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn | Ece | Cwr);
            Assert.Equal(Syn, peer.AdvanceToNext().Flags);
            peer.Send(Syn | Ack | Ece, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack, seq: 1, ack: 1);
            Write(connection, 0, 100);
            Assert.Equal(NotCapable, peer.Expect(Ack | Psh, seq: 1, length: 100).Ecn);
            peer.Ecn = Congested;
            peer.Send(Ack, seq: 1, ack: 101, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1001, ack: 101, data: Bytes(1000, 1000));
            peer.Expect(Ack | Ece, ack: 2001);
        }

        [Fact]
        public void SynOfThisSide_DoesNotAskByDefault()
        {
            TcpPeer peer = NewPeer();
            peer.Connect();
            peer.Expect(Syn);
        }

        [Fact]
        public void SynAgainWithoutTheBits_TakesTheOfferBack()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn | Ece | Cwr);
            peer.Expect(Syn | Ack | Ece, ack: 1);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            Write(acceptor.Accept()!, 0, 100);
            Assert.Equal(NotCapable, peer.Expect(Ack | Psh, seq: 1, length: 100).Ecn);
        }

        [Fact]
        public void Mark_IsEchoedOnEveryAck_UntilThePeerHasReducedItsWindow()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            peer.Ecn = Congested;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Ecn = Capable;
            peer.Send(Ack, seq: 1001, ack: 1, data: Bytes(1000, 1000));
            Assert.Equal(NotCapable, peer.Expect(Ack | Ece, seq: 1, ack: 2001).Ecn);
            Read(connection);
            peer.Ignore();
            Write(connection, 0, 100);
            peer.Expect(Ack | Psh | Ece, seq: 1, length: 100);
            peer.Send(Ack, seq: 2001, ack: 101, data: Bytes(2000, 1000));
            peer.Send(Ack, seq: 3001, ack: 101, data: Bytes(3000, 1000));
            peer.Expect(Ack | Ece, ack: 4001);
            peer.Send(Ack | Cwr, seq: 4001, ack: 101, data: Bytes(4000, 500));
            peer.Send(Ack, seq: 4501, ack: 101, data: Bytes(4500, 596));
            peer.Advance(100);
            Assert.Equal(Ack, peer.Take().Flags);
            Assert.Equal(1, peer.Counters.CongestionExperienced);

            // A mark on the very segment that says so counts again.
            Read(connection);
            peer.Ignore();
            peer.Ecn = Congested;
            peer.Send(Ack | Cwr, seq: 5097, ack: 101, data: Bytes(5096, 100));
            peer.Advance(100);
            peer.Expect(Ack | Ece, ack: 5197);
        }

        [Fact]
        public void Echo_HalvesTheWindowOnceARoundTrip_AndTheNextNewDataSaySo()
        {
            TcpPeer peer = NewPeer(o => o.CongestionControl = CongestionAlgorithm.NewReno);
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 8000);
            peer.Ignore();
            int flight = (int)(connection.sender.next - connection.sender.unacknowledged);
            Assert.Equal(8000, flight);
            peer.Send(Ack | Ece, seq: 1, ack: 1001);
            Assert.Equal(1, peer.Counters.CongestionEchoes);
            int window = connection.sender.congestion.window;
            Assert.Equal(4000, window);
            peer.Send(Ack | Ece, seq: 1, ack: 2001);
            peer.Send(Ack | Ece, seq: 1, ack: 3001);
            peer.Send(Ack | Ece, seq: 1, ack: 5001);
            Assert.Equal(window, connection.sender.congestion.window);
            Assert.Equal(1, peer.Counters.CongestionEchoes);
            Assert.Equal(0, peer.Counters.SegmentsRetransmitted);
            peer.ExpectNothing();

            Write(connection, 8000, 500);
            peer.Send(Ack | Ece, seq: 1, ack: 8001);
            SentSegment next = peer.Expect(Ack | Psh | Cwr, seq: 8001, length: 500);
            Assert.Equal(Capable, next.Ecn);
            Write(connection, 8500, 1000);
            peer.Expect(Ack | Psh, seq: 8501, length: 1000);

            // That all before it has arrived, the peer may have told before it heard; what comes after is another matter.
            Assert.Equal(1, peer.Counters.CongestionEchoes);
            peer.Send(Ack | Ece, seq: 1, ack: 8501);
            Assert.Equal(2, peer.Counters.CongestionEchoes);
        }

        /// <summary>What was in the network counts, and not what the acknowledgment with the echo has left there.</summary>
        [Fact]
        public void EchoWithTheLastAcknowledgment_LeavesTheWindowItsPart()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 8000);
            peer.Ignore();
            peer.Send(Ack | Ece, seq: 1, ack: 8001);
            Assert.InRange(connection.sender.congestion.window, 4000, 6000);
        }

        [Fact]
        public void AckWithAnEcho_DoesNotGrowTheWindow()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 8000);
            peer.Send(Ack | Ece, seq: 1, ack: 1001);
            int window = connection.sender.congestion.window;
            for (int i = 2; i <= 8; i++)
            {
                peer.Send(Ack | Ece, seq: 1, ack: 1 + (i * 1000));
                Assert.Equal(window, connection.sender.congestion.window);
            }
        }

        [Fact]
        public void WhatIsSentAgain_IsNotMarked_AndALossIsToldOfToo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 1000);
            peer.Ignore();
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(NotCapable, again.Ecn);
            Assert.Equal(0, again.Flags & Cwr);
            peer.Send(Ack, seq: 1, ack: 1001);
            Write(connection, 1000, 1000);
            Assert.Equal(Capable, peer.Expect(Ack | Psh | Cwr, seq: 1001, length: 1000).Ecn);
            Write(connection, 2000, 100);
            peer.Send(Ack, seq: 1, ack: 2001);
            peer.Expect(Ack | Psh, seq: 2001, length: 100);

            // An echo about the window that the loss has reduced is no second reason.
            Assert.Equal(0, peer.Counters.CongestionEchoes);
        }

        [Fact]
        public void EchoDuringRecovery_IsNoSecondReason()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 8000);
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack | Ece, seq: 1, ack: 1);
            }

            int threshold = connection.sender.congestion.slowStartThreshold;
            peer.Send(Ack | Ece, seq: 1, ack: 1);
            Assert.Equal(threshold, connection.sender.congestion.slowStartThreshold);
            Assert.InRange(peer.Counters.CongestionEchoes + peer.Counters.FastRetransmits, 1, 2);
        }

        /// <summary>
        /// During a fast recovery the window says how much may go at that moment (RFC 9937), which at its end is little: what comes
        /// with an echo then leaves the window at the threshold, and not at that.
        /// </summary>
        [Fact]
        public void EchoWithTheEndOfRecovery_LeavesTheWindowAtTheThreshold()
        {
            TcpPeer peer = NewPeer(o => o.CongestionControl = CongestionAlgorithm.NewReno);
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 3000);
            peer.Ignore();
            for (int i = 0; i < 3; i++)
            {
                peer.Send(Ack, seq: 1, ack: 1);
            }

            peer.Expect(Ack, seq: 1, length: 1000);
            Assert.Equal(2000, connection.sender.congestion.slowStartThreshold);
            Assert.Equal(1000, connection.sender.congestion.window);
            peer.Send(Ack | Ece, seq: 1, ack: 1001);
            peer.Expect(Ack, seq: 1001, length: 1000);
            peer.Send(Ack | Ece, seq: 1, ack: 2001);
            peer.Expect(Ack | Psh, seq: 2001, length: 1000);
            Write(connection, 3000, 4000);
            peer.Ignore();

            peer.Send(Ack | Ece, seq: 1, ack: (int)(connection.sender.next - connection.sender.unacknowledged) + 2001);

            Assert.Equal(LossRecovery.None, connection.sender.recovery);
            Assert.Equal(2000, connection.sender.congestion.window);
            Assert.Equal(0, peer.Counters.CongestionEchoes);
        }

        [Fact]
        public void ProbesFinsAndKeepAlives_AreNotMarked()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 100);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Single(probe.Data);
            Assert.Equal(NotCapable, probe.Ecn);
            peer.Send(Ack, seq: 1, ack: 2, window: 10_000);
            peer.Send(Ack, seq: 1, ack: 101);
            peer.Ignore();
            connection.SetKeepAlive(true, 1000, 1000, 3);
            Assert.Equal(NotCapable, peer.AdvanceToNext().Ecn);
            connection.ShutdownSend();
            Assert.Equal(NotCapable, peer.Expect(Ack | Fin, seq: 101).Ecn);
        }

        [Fact]
        public void BusyDevice_LosesNeitherMarkNorAnswer()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = AcceptWithEcn(peer);
            Write(connection, 0, 3000);
            peer.Ignore();
            peer.Send(Ack | Ece, seq: 1, ack: 3001);
            peer.Device.Busy = true;
            Write(connection, 3000, 500);
            peer.Device.Busy = false;
            SentSegment segment = peer.AdvanceToNext();
            Assert.Equal(Ack | Psh | Cwr, segment.Flags);
            Assert.Equal(Capable, segment.Ecn);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void Cookie_KeepsIt_WhereThereAreTimestamps(bool timestamps)
        {
            TcpPeer peer = NewPeer(o => o.HalfOpenConnections = 1);
            TcpAcceptor acceptor = peer.Listen();
            peer.Port = 3000;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Port = TcpPeer.PeerPort;
            byte[] options = timestamps ? [1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0] : [];
            peer.Send(Syn | Ece | Cwr, options: options);
            SentSegment answer = peer.Expect(Syn | Ack | Ece, ack: 1);
            if (timestamps)
            {
                options = [1, 1, 8, 10, 0, 0, 0, 10, .. answer.Options[8..12]];
            }

            peer.Send(Ack, seq: 1, ack: 1, options: options);
            Write(acceptor.Accept()!, 0, 100);
            Assert.Equal(timestamps ? Capable : NotCapable, peer.Expect(Ack | Psh, seq: 1, length: 100).Ecn);
        }

        private static TcpConnection AcceptWithEcn(TcpPeer peer)
        {
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn | Ece | Cwr, options: TcpPeer.MssOption(1000));
            Assert.Equal(NotCapable, peer.Expect(Syn | Ack | Ece, ack: 1).Ecn);
            peer.Send(Ack, seq: 1, ack: 1);
            return acceptor.Accept()!;
        }
    }

    public class EcnTestsAtTheWrap : EcnTests
    {
        protected override uint StackIsn => 0xFFFFFC00;

        protected override uint PeerIsn => 0xFFFFFF00;
    }
}
