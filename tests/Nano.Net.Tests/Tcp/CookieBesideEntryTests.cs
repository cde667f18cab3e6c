using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// A SYN that was answered and not remembered comes again and finds an entry (RFC 4987 section 3.6): two SYN-ACKs are under
    /// way, with the same options, and after a step of the cookies' time with different numbers. The peer may acknowledge either.
    /// </summary>
    public class CookieBesideEntryTests : TcpTest
    {
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void AckOfTheEarlierNumber_MakesAConnection(bool timestamps)
        {
            TcpPeer peer = NewPeerWithBoth(timestamps, out TcpAcceptor acceptor, out SentSegment cookie, out _);
            peer.KnowIsn(cookie.Sequence);
            peer.Echo = cookie.TimestampValue;
            peer.Stamps = timestamps;

            peer.Send(Ack, seq: 1, ack: 1, window: 1000);

            peer.ExpectNothing();
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(cookie.Sequence + 1, connection.sender.unacknowledged);
            Assert.Equal(1000 << 7, connection.sender.window);
            Assert.Equal(timestamps, connection.selective);
            Assert.Equal(timestamps, connection.timestamps);
            Assert.Equal(1, peer.Counters.SynCookiesAccepted);
            Assert.Equal(0, peer.Counters.ResetsSent);
            Assert.DoesNotContain(peer.Stack.GetConnections(), c => c.State == TcpState.SynReceived);
        }

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void AckOfTheLaterNumber_MakesAConnection(bool timestamps)
        {
            TcpPeer peer = NewPeerWithBoth(timestamps, out TcpAcceptor acceptor, out SentSegment cookie, out SentSegment entry);
            Assert.NotEqual(cookie.Sequence, entry.Sequence);
            Assert.True(entry.Scale >= 0);
            peer.Stamps = timestamps;

            peer.Send(Ack, seq: 1, ack: 1, window: 1000);

            peer.ExpectNothing();
            TcpConnection connection = acceptor.Accept()!;
            Assert.Equal(entry.Sequence + 1, connection.sender.unacknowledged);
            Assert.True(connection.selective);
            peer.Send(Ack | Psh, seq: 1, ack: 1, window: 1000, data: Bytes(0, 10));
            Assert.Equal(1000 << 7, connection.sender.window);
            Assert.Equal(0, peer.Counters.SynCookiesAccepted);
        }

        /// <summary>The first acknowledgment was lost; the entry still knows where the peer's stream begins.</summary>
        [Fact]
        public void SecondDataFirst_AreTaken()
        {
            TcpPeer peer = NewPeerWithBoth(false, out TcpAcceptor acceptor, out SentSegment cookie, out _);
            peer.KnowIsn(cookie.Sequence);
            peer.Send(Ack, seq: 101, ack: 1, data: Bytes(100, 100));
            peer.Expect(Ack, seq: 1, ack: 1);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 100));
            Assert.Equal(Bytes(0, 200), Read(acceptor.Accept()!));
        }

        /// <summary>To the SYN-ACK that comes second the peer says where it is: behind its first data, which were lost.</summary>
        [Fact]
        public void AnswerToTheSecondSynAck_OpensTheConnection()
        {
            TcpPeer peer = NewPeerWithBoth(false, out TcpAcceptor acceptor, out SentSegment cookie, out _);
            peer.KnowIsn(cookie.Sequence);
            peer.Send(Ack, seq: 101, ack: 1);
            peer.ExpectNothing();
            Assert.NotNull(acceptor.Accept());
        }

        /// <summary>Within a step of time both answers are the same, whatever stands in them.</summary>
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void InTheSameStep_BothAnswersAreTheSame(bool timestamps)
        {
            TcpPeer peer = NewPeerWithBoth(timestamps, out TcpAcceptor acceptor, out SentSegment cookie, out SentSegment entry, between: 10);
            Assert.Equal(cookie.Sequence, entry.Sequence);
            Assert.Equal(cookie.Flags, entry.Flags);
            Assert.Equal(cookie.Scale, entry.Scale);
            Assert.Equal(cookie.Options.Length, entry.Options.Length);
            Assert.Equal(cookie.Window, entry.Window);
            peer.Echo = cookie.TimestampValue;
            peer.Stamps = timestamps;
            peer.Send(Ack, seq: 1, ack: 1, window: 1000);
            peer.ExpectNothing();
            Assert.True(acceptor.Accept()!.selective);
            Assert.Equal(0, peer.Counters.SynCookiesAccepted);
        }

        [Fact]
        public void AckOfNeither_IsReset_AndTheEntryStays()
        {
            TcpPeer peer = NewPeerWithBoth(false, out TcpAcceptor acceptor, out SentSegment cookie, out SentSegment entry);
            peer.KnowIsn(cookie.Sequence);
            peer.Send(Ack, seq: 1, ack: 257);
            peer.Expect(Rst, seq: 257);
            Assert.Equal(TcpState.SynReceived, peer.State);
            peer.KnowIsn(entry.Sequence);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.NotNull(acceptor.Accept());
        }

        /// <summary>Not the cookie for another SYN than that of the entry.</summary>
        [Fact]
        public void CookieForAnotherSyn_IsReset()
        {
            TcpPeer peer = NewFloodedPeer(out TcpAcceptor acceptor);
            peer.Send(Syn, seq: 10);
            SentSegment cookie = peer.Expect(Syn | Ack);
            ForgetFlood(peer);
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.KnowIsn(cookie.Sequence);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Expect(Rst, seq: 1);
            Assert.Null(acceptor.Accept());
        }

        [Fact]
        public void CookieThatFindsTheBacklogFull_IsNotAnswered_AndTheEntryStays()
        {
            TcpPeer peer = NewPeerWithBoth(false, out TcpAcceptor acceptor, out SentSegment cookie, out _);
            acceptor.backlog = 0;
            peer.KnowIsn(cookie.Sequence);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.ExpectNothing();
            Assert.Equal(TcpState.SynReceived, peer.State);
            acceptor.backlog = 1;
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.NotNull(acceptor.Accept());
        }

        // The peer's SYN was answered with a cookie, came again, and was answered by an entry.
        private TcpPeer NewPeerWithBoth(bool timestamps, out TcpAcceptor acceptor, out SentSegment cookie, out SentSegment entry, int between = 65_536)
        {
            TcpPeer peer = NewFloodedPeer(out acceptor);
            peer.Send(Syn, options: peer.SynOptions(1000, 7, true, timestamps));
            cookie = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal(0, cookie.Scale);
            ForgetFlood(peer);
            peer.Advance(between);
            peer.ExpectNothing();
            peer.Send(Syn, options: peer.SynOptions(1000, 7, true, timestamps));
            entry = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal(TcpState.SynReceived, peer.State);
            return peer;
        }

        // One half-open entry, which somebody else has taken.
        private TcpPeer NewFloodedPeer(out TcpAcceptor acceptor)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.HalfOpenConnections = 1;
                o.HalfOpenTimeout = 300_000;
            });
            acceptor = peer.Listen();
            peer.Port = 3000;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Port = TcpPeer.PeerPort;
            return peer;
        }

        private static void ForgetFlood(TcpPeer peer)
        {
            peer.Port = 3000;
            peer.Send(Rst, seq: 1);
            peer.Port = TcpPeer.PeerPort;
        }
    }
}
