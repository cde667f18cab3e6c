using Nano.Net.Tcp;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What happens to connection requests once all half-open entries are taken (RFC 4987 section 3.6).</summary>
    public class SynCookieTests : TcpTest
    {
        [Fact]
        public void SynThatFindsNoEntry_IsAnsweredWithACookie_AndItsAckMakesAConnection()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: TcpPeer.SynOptions(1000, 3));
            SentSegment answer = peer.Expect(Syn | Ack, seq: 0, ack: 1);
            Assert.Equal(1460, answer.Mss);
            Assert.Equal(TcpState.Closed, peer.State);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.ExpectNothing();
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(TcpPeer.PeerPort, connection.RemotePort);
            Assert.Equal(1, peer.Counters.SynCookiesSent);
            Assert.Equal(1, peer.Counters.SynCookiesAccepted);
            Assert.Equal(1, peer.Counters.PassiveOpens);
            Assert.Equal(0, peer.Counters.DroppedHalfOpenFull);

            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 300));
            Assert.Equal(Bytes(0, 300), Read(connection));
            peer.Advance(1000);
            peer.Ignore();
            Write(connection, 0, 200);
            peer.Expect(Ack | Psh, seq: 1, ack: 301, data: Bytes(0, 200));
        }

        /// <summary>No state is without the one before it: what follows CLOSED is SYN-RECEIVED (RFC 9293 section 3.3.2).</summary>
        [Fact]
        public void Observer_SeesTheConnectionOfACookieBegin()
        {
            TcpPeer peer = NewFloodedPeer(out _);
            peer.Stack.AddTcpObserver(new StateWatch(new AllocationMeter(), peer.Tcp.AreCookiesOut));
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);

            peer.Send(Ack, seq: 1, ack: 1);

            Assert.Equal(TcpState.Established, peer.State);
        }

        /// <summary>A lease that ends and comes again, say: the peer knows nothing of it, and its request is as good as before.</summary>
        [Fact]
        public void AddressThatIsLostAndComesBack_LetsInWhoWasAnsweredBefore()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            peer.Stack.Configure(IPAddress.Any, 0, IPAddress.Any);
            peer.Stack.Configure(TcpPeer.StackAddress, 24, IPAddress.Any);
            peer.Ignore();

            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 100));

            Assert.Equal(Bytes(0, 100), Read(acceptor.Accept()!));
            Assert.Equal(0, peer.Counters.ResetsSent);
        }

        [Fact]
        public void FinThatOvertakesTheData_ResetsNobody()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            peer.Send(Fin | Ack, seq: 301, ack: 1);
            peer.ExpectNothing();
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 300));
            Assert.Equal(Bytes(0, 300), Read(acceptor.Accept()!));
        }

        [Fact]
        public void OldDuplicateOfAConnectionsFirstData_DoesNotOpenItAnew()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 300));
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(Bytes(0, 300), Read(connection));
            peer.Send(Fin | Ack, seq: 301, ack: 1);
            connection.Close();
            peer.Ignore();
            Assert.Equal(TcpState.LastAck, peer.State);
            peer.Send(Ack, seq: 302, ack: 2);

            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 300));

            peer.Expect(Ack, seq: 2, ack: 302);
            Assert.Null(acceptor.Accept());
        }

        [Fact]
        public void SameSyn_IsAnsweredWithTheSameCookie_AnotherWithAnother()
        {
            TcpPeer peer = NewFloodedPeer(out _);
            peer.Send(Syn);
            uint cookie = peer.Expect(Syn | Ack, ack: 1).Sequence;
            peer.Advance(10);
            peer.Ignore();
            peer.Send(Syn);
            Assert.Equal(cookie, peer.Expect(Syn | Ack, ack: 1).Sequence);
            peer.PeerIsn++;
            peer.Send(Syn);
            Assert.NotEqual(cookie >> 8, peer.Expect(Syn | Ack, ack: 1).Sequence >> 8);
            peer.PeerIsn--;
            peer.Port++;
            peer.Send(Syn);
            Assert.NotEqual(cookie >> 8, peer.Expect(Syn | Ack, ack: 1).Sequence >> 8);
        }

        [Theory]
        [InlineData(0, 536)]
        [InlineData(1, 28)]
        [InlineData(215, 28)]
        [InlineData(216, 216)]
        [InlineData(535, 216)]
        [InlineData(536, 536)]
        [InlineData(1023, 536)]
        [InlineData(1024, 1024)]
        [InlineData(1220, 1220)]
        [InlineData(1380, 1360)]
        [InlineData(1452, 1440)]
        [InlineData(1460, 1460)]
        [InlineData(65535, 1460)]
        public void SegmentSize_SurvivesAsTheNextSmallerOfEight(int offered, int kept)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: offered == 0 ? [] : TcpPeer.MssOption(offered));
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(kept, acceptor.Accept()!.sender.segmentSize);
        }

        [Theory]
        [InlineData(-1, 0)]
        [InlineData(0, 0)]
        [InlineData(1, 0)]
        [InlineData(2, 2)]
        [InlineData(3, 2)]
        [InlineData(4, 4)]
        [InlineData(5, 5)]
        [InlineData(6, 6)]
        [InlineData(7, 7)]
        [InlineData(8, 8)]
        [InlineData(9, 8)]
        [InlineData(14, 8)]
        public void WithoutTimestamps_ScaleSurvivesAsTheNextSmallerOfSeven_AndSackDoesNot(int offered, int kept)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.ReceiveBufferSize = 1_000_000);
            peer.Send(Syn, options: peer.SynOptions(1000, offered, true, false));
            Assert.Equal(offered < 0 ? -1 : 4, peer.Expect(Syn | Ack, window: 65535).Scale);
            peer.Send(Ack, seq: 1, ack: 1, window: 1000);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(1000 << kept, connection.sender.window);
            Assert.False(connection.selective);
            Assert.False(connection.timestamps);
            peer.Send(Ack | Psh, seq: 1, ack: 1, window: 900, data: [1]);
            Assert.Equal(900 << kept, connection.sender.window);
            peer.Send(Ack | Psh, seq: 2, ack: 1, window: 900, data: [1]);
            peer.Advance(1000);
            Assert.InRange(peer.Take().Window, offered < 0 ? 65_000 : 62_000, offered < 0 ? 65_535 : 62_498);
        }

        /// <summary>
        /// Nothing has timed out, so that RTO and window begin as usual (RFC 6298 section 2.1, RFC 6928 section 2), and the first
        /// exchange tells the round trip.
        /// </summary>
        [Fact]
        public void WithoutTimestamps_BeginsWithAFullWindow_AndMeasuresItsFirstExchange()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: TcpPeer.MssOption(1024));
            peer.Expect(Syn | Ack);
            peer.Advance(30);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(1000, connection.sender.rtt.timeout);
            Assert.Equal(10_240, connection.sender.congestion.window);
            Assert.Equal(-1, connection.sender.rtt.SmoothedRoundTrip());
            Write(connection, 0, 100);
            peer.Advance(30);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Equal(30, connection.sender.rtt.SmoothedRoundTrip());
        }

        /// <summary>The peer's echo says how long ago the SYN-ACK was sent, give or take the six bits that the cookie keeps there.</summary>
        [Fact]
        public void WithTimestamps_TheRoundTripIsMeasuredByTheEcho()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: peer.SynOptions(1460, 7, true, true));
            peer.Expect(Syn | Ack);
            peer.Advance(400);
            peer.Stamps = true;
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Assert.InRange(connection.sender.rtt.SmoothedRoundTrip(), 400, 463);
            Assert.InRange(connection.sender.rtt.timeout, 1200, 1389);
            Assert.Equal(14_480, connection.sender.congestion.window);
        }

        /// <summary>An echo of nothing that was ever sent measures nothing.</summary>
        [Theory]
        [InlineData(1)]
        [InlineData(-60_064)]
        public void EchoOfAnotherTime_MeasuresNothing(int off)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: peer.SynOptions(1460, 7, true, true));
            peer.Expect(Syn | Ack);
            uint clock = (uint)peer.Now + peer.Tcp.TimestampOffset(peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value));
            peer.Echo = clock + (uint)off;
            peer.Stamps = true;
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(-1, acceptor.Accept()!.sender.rtt.SmoothedRoundTrip());
        }

        /// <summary>No router marks what a peer sends that does not know ECN, so what is marked is echoed, though nobody knows any more what was agreed on.</summary>
        [Theory]
        [InlineData(0)]
        [InlineData(3)]
        public void WithoutTimestamps_MarksOfCongestionAreEchoed(int mark)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn | Ece | Cwr, options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack | Ece);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            peer.Ecn = mark;
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Advance(100);
            Assert.Equal(mark == 0 ? Ack : Ack | Ece, peer.Take().Flags);
            Write(connection, 0, 10);
            Assert.Equal(0, peer.Take().Packet[1] & 3);
        }

        [Theory]
        [InlineData(7, true)]
        [InlineData(14, false)]
        [InlineData(0, true)]
        [InlineData(-1, true)]
        [InlineData(-1, false)]
        public void WithTimestamps_ScaleAndSackSurvive(int scale, bool selective)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.ReceiveBufferSize = 1_000_000);
            peer.Send(Syn, options: [.. TcpPeer.SynOptions(1460, scale), 1, 1, .. selective ? [4, 2] : new byte[] { 1, 1 }, 1, 1, 8, 10, 0, 0, 10, 0, 0, 0, 0, 0]);
            SentSegment answer = peer.Expect(Syn | Ack, window: 65535);
            Assert.Equal(scale < 0 ? -1 : 4, answer.Scale);
            byte[] stamps = answer.Options[Array.IndexOf(answer.Options, (byte)10)..][1..9];
            Assert.Equal([0, 0, 10, 0], stamps[4..]);
            Assert.Equal(selective, answer.Options[4] == 4 && answer.Options[5] == 2);

            byte[] echo = [1, 1, 8, 10, 0, 0, 10, 100, .. stamps[..4]];
            peer.Send(Ack, seq: 1, ack: 1, window: 100, options: echo);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(selective, connection.selective);
            Assert.True(connection.timestamps);
            Assert.Equal(scale < 0 ? 100 : 100 << scale, connection.sender.window);
            Assert.Equal(1448, connection.sender.segmentSize);

            // Timestamps go on from the one that was sent, and the peer's from its own.
            peer.Send(Ack | Psh, seq: 1, ack: 1, window: 100, data: [1], options: [1, 1, 8, 10, 0, 0, 10, 101, .. stamps[..4]]);
            peer.Advance(1000);
            SentSegment ack = peer.Expect(Ack, ack: 2, window: scale < 0 ? null : 999_999 >> 4);
            Assert.Equal([0, 0, 10, 101], ack.Options[8..12]);
            Assert.InRange((int)(Number(ack.Options[4..]) - Number(stamps)), 40, 40 + 63);
        }

        [Fact]
        public void TimestampOfACookie_IsNeverAheadOfTheClock()
        {
            bool selective = false;
            foreach (uint clock in new uint[] { 0, 1, 62, 63, 64, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFF, 1_000_003 })
            {
                for (int scale = -1; scale <= 14; scale++)
                {
                    selective = !selective;
                    uint stamp = SynCookies.Stamp(clock, scale, selective, (scale & 2) != 0);
                    Assert.InRange((int)(clock - stamp), 0, 63);
                    var acknowledgment = new TcpOptions { hasTimestamp = true, timestampEcho = stamp };
                    Assert.Equal((scale & 2) != 0, SynCookies.Recall(acknowledgment, 0, true));
                    Assert.Equal(scale, acknowledgment.windowScale);
                    Assert.Equal(selective, acknowledgment.selectivePermitted);
                }
            }
        }

        [Fact]
        public void WithoutTimestampsOfThisSide_TheEchoMeansNothing()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.Timestamps = false);
            byte[] stamps = [1, 1, 8, 10, 0, 0, 10, 0, 0, 0, 0, 17];
            peer.Send(Syn, options: [.. TcpPeer.SynOptions(1460, 7), .. stamps]);
            Assert.Equal(8, peer.Expect(Syn | Ack).Options.Length);
            peer.Send(Ack, seq: 1, ack: 1, window: 100, options: stamps);
            TcpConnection connection = acceptor.Accept()!;
            Assert.False(connection.selective);
            Assert.False(connection.timestamps);
            Assert.Equal(100 << 7, connection.sender.window);
        }

        [Fact]
        public void DataWithTheAck_AreTaken()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack | Fin, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Expect(Ack, seq: 1, ack: 102);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(Bytes(0, 100), Read(connection));
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        [Fact]
        public void LostAck_IsMadeUpForByDataSentAgain_AndNoResetComesBefore()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);

            // The acknowledgment and the first data are lost: the second data tell nothing of where the stream begins.
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.SynCookiesRejected);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            peer.Ignore();
            Assert.Equal(Bytes(0, 200), Read(acceptor.Accept()!));
        }

        /// <summary>Its acknowledgment was lost, and it waits for the stack to speak first: nothing but a keep-alive probe comes from it.</summary>
        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        public void KeepAliveProbeOfAClientThatHasSaidNothing_OpensTheConnection(int length)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack);
            peer.Advance(60_000);
            peer.Ignore();
            peer.Send(Ack, seq: 0, ack: 1, data: new byte[length]);
            peer.Expect(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Write(connection, 0, 100);
            peer.Expect(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 100));
        }

        [Theory]
        [InlineData(Ack, 2)]
        [InlineData(Ack | Fin, 0)]
        public void WhatIsNoKeepAliveProbe_DoesNotOpenTheConnectionFromOneBefore(int flags, int length)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, options: TcpPeer.MssOption(1000));
            peer.Expect(Syn | Ack);
            peer.Send(flags, seq: 0, ack: 1, data: new byte[length]);
            peer.Expect(Rst, seq: 1);
            Assert.Null(acceptor.Accept());
        }

        /// <summary>
        /// Its acknowledgment and its data were lost; to a SYN-ACK that comes twice, or when its window is probed or its end
        /// announced, the client answers from behind them. To it this side is in SYN-RECEIVED, which resets nobody for that.
        /// </summary>
        [Theory]
        [InlineData(Ack, 1, 0)]
        [InlineData(Ack, 300, 0)]
        [InlineData(Ack, 5361, 0)]
        [InlineData(Ack, 5360, 1)]
        [InlineData(Ack | Fin, 5360, 0)]
        public void AckFromBehindTheFirstData_ResetsNobody(int flags, int ahead, int length)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.ReceiveBufferSize = 5360);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1, window: 5360);

            peer.Send(flags, seq: 1 + ahead, ack: 1, data: new byte[length]);

            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.SynCookiesRejected);
            Assert.Equal(0, peer.Counters.ResetsSent);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 300));
            Assert.Equal(Bytes(0, 300), Read(acceptor.Accept()!));
        }

        /// <summary>What no client of a cookie can say is answered as RFC 9293 section 3.10.7.2 says, cookies or not.</summary>
        [Theory]
        [InlineData(Ack, 5363, 1, 0)]
        [InlineData(Ack, 5363, 1, 10)]
        [InlineData(Ack, -1, 1, 0)]
        [InlineData(Ack, -1, 1, 10)]
        [InlineData(Ack, -1000, 1, 10)]
        [InlineData(Ack | Fin, -1, 1, 0)]
        [InlineData(Ack, 301, 1 + (1 << 22), 0)]
        [InlineData(Ack, 301, 1 + (1 << 22), 10)]
        [InlineData(Ack, 301, 1 + (1 << 7), 10)]
        public void WhatNoClientOfACookieCanSay_IsReset(int flags, int seq, int ack, int length)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.ReceiveBufferSize = 5360);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            peer.Send(flags, seq: seq, ack: ack, data: new byte[length]);
            peer.Expect(Rst, seq: ack);
            Assert.Equal(1, peer.Counters.SynCookiesRejected);
            Assert.Null(acceptor.Accept());
        }

        [Fact]
        public void WrongAck_IsAnsweredWithReset()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            uint cookie = peer.Expect(Syn | Ack).Sequence;

            // The highest bit may be either.
            for (int bit = 0; bit < 31; bit++)
            {
                // With data, so that it is no keep-alive probe.
                int ack = (int)((cookie ^ (1u << bit)) - cookie) + 1;
                peer.Send(Ack, seq: 1, ack: ack, data: new byte[2]);
                peer.Expect(Rst, seq: ack);
            }

            peer.Port++;
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(Rst, peer.Take().Flags);
            Assert.Equal(32, peer.Counters.SynCookiesRejected);
            Assert.Null(acceptor.Accept());
        }

        /// <summary>
        /// A client sends again what was not acknowledged, after TIME-WAIT too. It has heard of bytes behind the SYN-ACK, so its
        /// acknowledgment is none of a cookie, however many bytes have passed: the connection was open already.
        /// </summary>
        [Theory]
        [InlineData(0, 1)]
        [InlineData(0, 2)]
        [InlineData(0, 4)]
        [InlineData(0, 40)]
        [InlineData(0, 61)]
        [InlineData(1, 256)]
        [InlineData(4, 1024)]
        [InlineData(40, 10_240)]
        [InlineData(236, 2)]
        public void LaterSegmentOfAForgottenConnection_DoesNotOpenItAnew(int sent, int received)
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);

            peer.Send(Ack | Psh, seq: 1 + sent, ack: 1 + received, data: Bytes(sent, 10));

            peer.Expect(Rst, seq: 1 + received);
            Assert.Null(acceptor.Accept());
            Assert.Equal(0, peer.Counters.SynCookiesAccepted);
            Assert.Equal(1, peer.Counters.SynCookiesRejected);
        }

        [Fact]
        public void SynAckOfNobody_IsReset()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Syn | Ack, seq: 1, ack: 1);
            peer.Expect(Rst, seq: 1);
            Assert.Null(acceptor.Accept());
        }

        [Fact]
        public void CookieIsBelievedForAMinute_AndNotForThree()
        {
            foreach (int age in new[] { 1, 10_000, 65_000, 131_072, 180_000, 262_144, 1_000_000 })
            {
                TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
                peer.Send(Syn);
                peer.Expect(Syn | Ack);
                peer.Advance(age);
                peer.Ignore();

                // Another cookie keeps them all out; it alone must not make the old one good.
                peer.Port = 9000;
                for (int i = 0; i < 4; i++)
                {
                    peer.Port++;
                    peer.Send(Syn);
                }

                peer.Ignore();
                peer.Port = TcpPeer.PeerPort;
                peer.Send(Ack, seq: 1, ack: 1);
                Assert.Equal(age <= 65_000, acceptor.Accept() != null);
            }
        }

        [Fact]
        public void WithoutCookiesOut_NothingIsLookedAt()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Rst, seq: 1);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Expect(Rst, seq: 1);
            Assert.Equal(0, peer.Counters.SynCookiesRejected);
        }

        [Fact]
        public void FullBacklog_SendsNoCookie_AndTakesNone()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, backlog: 1);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Port++;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(1, acceptor.count);
            peer.Port++;
            peer.Send(Syn);
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedBacklogFull);

            // Not even a reset: the peer has its SYN-ACK, and says again what it has to say.
            peer.Port = TcpPeer.PeerPort;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 5));
            peer.ExpectNothing();
            Assert.Equal(2, peer.Counters.DroppedBacklogFull);
            Assert.NotNull(acceptor.Accept());
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 5));
            Assert.Equal(Bytes(0, 5), Read(acceptor.Accept()!));
        }

        [Fact]
        public void WithoutAFreeConnection_NoCookieIsSent_AndNoneTaken()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor, o => o.Connections = 1);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Port++;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection first = acceptor.Accept()!;
            peer.Port++;
            peer.Send(Syn);
            peer.ExpectNothing();
            peer.Port = TcpPeer.PeerPort;
            peer.Send(Ack, seq: 1, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(2, peer.Counters.DroppedNoConnection);
            first.Abort();
            first.Close();
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.NotNull(acceptor.Accept());
        }

        [Fact]
        public void SwitchedOff_RequestsAreDropped()
        {
            TcpPeer peer = NewFloodedPeer(out _, o => o.SynCookies = false);
            peer.Send(Syn);
            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedHalfOpenFull);
            Assert.Equal(0, peer.Counters.SynCookiesSent);
        }

        [Fact]
        public void RequestsFromManyAddresses_LeavePathsToOthers()
        {
            // As many half-open entries as paths, each request from an address of its own.
            TcpPeer peer = NewPeer(o =>
            {
                o.Paths = 8;
                o.HalfOpenConnections = 8;
                o.Gateway = TcpPeer.PeerAddress;
            });
            TcpAcceptor acceptor = peer.Listen();
            Flood(peer, peer.Build(Syn, 0, 0), 0, 100);
            Assert.Equal(0, peer.Stack.Counters.Internet.NoPath);
            Assert.Equal(6, peer.Stack.GetConnections().Count(c => c.State == TcpState.SynReceived));
            Assert.Equal(94, peer.Counters.SynCookiesSent);
            peer.Ignore();
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.NotNull(acceptor.Accept());
        }

        [Fact]
        public void Flood_TakesNoStateAndNoMemory()
        {
            TcpPeer peer = NewFloodedPeer(out _);
            byte[] syn = peer.Build(Syn, 0, 0);
            Flood(peer, syn, 0, 1000);
            peer.Device.Forget = true;
            int sent = 1000;
            Assert.Equal(0, Allocations.Of(() =>
            {
                Flood(peer, syn, sent, sent + 1000);
                sent += 1000;
            }));
            Assert.Equal(sent, peer.Counters.SynCookiesSent);
            Assert.Equal(2, peer.Stack.GetConnections().Length);
        }

        // SYNs, each from another address.
        private static void Flood(TcpPeer peer, byte[] syn, int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                syn[13] = (byte)(1 + (i >> 8));
                syn[14] = (byte)i;
                syn[10] = 0;
                syn[11] = 0;
                int sum = ~SentSegment.Sum(syn.AsSpan(0, 20), 0);
                syn[10] = (byte)(sum >> 8);
                syn[11] = (byte)sum;
                TcpPeer.Seal(syn);
                peer.Device.Deliver(syn);
                peer.Poll();
            }
        }

        private static uint Number(byte[] bytes) => (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);

        // A peer whose requests find all half-open entries taken.
        private TcpPeer NewFloodedPeer(out TcpAcceptor acceptor, Action<StackOptions>? configure = null, int backlog = 8)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.HalfOpenConnections = 1;
                o.Gateway = TcpPeer.PeerAddress;
                configure?.Invoke(o);
            });
            acceptor = peer.Listen(backlog: backlog);
            peer.Port = 3000;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Port = TcpPeer.PeerPort;
            return peer;
        }
    }

    public class SynCookieTestsAtTheWrap : SynCookieTests
    {
        protected override uint StackIsn => 60;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
