using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>CLOSED, LISTEN, SYN-SENT and SYN-RECEIVED (RFC 9293 sections 3.10.7.1 to 3.10.7.4).</summary>
    public class OpeningTests : TcpTest
    {
        [Fact]
        public void Closed_AnswersSynWithReset()
        {
            TcpPeer peer = NewPeer();
            peer.Send(Syn, data: Bytes(0, 3));
            peer.ExpectBareReset(ack: 4);
            Assert.Equal(1, peer.Counters.DroppedNoListener);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(Fin)]
        [InlineData(Fin | Psh | Urg)]
        [InlineData(Syn | Fin)]
        [InlineData(Syn | Fin | Psh)]
        [InlineData(Rst)]
        [InlineData(Rst | Ack)]
        public void Listen_DropsAndCountsWhatNeitherOpensNorAcknowledges(int flags)
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(flags, seq: 100, ack: 100);
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedStray);
        }

        [Fact]
        public void Closed_AnswersSynFinWithResetBehindBoth()
        {
            TcpPeer peer = NewPeer();
            peer.Send(Syn | Fin);
            peer.ExpectBareReset(ack: 2);
        }

        [Fact]
        public void Closed_AnswersAckWithResetFromThere()
        {
            TcpPeer peer = NewPeer();
            peer.Send(Ack, seq: 5, ack: 77, data: Bytes(0, 3));
            SentSegment reset = peer.Expect(Rst);
            Assert.Equal(77u, reset.Sequence);
        }

        [Fact]
        public void Closed_DoesNotAnswerReset()
        {
            TcpPeer peer = NewPeer();
            peer.Send(Rst);
            peer.Send(Rst | Ack, ack: 5);
            peer.ExpectNothing();
        }

        [Fact]
        public void Listen_IgnoresReset()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Rst);
            peer.Send(Rst | Syn);
            peer.ExpectNothing();
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void Listen_AnswersAckWithReset()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Ack, ack: 99);
            Assert.Equal(99u, peer.Expect(Rst).Sequence);
            peer.Send(Syn | Ack, ack: 99);
            Assert.Equal(99u, peer.Expect(Rst).Sequence);
        }

        [Fact]
        public void Listen_DropsWhatHasNoBitSet()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(0, data: Bytes(0, 10));
            peer.Send(Fin);
            peer.ExpectNothing();
        }

        [Fact]
        public void Listen_AnswersSynWithSynAck()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn, options: TcpPeer.SynOptions(1400, 7));
            SentSegment answer = peer.Expect(Syn | Ack, seq: 0, ack: 1, window: 4096);
            Assert.Equal(1460, answer.Mss);
            Assert.Equal(0, answer.Scale);
            Assert.Equal(TcpState.SynReceived, peer.State);
        }

        [Fact]
        public void Listen_DoesNotTakeDataOfTheSyn_AndTakesThemWhenTheyComeAgain()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, data: Bytes(0, 5));
            peer.Expect(Syn | Ack, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 5));
            Assert.Equal(Bytes(0, 5), Read(acceptor.Accept()!));
        }

        [Fact]
        public void SynSent_SendsSynWithoutAck()
        {
            TcpPeer peer = NewPeer();
            peer.Connect();
            SentSegment syn = peer.Expect(Syn, seq: 0, window: 4096);
            Assert.Equal(0u, syn.Acknowledgment);
            Assert.Equal(1460, syn.Mss);
            Assert.Equal(1, peer.Counters.ActiveOpens);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(2)]
        [InlineData(-5)]
        public void SynSent_AnswersWrongAckWithReset(int ack)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Syn | Ack, ack: ack);
            peer.Expect(Rst, seq: ack);
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Send(Syn | Ack, ack: 1);
            peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
        }

        /// <summary>The peer still has a connection of before, and challenges the SYN (RFC 5961 section 4.2).</summary>
        [Fact]
        public void ChallengeAckInSynSent_IsAnsweredWithReset_AndTheSynAgainAtOnce()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Advance(20);
            peer.Send(Ack, seq: 5000, ack: 777);
            peer.Expect(Rst, seq: 777);
            SentSegment again = peer.Expect(Syn, seq: 0);
            Assert.Equal(1460, again.Mss);
            Assert.Equal(1, peer.Counters.SegmentsRetransmitted);
            Assert.Equal(0, peer.Counters.ChallengeAcks);
            peer.Send(Syn | Ack, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(20, connection.sender.rtt.SmoothedRoundTrip());
            Assert.Equal(10_000, connection.sender.congestion.window);
        }

        [Fact]
        public void ChallengeAcksInSynSent_BringTheSynTwiceASecondAtMost()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.SynSent);
            peer.Send(Ack, seq: 5000, ack: 777);
            peer.Expect(Rst, seq: 777);
            peer.Expect(Syn, seq: 0);
            peer.Advance(499);
            peer.Send(Ack, seq: 5000, ack: 777);
            peer.Expect(Rst, seq: 777);
            peer.ExpectNothing();
            peer.Advance(1);
            peer.Send(Ack, seq: 5000, ack: 777);
            peer.Expect(Rst, seq: 777);
            peer.Expect(Syn, seq: 0);
            long at = peer.Now;
            Assert.Equal(1000, peer.AdvanceToNext().At - at);
        }

        [Fact]
        public void WrongSynAckInSynSent_DoesNotBringTheSynAgain()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.SynSent);
            peer.Send(Syn | Ack, ack: 777);
            peer.Expect(Rst, seq: 777);
            peer.Send(Rst | Ack, ack: 777);
            peer.ExpectNothing();
        }

        [Fact]
        public void SynSent_IgnoresResetWithWrongAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Rst | Ack, ack: 2);
            peer.Send(Rst | Ack, ack: 0);
            peer.Send(Rst);
            peer.ExpectNothing();
            Assert.Equal(TcpState.SynSent, connection.state);
        }

        [Fact]
        public void SynSent_IsRefusedByResetThatAcknowledgesTheSyn()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Rst | Ack, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(TcpError.Refused, connection.error);
            Assert.Equal(TcpState.Closed, connection.state);
        }

        [Fact]
        public void SynSent_DropsAckWithoutSyn()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Ack, ack: 1);
            peer.Send(Fin | Ack, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(TcpState.SynSent, connection.state);
        }

        [Fact]
        public void SynSent_TakesDataAndFinOfTheSynAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Syn | Ack | Fin, ack: 1, data: Bytes(0, 10));
            peer.Expect(Ack, seq: 1, ack: 12);
            Assert.Equal(TcpState.CloseWait, connection.state);
            Assert.Equal(Bytes(0, 10), Read(connection));
        }

        [Fact]
        public void SynSent_SendsAfterTheHandshakeWhatWasWrittenBefore()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            Write(connection, 0, 20);
            peer.ExpectNothing();
            peer.Send(Syn | Ack, ack: 1);
            peer.Expect(Ack, seq: 1, ack: 1, data: Bytes(0, 20));
            peer.ExpectNothing();
        }

        [Fact]
        public void SynSent_RepeatsTheSynWithBackOff_AndGivesUpInTime()
        {
            TcpPeer peer = NewPeer(o => o.ConnectTimeout = 20_000);
            TcpConnection connection = peer.Connect();
            long start = peer.Now;
            peer.Expect(Syn, seq: 0);
            Assert.Equal(1000, peer.AdvanceToNext().At - start);
            Assert.Equal(3000, peer.AdvanceToNext().At - start);
            Assert.Equal(7000, peer.AdvanceToNext().At - start);
            Assert.Equal(15_000, peer.AdvanceToNext().At - start);
            peer.Advance(4999);
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Advance(1);
            peer.ExpectNothing();
            Assert.Equal(TcpError.TimedOut, connection.error);
            Assert.Equal(20_000, peer.Now - start);
        }

        [Fact]
        public void SynThatFindsTheDeviceBusy_GoesAsSoonAsItIsNot()
        {
            TcpPeer peer = NewPeer();
            peer.Device.Busy = true;
            TcpConnection connection = peer.Connect();
            peer.Advance(5);
            peer.Device.Busy = false;
            peer.Advance(16);
            peer.Expect(Syn, seq: 0);
            peer.Send(Syn | Ack, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(0, peer.Counters.SegmentsRetransmitted);
            Assert.Equal(10_000, connection.sender.congestion.window);
        }

        [Fact]
        public void SimultaneousOpen_AsInFigure8()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Syn, options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            Assert.Equal(TcpState.SynReceived, connection.state);
            peer.Send(Syn | Ack, seq: 0, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
        }

        /// <summary>What a path carries is known of all its connections (RFC 8201 section 5.4), also of one that has the peer's SYN and is not open yet.</summary>
        [Fact]
        public void SimultaneousOpen_HearsThatThePathCarriesLess()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Syn, options: TcpPeer.MssOption(1460));
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            Assert.Equal((TcpState.SynReceived, 1460), (connection.state, connection.sender.segmentSize));
            TcpLayer.LearnMtu(connection.path, 640);
            Assert.Equal(600, connection.sender.segmentSize);
            Assert.Empty(peer.Device.Sent);
            peer.Send(Syn | Ack, seq: 0, ack: 1);
            Write(connection, 0, 1460);
            peer.Expect(Ack, seq: 1, ack: 1, data: Bytes(0, 600));
        }

        [Fact]
        public void SimultaneousOpen_IsEstablishedByPlainAckWithData()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(Bytes(0, 10), Read(connection));
        }

        /// <summary>RFC 9293 section 3.10.7.3: text and controls of the SYN are queued until ESTABLISHED.</summary>
        [Theory]
        [InlineData(false, false)]
        [InlineData(false, true)]
        [InlineData(true, false)]
        [InlineData(true, true)]
        public void SimultaneousOpen_KeepsTextAndFinOfTheSyn(bool fin, bool again)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            int end = fin ? 12 : 11;
            peer.Send(fin ? Syn | Fin : Syn, data: Bytes(0, 10), options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack, seq: 0, ack: end, window: fin ? 4085 : 4086);
            Assert.Equal(TcpState.SynReceived, connection.state);
            Assert.Equal(TcpConnection.WouldBlock, connection.Receive(new byte[20], 0, 20));
            Assert.Equal(10, peer.Counters.BytesReceived);

            if (again)
            {
                // The peer's SYN-ACK, with what was in its SYN; the rest comes with it.
                peer.Send(fin ? Syn | Ack | Fin : Syn | Ack, seq: 0, ack: 1, data: Bytes(0, fin ? 10 : 15));
            }
            else
            {
                peer.Send(Ack, seq: end, ack: 1, data: fin ? [] : Bytes(10, 5));
            }

            Assert.Equal(fin ? TcpState.CloseWait : TcpState.Established, connection.state);
            Assert.Equal(Bytes(0, fin ? 10 : 15), Read(connection));
            Assert.Equal(fin ? 0 : TcpConnection.WouldBlock, connection.Receive(new byte[20], 0, 20));
        }

        /// <summary>Text and FIN that are queued until ESTABLISHED are dropped where the connection never gets there: nobody has vouched for them.</summary>
        [Theory]
        [InlineData(nameof(TcpError.TimedOut), false)]
        [InlineData(nameof(TcpError.TimedOut), true)]
        [InlineData(nameof(TcpError.Refused), false)]
        [InlineData(nameof(TcpError.Refused), true)]
        [InlineData(nameof(TcpError.Aborted), false)]
        [InlineData(nameof(TcpError.Aborted), true)]
        public void SimultaneousOpenThatFails_DropsTextAndFinOfTheSyn(string reason, bool fin)
        {
            TcpPeer peer = NewPeer(o => o.ConnectTimeout = 5000);
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            int end = fin ? 12 : 11;
            peer.Send(fin ? Syn | Fin : Syn, data: Bytes(0, 10), options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack, seq: 0, ack: end);
            if (reason == nameof(TcpError.TimedOut))
            {
                peer.Advance(5000);
            }
            else if (reason == nameof(TcpError.Refused))
            {
                peer.Send(Rst, seq: end);
            }
            else
            {
                connection.Abort();
            }

            Assert.Equal(TcpState.Closed, connection.state);
            Assert.Equal(reason, connection.error.ToString());
            Assert.Equal(TcpConnection.Ended, connection.Receive(new byte[20], 0, 20));
            Assert.Equal(0, connection.receiver.available);
            Assert.NotEqual(TcpReceiver.FinTaken, connection.receiver.peerFin);
        }

        [Fact]
        public void SimultaneousOpen_TakesNoMoreTextOfTheSynThanThereIsRoomFor()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 256);
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn, window: 256);
            peer.Send(Syn | Fin, data: Bytes(0, 300), options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack, seq: 0, ack: 257, window: 0);
            peer.Send(Ack, seq: 257, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(Bytes(0, 256), Read(connection));
        }

        [Fact]
        public void SimultaneousOpen_DoesNotScaleTheWindowOfTheSynAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Send(Syn, window: 5000, options: TcpPeer.SynOptions(1000, 4));
            Assert.Equal(0, peer.Expect(Syn | Ack, seq: 0, ack: 1).Scale);
            peer.Send(Syn | Ack, seq: 0, ack: 1, window: 5000, options: TcpPeer.SynOptions(1000, 4));
            Assert.InRange(connection.sender.window, 4900, 5000);
        }

        [Fact]
        public void SimultaneousOpen_AnswersWithoutWindowScaleWhereThePeerHasNone()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 200_000);
            TcpConnection connection = peer.Connect();
            Assert.Equal(2, peer.Expect(Syn).Scale);
            peer.Send(Syn, options: TcpPeer.MssOption(1000));
            Assert.Equal(-1, peer.Expect(Syn | Ack, ack: 1).Scale);
            peer.Send(Ack, seq: 1, ack: 1);
            Write(connection, 0, 10);
            peer.Expect(Ack, window: 65535, length: 10);
        }

        [Fact]
        public void SimultaneousOpen_RepeatsTheSynAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(Syn | Ack, again.Flags);
            Assert.Equal(0, peer.RelativeSequence(again));
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);

            // RFC 6298 section 5.7 and RFC 5681 section 3.1: the SYN was lost.
            Assert.Equal(3000, connection.sender.rtt.timeout);
            Assert.Equal(1000, connection.sender.congestion.window);
        }

        [Fact]
        public void SynReceived_AnswersWrongAckWithReset()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            peer.Send(Ack, seq: 1, ack: 2);
            peer.Expect(Rst, seq: 2);
            peer.Send(Ack, seq: 1, ack: 0);
            peer.Expect(Rst, seq: 0);
            Assert.Equal(TcpState.SynReceived, connection.state);
        }

        [Fact]
        public void SynReceived_ByActiveOpen_IsRefusedByExactReset()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            peer.Send(Rst, seq: 2);
            peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.SynReceived, connection.state);
            peer.Send(Rst, seq: 1);
            Assert.Equal(TcpError.Refused, connection.error);
        }

        [Fact]
        public void SynInSynReceived_ByActiveOpen_IsAnsweredWithChallengeAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            peer.Send(Syn, seq: 100);
            peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.SynReceived, connection.state);
        }

        [Fact]
        public void SynReceived_SendsTheFinOfAnEarlyCloseOnceEstablished()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            Write(connection, 0, 7);
            connection.ShutdownSend();
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Fin | Ack, seq: 1, ack: 1, data: Bytes(0, 7));
            Assert.Equal(TcpState.FinWait1, connection.state);
        }

        [Fact]
        public void SynReceived_TakesFinWithTheAck()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.SynReceived);
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 1, ack: 2);
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        [Fact]
        public void Handshake_MeasuresTheRoundTrip()
        {
            TcpPeer peer = NewPeer(o => o.MinimumRetransmissionTimeout = 10);
            TcpConnection connection = peer.Reach(TcpState.SynSent);
            peer.Advance(80);
            peer.Send(Syn | Ack, ack: 1);
            Assert.Equal(80, connection.sender.rtt.SmoothedRoundTrip());
            Assert.Equal(240, connection.sender.rtt.timeout);
        }

        [Theory]
        [InlineData(0, 536)]
        [InlineData(-1, 536)]
        [InlineData(1, 28)]
        [InlineData(28, 28)]
        [InlineData(64, 64)]
        [InlineData(700, 700)]
        [InlineData(1460, 1460)]
        [InlineData(9000, 1460)]
        [InlineData(65535, 1460)]
        public void SegmentSize_IsWhatThePeerTakesAndTheLinkCarries(int offered, int expected)
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 20_000);
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Send(Syn | Ack, ack: 1, options: offered < 0 ? [] : TcpPeer.MssOption(offered));
            peer.Expect(Ack, seq: 1);
            Write(connection, 0, 3000);
            peer.Expect(Ack, seq: 1, length: expected);
        }

        [Theory]
        [InlineData(68)]
        [InlineData(80)]
        [InlineData(103)]
        [InlineData(104)]
        [InlineData(576)]
        [InlineData(9000)]
        public void AnyMtuFrom68OnWorks(int mtu)
        {
            TcpPeer peer = NewPeer(o => o.SendBufferSize = 20_000, mtu);
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: TcpPeer.MssOption(8960));
            Assert.Equal(mtu - 40, peer.Expect(Syn | Ack, ack: 1).Mss);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Write(connection, 0, 10_000);
            peer.Expect(Ack, seq: 1, length: Math.Min(mtu - 40, 8960));
        }

        [Fact]
        public void Options_UnknownOnesAreSkipped_AndPaddingToo()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn, options: [254, 6, 1, 2, 3, 4, 1, 1, 2, 4, 2, 0xBC, 19, 2, 28, 4, 0, 0, 3, 3, 5, 0, 0, 0]);
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal(0, answer.Scale);
            Assert.Equal(8, answer.Options.Length);
        }

        [Theory]
        [InlineData(new byte[] { 2, 3, 1, 0 })]
        [InlineData(new byte[] { 2, 0, 1, 0 })]
        [InlineData(new byte[] { 2, 5, 1, 0 })]
        [InlineData(new byte[] { 3, 4, 1, 0 })]
        [InlineData(new byte[] { 1, 1, 1, 2 })]
        [InlineData(new byte[] { 1, 1, 77, 40 })]
        [InlineData(new byte[] { 77, 1, 0, 0 })]
        public void Options_MalformedOnesDropTheSegment(byte[] options)
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn, options: options);
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedMalformed);
        }

        [Fact]
        public void Options_NothingBehindTheEndOfTheListIsRead()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn, options: [0, 2, 0, 99]);
            peer.Expect(Syn | Ack, ack: 1);
        }

        [Fact]
        public void WindowScale_OverFourteenCountsAsFourteen()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Send(Syn | Ack, ack: 1, window: 1000, options: TcpPeer.SynOptions(1000, 200));
            Assert.Equal(1000, connection.sender.window);
            peer.Send(Ack, seq: 1, ack: 1, window: 2);
            Assert.Equal(2 << 14, connection.sender.window);
        }

        [Fact]
        public void WindowScale_WithoutTheOption_NothingIsScaledEitherWay()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1_000_000);
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: TcpPeer.MssOption(1000));
            SentSegment answer = peer.Expect(Syn | Ack, window: 65535);
            Assert.Equal(-1, answer.Scale);
            peer.Send(Ack, seq: 1, ack: 1, window: 3000);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(3000, connection.sender.window);
            Write(connection, 0, 1);
            peer.Expect(Ack, window: 65535, length: 1);
        }

        [Fact]
        public void WindowScale_WithTheOption_IsUsedBothWays_ButNotInSyns()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 1_000_000);
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, window: 4000, options: TcpPeer.SynOptions(1000, 3));
            SentSegment answer = peer.Expect(Syn | Ack, window: 65535);
            Assert.Equal(4, answer.Scale);
            peer.Send(Ack, seq: 1, ack: 1, window: 4000);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(32_000, connection.sender.window);
            Write(connection, 0, 1);
            SentSegment data = peer.Expect(Ack, length: 1);
            Assert.InRange(data.Window << 4, 999_000, 1_000_000);
        }

        [Fact]
        public void BadSegments_AreDroppedAndCounted()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            byte[] packet = peer.Build(Syn, 0, 0);
            packet[36] ^= 1;
            peer.Device.Deliver(packet);
            peer.Poll();
            Assert.Equal(1, peer.Counters.DroppedBadChecksum);

            foreach (int dataOffset in new[] { 0, 4, 6, 15 })
            {
                packet = peer.Build(Syn, 0, 0);
                packet[32] = (byte)(dataOffset << 4);
                TcpPeer.Seal(packet);
                peer.Device.Deliver(packet);
            }

            peer.Port = 0;
            peer.Device.Deliver(peer.Build(Syn, 0, 0));
            peer.Port = TcpPeer.PeerPort;
            peer.LocalPort = 0;
            peer.Device.Deliver(peer.Build(Syn, 0, 0));
            peer.Poll();
            Assert.Equal(6, peer.Counters.DroppedMalformed);
            peer.ExpectNothing();
        }
    }

    public class OpeningTestsAtTheWrap : OpeningTests
    {
        protected override uint StackIsn => 100;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
