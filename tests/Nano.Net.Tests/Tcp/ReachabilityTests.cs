using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What becomes of connections when the link goes down and comes up, and when somebody says that the peer cannot be reached.</summary>
    public class ReachabilityTests : TcpTest
    {
        [Theory]
        [InlineData(40)]
        [InlineData(120)]
        [InlineData(250)]
        public void LinkThatComesUp_HasWhatIsOutstandingSentAtOnce_Once_AndEndsTheBackOff(int seconds)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            peer.Ignore();
            SetLink(peer, false);
            peer.Advance(seconds * 1000);
            peer.ExpectNothing();
            SetLink(peer, true);
            peer.Expect(Ack, seq: 1, ack: 1, length: 1000);
            peer.ExpectNothing();
            long up = peer.Now;
            Assert.Equal(1000, peer.AdvanceToNext().At - up);
            Assert.Equal(3000, peer.AdvanceToNext().At - up);
            peer.Send(Ack, seq: 1, ack: 3001);
            Assert.Equal(0, connection.sender.queued);
            peer.Advance(400_000);
            peer.ExpectNothing();
            Assert.Equal(TcpState.Established, connection.state);
        }

        [Fact]
        public void Acknowledgment_IsProgress_AndWhatWasOnlySentIsNot()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Advance(10_000);
            long since = peer.Now;
            Assert.False(connection.HasProgress(since));

            peer.Advance(1000);
            Write(connection, 0, 100);
            peer.Ignore();
            Assert.False(connection.HasProgress(since));

            peer.Advance(100);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.True(connection.HasProgress(since));
            Assert.True(connection.HasProgress(peer.Now));
            Assert.False(connection.HasProgress(peer.Now + 1));
        }

        [Fact]
        public void LinkThatComesUp_EndsTheBackOff_WithTheRoundTripThatWasMeasured()
        {
            TcpPeer peer = NewPeer(o => o.MinimumRetransmissionTimeout = 200);
            TcpConnection connection = peer.Accept();
            for (int i = 0; i < 5; i++)
            {
                Write(connection, i * 100, 100);
                peer.Ignore();
                peer.Advance(150);
                peer.Send(Ack, seq: 1, ack: 101 + (i * 100));
            }

            int timeout = connection.sender.rtt.timeout;
            Assert.InRange(timeout, 201, 999);
            Write(connection, 500, 100);
            peer.Ignore();
            SetLink(peer, false);
            peer.Advance(30_000);
            Assert.True(connection.sender.rtt.timeout > 10 * timeout);
            SetLink(peer, true);
            peer.Expect(Ack, seq: 501, ack: 1, length: 100);
            long up = peer.Now;
            Assert.Equal(timeout, peer.AdvanceToNext().At - up);
        }

        [Fact]
        public void LinkThatComesUp_CountsTimeOutsAnew_AndSizesStayAsTheyWere()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 3000);
            peer.Ignore();
            SetLink(peer, false);
            peer.Advance(40_000);
            SetLink(peer, true);
            Assert.Equal(0, connection.sender.timeouts);
            Assert.Equal(1460, peer.Expect(Ack, seq: 1, length: 1460).Data.Length);
            peer.Send(Ack, seq: 1, ack: 1461);
            Assert.Equal(1500, peer.PathMtu);
        }

        [Fact]
        public void LinkThatComesUp_WithNothingOutstanding_ChangesNothing()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            SetLink(peer, false);
            peer.Advance(40_000);
            int window = connection.sender.congestion.window;
            SetLink(peer, true);
            peer.ExpectNothing();
            Assert.Equal(window, connection.sender.congestion.window);
            Assert.Equal(long.MaxValue, connection.sender.deadline);
        }

        [Fact]
        public void UserTimeout_IsNoLonger_ForALinkThatWasDown()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 60_000);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            SetLink(peer, false);
            peer.Advance(59_500);
            SetLink(peer, true);
            peer.Advance(499);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void LinkThatComesUp_HasTheSynSentAgainAtOnce()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            SetLink(peer, false);
            peer.Advance(100_000);
            Assert.Equal(TcpState.SynSent, connection.state);
            SetLink(peer, true);
            peer.Expect(Syn, seq: 0);
            long up = peer.Now;
            Assert.Equal(1000, peer.AdvanceToNext().At - up);
            Assert.Equal(3000, peer.AdvanceToNext().At - up);
            peer.Send(Syn | Ack, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);

            // Of a SYN that was sent more than once no round trip is measured (RFC 6298 section 5.7).
            Assert.Equal(-1, connection.sender.rtt.SmoothedRoundTrip());
        }

        [Fact]
        public void LinkThatComesUp_HasTheSynAckSentAgainAtOnce()
        {
            TcpPeer peer = NewPeer(o => o.HalfOpenTimeout = 200_000);
            peer.Listen();
            peer.Send(Syn);
            peer.Expect(Syn | Ack, ack: 1);
            SetLink(peer, false);
            peer.Advance(20_000);
            SetLink(peer, true);
            peer.Expect(Syn | Ack, seq: 0, ack: 1);
            long up = peer.Now;
            Assert.Equal(1000, peer.AdvanceToNext().At - up);
        }

        [Fact]
        public void LinkThatComesUp_HasAClosedWindowProbedAtOnce()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 100);
            peer.AdvanceToNext();
            SetLink(peer, false);
            peer.Advance(100_000);
            SetLink(peer, true);
            peer.Expect(Ack, seq: 1, length: 1);
            long up = peer.Now;
            Assert.Equal(1000, peer.AdvanceToNext().At - up);
            peer.Send(Ack, seq: 1, ack: 2, window: 0);
            Assert.Equal(TcpState.Established, connection.state);
        }

        [Fact]
        public void KeepAliveProbes_OfATimeWithoutALink_DoNotCount()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            connection.SetKeepAlive(true, 10_000, 1000, 3);
            peer.Advance(9000);
            SetLink(peer, false);
            peer.Advance(3500);
            SetLink(peer, true);

            // Three of them were due at 10, 11 and 12 s.
            peer.Advance(0);
            peer.Expect(Ack, seq: 0, ack: 1);
            peer.Advance(2999);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Theory]
        [InlineData(0, "NetworkUnreachable")]
        [InlineData(1, "HostUnreachable")]
        [InlineData(2, "Refused")]
        [InlineData(3, "Refused")]
        [InlineData(9, "NetworkUnreachable")]
        [InlineData(10, "HostUnreachable")]
        [InlineData(13, "HostUnreachable")]
        public void Unreachable_EndsAConnectAtOnce_AndNoConnectionThatStands(int code, string error)
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 5000);
            TcpConnection connection = peer.Connect();
            peer.SendIcmp(3, code, peer.Expect(Syn));
            Assert.Equal(TcpState.Closed, connection.state);
            Assert.Equal(error, connection.error.ToString());
            connection.Close();

            peer.LocalPort = 8;
            TcpConnection standing = peer.ConnectAndAccept();
            Write(standing, 0, 100);
            peer.SendIcmp(3, code, peer.Take());
            Assert.Equal(TcpState.Established, standing.state);
            peer.Advance(5000);
            Assert.Equal(error == "Refused" ? "HostUnreachable" : error, standing.error.ToString());
        }

        [Theory]
        [InlineData(1)]
        [InlineData(700)]
        [InlineData(1000)]
        [InlineData(1001)]
        [InlineData(45_000)]
        public void Connect_IsGivenUpWhenItsOwnTimeOutSaysSo(int timeout)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Tcp.Connect(null, TcpPeer.PeerAddress, 80, 0, timeout, out _)!;
            peer.Advance(timeout - 1);
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void Connect_ThatSucceeded_IsNotGivenUpLater()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Tcp.Connect(null, TcpPeer.PeerAddress, peer.Port, peer.LocalPort, 700, out _)!;
            peer.Expect(Syn);
            peer.Send(Syn | Ack, ack: 1);
            peer.Advance(1_000_000);
            Assert.Equal(TcpState.Established, connection.state);
        }

        private static void SetLink(TcpPeer peer, bool isUp)
        {
            peer.Device.IsLinkUp = isUp;
            peer.Poll();
        }
    }
}
