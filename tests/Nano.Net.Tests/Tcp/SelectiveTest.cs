using System.Buffers.Binary;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// What tests with a peer that acknowledges selectively share. A segment has 1,000 bytes; byte 1 of the stream has been
    /// acknowledged to measure the round trip, and segment 0 begins behind it.
    /// </summary>
    public abstract class SelectiveTest : TcpTest
    {
        private protected const int Start = 2;

        // A connection that has measured a round trip of 100 ms, and has just sent some segments.
        private protected (TcpPeer Peer, TcpConnection Connection) Send(
            int segments, int more = 0, int queue = 0, int spans = 16, Action<StackOptions>? configure = null)
        {
            (TcpPeer peer, TcpConnection connection) = Measure(o =>
            {
                o.ScoreboardSpans = spans;
                configure?.Invoke(o);
            });
            connection.sender.congestion.window = segments * 1000;
            Write(connection, 1, (segments * 1000) + queue);
            if (more > 0)
            {
                Write(connection, 1 + (segments * 1000) + queue, more * 1000);
            }

            Assert.Equal(Enumerable.Range(0, segments), Drain(peer));
            return (peer, connection);
        }

        // A connection that has measured a round trip of 100 ms, and has nothing outstanding.
        private protected (TcpPeer Peer, TcpConnection Connection) Measure(Action<StackOptions>? configure = null)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.SendBufferSize = 60_000;
                o.CongestionControl = CongestionAlgorithm.NewReno;
                configure?.Invoke(o);
            });
            peer.Window = 60_000;
            TcpConnection connection = peer.Accept();
            connection.selective = true;
            Write(connection, 0, 1);
            peer.Expect(Ack, seq: 1, length: 1);
            peer.Advance(100);
            connection.sender.rtt.Reset(false);
            connection.sender.rack.Open(connection.sender.next);
            peer.Send(Ack, seq: 1, ack: Start);
            return (peer, connection);
        }

        private protected static int Number(TcpPeer peer, SentSegment segment) => (peer.RelativeSequence(segment) - Start) / 1000;

        private protected static List<int> Drain(TcpPeer peer)
        {
            var numbers = new List<int>();
            while (peer.Device.Sent.Count > 0)
            {
                numbers.Add(Number(peer, peer.Take()));
            }

            return numbers;
        }

        private protected static void ExpectSegments(TcpPeer peer, params int[] numbers) => Assert.Equal(numbers, Drain(peer));

        private protected static void Sack(TcpPeer peer, int acknowledged, params (int From, int To)[] blocks) =>
            Acknowledge(peer, acknowledged, blocks);

        private protected static void Acknowledge(TcpPeer peer, int segments, params (int From, int To)[] blocks)
        {
            byte[] options = [];
            if (blocks.Length > 0)
            {
                options = new byte[4 + (8 * blocks.Length)];
                new byte[] { 1, 1, 5, (byte)(options.Length - 2) }.CopyTo(options, 0);
                for (int i = 0; i < blocks.Length; i++)
                {
                    WriteNumber(options.AsSpan(4 + (8 * i)), peer, blocks[i].From);
                    WriteNumber(options.AsSpan(8 + (8 * i)), peer, blocks[i].To);
                }
            }

            peer.Send(Ack, seq: 1, ack: Start + (segments * 1000), options: options);
        }

        private static void WriteNumber(Span<byte> option, TcpPeer peer, int segment) =>
            BinaryPrimitives.WriteUInt32BigEndian(option, peer.StackIsn + (uint)(Start + (1000 * segment)));
    }
}
