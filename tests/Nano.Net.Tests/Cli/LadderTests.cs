using Nano.Cli;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Cli
{
    public class LadderTests
    {
        private const int Width = 110;

        [Fact]
        public void WholeConnection_IsDrawnWithTheStatesOfBothSides()
        {
            string[] expected =
            [
                "    0.000  SYN-SENT     |-- SYN  seq 0  win 1000  scale 2 --------------------------->| SYN-RECEIVED",
                "    0.010  ESTABLISHED  |<------------------- SYN,ACK  seq 0  ack 1  win 500  scale 1 --| SYN-RECEIVED",
                "    0.020  ESTABLISHED  |-- ACK  seq 1  ack 1  win 4000 -------------------------------->| ESTABLISHED",
                "    0.030  ESTABLISHED  |-- PSH,ACK  seq 1  ack 1  len 100  win 4000 ------------------->| ESTABLISHED",
                "    0.040  ESTABLISHED  |-- PSH,ACK  seq 1  ack 1  len 100  win 4000  retransmission ------->| ESTABLISHED",
                "    0.050  ESTABLISHED  |<------------------------------ ACK  seq 1  ack 101  win 1000 --| ESTABLISHED",
                "    0.060  FIN-WAIT-1   |-- FIN,ACK  seq 101  ack 1  win 4000 -------------------------->| CLOSE-WAIT",
                "    0.070  FIN-WAIT-2   |<------------------------------ ACK  seq 1  ack 102  win 1000 --| CLOSE-WAIT",
                "    0.080  TIME-WAIT    |<-------------------------- FIN,ACK  seq 1  ack 102  win 1000 --| LAST-ACK",
                "    0.090  TIME-WAIT    |-- ACK  seq 102  ack 2  win 4000 ------------------------------>| CLOSED",
            ];

            Assert.Equal(expected.Select(WithoutShafts), Draw(Trace(Exchange.Whole()), isUnicode: false).Select(WithoutShafts));
        }

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void Arrows_ReachFromHostToHost(bool isUnicode)
        {
            string[] lines = Draw(Trace(Exchange.Whole()), isUnicode);
            char edge = isUnicode ? '│' : '|';
            int left = lines[0].IndexOf(edge);
            int right = lines[0].LastIndexOf(edge);
            Assert.All(lines, line =>
            {
                Assert.Equal(edge, line[left]);
                Assert.Equal(edge, line[right]);
                Assert.True(line[right - 1] == (isUnicode ? '▶' : '>') || line[left + 1] == (isUnicode ? '◀' : '<'));
                Assert.InRange(line.Length, right, Width);
            });
            Assert.Equal(isUnicode, lines.Any(line => line.Any(c => c > 127)));
        }

        [Fact]
        public void LostSegment_EndsInACross()
        {
            TracedConnection connection = Trace(Exchange.Whole()[..4]);
            connection.Rows[3].Fate = Fate.Lost;

            string line = Draw(connection, isUnicode: false)[3];

            Assert.Contains("len 100", line);
            Assert.Contains("lost", line);
            Assert.Matches("-X +\\|", line);
            Assert.DoesNotContain(">", line);
        }

        [Fact]
        public void Bulk_IsFolded_ButNothingThatMatters()
        {
            List<ObservedSegment> segments = [.. Exchange.Whole()[..3]];
            for (uint i = 0; i < 50; i++)
            {
                segments.Add(Exchange.FromClient(TcpFlags.Ack, 1 + i * 100, 1, 100));
                segments.Add(Exchange.FromServer(TcpFlags.Ack, 1, 101 + i * 100));
            }

            segments.Add(Exchange.FromClient(TcpFlags.Ack, 4901, 1, 100));
            segments.Add(Exchange.FromClient(TcpFlags.Ack | TcpFlags.Fin, 5001, 1));
            segments.Add(Exchange.FromServer(TcpFlags.Ack, 1, 5002));

            LadderEntry[] shown = [.. LadderFolder.Fold(Trace([.. segments], interval: 100).Rows)];

            LadderFold fold = Assert.Single(shown.OfType<LadderFold>());
            Assert.Equal(segments.Count, shown.OfType<LadderRow>().Count() + fold.Segments.Sum());
            Assert.Equal(5000, fold.Bytes[0] + shown.OfType<LadderRow>().Where(row => !row.IsRetransmission).Sum(row => row.Segment.Length));
            Assert.InRange(shown.Length, 5, 15);
            Assert.Single(shown.OfType<LadderRow>(), row => row.IsRetransmission);
            AreStates("FIN-WAIT-2", "CLOSE-WAIT", shown[^1]);
        }

        [Fact]
        public void Silence_LetsTheNextSegmentsBeSeenAgain()
        {
            ObservedSegment[] typed = [.. Enumerable.Range(0, 40).Select(i => Exchange.FromClient(TcpFlags.Ack | TcpFlags.Psh, 1 + (uint)i, 1, 1))];

            Assert.Empty(LadderFolder.Fold(Trace(typed, interval: 1_000_000).Rows).OfType<LadderFold>());
        }

        [Fact]
        public void DuplicateAcknowledgment_IsRecognised()
        {
            TracedConnection connection = Trace(
            [
                .. Exchange.Whole()[..3],
                Exchange.FromClient(TcpFlags.Ack, 1, 1, 100),
                Exchange.FromServer(TcpFlags.Ack, 1, 1),
                Exchange.FromServer(TcpFlags.Ack, 1, 1),
            ]);

            Assert.Equal([false, false, false, false, true, true], connection.Rows.Select(row => row.IsDuplicateAck));
        }

        [Fact]
        public void ConnectionThatStoodBefore_CountsFromWhatIsSeenFirst()
        {
            TracedConnection connection = Trace([Exchange.FromClient(TcpFlags.Ack, 777, 333, 10), Exchange.FromServer(TcpFlags.Ack, 333, 787)]);

            Assert.Equal([(1u, 1u), (1u, 11u)], connection.Rows.Select(row => (row.Sequence, row.Acknowledgment)));
            AreStates("ESTABLISHED", "ESTABLISHED", connection.Rows[1]);
        }

        [Fact]
        public void Reset_ClosesBothSides()
        {
            TracedConnection connection = Trace([.. Exchange.Whole()[..3], Exchange.FromServer(TcpFlags.Rst, 1, 0)]);

            AreStates("CLOSED", "CLOSED", connection.Rows[^1]);
        }

        [Theory]
        [InlineData(60)]
        [InlineData(80)]
        [InlineData(300)]
        public void AnyWidth_HasRoomForTheLadder(int width)
        {
            var renderer = new LadderRenderer(isUnicode: false, width);
            TracedConnection connection = Trace(Exchange.Whole());
            LadderFold fold = new(connection.Conversation, 0);
            for (int i = 0; i < 1000; i++)
            {
                fold.Add(connection.Rows[3]);
                fold.Add(connection.Rows[5] with { IsDuplicateAck = i % 10 == 0 });
            }

            string[] lines = [.. connection.Rows.Select(row => renderer.Draw(row).ToString()), renderer.Draw(fold).ToString()];
            Assert.Contains("SYN", lines[0]);
            Assert.Contains(width < 80 ? "PSH,ACK" : "retransmission", lines[4]);
            Assert.Contains(width < 80 ? "ACK  again" : "retransmission", renderer.Draw(Trace([.. Exchange.Whole()[..2], Exchange.FromClient(TcpFlags.Ack, 0, 1, 1)]).Rows[2]).ToString());
            Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        }

        [Theory]
        [InlineData(60)]
        [InlineData(80)]
        public void AllFlagsAtOnce_HaveRoomOnANarrowTerminal(int width)
        {
            const int All = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst | TcpFlags.Psh | TcpFlags.Urg | TcpFlags.Ack;
            TracedConnection connection = Trace([Exchange.FromClient(All, 0, 0), Exchange.FromClient(All, 0, 0, 100), Exchange.FromClient(All, 0, 0, 100)]);
            connection.Rows[2].Fate = Fate.Lost;
            var renderer = new LadderRenderer(isUnicode: false, width);

            Assert.All(connection.Rows, row => Assert.InRange(renderer.Draw(row).ToString().TrimEnd().Length, 1, width));
        }

        [Fact]
        public void WhatASynOffers_IsSaid()
        {
            ObservedSegment offer = Exchange.FromClient(TcpFlags.Syn, 0, 0) with { MaximumSegmentSize = 1460, PermitsSelectiveAcknowledgment = true, HasTimestamp = true };

            Assert.Contains("SYN  seq 0  win 1000  mss 1460  scale 2  sack  timestamps", Draw(Trace([offer]), isUnicode: false)[0]);
        }

        [Fact]
        public void SegmentsInFrames_AreReadBack()
        {
            ObservedSegment offer = Exchange.Whole()[0] with { MaximumSegmentSize = 1460, PermitsSelectiveAcknowledgment = true, HasTimestamp = true };
            foreach (ObservedSegment segment in Exchange.Whole().Append(offer))
            {
                Assert.Equal(segment, ObservedSegment.Read(Exchange.Packet(segment), LinkMedium.Ip));
                Assert.Equal(segment, ObservedSegment.Read(Exchange.Frame(segment), LinkMedium.Ethernet));
            }
        }

        [Fact]
        public void FramesOfAnyBytes_AreReadOrRefused()
        {
            byte[] frame = Exchange.Frame(Exchange.Whole()[1]);
            var random = new Random(1);
            for (int i = 0; i < 20_000; i++)
            {
                byte[] bytes = frame[..random.Next(frame.Length + 1)];
                for (int n = random.Next(4); n > 0 && bytes.Length > 0; n--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                Assert.True(ObservedSegment.Read(bytes, LinkMedium.Ethernet) is null or { Length: >= 0 });
            }
        }

        private static void AreStates(string left, string right, LadderEntry entry) =>
            Assert.Equal((left, right), (entry.States[0], entry.States[1]));

        private static TracedConnection Trace(ObservedSegment[] segments, int interval = 10_000)
        {
            var connection = new TracedConnection(new Conversation(1, Exchange.Client, Exchange.Server));
            for (int i = 0; i < segments.Length; i++)
            {
                connection.Add(i * (long)interval, segments[i]);
            }

            return connection;
        }

        private static string[] Draw(TracedConnection connection, bool isUnicode)
        {
            var renderer = new LadderRenderer(isUnicode, Width);
            return [.. connection.Rows.Select(row => renderer.Draw(row).ToString())];
        }

        /// <summary>How long an arrow is, is the renderer's affair.</summary>
        private static string WithoutShafts(string line) => System.Text.RegularExpressions.Regex.Replace(line, "--+", "--");
    }
}
