using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What the receiver reports: SACK blocks (RFC 2018 section 4) and duplicates (RFC 2883 section 4).</summary>
    public class SelectiveAcknowledgmentTests : TcpTest
    {
        [Fact]
        public void WithoutAgreement_NothingIsReported()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: false, timestamps: true);
            SendData(peer, 101, 100);
            Assert.Empty(peer.Expect(Ack, ack: 1).Sacks);
            SendData(peer, 101, 100);
            Assert.Empty(peer.Expect(Ack, ack: 1).Sacks);
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void LatestBlock_ComesFirst_AndAsManyFollowAsThereIsRoomFor(bool timestamps)
        {
            TcpPeer peer = NewPeer(o => o.OutOfOrderRanges = 8);
            peer.AcceptWith(selective: true, timestamps);
            SendData(peer, 101, 100);
            Expect(peer, 1, (101, 201));
            SendData(peer, 301, 100);
            Expect(peer, 1, (301, 401), (101, 201));
            SendData(peer, 501, 100);
            Expect(peer, 1, (501, 601), (301, 401), (101, 201));
            SendData(peer, 701, 100);
            (int, int)[] four = [(701, 801), (501, 601), (301, 401), (101, 201)];
            Expect(peer, 1, timestamps ? four[..3] : four);
            SendData(peer, 901, 100);
            (int, int)[] next = [(901, 1001), (701, 801), (501, 601), (301, 401)];
            Expect(peer, 1, timestamps ? next[..3] : next);
        }

        [Fact]
        public void BlockThatGrows_IsTheLatest()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 100);
            SendData(peer, 301, 100);
            peer.Ignore();
            SendData(peer, 201, 50);
            Expect(peer, 1, (101, 251), (301, 401));
            SendData(peer, 401, 100);
            Expect(peer, 1, (301, 501), (101, 251));
            SendData(peer, 251, 50);
            Expect(peer, 1, (101, 501));
        }

        [Fact]
        public void WhatFillsTheGap_IsAcknowledged_AndTheRestStaysReported()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 100);
            SendData(peer, 301, 100);
            SendData(peer, 501, 100);
            peer.Ignore();
            SendData(peer, 201, 100);
            Expect(peer, 1, (101, 401), (501, 601));
            SendData(peer, 1, 100);
            Expect(peer, 401, (501, 601));
            SendData(peer, 401, 50);
            Expect(peer, 451, (501, 601));
            SendData(peer, 451, 50);
            Expect(peer, 601);
            Assert.Equal(Bytes(0, 600), Read(connection));
        }

        [Fact]
        public void WhatCouldNotBeKept_IsNotReported()
        {
            TcpPeer peer = NewPeer(o => o.OutOfOrderRanges = 1);
            peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 100);
            Expect(peer, 1, (101, 201));
            SendData(peer, 301, 100);
            Expect(peer, 1, (101, 201));
            Assert.Equal(1, peer.Counters.DroppedNoRange);
        }

        [Fact]
        public void DataSent_CarryTheBlocks_AndAreTheShorterForIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: 1000);
            SendData(peer, 101, 100);
            SendData(peer, 301, 100);
            peer.Ignore();
            Write(connection, 0, 1976);
            SentSegment first = peer.Expect(Ack, seq: 1, length: 968);
            Assert.Equal(Bytes(0, 968), first.Data);
            Assert.Equal(32, first.Options.Length);
            Assert.Equal([(301, 401), (101, 201)], peer.Sacks(first));
            Assert.Equal(1040, first.Packet.Length);
            SentSegment second = peer.Expect(Ack, seq: 969, length: 968);
            Assert.Equal(Bytes(968, 968), second.Data);
        }

        [Fact]
        public void DataSentAgain_CarryTheBlocks_AndAreTheShorterForIt()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: 1000);
            Write(connection, 0, 988);
            peer.Expect(Ack, seq: 1, length: 988);
            SendData(peer, 101, 100);
            peer.Ignore();
            SentSegment probe = peer.AdvanceToNext();
            Assert.Equal(Bytes(12, 976), probe.Data);
            Assert.Equal([(101, 201)], peer.Sacks(probe));
            SentSegment again = peer.AdvanceToNext();
            Assert.Equal(Bytes(peer.RelativeSequence(again) - 1, 976), again.Data);
            Assert.Equal([(101, 201)], peer.Sacks(again));
        }

        [Fact]
        public void VerySmallSegments_KeepRoomForData()
        {
            TcpPeer peer = NewPeer(o => o.OutOfOrderRanges = 4, mtu: 96);
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: 1000);
            for (int i = 0; i < 4; i++)
            {
                SendData(peer, 101 + (i * 20), 10);
            }

            Assert.Equal([(161, 171), (141, 151)], peer.Sacks(Last(peer)));
            Write(connection, 0, 300);
            SentSegment segment = peer.Expect(Ack, seq: 1, length: 24);
            Assert.Equal(96, segment.Packet.Length);
            Assert.Equal(2, segment.Sacks.Count);
        }

        [Fact]
        public void SmallestSegments_CarryNoBlocks()
        {
            TcpPeer peer = NewPeer(mtu: 68);
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: 1000);
            SendData(peer, 101, 10);
            Expect(peer, 1);
            Write(connection, 0, 100);
            Assert.Equal(68, peer.Expect(Ack, seq: 1, length: 16).Packet.Length);
        }

        [Fact]
        public void OldData_AreReportedOnce()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            TakeInOrder(peer, 1100);
            SendData(peer, 201, 100);
            Expect(peer, 1101, (201, 301));
            SendData(peer, 1101, 1200);
            peer.Advance(50);
            Expect(peer, 2301);
        }

        [Fact]
        public void OldDataInFrontOfNew_AreReported()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            TakeInOrder(peer, 1100);
            SendData(peer, 901, 300);
            Expect(peer, 1201, (901, 1101));
            Assert.Equal(Bytes(0, 1200), Read(connection));
        }

        [Fact]
        public void OldDataBesideAGap_AreReportedBeforeTheBlocks()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            TakeInOrder(peer, 1100);
            SendData(peer, 1201, 100);
            peer.Ignore();
            SendData(peer, 101, 100);
            Expect(peer, 1101, (101, 201), (1201, 1301));
            SendData(peer, 1401, 100);
            Expect(peer, 1101, (1401, 1501), (1201, 1301));
        }

        [Fact]
        public void DuplicateInABlock_IsReportedBeforeItsBlock()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 300);
            SendData(peer, 501, 100);
            peer.Ignore();
            SendData(peer, 201, 100);
            Expect(peer, 1, (201, 301), (101, 401), (501, 601));
            SendData(peer, 601, 100);
            Expect(peer, 1, (501, 701), (101, 401));
        }

        [Fact]
        public void DuplicatePart_IsReported()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 100);
            peer.Ignore();
            SendData(peer, 151, 100);
            Expect(peer, 1, (151, 201), (101, 251));
            SendData(peer, 51, 100);
            Expect(peer, 1, (101, 151), (51, 251));
        }

        [Fact]
        public void OfSeveralDuplicateParts_TheFirstIsReported()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            SendData(peer, 101, 100);
            SendData(peer, 301, 100);
            peer.Ignore();
            SendData(peer, 51, 500);
            Expect(peer, 1, (101, 201), (51, 551));
            SendData(peer, 1, 1000);
            Expect(peer, 1001, (51, 551));
            Assert.Equal(Bytes(0, 1000), Read(connection));
        }

        [Fact]
        public void OldAndHeldPartsOfOneSegment_TheOldOneIsReported()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            TakeInOrder(peer, 1100);
            SendData(peer, 1201, 100);
            peer.Ignore();
            SendData(peer, 1001, 400);
            Expect(peer, 1401, (1001, 1101));
        }

        [Fact]
        public void SegmentThatIsOldByItsTimestamp_IsReportedAsDuplicate()
        {
            // What was thought lost was only late: it comes behind its own retransmission.
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            uint late = peer.Clock;
            peer.Advance(100);
            TakeInOrder(peer, 1100);
            peer.Clock = late;
            SendData(peer, 1, 1100);
            Expect(peer, 1101, (1, 1101));
            Assert.Equal(1, peer.Counters.DroppedOldTimestamp);
        }

        [Fact]
        public void ReportThatFindsTheDeviceBusy_GoesLater()
        {
            TcpPeer peer = NewPeer();
            peer.AcceptWith(selective: true, timestamps: true);
            TakeInOrder(peer, 1100);
            peer.Device.Busy = true;
            SendData(peer, 201, 100);
            peer.Device.Busy = false;
            peer.Advance(1);
            Expect(peer, 1101, (201, 301));
        }

        [Fact]
        public void WhateverArrives_TheBlocksAreWhatIsHeld()
        {
            for (int seed = 0; seed < 200; seed++)
            {
                var random = new Random(seed);
                TcpPeer peer = NewPeer(o => o.OutOfOrderRanges = random.Next(1, 9));
                TcpConnection connection = peer.AcceptWith(selective: true, timestamps: (seed & 1) == 0);
                var sent = new bool[3001];
                int acknowledged = 1;
                for (int i = 0; i < 200 && acknowledged <= 3000; i++)
                {
                    int from = random.Next(4) == 0 ? acknowledged : random.Next(1, 3000);
                    int count = random.Next(1, Math.Min(200, 3001 - from) + 1);
                    Array.Fill(sent, true, from, count);
                    SendData(peer, from, count);
                    while (peer.Device.Sent.Count > 0)
                    {
                        acknowledged = Check(peer, connection, peer.Take(), sent, (from, from + count));
                    }

                    peer.Advance(random.Next(50));
                    peer.Ignore();
                }
            }
        }

        private static int Check(TcpPeer peer, TcpConnection connection, SentSegment ack, bool[] sent, (int From, int End) last)
        {
            int acknowledged = (int)(ack.Acknowledgment - peer.PeerIsn);
            (int Start, int End)[] blocks = peer.Sacks(ack);
            bool duplicate = blocks.Length > 0 && (blocks[0].Start < acknowledged
                || blocks.Skip(1).Any(block => block.Start <= blocks[0].Start && blocks[0].End <= block.End));
            if (duplicate)
            {
                Assert.True(last.From <= blocks[0].Start && blocks[0].End <= last.End);
                blocks = blocks[1..];
            }

            Assert.Equal(Math.Min(connection.receiver.ranges, (ack.HasTimestamp ? 3 : 4) - (duplicate ? 1 : 0)), blocks.Length);
            foreach ((int start, int end) in blocks)
            {
                Assert.True(acknowledged < start && start < end);
                Assert.All(sent[start..end], Assert.True);
                Assert.DoesNotContain(blocks, other => other != (start, end) && other.Start <= end && start <= other.End);
            }

            return acknowledged;
        }

        private static void SendData(TcpPeer peer, int seq, int count) => peer.Send(Ack, seq: seq, ack: 1, data: Bytes(seq - 1, count));

        private static void TakeInOrder(TcpPeer peer, int count)
        {
            SendData(peer, 1, count);
            peer.Advance(50);
            Expect(peer, 1 + count);
        }

        private static void Expect(TcpPeer peer, int ack, params (int Start, int End)[] blocks)
        {
            Assert.Equal(blocks, peer.Sacks(peer.Expect(Ack, seq: 1, ack: ack)));
            peer.ExpectNothing();
        }

        private static SentSegment Last(TcpPeer peer)
        {
            SentSegment last = peer.Take();
            while (peer.Device.Sent.Count > 0)
            {
                last = peer.Take();
            }

            return last;
        }
    }

    public class SelectiveAcknowledgmentTestsAtTheWrap : SelectiveAcknowledgmentTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFF80;
    }
}
