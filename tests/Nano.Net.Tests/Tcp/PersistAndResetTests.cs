using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Closed windows that last, and ends that come while they do.</summary>
    public sealed class PersistAndResetTests : TcpTest
    {
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void OrphanBeforeAClosedWindow_DoesNotLastForEver(bool data)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Window = 0;
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 1));
            Read(connection);
            if (data)
            {
                Write(connection, 0, 500);
            }

            connection.Close();
            long end = peer.Now + 4 * 3_600_000;
            while (peer.Now < end && peer.State != TcpState.Closed)
            {
                peer.Advance(1000);
                while (peer.Device.Sent.Count > 0 && peer.State != TcpState.Closed)
                {
                    peer.Take();
                    peer.Send(Ack, seq: 2, ack: 1, window: 0);
                }
            }

            Assert.Equal(TcpState.Closed, peer.State);
        }

        /// <summary>What the probe carried has been acknowledged; what lies behind has never been sent.</summary>
        [Fact]
        public void AcknowledgmentBehindAProbeThatWasTaken_IsOfNothingSent()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 1);
            Assert.Single(peer.AdvanceToNext().Data);
            peer.Send(Ack, seq: 1, ack: 2, window: 0);
            peer.Send(Ack, seq: 1, ack: 3, window: 5000);
            Assert.Equal(1, peer.Counters.DroppedBadAck);
            Assert.Equal(0, connection.sender.marks & TcpSender.FinAcknowledged);
        }

        [Fact]
        public void OlderSegment_DoesNotSetTheWindow()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 501, ack: 1, window: 9000);
            Assert.Equal(9000, connection.sender.window);
            peer.Send(Ack, seq: 1, ack: 1, window: 100, data: Bytes(0, 500));
            Assert.Equal(9000, connection.sender.window);
        }

        [Fact]
        public void SmallWindowAfterLongProbing_IsUsedWithinATimeout()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0, data: Bytes(0, 1));
            Write(connection, 0, 5000);
            for (int i = 0; i < 600; i++)
            {
                peer.Advance(1000);
                while (peer.Device.Sent.Count > 0)
                {
                    peer.Take();
                    peer.Send(Ack, seq: 2, ack: 1, window: 0);
                }
            }

            peer.Send(Ack, seq: 2, ack: 1, window: 400);
            long since = peer.Now;
            SentSegment sent = peer.AdvanceToNext();
            Assert.True(sent.At - since <= 3000, $"after {sent.At - since} ms");
        }

        [Fact]
        public void ProbeThatWasTaken_MayBeAcknowledged_AlsoAfterTheWindowHasOpened()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 5000);
            peer.ExpectNothing();
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(Bytes(0, 1), probe.Data);

            // Overtaken by the acknowledgment of the probe: a window too small to be used at once.
            peer.Send(Ack, seq: 1, ack: 1, window: 10);
            peer.ExpectNothing();
            peer.Send(Ack, seq: 1, ack: 2, window: 2000);
            Assert.Equal(0, peer.Counters.DroppedBadAck);
            peer.Expect(Ack, seq: 2, data: Bytes(1, 1000));
        }

        [Theory]
        [InlineData(0)]
        [InlineData(2000)]
        public void ProbeThatWasAcknowledged_LetsNothingMoreBeAcknowledged(int window)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 1);
            Assert.Equal(Bytes(0, 1), peer.AdvanceToNext().Data);
            peer.Send(Ack, seq: 1, ack: 2, window: window);
            peer.Send(Ack, seq: 1, ack: 3, window: 2000);
            Assert.Equal(1, peer.Counters.DroppedBadAck);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 2, window: 2000);
            Write(connection, 1, 100);
            peer.Expect(Ack, seq: 2, data: Bytes(1, 100));
        }

        [Fact]
        public void BothHaveProbed_AndEachHasTakenTheOthersProbe_AndBothGoOn()
        {
            TcpPeer peer = NewPeer(o => o.AcknowledgmentDelay = 0);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 5000);
            Assert.Equal(Bytes(0, 1), peer.AdvanceToNext().Data);
            peer.Send(Ack, seq: 1, ack: 1, window: 0, data: Bytes(0, 1));
            peer.Expect(Ack, seq: 1, ack: 2);

            // Its probe was taken, but the peer does not know yet, and begins before it.
            peer.Send(Ack, seq: 1, ack: 2, window: 2000);
            Assert.Equal(2, (int)(connection.sender.unacknowledged - peer.StackIsn));
            Assert.Contains(Bytes(1, 1000), SentData(peer));
        }

        private static List<byte[]> SentData(TcpPeer peer)
        {
            var data = new List<byte[]>();
            while (peer.Device.Sent.Count > 0)
            {
                data.Add(peer.Take().Data);
            }

            return data;
        }

        [Fact]
        public void WhatNoProbeHasCarried_CannotBeAcknowledged()
        {
            TcpPeer peer = NewPeer();
            peer.Window = 100;
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 5000);
            peer.Ignore();
            peer.AdvanceToNext();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            peer.Ignore();
            while (peer.Counters.WindowProbes < 2)
            {
                peer.AdvanceToNext();
            }

            int beyond = (int)(connection.sender.next - peer.StackIsn) + 1;
            peer.Send(Ack, seq: 1, ack: beyond);
            Assert.Equal(1, peer.Counters.DroppedBadAck);
        }

        [Fact]
        public void ResetInLastAck_IsTold_WhereDataAreUndelivered()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.CloseWait);
            Write(connection, 0, 500);
            connection.ShutdownSend();
            peer.Ignore();
            peer.Send(Rst, seq: 2);
            Assert.Equal(TcpState.Closed, connection.state);
            Assert.True(connection.error != TcpError.None || connection.IsFlushed(), "500 bytes lost, no error");
        }

        [Fact]
        public void LostRetransmission_AfterALongClosedWindow_IsNoTimeout()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 3000);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1001, window: 0);
            for (int i = 0; i < 1200; i++)
            {
                peer.Advance(1000);
                while (peer.Device.Sent.Count > 0)
                {
                    peer.Take();
                    peer.Send(Ack, seq: 1, ack: 1001, window: 0);
                }
            }

            peer.Send(Ack, seq: 1, ack: 1001, window: 9000);
            peer.Ignore();
            peer.Advance(20_000);
            Assert.Equal(TcpState.Established, peer.State);
        }
    }
}
