using Nano.Net.Drivers;
using Nano.Net.Link;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.Drivers.Slip.SlipHarness;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>SLIP, rule by rule (RFC 1055).</summary>
    public class SlipLinkTests
    {
        private static readonly byte[] Packet = Packets.Bytes(100);

        [Fact]
        public void APacket_GoesOutBetweenTwoEnds() =>
            Assert.Equal([End, 1, 2, 3, End], new SlipHarness().Send(1, 2, 3));

        [Fact]
        public void AnEndWithinAPacket_GoesOutAsTwoCharacters() =>
            Assert.Equal([End, 1, Escape, EscapedEnd, 2, End], new SlipHarness().Send(1, End, 2));

        [Fact]
        public void AnEscapeWithinAPacket_GoesOutAsTwoCharacters() =>
            Assert.Equal([End, 1, Escape, EscapedEscape, 2, End], new SlipHarness().Send(1, Escape, 2));

        [Fact]
        public void TheCharactersThatFollowAnEscape_AreOrdinaryWithoutOne() =>
            Assert.Equal([End, EscapedEnd, EscapedEscape, End], new SlipHarness().Send(EscapedEnd, EscapedEscape));

        [Fact]
        public void APacketOfNothingButEnds_DoublesAndStillFits()
        {
            SlipHarness slip = new();
            slip.Line.WriteRoom = 2 * 1006 + 2;
            byte[] line = slip.Send([.. Enumerable.Repeat(End, 1006)]);
            Assert.Equal(2 * 1006 + 2, line.Length);
            Assert.Equal(line.Length, slip.Counters.LineBytesSent);
        }

        [Fact]
        public void WhatIsSent_IsReadByTheRfcsReceiver_WhateverTheLength()
        {
            // Every place that the special characters may have in the buffer through which a packet goes out.
            for (int length = 1; length <= 600; length++)
            {
                byte[] packet = Packets.Bytes(length, length);
                packet[^1] = length % 3 == 0 ? End : length % 3 == 1 ? Escape : packet[^1];
                packet[length / 2] = End;
                Assert.Equal(packet, Assert.Single(new Rfc1055(1006).Take(new SlipHarness().Send(packet))));
            }
        }

        [Fact]
        public void APacketBetweenTwoEnds_ComesIn() =>
            Assert.Equal([1, 2, 3], Assert.Single(new SlipHarness().Receive(End, 1, 2, 3, End)));

        [Fact]
        public void APacketWithoutAnEndInFront_ComesIn() =>
            Assert.Equal([1, 2, 3], Assert.Single(new SlipHarness().Receive(1, 2, 3, End)));

        [Fact]
        public void TwoCharacters_ComeInAsTheOneThatTheyStandFor() =>
            Assert.Equal([End, 1, Escape], Assert.Single(new SlipHarness().Receive(End, Escape, EscapedEnd, 1, Escape, EscapedEscape, End)));

        [Fact]
        public void EndsWithNothingBetween_AreNoPackets() =>
            Assert.Equal([[1], [2]], new SlipHarness().Receive(End, End, End, 1, End, End, 2, End, End));

        [Fact]
        public void APacketThatComesInPieces_IsOne()
        {
            SlipHarness slip = new();
            Assert.Empty(slip.Receive(End, 1));
            Assert.Empty(slip.Receive(2, Escape));
            Assert.Equal([1, 2, End], Assert.Single(slip.Receive(EscapedEnd, End)));
        }

        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(500)]
        public void APacketLongerThanTheMtu_IsDroppedAndCounted_AndTheNextComesIn(int excess)
        {
            SlipHarness slip = new();
            byte[] packet = [.. Enumerable.Range(0, 1006 + excess).Select(i => (byte)(i % 100))];
            List<byte[]> received = slip.Receive([.. Rfc1055.Encode(packet), .. Rfc1055.Encode(Packet)]);
            Assert.Equal(excess == 0 ? 2 : 1, received.Count);
            Assert.Equal(Packet, received[^1]);
            Assert.Equal(excess == 0 ? 0 : 1, slip.Counters.ReceivedTooLong);
        }

        [Fact]
        public void AnEscapedCharacterTooMuch_IsTooLongToo()
        {
            SlipHarness slip = new(68);
            byte[] packet = [.. new byte[68], Escape];
            Assert.Equal(Packet[..68], Assert.Single(slip.Receive([.. Rfc1055.Encode(packet), .. Rfc1055.Encode(Packet.AsSpan(0, 68))])));
            Assert.Equal(1, slip.Counters.ReceivedTooLong);
        }

        [Fact]
        public void APacketLongerThanTheRoomForIt_IsDroppedAndCounted()
        {
            SlipHarness slip = new();
            slip.Line.Put([.. Rfc1055.Encode(Packet), .. Rfc1055.Encode(Packet.AsSpan(0, 68))]);
            Assert.Equal(Packet[..68], Assert.Single(slip.Receive(68)));
            Assert.Equal(1, slip.Counters.ReceivedTooLong);
        }

        [Theory]
        [InlineData((byte)1)]
        [InlineData(Escape)]
        public void AnEscapeThatNothingFollowsWhichMay_SpoilsItsPacketAlone_AndIsCounted(byte follower)
        {
            SlipHarness slip = new();
            Assert.Equal(Packet, Assert.Single(slip.Receive([End, 1, 2, Escape, follower, 3, 4, End, .. Rfc1055.Encode(Packet)])));
            Assert.Equal(1, slip.Counters.BadEscapes);
        }

        [Fact]
        public void AnEndAfterAnEscape_EndsThePacketAllTheSame()
        {
            SlipHarness slip = new();
            Assert.Equal(Packet, Assert.Single(slip.Receive([End, 1, 2, Escape, .. Rfc1055.Encode(Packet)])));
            Assert.Equal(1, slip.Counters.BadEscapes);
        }

        [Fact]
        public void ABusyLine_TakesNothingOfAPacket_AndAllOfItLater()
        {
            SlipHarness slip = new();
            slip.Line.WriteRoom = 2 * Packet.Length + 1;
            Assert.False(slip.Link.Send(Packet, 0, Packet.Length));
            Assert.Empty(slip.Line.TakeWritten());
            Assert.Equal(1, slip.Counters.LineBusy);

            slip.Line.WriteRoom++;
            Assert.Equal(Packet, Assert.Single(new Rfc1055(1006).Take(slip.Send(Packet))));
            Assert.Equal(1, slip.Counters.PacketsSent);
        }

        [Fact]
        public void APacketToSendThatIsLongerThanTheMtu_IsDroppedAndCounted()
        {
            SlipHarness slip = new(68);
            Assert.Empty(slip.Send(new byte[69]));
            Assert.Equal(1, slip.Counters.SendTooLong);
        }

        [Fact]
        public void NoiseWithoutEnd_GivesOthersTheirTurn_AndThePacketBehindItComesIn()
        {
            SlipHarness slip = new();
            int told = 0;
            slip.Link.FrameAvailable += () => told++;
            slip.Line.Put([.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 0xC0)), .. Rfc1055.Encode(Packet)]);
            List<byte[]> received = [];
            for (int turns = 0; told > turns && received.Count == 0; turns++)
            {
                received = slip.Receive();
            }

            Assert.InRange(told, 3, 20);
            Assert.Equal(Packet, Assert.Single(received));
            Assert.Equal(1, slip.Counters.ReceivedTooLong);
        }

        [Fact]
        public void BytesOnTheLine_AreTold()
        {
            SlipHarness slip = new();
            int told = 0;
            slip.Link.FrameAvailable += () => told++;
            slip.Line.Put(1);
            Assert.Equal(1, told);
        }

        [Fact]
        public void TheLink_IsOfBarePackets_AndUpWhileThePortIsOpen()
        {
            SlipHarness slip = new(296);
            Assert.Equal(LinkMedium.Ip, slip.Link.Capabilities.Medium);
            Assert.Equal(296, slip.Link.MaximumTransmissionUnit);
            Assert.True(slip.Link.IsLinkUp);
            slip.Line.IsOpen = false;
            Assert.False(slip.Link.IsLinkUp);
        }

        [Fact]
        public void ManyPackets_AllocateNothing()
        {
            SlipHarness slip = new();
            byte[] packet = Packets.Bytes(1006);
            byte[] buffer = new byte[1500];
            slip.Line.Put([.. Rfc1055.Encode(packet), 1, Escape, 2, End, .. Rfc1055.Encode(new byte[1100]), .. Rfc1055.Encode(Packet)]);
            slip.Line.KeepsWritten = false;
            int rounds = 0;
            Assert.Equal(0, Allocations.Of(() =>
            {
                rounds++;
                for (int i = 0; i < 1000; i++)
                {
                    slip.Line.Rewind();
                    while (slip.Link.Receive(buffer, 0, 1500) > 0)
                    {
                        slip.Link.Send(packet, 0, packet.Length);
                    }
                }
            }));
            Assert.Equal(2000 * rounds, slip.Counters.PacketsReceived);
            Assert.Equal(2000 * rounds, slip.Counters.PacketsSent);
            Assert.Equal(1000 * rounds, slip.Counters.BadEscapes);
        }

        [Theory]
        [InlineData(67)]
        [InlineData(1501)]
        public void AnImpossibleMtu_IsRefused(int mtu) =>
            Assert.Contains("68 to 1500", Assert.Throws<ArgumentException>(() => new SlipHarness(mtu)).Message, StringComparison.Ordinal);

        [Fact]
        public void ALineWithoutRoomForAPacket_IsRefused()
        {
            FakeSerialLine line = new() { WriteRoom = 2013 };
            Assert.Contains("2014 bytes", Assert.Throws<ArgumentException>(() => new SlipLink(line, new SlipOptions())).Message, StringComparison.Ordinal);
        }
    }
}
