using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// A SYN that may open a connection in TIME-WAIT anew (RFC 9293 section 3.6.1): it does so when it can be served and its
    /// sender answers, and leaves TIME-WAIT as it was otherwise.
    /// </summary>
    public class TimeWaitReopeningTests : TcpTest
    {
        [Fact]
        public void SynThatFindsNoConnectionFree_LeavesItAsItWas()
        {
            TcpPeer peer = NewPeerInTimeWait(o => o.Connections = 1);
            peer.Port++;
            TcpConnection other = peer.Connect();
            peer.Ignore();
            peer.Port--;

            peer.Send(Syn, seq: 1000);

            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedNoConnection);
            ExpectTimeWait(peer);
            other.Abort();
            other.Close();
            peer.Ignore();
            Reopen(peer);
        }

        [Fact]
        public void SynThatFindsTheBacklogFull_LeavesItAsItWas()
        {
            TcpPeer peer = NewPeerInTimeWait();
            TcpAcceptor acceptor = peer.Tcp.FindAcceptor(TcpPeer.StackPort, null);
            acceptor.backlog = 1;
            peer.Port++;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Ack, seq: 1, ack: 1);
            peer.Port--;

            peer.Send(Syn, seq: 1000);

            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedBacklogFull);
            ExpectTimeWait(peer);
            Assert.NotNull(acceptor.Accept());
            Reopen(peer);
        }

        [Fact]
        public void SynThatFindsNoEntry_LeavesItAsItWas()
        {
            TcpPeer peer = NewFloodedPeerInTimeWait(o => o.SynCookies = false);

            peer.Send(Syn, seq: 1000);

            peer.ExpectNothing();
            Assert.Equal(1, peer.Counters.DroppedHalfOpenFull);
            ExpectTimeWait(peer);
            ForgetFlood(peer);
            Reopen(peer);
        }

        [Fact]
        public void TimeThatIsLeft_RunsOn()
        {
            TcpPeer peer = NewPeerInTimeWait(o =>
            {
                o.MaximumSegmentLifetime = 30_000;
                o.Connections = 1;
            });
            peer.Port++;
            peer.Connect();
            peer.Port--;
            peer.Advance(40_000);
            peer.Ignore();
            peer.Send(Syn, seq: 1000);
            peer.Advance(19_999);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        /// <summary>"Returns to TIME-WAIT state if the SYN turns out to be an old duplicate": its sender resets the answer.</summary>
        [Fact]
        public void SynThatWasAnOldDuplicate_LeavesItAsItWas()
        {
            TcpPeer peer = NewPeerInTimeWait();
            peer.Send(Syn, seq: 1000);
            uint isn = peer.Isn;
            peer.Expect(Syn | Ack, ack: 1001);
            Assert.Equal(TcpState.SynReceived, peer.State);

            peer.Send(Rst, seq: 1001);

            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.KnowIsn(isn);
            ExpectTimeWait(peer);
        }

        [Fact]
        public void SynWhoseSenderIsSilent_LeavesItAsItWas()
        {
            TcpPeer peer = NewPeerInTimeWait(o => o.HalfOpenTimeout = 10_000);
            peer.Send(Syn, seq: 1000);
            peer.Advance(10_000);
            peer.Ignore();
            ExpectTimeWait(peer);
        }

        [Fact]
        public void WhileItIsOpenedAnew_ItIsShownOnce()
        {
            TcpPeer peer = NewPeerInTimeWait();
            peer.Send(Syn, seq: 1000);
            ConnectionInfo shown = Assert.Single(peer.Stack.GetConnections(), c => c.State != TcpState.Listen);
            Assert.Equal(TcpState.SynReceived, shown.State);
        }

        [Fact]
        public void ItsTimeMayRunOut_WhileItIsOpenedAnew()
        {
            TcpPeer peer = NewPeerInTimeWait(o => o.MaximumSegmentLifetime = 500);
            peer.Advance(900);
            peer.Send(Syn, seq: 1000);
            peer.Expect(Syn | Ack, ack: 1001);
            peer.Advance(200);
            peer.ExpectNothing();
            Assert.Equal(TcpState.SynReceived, peer.State);
            peer.Send(Ack, seq: 1001, ack: 1);
            Assert.Equal(TcpState.Established, peer.State);
        }

        [Fact]
        public void WhereOthersNeedItsPath_ItGoesTogetherWithTheRequest()
        {
            TcpPeer peer = NewPeerInTimeWait(o =>
            {
                o.Paths = 3;
                o.HalfOpenConnections = 4;
                o.SynCookies = false;
            });
            peer.Send(Syn, seq: 1000);
            peer.Expect(Syn | Ack, ack: 1001);

            for (uint host = 20; host < 22; host++)
            {
                peer.Advance(1);
                peer.SendFrom(0x0A000000u + host, Syn);
                peer.Ignore();
            }

            Assert.Equal(1, peer.Counters.TimeWaitEvicted);
            Assert.Equal(1, peer.Counters.DroppedHalfOpenFull);
            Assert.DoesNotContain(peer.Tcp.blocks, block => block.path != null && block.path.identity == TcpPeer.PeerAddress.value);
            peer.Send(Syn, seq: 5000);
            peer.Expect(Syn | Ack, ack: 5001);
        }

        [Fact]
        public void WhatHasOpenedItAnew_EndsIt()
        {
            TcpPeer peer = NewPeerInTimeWait();
            Reopen(peer);
            Assert.Single(peer.Tcp.blocks, block => block.path != null);
            Assert.Equal(1, peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value).references);
        }

        /// <summary>There is no entry free, but there need not be one: TIME-WAIT stays until the cookie comes back.</summary>
        [Theory]
        [InlineData(0u)]
        [InlineData(0x40000000u)]
        [InlineData(0x80000000u)]
        [InlineData(0xC0000000u)]
        public void SynThatFindsNoEntry_GetsACookieBehindTheNumbersThatWereUsed(uint where)
        {
            PeerNumber = where;
            TcpPeer peer = NewFloodedPeerInTimeWait();
            uint used = peer.Isn + 1;
            for (int i = 0; i < 16; i++)
            {
                peer.Send(Syn, seq: 1000 + i);
                Assert.True((int)(peer.Expect(Syn | Ack, ack: 1001 + i).Sequence - used) > 0);
                peer.KnowIsn(used - 1);
            }

            ExpectTimeWait(peer);
            peer.Send(Syn, seq: 5000);
            peer.Expect(Syn | Ack, ack: 5001);
            peer.Send(Ack | Psh, seq: 5001, ack: 1, data: Bytes(0, 100));
            TcpConnection connection = peer.Tcp.FindAcceptor(TcpPeer.StackPort, null).Accept();
            Assert.Equal(Bytes(0, 100), Read(connection));
            Assert.Equal(TcpState.Established, peer.State);
            Assert.Equal(1, peer.Counters.SynCookiesAccepted);
            Assert.Single(peer.Tcp.blocks, block => block.path != null && block.RemotePort == peer.Port);
        }

        [Fact]
        public void CookieIsTaken_AlsoWhenTimeWaitHasEndedMeanwhile()
        {
            for (int i = 0; i < 8; i++)
            {
                TcpPeer peer = NewFloodedPeerInTimeWait(o => o.MaximumSegmentLifetime = 500);
                peer.Send(Syn, seq: 1000 + i);
                peer.Expect(Syn | Ack, ack: 1001 + i);
                peer.Advance(1000);
                peer.Ignore();
                Assert.Equal(TcpState.Closed, peer.State);
                peer.Send(Ack, seq: 1001 + i, ack: 1);
                Assert.Equal(TcpState.Established, peer.State);
            }
        }

        [Fact]
        public void OldSegments_OpenNothingAnew_ThoughCookiesAreOut()
        {
            TcpPeer peer = NewFloodedPeerInTimeWait();
            uint isn = peer.Isn;
            peer.Send(Syn, seq: 1000);
            peer.Expect(Syn | Ack);
            peer.KnowIsn(isn);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 1));
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        /// <summary>What the numbers of this side depend on.</summary>
        private uint PeerNumber { get; set; }

        protected override uint PeerIsn => 500_000_000 + PeerNumber;

        // The state, and the answer to a FIN that comes again.
        private static void ExpectTimeWait(TcpPeer peer)
        {
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
        }

        private static void Reopen(TcpPeer peer)
        {
            uint used = peer.Isn + 2;
            peer.Send(Syn, seq: 1000);
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1001);
            Assert.True((int)(answer.Sequence - used) >= 0);
            peer.Send(Ack, seq: 1001, ack: 1);
            Assert.Equal(TcpState.Established, peer.State);
        }

        private TcpPeer NewPeerInTimeWait(Action<StackOptions>? configure = null)
        {
            TcpPeer peer = NewPeer(o => configure?.Invoke(o));
            peer.Reach(TcpState.TimeWait).Close();
            return peer;
        }

        // One half-open entry, which somebody else has taken.
        private TcpPeer NewFloodedPeerInTimeWait(Action<StackOptions>? configure = null)
        {
            TcpPeer peer = NewPeerInTimeWait(o =>
            {
                o.HalfOpenConnections = 1;
                configure?.Invoke(o);
            });
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
