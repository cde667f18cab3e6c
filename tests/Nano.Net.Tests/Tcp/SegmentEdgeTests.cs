using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Segments at the edge of what is acceptable, bytes at the edge of a buffer, and calls at the edge of a state.</summary>
    public class SegmentEdgeTests : TcpTest
    {
        /// <summary>RFC 9293 section 3.10.7.4: what is empty may stand at the right edge, where a peer acknowledges from that has filled the window.</summary>
        [Theory]
        [InlineData(4096, 0, true)]
        [InlineData(4097, 0, false)]
        [InlineData(4095, 1, true)]
        [InlineData(4096, 1, false)]
        [InlineData(-1, 1, false)]
        [InlineData(-1, 2, true)]
        public void Acknowledgment_CountsWhereItsSegmentIsInTheWindow(int distance, int length, bool acceptable)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            peer.Ignore();
            peer.Send(Ack, seq: 1 + distance, ack: 101, data: Bytes(distance, length));

            // From one before what is expected, a peer may speak that has probed: its acknowledgment counts, its data do not.
            Assert.Equal(acceptable || distance == -1 ? 0 : 100, connection.sender.queued);
            Assert.Equal(acceptable ? 0 : 1, peer.Counters.DroppedOutOfWindow);
            Assert.Equal(distance == -1 && length == 2 ? 1 : 0, connection.receiver.available);
        }

        /// <summary>Before a closed window, one byte more counts: that of a probe.</summary>
        [Theory]
        [InlineData(0, true)]
        [InlineData(1, true)]
        [InlineData(2, false)]
        public void BeforeAClosedWindow_AnAcknowledgmentMayStandBehindAProbe(int distance, bool acceptable)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            for (int i = 0; i < 4; i++)
            {
                peer.Send(Ack, seq: 1 + (1024 * i), ack: 1, data: Bytes(1024 * i, 1024));
            }

            Assert.Equal(4096, connection.receiver.available);
            Write(connection, 0, 100);
            peer.Ignore();
            peer.Send(Ack, seq: 4097 + distance, ack: 101);
            Assert.Equal(acceptable ? 0 : 100, connection.sender.queued);
        }

        /// <summary>RFC 5961: what is challenged is not taken, whatever it carries and acknowledges.</summary>
        [Theory]
        [InlineData(Rst | Ack, 2)]
        [InlineData(Syn | Ack, 1)]
        [InlineData(Syn | Ack, 2)]
        public void ChallengedSegment_IsTakenForNothing(int flags, int seq)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            peer.Ignore();
            peer.Send(flags, seq: seq, ack: 101, data: Bytes(0, 10));
            peer.Expect(Ack, seq: 101, ack: 1);
            Assert.Equal((100, 0, 0), (connection.sender.queued, connection.receiver.available, connection.receiver.ranges));
            Assert.Equal(TcpState.Established, connection.state);
        }

        /// <summary>RFC 9293 section 3.10.7.3: a reset that acknowledges nothing could be anybody's, and opens nothing either.</summary>
        [Fact]
        public void ResetWithASyn_IsDroppedInSynSent()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Send(Rst | Syn);
            peer.ExpectNothing();
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Send(Rst | Syn | Ack, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(TcpError.Refused, connection.error);
        }

        /// <summary>What repeats old data before new ones is older than what came between, and so is its window.</summary>
        [Fact]
        public void WindowOfARetransmissionWithNewData_IsThatOfItsFirstByte()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1001, ack: 1, data: Bytes(1000, 1000));
            peer.Send(Ack, seq: 1000, ack: 1, window: 500, data: Bytes(999, 1101));
            Assert.Equal(Bytes(0, 2100), Read(connection));
            Assert.Equal(10_000, connection.sender.window);
            peer.Send(Ack, seq: 1001, ack: 1, window: 600, data: Bytes(1000, 1200));
            Assert.Equal(600, connection.sender.window);
        }

        [Fact]
        public void SackBlocks_OfAPeerThatHasNotAskedForThem_MeanNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1, options: [1, 1, .. peer.SackOption((1001, 2001))[2..]]);
            Assert.Equal((0, 3000), (connection.sender.scoreboard.delivered, connection.sender.queued));
        }

        /// <summary>What waited for a closed window, and may have been thrown away there, goes again as soon as that opens.</summary>
        [Fact]
        public void WindowThatOpensAgain_HasAllThatIsOutstandingSentAgain()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 2000);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(Bytes(0, 1), probe.Data);
            Assert.Equal(1, peer.Counters.WindowProbes);
            peer.Send(Ack, seq: 1, ack: 1, window: 10_000);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 1000));
            peer.Expect(Ack, seq: 1001, data: Bytes(1000, 1000));
            peer.ExpectNothing();
        }

        /// <summary>The FIN has come, and of what it follows a piece: that piece is taken as it is.</summary>
        [Fact]
        public void PieceBeforeAFinThatHasCome_IsTakenAsItIs()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Fin | Ack, seq: 31, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Equal(Bytes(0, 10), Read(connection));
            peer.Send(Ack, seq: 11, ack: 1, data: Bytes(10, 20));
            Assert.Equal(Bytes(10, 20), Read(connection));
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        /// <summary>The send buffer is a ring of 8,192 bytes: a segment may go round its end, end there, and begin behind it.</summary>
        [Theory]
        [InlineData(7692)]
        [InlineData(7192)]
        [InlineData(7191)]
        [InlineData(8191)]
        [InlineData(8192)]
        public void Data_GoRoundTheEndOfTheSendBuffer(int before)
        {
            TcpPeer peer = NewPeer();
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, before);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1 + before);
            Assert.Equal(8192, connection.sender.Free());
            Write(connection, before, 2000);
            peer.Expect(Ack, seq: 1 + before, data: Bytes(before, 1000));
            peer.Expect(Ack, seq: 1001 + before, data: Bytes(before + 1000, 1000));

            // And from there once more, when it is lost.
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(Bytes(before, 1000), again.Data);
        }

        [Theory]
        [InlineData(0, 9000, 8192)]
        [InlineData(100, 9000, 8092)]
        [InlineData(100, 8092, 8092)]
        [InlineData(8192, 1, TcpConnection.WouldBlock)]
        [InlineData(8192, 0, 0)]
        public void Send_TakesWhatThereIsRoomFor(int before, int count, int taken)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, before);
            Assert.Equal(taken, connection.Send(Bytes(before, count), 0, count));
            Assert.Equal(before + Math.Max(taken, 0), connection.sender.queued);
        }

        /// <summary>What is queued goes when it is pushed, as what is written does: not beside something small that is outstanding.</summary>
        [Fact]
        public void Push_SendsWhatIsQueued_AsNagleAllows()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            Assert.Equal(10, connection.Queue(Bytes(0, 10), 0, 10));
            connection.Push();
            peer.ExpectNothing();
            peer.Send(Syn | Ack, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack, seq: 1, data: Bytes(0, 10));
            Assert.Equal(10, connection.Queue(Bytes(10, 10), 0, 10));
            connection.Push();
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 11);
            peer.Expect(Ack, seq: 11, data: Bytes(10, 10));
            peer.Send(Ack, seq: 1, ack: 21);
            Assert.Equal(10, connection.Queue(Bytes(20, 10), 0, 10));
            peer.ExpectNothing();
            connection.Push();
            peer.Expect(Ack, seq: 21, data: Bytes(20, 10));
            peer.Send(Rst, seq: 1);
            connection.Push();
            peer.ExpectNothing();
        }

        /// <summary>Who is about to wait tells the peer of all the room, be it little, and once.</summary>
        [Fact]
        public void OpenWindow_TellsOfAllTheRoom_WhereThePeerMaySend()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            connection.OpenWindow();
            peer.ExpectNothing();
            peer.Send(Syn | Ack, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Expect(Ack);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1400));
            peer.Send(Ack, seq: 1401, ack: 1, data: Bytes(1400, 1400));
            peer.Ignore();
            Read(connection, 300);
            peer.ExpectNothing();
            connection.OpenWindow();
            peer.Expect(Ack, seq: 1, ack: 2801, window: 4096 - 2500);
            connection.OpenWindow();
            peer.ExpectNothing();

            // Behind the FIN nothing comes.
            peer.Send(Fin | Ack, seq: 2801, ack: 1);
            peer.Expect(Ack, ack: 2802);
            Read(connection, 300);
            connection.OpenWindow();
            peer.ExpectNothing();
            connection.Abort();
            peer.Expect(Rst | Ack);
            connection.OpenWindow();
            peer.ExpectNothing();
        }

        /// <summary>RFC 7323 section 4.1: the echo says which time a segment is acknowledged for; where it says nothing sensible, the first counts.</summary>
        [Theory]
        [InlineData(0, 100)]
        [InlineData(-200, 1100)]
        [InlineData(200_000, 1100)]
        public void RoundTripOfWhatWasSentTwice_IsToldByTheEcho(int echoedEarlier, int roundTrip)
        {
            TcpPeer peer = NewPeer(o => o.MinimumRetransmissionTimeout = 1000);
            TcpConnection connection = peer.AcceptWith(selective: false, timestamps: true);
            Assert.Equal(0, connection.sender.rtt.smoothed);
            Write(connection, 0, 100);
            peer.Ignore();
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
            peer.Advance(100);
            peer.Echo = again.TimestampValue - (uint)echoedEarlier;
            peer.Send(Ack, seq: 1, ack: 101);

            // An eighth of it, after a round trip of no time.
            Assert.Equal(roundTrip, connection.sender.rtt.smoothed);
        }

        /// <summary>RFC 7323 section 4.3: of several segments that are acknowledged at once, the first is echoed, also where the general path takes the second.</summary>
        [Fact]
        public void DelayedAcknowledgment_EchoesTheFirstSegment()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            peer.Advance(10);
            uint first = peer.Clock;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Advance(10);
            peer.Send(Ack | Urg, seq: 11, ack: 1, data: Bytes(10, 10));
            Assert.Equal(first, peer.AdvanceToNext().TimestampEcho);
            Assert.Equal(Bytes(0, 20), Read(connection));
        }

        /// <summary>The acknowledgment of a cookie: its window is scaled as the SYN has said, and what routers mark means nothing where ECN was not asked for.</summary>
        [Theory]
        [InlineData(2, true, 400)]
        [InlineData(2, false, 400)]
        [InlineData(-1, true, 100)]
        public void ConnectionByCookie_ScalesTheWindowThatMakesIt(int scale, bool timestamps, int window)
        {
            TcpPeer peer = NewPeer(o => o.HalfOpenConnections = 0);
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, scale, false, timestamps));
            peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal(1, peer.Counters.SynCookiesSent);
            peer.Stamps = timestamps;
            peer.Send(Ack, seq: 1, ack: 1, window: 100);
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(window, connection.sender.window);
            Assert.Equal(timestamps, connection.sender.rtt.smoothed >= 0);
            peer.Ecn = 3;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1001, ack: 1, data: Bytes(1000, 1000));
            Assert.Equal(timestamps ? Ack : Ack | Ece, peer.Take().Flags);
        }

        /// <summary>A cookie is believed in its own step of 65.5 s and in the next.</summary>
        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(65_535)]
        public void CookiesAreOut_UpToTheEndOfTheNextStep(int into)
        {
            TcpPeer peer = NewPeer();
            long step = (peer.Now >> 16) + 2;
            peer.Advance((step << 16) + into - peer.Now);
            Assert.False(peer.Tcp.AreCookiesOut());
            peer.Tcp.cookies.NoteForgotten();
            Assert.True(peer.Tcp.AreCookiesOut());
            peer.Advance(((step + 2) << 16) - 1 - peer.Now);
            Assert.True(peer.Tcp.AreCookiesOut());
            peer.Advance(1);
            Assert.False(peer.Tcp.AreCookiesOut());
        }

        /// <summary>Whose acknowledgment finds that all paths are held is not reset: he tries again, and may come in.</summary>
        [Fact]
        public void AcknowledgmentOfACookie_ThatFindsNoPath_MayComeAgain()
        {
            const uint other = 0x0A000003;
            TcpPeer peer = NewPeer(o =>
            {
                o.HalfOpenConnections = 0;
                o.Paths = 2;
            });
            TcpAcceptor acceptor = peer.Listen();
            peer.Port = 3000;
            peer.SendFrom(other, Syn, seq: 0);
            peer.Expect(Syn | Ack, ack: 1);
            peer.Port = 3001;
            TcpConnection holder = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)!;
            peer.Ignore();
            peer.Port = 3000;
            peer.SendFrom(other, Ack, seq: 1, ack: 1);
            peer.ExpectNothing();
            Assert.Equal((1, 0), (peer.Counters.DroppedNoConnection, peer.Counters.SynCookiesRejected));
            Assert.Null(acceptor.Accept());
            holder.Close();
            peer.SendFrom(other, Ack, seq: 1, ack: 1);
            Assert.NotNull(acceptor.Accept());
            Assert.Equal(1, peer.Counters.SynCookiesAccepted);
        }
    }
}
