using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>A device that takes nothing for a while: nothing that it has not taken counts as sent, and it is not asked all the time.</summary>
    public class BusyDeviceTests : SelectiveTest
    {
        /// <summary>The longest pause between two tries, in milliseconds.</summary>
        private const int LongestPause = 16;

        [Fact]
        public void KeepAliveProbe_CountsWhenItIsSent()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            connection.SetKeepAlive(true, 10_000, 1000, 3);
            peer.Device.Busy = true;
            peer.Advance(60_000);
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal(0, peer.Counters.KeepAliveProbes);
            peer.Device.Busy = false;
            peer.Advance(LongestPause);
            peer.Expect(Ack, seq: 0, ack: 1);
            Assert.Equal(1, peer.Counters.KeepAliveProbes);

            // Two more, a second apart, and a second later the connection is given up.
            peer.Advance(1000);
            peer.Expect(Ack, seq: 0, ack: 1);
            peer.Advance(1000);
            peer.Expect(Ack, seq: 0, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Advance(1000);
            Assert.Equal(TcpState.Closed, connection.state);
            Assert.Equal(TcpError.TimedOut, connection.error);
            Assert.Equal(3, peer.Counters.KeepAliveProbes);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void WindowProbe_CountsWhenItIsSent(bool outstanding)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            if (outstanding)
            {
                Write(connection, 0, 1000);
                peer.Expect(Ack, seq: 1, length: 1000);
            }

            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, outstanding ? 1000 : 0, 1000);
            peer.ExpectNothing();
            peer.Device.Busy = true;
            peer.Advance(10_000);
            Assert.Equal(0, peer.Counters.WindowProbes);
            peer.Device.Busy = false;
            long start = peer.Now;
            SentSegment probe = peer.AdvanceToNext();
            Assert.InRange(probe.At - start, 0, LongestPause);
            Assert.Equal(1, peer.RelativeSequence(probe));
            Assert.Single(probe.Data);
            Assert.Equal(1, peer.Counters.WindowProbes);

            // It was the first: the second comes a time-out later, the third after twice that.
            SentSegment second = peer.AdvanceToNext();
            Assert.Equal(1000, second.At - probe.At);
            Assert.Equal(2000, peer.AdvanceToNext().At - second.At);
        }

        [Fact]
        public void TailLossProbe_GoesWhenTheDeviceTakesIt()
        {
            (TcpPeer peer, _) = Send(3);
            long start = peer.Now;
            peer.Device.Busy = true;
            peer.Advance(300);
            Assert.Equal(0, peer.Counters.TailLossProbes);
            peer.Device.Busy = false;
            SentSegment probe = peer.AdvanceToNext();
            Assert.InRange(probe.At - start, 300, 300 + LongestPause);
            Assert.Equal(2, Number(peer, probe));
            Assert.Equal(1, peer.Counters.TailLossProbes);
            Assert.Equal(0, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void Retransmission_IsCountedOnce_AndTheNextTimeOutRunsFromWhenItIsSent()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 1000);
            peer.Expect(Ack, seq: 1, length: 1000);
            long start = peer.Now;
            peer.Device.Busy = true;
            peer.Advance(30_000);
            Assert.Equal(1, peer.Counters.RetransmissionTimeouts);
            Assert.Equal(0, peer.Counters.SegmentsRetransmitted);
            Assert.Equal(2000, connection.sender.rtt.timeout);
            peer.Device.Busy = false;
            SentSegment again = peer.AdvanceToNext();
            Assert.InRange(again.At - start, 30_000, 30_000 + LongestPause);
            Assert.Equal(2000, peer.AdvanceToNext().At - again.At);
            Assert.Equal(2, peer.Counters.RetransmissionTimeouts);
        }

        [Fact]
        public void UserTimeOut_EndsAConnectionAllTheSame()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 20_000);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 1000);
            peer.Ignore();
            peer.Device.Busy = true;
            peer.Advance(20_000);
            Assert.Equal(TcpState.Closed, connection.state);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void Device_IsLeftAloneForLongerAndLonger_ByAllConnectionsTogether()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 3);
            TcpAcceptor acceptor = peer.Listen();
            var connections = new TcpConnection[3];
            for (int i = 0; i < connections.Length; i++)
            {
                peer.Port = TcpPeer.PeerPort + i;
                connections[i] = peer.Accept(acceptor: acceptor);
            }

            peer.Device.Busy = true;
            foreach (TcpConnection connection in connections)
            {
                Write(connection, 0, 1000);
            }

            // Each has tried once. From there on one tries for all: after 1 ms, 2, 4, 8, 16, and 16 from there on.
            Assert.Equal(3, peer.Counters.DeviceBusy);
            int[] tries = [1, 3, 7, 15, 31, 47, 63];
            for (int i = 0, passed = 0; i < tries.Length; i++)
            {
                peer.Advance(tries[i] - 1 - passed);
                Assert.Equal(3 + i, peer.Counters.DeviceBusy);
                peer.Advance(1);
                Assert.Equal(4 + i, peer.Counters.DeviceBusy);
                passed = tries[i];
            }

            peer.Device.Busy = false;
            peer.Advance(LongestPause - 1);
            peer.ExpectNothing();
            peer.Advance(1);
            Assert.Equal(3, peer.Device.Sent.Count);
            Assert.Equal(10, peer.Counters.DeviceBusy);
            Assert.Equal(0, peer.Tcp.busyUntil);

            // The device has taken something: the next time it is busy, it is tried again after a millisecond.
            peer.Ignore();
            peer.Device.Busy = true;
            peer.Send(Ack, seq: 1, ack: 1001);
            Write(connections[2], 1000, 1000);
            Assert.Equal(11, peer.Counters.DeviceBusy);
            peer.Advance(1);
            Assert.Equal(12, peer.Counters.DeviceBusy);
            peer.Advance(2);
            Assert.Equal(13, peer.Counters.DeviceBusy);
        }

        [Fact]
        public void DelayedAcknowledgments_WaitTogether()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 2);
            TcpAcceptor acceptor = peer.Listen();
            for (int i = 0; i < 2; i++)
            {
                peer.Port = TcpPeer.PeerPort + i;
                peer.Accept(acceptor: acceptor);
                peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10));
            }

            peer.Device.Busy = true;
            peer.Advance(1000);
            Assert.InRange(peer.Counters.DeviceBusy, 50, 66);
            peer.Device.Busy = false;
            peer.Advance(LongestPause);
            Assert.Equal(2, peer.Device.Sent.Count);
        }
    }
}
