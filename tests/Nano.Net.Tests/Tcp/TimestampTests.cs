using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Timestamps once they are agreed on: what is sent (RFC 7323 sections 3.2 and 4.3), and PAWS (section 5).</summary>
    public class TimestampTests : TcpTest
    {
        private const long Day = 24L * 60 * 60 * 1000;

        [Fact]
        public void EverySegment_TellsTheTime_AndEchoes()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            peer.Advance(100);
            Write(connection, 0, 10);
            SentSegment data = peer.Expect(Ack, seq: 1, data: Bytes(0, 10));
            AssertStamped(peer, data);
            peer.Send(Ack, seq: 1, ack: 11);
            peer.Advance(250);
            peer.Send(Ack, seq: 1, ack: 11, data: Bytes(0, 1000));
            peer.Send(Ack, seq: 1001, ack: 11, data: Bytes(1000, 1000));
            SentSegment ack = peer.Expect(Ack, seq: 11, ack: 2001);
            AssertStamped(peer, ack);
            Assert.Equal(data.TimestampValue + 250, ack.TimestampValue);
            Assert.Equal(peer.Clock, ack.TimestampEcho);
            connection.ShutdownSend();
            AssertStamped(peer, peer.Expect(Fin | Ack, seq: 11, ack: 2001));
        }

        [Fact]
        public void Reset_TellsTheTimeToo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            connection.Abort();
            AssertStamped(peer, peer.Expect(Rst | Ack, seq: 1, ack: 1));
        }

        [Fact]
        public void ResetOfNoConnection_HasNoOptions()
        {
            TcpPeer peer = NewPeer();
            peer.Stamps = true;
            peer.Send(Ack, seq: 5, ack: 77);
            Assert.Empty(peer.Expect(Rst).Options);
        }

        [Fact]
        public void Probes_TellTheTimeToo()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 10);
            AssertStamped(peer, peer.AdvanceToNext());
            peer.Send(Ack, seq: 1, ack: 11);
            peer.Ignore();
            connection.SetKeepAlive(true, 1000, 1000, 3);
            AssertStamped(peer, peer.AdvanceToNext());
        }

        [Fact]
        public void Clock_BeginsWhereASecretSays()
        {
            var one = new TcpPeer(StackIsn, PeerIsn);
            var other = new TcpPeer(StackIsn, PeerIsn, o => o.Secret = [9, 2, 3, 4, 5, 6, 7, 8]);
            one.Connect();
            other.Connect();
            Assert.NotEqual(one.Expect(Syn).TimestampValue - (uint)one.Now, other.Expect(Syn).TimestampValue - (uint)other.Now);
        }

        [Fact]
        public void DelayedAck_EchoesTheEarliestSegmentThatItAcknowledges()
        {
            TcpPeer peer = NewPeer();
            Established(peer);
            uint first = peer.Clock;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            peer.Advance(20);
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            peer.Advance(20);
            Assert.Equal(first, peer.Expect(Ack, ack: 201).TimestampEcho);
            uint next = peer.Clock;
            peer.Send(Ack, seq: 201, ack: 1, data: Bytes(200, 100));
            peer.Advance(50);
            Assert.Equal(next, peer.Expect(Ack, ack: 301).TimestampEcho);
        }

        [Fact]
        public void SegmentBehindAGap_IsNotEchoed_WhatFillsItIs()
        {
            TcpPeer peer = NewPeer();
            Established(peer);
            uint first = peer.Clock;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 1200));
            peer.Advance(50);
            peer.Expect(Ack, ack: 1201);
            peer.Send(Ack, seq: 2201, ack: 1, data: Bytes(2200, 1000));
            Assert.Equal(first, peer.Expect(Ack, ack: 1201).TimestampEcho);
            peer.Advance(10);
            peer.Send(Ack, seq: 1201, ack: 1, data: Bytes(1200, 1000));
            Assert.Equal(peer.Clock, peer.Expect(Ack, ack: 3201).TimestampEcho);
        }

        [Fact]
        public void AckWithoutData_IsEchoed()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 10));
            peer.Advance(30);
            peer.Send(Ack, seq: 1, ack: 11);
            uint acknowledged = peer.Clock;
            peer.Advance(30);
            Write(connection, 10, 10);
            Assert.Equal(acknowledged, peer.Expect(Ack, seq: 11, data: Bytes(10, 10)).TimestampEcho);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void OldTimestamp_DropsTheSegment_WhichIsAnswered(TcpState state)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(state, timestamps: true);
            uint recent = connection.recentTimestamp;
            peer.Clock = recent - 1;
            peer.Send(Ack, seq: peer.Seq, ack: peer.AckNumber, data: Bytes(0, 10));
            Assert.Equal(1, peer.Counters.DroppedOldTimestamp);
            SentSegment answer = peer.Expect(Ack, ack: peer.Seq);
            Assert.Equal(recent, answer.TimestampEcho);
            Assert.Empty(Read(connection));
            Assert.Equal(state, peer.State);
            Assert.Equal(recent, connection.recentTimestamp);
        }

        [Fact]
        public void OldTimestampWithoutData_IsAnsweredNowAndThen()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            Write(connection, 0, 10);
            peer.Expect(Ack, seq: 1, data: Bytes(0, 10));
            peer.Clock -= 1000;
            peer.Send(Ack, seq: 1, ack: 11);
            peer.Expect(Ack, seq: 11, ack: 1);
            peer.Send(Ack, seq: 1, ack: 11);
            peer.ExpectNothing();
            Assert.Equal(2, peer.Counters.DroppedOldTimestamp);
            Assert.Equal(10, connection.sender.queued);
        }

        [Fact]
        public void SameTimestamp_IsNotOld()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            for (int i = 0; i < 4; i++)
            {
                peer.Send(Ack, seq: 1 + (i * 100), ack: 1, data: Bytes(i * 100, 100));
            }

            Assert.Equal(Bytes(0, 400), Read(connection));
            Assert.Equal(0, peer.Counters.DroppedOldTimestamp);
        }

        [Fact]
        public void Timestamps_GoRoundTheirRange()
        {
            TcpPeer peer = NewPeer();
            peer.Clock = 0xFFFF_FFF0;
            TcpConnection connection = Established(peer);
            peer.Clock = 5;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            Assert.Equal(Bytes(0, 100), Read(connection));
            Assert.Equal(5u, connection.recentTimestamp);
            peer.Clock = 0xFFFF_FFFF;
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            Assert.Empty(Read(connection));
        }

        [Fact]
        public void AfterTwentyFourDaysOfSilence_AnyTimestampIsTaken()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            uint recent = connection.recentTimestamp;
            peer.Advance(24 * Day);
            peer.Clock = recent - 1;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Empty(Read(connection));
            peer.Advance(1);
            peer.Clock = recent - 1;
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Equal(Bytes(0, 10), Read(connection));
            Assert.Equal(recent - 1, connection.recentTimestamp);
        }

        /// <summary>RFC 7323 section 3.2 would have them dropped; a peer whose segments are right otherwise is served.</summary>
        [Fact]
        public void SegmentWithoutTimestamp_IsTaken_AndTheLastOneIsStillEchoed()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: false, timestamps: true);
            uint recent = connection.recentTimestamp;
            peer.Stamps = false;
            peer.Advance(1000);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(10, 10));
            Assert.Equal(Bytes(0, 20), Read(connection));
            Assert.Equal(recent, connection.recentTimestamp);
            Assert.Equal(0, peer.Counters.DroppedOldTimestamp);
            peer.Send(Fin | Ack, seq: 21, ack: 1);
            SentSegment answer = peer.Expect(Ack, seq: 1, ack: 22);
            Assert.Equal(recent, answer.TimestampEcho);
            Assert.Equal(TcpState.CloseWait, connection.state);
        }

        /// <summary>An acknowledgment that echoes nothing is timed by this side's clock, and not by the echo before it.</summary>
        [Fact]
        public void AckWithoutTimestamp_IsTimedByThisSidesClock()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            peer.Advance(50_000);
            Write(connection, 0, 100);
            peer.Advance(40);
            peer.Stamps = false;
            int before = connection.sender.rtt.SmoothedRoundTrip();
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Equal(0, before);
            Assert.InRange(connection.sender.rtt.SmoothedRoundTrip(), 1, 40);
            Assert.Equal(101u, connection.sender.unacknowledged - peer.StackIsn);
        }

        [Theory]
        [MemberData(nameof(Synchronized))]
        public void SynWithoutTimestamp_IsChallenged(TcpState state)
        {
            TcpPeer peer = NewPeer();
            peer.Reach(state, timestamps: true);
            peer.Stamps = false;
            peer.Send(Syn, seq: peer.Seq + 100);
            Assert.True(peer.Expect(Ack, ack: peer.Seq).HasTimestamp);
            Assert.Equal(state, peer.State);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void Reset_IsNotAskedForItsTimestamp(bool stamped)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            peer.Send(Rst, seq: 1, options: stamped ? TcpPeer.TimestampOption(connection.recentTimestamp - 1000, 0) : []);
            Assert.Equal(TcpError.Reset, connection.error);
        }

        [Fact]
        public void WhereTheyAreNotAgreedOn_TheyMeanNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10), options: TcpPeer.TimestampOption(1000, 0));
            peer.Send(Ack, seq: 11, ack: 1, data: Bytes(10, 10), options: TcpPeer.TimestampOption(10, 0));
            peer.Send(Ack, seq: 21, ack: 1, data: Bytes(20, 10));
            Assert.Equal(Bytes(0, 30), Read(connection));
            peer.Advance(50);
            Assert.Empty(peer.Expect(Ack, ack: 31).Options);
        }

        [Theory]
        [InlineData(new byte[] { 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 })]
        [InlineData(new byte[] { 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1 })]
        [InlineData(new byte[] { 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
        [InlineData(new byte[] { 254, 4, 0, 0, 1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0 })]
        public void Timestamps_AreFoundWhereverTheyStand(byte[] options)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = Established(peer);
            int at = Array.IndexOf(options, (byte)8) + 2;
            for (int i = 0; i < 4; i++)
            {
                options[at + i] = (byte)((peer.Clock + 1) >> (24 - (8 * i)));
            }

            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10), options: options);
            Assert.Equal(Bytes(0, 10), Read(connection));
            Assert.Equal(peer.Clock + 1, connection.recentTimestamp);
        }

        [Fact]
        public void HalfOpen_DropsWhatIsOld()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, -1, false, true));
            uint recent = peer.Clock;
            peer.Expect(Syn | Ack, ack: 1);
            peer.Stamps = true;
            peer.Clock = recent - 1;
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(recent, peer.Expect(Ack, seq: 1, ack: 1).TimestampEcho);
            Assert.Equal(1, peer.Counters.DroppedOldTimestamp);
            Assert.Null(acceptor.Accept());
            peer.Clock = recent + 1;
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(recent + 1, acceptor.Accept()!.recentTimestamp);
        }

        [Fact]
        public void HalfOpen_TakesAnAckWithoutTimestamp()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, -1, false, true));
            uint recent = peer.Clock;
            peer.Expect(Syn | Ack, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection connection = acceptor.Accept()!;
            Assert.True(connection.timestamps);
            Assert.Equal(recent, connection.recentTimestamp);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Equal(Bytes(0, 10), Read(connection));
        }

        [Fact]
        public void HandshakesAckWithData_IsTaken_AndEchoed()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, -1, true, true));
            peer.Expect(Syn | Ack, ack: 1);
            peer.Stamps = true;
            peer.Advance(30);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            uint sent = peer.Clock;
            Assert.Equal(Bytes(0, 100), Read(acceptor.Accept()!));
            peer.Advance(50);
            Assert.Equal(sent, peer.Expect(Ack, ack: 101).TimestampEcho);
        }

        private static TcpConnection Established(TcpPeer peer) => peer.AcceptWith(selective: false, timestamps: true);

        private static void AssertStamped(TcpPeer peer, SentSegment segment)
        {
            Assert.Equal(new byte[] { 1, 1, 8, 10 }, segment.Options[..4]);
            Assert.Equal(12, segment.Options.Length);
            TcpConnection? connection = peer.Tcp.blocks.OfType<TcpConnection>().FirstOrDefault(c => c.RemotePort == peer.Port);
            Assert.NotNull(connection);
            Assert.Equal(connection.TimestampClock() - (uint)(peer.Now - segment.At), segment.TimestampValue);
            Assert.Equal(connection.recentTimestamp, segment.TimestampEcho);
        }
    }

    public class TimestampTestsAtTheWrap : TimestampTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
