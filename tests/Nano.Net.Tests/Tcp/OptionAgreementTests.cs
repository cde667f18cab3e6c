using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What the two SYNs agree on: SACK (RFC 2018 section 2), timestamps (RFC 7323 section 3.2), and what they leave of a segment (RFC 6691).</summary>
    public class OptionAgreementTests : TcpTest
    {
        [Fact]
        public void Syn_OffersAll_InTwentyBytes()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            SentSegment syn = peer.Expect(Syn);
            Assert.Equal(20, syn.Options.Length);
            Assert.Equal(1460, syn.Mss);
            Assert.Equal(0, syn.Scale);
            Assert.True(syn.SackPermitted);
            Assert.True(syn.HasTimestamp);
            Assert.Equal(connection.TimestampClock(), syn.TimestampValue);
            Assert.Equal(0u, syn.TimestampEcho);
        }

        [Theory]
        [InlineData(false, false, 8)]
        [InlineData(true, false, 12)]
        [InlineData(false, true, 20)]
        public void WhatIsTurnedOff_IsNeitherOfferedNorTaken(bool selective, bool timestamps, int optionsLength)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.SelectiveAcknowledgment = selective;
                o.Timestamps = timestamps;
            });
            TcpConnection connection = peer.Connect();
            SentSegment syn = peer.Expect(Syn);
            Assert.Equal((selective, timestamps, optionsLength), (syn.SackPermitted, syn.HasTimestamp, syn.Options.Length));
            peer.Send(Syn | Ack, ack: 1, options: peer.SynOptions(1000, 0, true, true));
            Assert.Equal((selective, timestamps), (connection.selective, connection.timestamps));
            Assert.Equal(timestamps, peer.Expect(Ack, seq: 1, ack: 1).HasTimestamp);

            peer.LocalPort = 8;
            peer.Listen(8);
            peer.Send(Syn, options: peer.SynOptions(1000, 0, true, true));
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal((selective, timestamps), (answer.SackPermitted, answer.HasTimestamp));
        }

        [Theory]
        [CombinatorialBooleans(3)]
        public void SynAck_CarriesWhatTheSynHad(bool selective, bool timestamps, bool scaled)
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, scaled ? 3 : -1, selective, timestamps));
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal((selective, timestamps, scaled ? 0 : -1), (answer.SackPermitted, answer.HasTimestamp, answer.Scale));
            Assert.Equal(timestamps ? peer.Clock : 0, answer.TimestampEcho);
            peer.Stamps = timestamps;
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection? connection = acceptor.Accept();
            Assert.NotNull(connection);
            Assert.Equal((selective, timestamps), (connection.selective, connection.timestamps));
        }

        [Theory]
        [CombinatorialBooleans(2)]
        public void SynAckOfThePeer_DecidesWhatIsUsed(bool selective, bool timestamps)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Send(Syn | Ack, ack: 1, options: peer.SynOptions(1000, -1, selective, timestamps));
            SentSegment ack = peer.Expect(Ack, seq: 1, ack: 1);
            Assert.Equal((selective, timestamps), (connection.selective, connection.timestamps));
            Assert.Equal(timestamps, ack.HasTimestamp);
            Assert.Equal(timestamps ? peer.Clock : 0, ack.TimestampEcho);
        }

        [Theory]
        [CombinatorialBooleans(2)]
        public void SimultaneousOpen_AnswersWithWhatBothOffer(bool selective, bool timestamps)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Send(Syn, options: peer.SynOptions(1000, 2, selective, timestamps));
            SentSegment answer = peer.Expect(Syn | Ack, seq: 0, ack: 1);
            Assert.Equal((selective, timestamps, 0), (answer.SackPermitted, answer.HasTimestamp, answer.Scale));
            Assert.Equal(timestamps ? peer.Clock : 0, answer.TimestampEcho);
            peer.Advance(10);
            peer.Send(Syn | Ack, ack: 1, options: peer.SynOptions(1000, 2, selective, timestamps));
            Assert.Equal(TcpState.Established, connection.state);
            Assert.Equal((selective, timestamps), (connection.selective, connection.timestamps));
        }

        [Fact]
        public void RepeatedSynAck_EchoesTheSyn_AndTellsTheTimeAnew()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            uint sent = peer.Clock;
            peer.Send(Syn, options: peer.SynOptions(1000, -1, true, true));
            SentSegment first = peer.Expect(Syn | Ack, ack: 1);
            peer.Advance(1000);
            SentSegment second = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal(sent, second.TimestampEcho);

            // The lowest six bits of each are the cookie's.
            Assert.Equal(0u, (first.TimestampValue ^ second.TimestampValue) & 63);
            Assert.InRange(second.TimestampValue - first.TimestampValue, 1000u - 63, 1000u + 63);
            Assert.True(second.SackPermitted);
        }

        [Fact]
        public void RepeatedSyn_IsEchoed_ButNotAnOlderOne()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            uint first = peer.Clock;
            peer.Send(Syn, options: peer.SynOptions(1000, -1, true, true));
            Assert.Equal(first, peer.Expect(Syn | Ack, ack: 1).TimestampEcho);
            peer.Clock = first + 500;
            peer.Send(Syn, options: peer.SynOptions(1000, -1, true, true));
            Assert.Equal(first + 500, peer.Expect(Syn | Ack, ack: 1).TimestampEcho);
            peer.Clock = first;
            peer.Send(Syn, options: peer.SynOptions(1000, -1, true, true));
            Assert.Equal(first + 500, peer.Expect(Syn | Ack, ack: 1).TimestampEcho);
        }

        [Fact]
        public void RepeatedSynWithoutOptions_IsAnsweredWithout()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: peer.SynOptions(1000, 3, true, true));
            peer.Expect(Syn | Ack, ack: 1);
            peer.Send(Syn, options: TcpPeer.MssOption(700));
            SentSegment answer = peer.Expect(Syn | Ack, ack: 1);
            Assert.Equal((false, false, -1), (answer.SackPermitted, answer.HasTimestamp, answer.Scale));
            peer.Send(Ack, seq: 1, ack: 1);
            TcpConnection? connection = acceptor.Accept();
            Assert.NotNull(connection);
            Assert.Equal((false, false), (connection.selective, connection.timestamps));
            Write(connection, 0, 1000);
            peer.Expect(Ack, seq: 1, length: 700);
        }

        [Theory]
        [InlineData(1000, 988)]
        [InlineData(1460, 1448)]
        [InlineData(9000, 1448)]
        [InlineData(40, 28)]
        [InlineData(1, 16)]
        public void Timestamps_AreTakenOffTheSegment(int mss, int expected)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: mss);
            Write(connection, 0, 2000);
            SentSegment segment = peer.Expect(Ack, seq: 1, length: expected);
            Assert.True(segment.HasTimestamp);
            Assert.Equal(Bytes(0, expected), segment.Data);
        }

        [Fact]
        public void Timestamps_AreTakenOffTheDefaultSegment()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            peer.Send(Syn, options: TcpPeer.TimestampOption(peer.Clock, 0));
            peer.Expect(Syn | Ack, ack: 1);
            peer.Stamps = true;
            peer.Send(Ack, seq: 1, ack: 1);
            Write(acceptor.Accept()!, 0, 2000);
            peer.Expect(Ack, seq: 1, length: 524);
        }

        [Fact]
        public void Timestamps_AreTakenOffWhatThePathCarries()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true, mss: 1460);
            Write(connection, 0, 1448);
            SentSegment tooBig = peer.Expect(Ack, seq: 1, length: 1448);
            peer.SendIcmp(3, 4, tooBig, mtu: 1000);
            SentSegment smaller = peer.Expect(Ack, seq: 1, length: 948);
            Assert.Equal(1000, smaller.Packet.Length);
        }

        [Theory]
        [InlineData(new byte[] { 4, 3, 0, 0 })]
        [InlineData(new byte[] { 5, 2, 0, 0 })]
        [InlineData(new byte[] { 5, 4, 0, 0 })]
        [InlineData(new byte[] { 5, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
        [InlineData(new byte[] { 8, 2, 0, 0 })]
        [InlineData(new byte[] { 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
        [InlineData(new byte[] { 8, 10, 0, 0 })]
        [InlineData(new byte[] { 1, 1, 8, 11, 0, 0, 0, 0, 0, 0, 0, 0 })]
        public void MalformedOptions_DropTheSegment(byte[] options)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: false);
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 10), options: options);
            Assert.Equal(1, peer.Counters.DroppedMalformed);
            Assert.Empty(Read(connection));
        }
    }

    public class OptionAgreementTestsAtTheWrap : OptionAgreementTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFFFF;
    }
}
