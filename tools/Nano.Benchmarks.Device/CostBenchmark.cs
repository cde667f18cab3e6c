using System;
using Nano.Net.Cryptography;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Benchmarks
{
    /// <summary>
    /// What a segment costs on the interpreter, beside what no stack can avoid: one checksum pass over its TCP part
    /// and two copies of it. Each round measures everything once, a few milliseconds apart, so that what else the
    /// machine does falls on all alike; a figure is the median of the rounds' ratios.
    /// </summary>
    internal sealed class CostBenchmark
    {
        private const int Rounds = 151;
        private const int Batch = 8;
        private const int FrameLength = 1514;
        private const int AckLength = 66;
        private const int RequestLength = 32;
        private const int HashBlocks = 4;
        private const int CallLoops = 100;
        private const int CallsInLoop = 10;

        private readonly bool ipv6;
        private readonly Pair pair;

        // Of a full segment: its data, and its data, TCP header and timestamps.
        private readonly int segmentSize;
        private readonly int tcpLength;
        private readonly byte[] data;
        private readonly byte[] frame = new byte[FrameLength];
        private readonly byte[] copy = new byte[FrameLength];

        // The link device alone, called as the stack calls it.
        private readonly BenchmarkPort port = new BenchmarkPort(3);
        private readonly ILinkDevice device;

        private readonly Samples receive = new Samples(Rounds);
        private readonly Samples send = new Samples(Rounds);
        private readonly Samples acknowledge = new Samples(Rounds);
        private readonly Samples request = new Samples(Rounds);
        private readonly Samples checksum = new Samples(Rounds);
        private readonly Samples hash = new Samples(Rounds);
        private readonly Samples floorTime = new Samples(Rounds);
        private readonly Samples callTime = new Samples(Rounds);
        private readonly Samples receiveDevice = new Samples(Rounds);
        private readonly Samples sendDevice = new Samples(Rounds);

        private readonly Sha256 sha = new Sha256();

        private int sink;

        /// <summary>Makes one.</summary>
        /// <param name="ipv6">Whether over IPv6, of which only what differs is told.</param>
        internal CostBenchmark(bool ipv6)
        {
            this.ipv6 = ipv6;
            pair = new Pair(ipv6);
            tcpLength = FrameLength - EthernetFrame.HeaderLength - (ipv6 ? 40 : 20);
            segmentSize = tcpLength - 32;
            data = new byte[segmentSize];
            for (int i = 0; i < frame.Length; i++)
            {
                frame[i] = (byte)((i * 7) + (i >> 8));
            }

            Array.Copy(frame, 0, data, 0, data.Length);
            port.peer = port;
            device = port;
        }

        /// <summary>Measures.</summary>
        internal Figure[] Run()
        {
            // Slow start ends, and whatever is made once is made.
            for (int i = 0; i < 20; i++)
            {
                Send();
                Receive();
                Acknowledge();
                Request();
                pair.Settle();
            }

            for (int i = 0; i < Rounds; i++)
            {
                Round();
            }

            if (ipv6)
            {
                return new Figure[]
                {
                    new Figure("receiveSegmentIpv6", "receive a full segment over IPv6", receive.Median(), "floors", -1),
                    new Figure("sendSegmentIpv6", "send a full segment over IPv6", send.Median(), "floors", -1),
                    new Figure("pureAckIpv6", "take a pure ACK over IPv6", acknowledge.Median(), "static calls", -1),
                };
            }

            return new Figure[]
            {
                new Figure("receiveSegment", "receive a full segment", receive.Median(), "floors", 1500),
                new Figure("sendSegment", "send a full segment", send.Median(), "floors", 1500),
                new Figure("pureAck", "take a pure ACK", acknowledge.Median(), "static calls", 250000),
                new Figure("requestResponse", "32-byte request and response, both stacks", request.Median(), "static calls", 1500000),
                new Figure("checksum", "the checksum", checksum.Median(), "loops of 16-bit words", 500),
                new Figure("sha256Block", "a block of SHA-256, 64 bytes", hash.Median(), "floors", -1),
                new Figure("floor", "the floor: a checksum pass and two copies", floorTime.Median() / 10, "us", -1),
                new Figure("staticCall", "a static call", callTime.Median() * 100L, "ns", -1),
                new Figure("receiveDevice", "the device, taken off: receiving", receiveDevice.Median(), "floors", -1),
                new Figure("sendDevice", "the device, taken off: sending", sendDevice.Median(), "floors", -1),
            };
        }

        // Times are in tenths of a nanosecond, of one piece of work.
        private void Round()
        {
            long floor = Floor();
            long naive = Naive();
            long sum = Sum();
            long hashed = ipv6 ? 0 : Hash();
            long call = Calls() - EmptyLoops();
            long sent = Send();
            long received = Receive();
            long acknowledged = Acknowledge();
            long requested = Request();
            long sending = DeviceSend(FrameLength);
            long receiving = DeviceReceive();
            long sendingSmall = DeviceSend(ipv6 ? AckLength + 20 : AckLength);
            long receivingSmall = DeviceReceive();
            floor = (floor + Floor()) / 2;
            call = (call + Calls() - EmptyLoops()) / 2;
            pair.Settle();

            // A round in which the machine did something else.
            if (call <= 0)
            {
                call = 1;
            }

            receive.Add((received - receiving) * 1000 / floor);
            send.Add((sent - sending) * 1000 / floor);
            acknowledge.Add((acknowledged - receivingSmall) * 1000 / call);
            request.Add((requested - (2 * sendingSmall) - (2 * receivingSmall)) * 1000 / call);
            checksum.Add(sum * 1000 / naive);
            hash.Add(hashed * 1000 / floor);
            floorTime.Add(floor);
            callTime.Add(call);
            receiveDevice.Add(receiving * 1000 / floor);
            sendDevice.Add(sending * 1000 / floor);
        }

        // Up to here; one tick is 100 ns.
        private static long PerPiece(long start, int pieces)
        {
            return (DateTime.UtcNow.Ticks - start) * 1000 / pieces;
        }

        private long Send()
        {
            int size = segmentSize;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                pair.near.Write(data, 0, size);
            }

            long time = PerPiece(start, Batch);
            Expect(Batch, pair.portB.count, "segments sent");
            return time;
        }

        private long Receive()
        {
            int read = 0;
            int size = segmentSize;
            long now = pair.clock.Milliseconds;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                pair.portB.released = 1;
                pair.b.Poll(now);
                read += pair.far.Read(copy, 0, size);
            }

            long time = PerPiece(start, Batch);
            Expect(Batch * size, read, "bytes read");
            return time;
        }

        private long Acknowledge()
        {
            int acks = pair.portA.count;
            Expect(Batch / 2, acks, "acknowledgments, one for every second segment");
            long now = pair.clock.Milliseconds;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < acks; i++)
            {
                pair.portA.released = 1;
                pair.a.Poll(now);
            }

            return PerPiece(start, acks);
        }

        private long Request()
        {
            long now = pair.clock.Milliseconds;
            int read = 0;
            int size = segmentSize;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                pair.near.Write(data, 0, RequestLength);
                pair.portB.released = 1;
                pair.b.Poll(now);
                read += pair.far.Read(copy, 0, size);
                pair.far.Write(data, 0, RequestLength);
                pair.portA.released = 1;
                pair.a.Poll(now);
                read += pair.near.Read(copy, 0, size);
            }

            long time = PerPiece(start, Batch);
            Expect(Batch * 2 * RequestLength, read, "bytes of requests and responses");
            return time;
        }

        private long Floor()
        {
            int length = tcpLength;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                sink = InternetChecksum.Sum(frame, FrameLength - length, length);
                Array.Copy(frame, 0, copy, 0, length);
                Array.Copy(frame, 0, copy, 0, length);
            }

            return PerPiece(start, Batch);
        }

        private long Sum()
        {
            int length = tcpLength;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                sink = InternetChecksum.Sum(frame, FrameLength - length, length);
            }

            return PerPiece(start, Batch);
        }

        // Whole blocks alone: what begins and ends a message costs another one.
        private long Hash()
        {
            long start = DateTime.UtcNow.Ticks;
            sha.Update(frame, 0, HashBlocks * Sha256.BlockSize);
            return PerPiece(start, HashBlocks);
        }

        private long Naive()
        {
            int length = tcpLength;
            byte[] bytes = frame;
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                int sum = 0;
                for (int k = FrameLength - length; k < FrameLength; k += 2)
                {
                    sum += (bytes[k] << 8) | bytes[k + 1];
                }

                sink = sum;
            }

            return PerPiece(start, Batch);
        }

        private long DeviceSend(int length)
        {
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                device.Send(frame, 0, length);
            }

            return PerPiece(start, Batch);
        }

        // Each poll asks twice: for the frame, and in vain for another.
        private long DeviceReceive()
        {
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < Batch; i++)
            {
                port.released = 1;
                device.Receive(copy, 0, FrameLength);
                device.Receive(copy, 0, FrameLength);
            }

            return PerPiece(start, Batch);
        }

        private static long Calls()
        {
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < CallLoops; i++)
            {
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
            }

            return PerPiece(start, CallLoops * CallsInLoop);
        }

        private static long EmptyLoops()
        {
            long start = DateTime.UtcNow.Ticks;
            for (int i = 0; i < CallLoops; i++)
            {
            }

            return PerPiece(start, CallLoops * CallsInLoop);
        }

        private static void Nothing()
        {
        }

        private static void Expect(int expected, int actual, string what)
        {
            if (actual != expected)
            {
                throw new Exception(what + ": " + actual.ToString() + ", not " + expected.ToString());
            }
        }
    }
}
