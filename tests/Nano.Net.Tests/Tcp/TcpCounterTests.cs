using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What each event is counted as: these counters grow by so much, and no other does.</summary>
    public class TcpCounterTests : TcpTest
    {
        [Fact]
        public void SynForNobody_IsReset()
        {
            TcpPeer peer = NewPeer();
            Counts(peer, () => peer.Send(Syn), "SegmentsReceived", "DroppedNoListener", "SegmentsSent", "ResetsSent");
            Counts(peer, () => peer.Send(Rst), "SegmentsReceived", "DroppedStray");
        }

        [Fact]
        public void SegmentForTheWholeSubnet_IsDropped()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            byte[] packet = peer.Build(Syn, 0, 0);
            packet[19] = 255;
            TcpPeer.Seal(packet);
            packet[10] = packet[11] = 0;
            int sum = ~SentSegment.Sum(packet.AsSpan(0, 20), 0);
            packet[10] = (byte)(sum >> 8);
            packet[11] = (byte)sum;
            peer.Device.Deliver(packet);
            Counts(peer, peer.Poll, "SegmentsReceived", "DroppedBroadcast");
            peer.ExpectNothing();
        }

        [Fact]
        public void PassiveOpen_AndItsRetransmissions()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            Counts(peer, () => peer.Send(Syn), "SegmentsReceived", "SegmentsSent");
            Counts(peer, () => peer.Send(Syn), "SegmentsReceived", "SegmentsSent", "SegmentsRetransmitted");
            peer.Take();
            peer.Take();
            Counts(peer, () => peer.AdvanceToNext(), "SegmentsSent", "SegmentsRetransmitted");
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 1), "SegmentsReceived", "PassiveOpens");
        }

        [Fact]
        public void WhatAHalfOpenConnectionRefuses()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            Counts(peer, () => peer.Send(Ack, seq: 20_000, ack: 1), "SegmentsReceived", "DroppedOutOfWindow", "ChallengeAcks", "SegmentsSent");
            Counts(peer, () => peer.Send(Ack, seq: 20_000, ack: 1), "SegmentsReceived", "ChallengeAcksSuppressed");
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 2), "SegmentsReceived", "DroppedBadAck", "SegmentsSent", "ResetsSent");
            Counts(peer, () => peer.Send(Rst, seq: 1), "SegmentsReceived", "ResetsReceived");
            Assert.Equal(TcpState.Closed, peer.State);
            peer.Send(Syn);
            Counts(peer, () => peer.Send(Syn, seq: 1), "SegmentsReceived");
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void ActiveOpen_ItsRetransmission_AndItsEnd()
        {
            TcpPeer peer = NewPeer();
            Counts(peer, () => peer.Connect(), "ActiveOpens", "SegmentsSent");
            peer.Expect(Syn);
            Counts(peer, () => peer.AdvanceToNext(), "SegmentsSent", "SegmentsRetransmitted", "RetransmissionTimeouts");
            Counts(peer, () => peer.Send(Syn | Ack, ack: 2), "SegmentsReceived", "DroppedBadAck", "ResetsSent", "SegmentsSent");
            Counts(peer, () => peer.Send(Rst | Ack, ack: 1), "SegmentsReceived", "ResetsReceived", "ConnectionsFailed");
        }

        /// <summary>An old connection's challenge: the reset, and the SYN once more.</summary>
        [Fact]
        public void ChallengeInSynSent_BringsTheSynAgain()
        {
            TcpPeer peer = NewPeer();
            peer.Connect();
            peer.Expect(Syn);
            Counts(
                peer,
                () => peer.Send(Ack, ack: 2),
                "SegmentsReceived",
                "DroppedBadAck",
                "ResetsSent",
                "SegmentsRetransmitted",
                "SegmentsSent 2");
        }

        [Fact]
        public void LinkThatComesUp_SendsTheSynAgain()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Device.IsLinkUp = false;
            peer.Poll();
            peer.Device.IsLinkUp = true;
            Counts(peer, peer.Poll, "SegmentsSent", "SegmentsRetransmitted");
            Assert.Equal(1, connection.sender.timeouts);
            peer.Expect(Syn);
            peer.Send(Syn | Ack, ack: 1);

            // Karn: which of the two was answered nobody knows.
            Assert.Equal((-1, 3000), (connection.sender.rtt.SmoothedRoundTrip(), connection.sender.rtt.timeout));
        }

        [Fact]
        public void WrongAcknowledgmentInASimultaneousOpen_IsReset()
        {
            TcpPeer peer = NewPeer();
            peer.Reach(TcpState.SynReceived);
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 2), "SegmentsReceived", "DroppedBadAck", "SegmentsSent", "ResetsSent");
            Counts(peer, () => peer.Send(Rst, seq: 1), "SegmentsReceived", "ResetsReceived", "ConnectionsFailed");
        }

        [Fact]
        public void WhatAnEstablishedConnectionRefuses()
        {
            TcpPeer peer = NewPeer();
            peer.Accept();
            Counts(peer, () => peer.Send(Ack, seq: 20_000, ack: 1), "SegmentsReceived", "DroppedOutOfWindow", "ChallengeAcks", "SegmentsSent");
            peer.Advance(500);
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 2), "SegmentsReceived", "DroppedBadAck", "ChallengeAcks", "SegmentsSent");
            Counts(peer, () => peer.Send(Rst, seq: 2), "SegmentsReceived", "ChallengeAcksSuppressed");
            Counts(peer, () => peer.Send(Rst, seq: 1), "SegmentsReceived", "ResetsReceived", "ConnectionsFailed");
        }

        [Fact]
        public void Data_BothWays()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Counts(peer, () => Write(connection, 0, 3), "SegmentsSent", "BytesSent 3");
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 4, data: Bytes(0, 2)), "SegmentsReceived", "BytesReceived 2");
            Counts(peer, () => peer.Advance(1000), "SegmentsSent");
        }

        /// <summary>The byte of a window probe counts once it was taken.</summary>
        [Fact]
        public void WindowProbe_ItsByteCountsOnceItIsAcknowledged()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Counts(peer, () => Write(connection, 0, 2));
            Counts(peer, () => peer.AdvanceToNext(), "SegmentsSent", "WindowProbes");
            Counts(peer, () => peer.Send(Ack, seq: 1, ack: 2, window: 0), "SegmentsReceived", "BytesSent");
        }

        [Fact]
        public void Retransmissions_AndTheEndByTimeOut()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 2000);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 1);
            peer.Ignore();
            Counts(peer, () => peer.AdvanceToNext(), "SegmentsSent", "SegmentsRetransmitted", "RetransmissionTimeouts");
            while (connection.state == TcpState.Established)
            {
                peer.AdvanceToNext();
            }

            Assert.Equal(TcpError.TimedOut, connection.error);
            Assert.Equal((1, 1), (peer.Counters.ResetsSent, peer.Counters.ConnectionsFailed));
        }

        /// <summary>What the application ends itself has not failed.</summary>
        [Fact]
        public void Abort_IsAReset_AndNoFailure()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Counts(peer, connection.Abort, "ResetsSent", "SegmentsSent");
            Counts(peer, connection.Abort);
        }

        [Fact]
        public void WithoutAFreeConnection_AConnectAndASynAreCounted()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpAcceptor acceptor = peer.Listen();
            peer.Accept(acceptor: acceptor);
            Counts(peer, () => Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)), "DroppedNoConnection");
            peer.Port = 3000;
            Counts(peer, () => peer.Send(Syn), "SegmentsReceived", "DroppedNoConnection");
        }

        /// <summary>A closed connection that still waits for its peer makes way for one that wants its path.</summary>
        [Fact]
        public void ClosedConnectionThatYieldsItsPath_IsResetAndCounted()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            peer.Reach(TcpState.FinWait2).Close();
            Counts(
                peer,
                () => Assert.NotNull(peer.Tcp.Connect(new IPAddress(0x0A000003u), 80, 0, out _)),
                "OrphansEvicted",
                "ResetsSent",
                "ActiveOpens",
                "SegmentsSent 2");
            Assert.Equal(TcpState.Closed, peer.State);
        }

        private static void Counts(TcpPeer peer, Action action, params string[] expected) => Counted.By(peer.Counters, action, expected);
    }
}
