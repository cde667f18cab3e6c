using System.Buffers.Binary;
using Nano.Net.Tcp;
using Nano.Simulation;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// The other end of a stack's connections, played by a test: it sends segments made by hand and looks at those that
    /// come back. Sequence and acknowledgment numbers count from the initial ones of both sides: a SYN has the number 0,
    /// the first byte of data 1.
    /// </summary>
    internal sealed class TcpPeer
    {
        internal const int Fin = 0x01;
        internal const int Syn = 0x02;
        internal const int Rst = 0x04;
        internal const int Psh = 0x08;
        internal const int Ack = 0x10;
        internal const int Urg = 0x20;
        internal const int Ece = 0x40;
        internal const int Cwr = 0x80;

        /// <summary>The stack's port, where nothing else is said.</summary>
        internal const int StackPort = 7;

        /// <summary>The peer's port, where nothing else is said.</summary>
        internal const int PeerPort = 2000;

        internal static readonly IPAddress StackAddress = IPAddress.Parse("10.0.0.1");
        internal static readonly IPAddress PeerAddress = IPAddress.Parse("10.0.0.2");

        // Keys of the stack's secret for which the number of its first SYN-ACK, a cookie that nobody can choose, lies where a
        // test wants it, by that and the peer's number: the cookie's upper 24 bits are those of 256 less.
        private static readonly Dictionary<(uint StackIsn, uint PeerIsn), uint> Keys = new()
        {
            [(0x00000000, 0xFFFFFF80)] = 0x01587B04,
            [(0xFFFFFC17, 0xFFFFFFFF)] = 0x028E2F6D,
            [(0x7FFFFC17, 0xFFFFFFFF)] = 0x00719891,
            [(0x00000000, 0xFFFFFFFF)] = 0x012C05D1,
            [(0x00000064, 0xFFFFFFFF)] = 0x012C05D1,
            [(0x00000000, 0xFFFFFFFE)] = 0x010EF923,
            [(0x80000000, 0x7FFFFFF0)] = 0x0028D5D7,
            [(0xFFFFFC00, 0xFFFFFF00)] = 0x00195949,
            [(0x0000003C, 0xFFFFFFFF)] = 0x012C05D1,
            [(0x0000000A, 0xFFFFFF69)] = 0x02597586,
            [(0xFFFFFC00, 0xFFFFFFFF)] = 0x028E2F6D,
        };

        private uint clockOffset = 0x4000_0000;

        // The stack's initial sequence number for each port of the peer.
        private readonly Dictionary<int, uint> stackIsns = [];

        internal TcpPeer(uint stackIsn, uint peerIsn, Action<StackOptions>? configure = null, int mtu = 1500)
        {
            PeerIsn = peerIsn;
            var options = new StackOptions
            {
                Address = StackAddress,
                Secret = Keys.TryGetValue((stackIsn, peerIsn), out uint key) ? [.. BitConverter.GetBytes(key), .. "onaN"u8] : [1, 2, 3, 4, 5, 6, 7, 8],
                ReceiveBufferSize = 4096,
                OutOfOrderRanges = 4,
                SendBufferSize = 8192,
            };
            configure?.Invoke(options);
            Device = new PacketDevice(mtu);
            Stack = new NetworkStack(Device, options);

            // Initial sequence numbers grow with time (RFC 6528), so the test begins when they are as wanted.
            uint hash = Stack.context.hash.Compute(0x0A000001, 0x0A000002, (StackPort << 16) | PeerPort);
            Now = (uint)(stackIsn - hash) / 250;
            Poll();
        }

        internal NetworkStack Stack { get; }

        internal PacketDevice Device { get; }

        internal TcpLayer Tcp => Stack.tcp;

        internal TcpCounters Counters => Stack.tcp.counters;

        /// <summary>Whether a device or an observer is meant to throw.</summary>
        internal bool ExpectsFaults { get; set; }

        /// <summary>The time in milliseconds.</summary>
        internal long Now { get; private set; }

        internal uint PeerIsn { get; set; }

        /// <summary>The stack's initial sequence number on the connection to this port of the peer.</summary>
        internal uint StackIsn => stackIsns.GetValueOrDefault(Port);

        /// <summary>The peer's port.</summary>
        internal int Port { get; set; } = PeerPort;

        internal int LocalPort { get; set; } = StackPort;

        /// <summary>The window that the peer's segments carry where nothing else is said: the field, not scaled.</summary>
        internal int Window { get; set; } = 10_000;

        /// <summary>Whether the peer's segments carry timestamps where nothing else is said; a reset never does.</summary>
        internal bool Stamps { get; set; }

        /// <summary>TSval of the peer's segments: it runs with the time, and can be set.</summary>
        internal uint Clock
        {
            get => (uint)Now + clockOffset;
            set => clockOffset = value - (uint)Now;
        }

        /// <summary>TSecr of the peer's segments: the TSval of the last segment that was taken.</summary>
        internal uint Echo { get; set; }

        /// <summary>The ECN field of the peer's packets.</summary>
        internal int Ecn { get; set; }

        /// <summary>The number of the next byte that the peer has to send, where the test lets <see cref="Reach"/> set it.</summary>
        internal int Seq { get; private set; }

        /// <summary>What the peer has to acknowledge, where the test lets <see cref="Reach"/> set it.</summary>
        internal int AckNumber { get; private set; }

        /// <summary>The state of the connection to this peer, as the stack shows it; CLOSED where there is none.</summary>
        internal TcpState State => Stack.GetConnections()
            .FirstOrDefault(c => c.RemoteEndPoint.Port == Port && c.State != TcpState.Listen)?.State ?? TcpState.Closed;

        /// <summary>What the stack believes that the path to this peer carries.</summary>
        internal int PathMtu => Stack.ipv4.paths.Find(PeerAddress.value).Mtu;

        /// <summary>Whether the stack would try whether the path carries more.</summary>
        internal bool IsMtuProbeDue => (Stack.ipv4.paths.Find(PeerAddress.value).mtuState & Nano.Net.Internet.Path.ProbeDue) != 0;

        /// <summary>Whether the stack is to leave it to routers to fragment what it sends.</summary>
        internal bool PathFragments { get; set; }

        /// <summary>Bytes of a stream: any two places look different.</summary>
        internal static byte[] Bytes(int from, int count)
        {
            var bytes = new byte[count];
            for (int i = 0; i < count; i++)
            {
                bytes[i] = (byte)(((from + i) * 0x9E3779B1u) >> 20);
            }

            return bytes;
        }

        internal static byte[] MssOption(int mss) => [2, 4, (byte)(mss >> 8), (byte)mss];

        internal static byte[] SynOptions(int mss, int scale) => scale < 0 ? MssOption(mss) : [.. MssOption(mss), 1, 3, 3, (byte)scale];

        /// <summary>Timestamps, with two bytes that align them.</summary>
        internal static byte[] TimestampOption(uint value, uint echo)
        {
            byte[] option = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4), value);
            BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(8), echo);
            return option;
        }

        /// <summary>The options of the peer's SYN.</summary>
        internal byte[] SynOptions(int mss, int scale, bool selective, bool timestamps) =>
        [
            .. SynOptions(mss, scale),
            .. selective ? new byte[] { 1, 1, 4, 2 } : [],
            .. timestamps ? TimestampOption(Clock, Echo) : [],
        ];

        /// <summary>SACK blocks about the stack's stream, from the first byte of each to behind its last.</summary>
        internal byte[] SackOption(params (int Start, int End)[] blocks)
        {
            byte[] option = [1, 1, 5, (byte)(2 + (8 * blocks.Length)), .. new byte[8 * blocks.Length]];
            for (int i = 0; i < blocks.Length; i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(4 + (8 * i)), stackIsns[Port] + (uint)blocks[i].Start);
                BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(8 + (8 * i)), stackIsns[Port] + (uint)blocks[i].End);
            }

            return option;
        }

        /// <summary>The SACK blocks of a segment of the stack, about the peer's stream.</summary>
        internal (int Start, int End)[] Sacks(SentSegment segment) =>
            [.. segment.Sacks.Select(block => ((int)(block.Start - PeerIsn), (int)(block.End - PeerIsn)))];

        /// <summary>Sends a segment to the stack, which takes it at once.</summary>
        internal void Send(int flags, int seq = 0, int ack = 0, int window = -1, byte[]? data = null, byte[]? options = null)
        {
            Device.Deliver(Build(flags, seq, ack, window, data, options));
            Poll();
        }

        /// <summary>Sends a segment from another address.</summary>
        internal void SendFrom(uint address, int flags, int seq = 0, int ack = 0)
        {
            byte[] packet = Build(flags, seq, ack);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), address);
            Seal(packet);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), 0);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~SentSegment.Sum(packet.AsSpan(0, 20), 0));
            Device.Deliver(packet);
            Poll();
        }

        internal byte[] Build(int flags, int seq, int ack, int window = -1, byte[]? data = null, byte[]? options = null)
        {
            data ??= [];
            options ??= Stamps && (flags & Rst) == 0 ? TimestampOption(Clock, (flags & Ack) != 0 ? Echo : 0) : [];
            int header = 20 + options.Length;
            Assert.Equal(0, options.Length % 4);
            var packet = new byte[20 + header + data.Length];
            WriteIp(packet, 6);
            Span<byte> tcp = packet.AsSpan(20);
            BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)Port);
            BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)LocalPort);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], PeerIsn + (uint)seq);
            BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (flags & Ack) != 0 ? stackIsns.GetValueOrDefault(Port) + (uint)ack : 0);
            tcp[12] = (byte)(header << 2);
            tcp[13] = (byte)flags;
            BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], (ushort)(window < 0 ? Window : window));
            options.CopyTo(tcp[20..]);
            data.CopyTo(tcp[header..]);
            Seal(packet);
            return packet;
        }

        /// <summary>Fills in the checksum of a segment.</summary>
        internal static void Seal(byte[] packet)
        {
            packet[36] = 0;
            packet[37] = 0;
            int sum = ~SentSegment.Sum(packet.AsSpan(20), SentSegment.Sum(packet.AsSpan(12, 8), 6 + packet.Length - 20));
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(36), (ushort)sum);
        }

        /// <summary>Sends an ICMP error about a segment of the stack.</summary>
        internal void SendIcmp(int type, int code, SentSegment about, int mtu = 0)
        {
            var packet = new byte[20 + 8 + 28];
            WriteIp(packet, 1);
            packet[20] = (byte)type;
            packet[21] = (byte)code;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(26), (ushort)mtu);
            about.Packet.AsSpan(0, 28).CopyTo(packet.AsSpan(28));
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), (ushort)~SentSegment.Sum(packet.AsSpan(20), 0));
            Device.Deliver(packet);
            Poll();
        }

        /// <summary>Lets time pass; every deadline is met on time.</summary>
        internal void Advance(long milliseconds)
        {
            long end = Now + milliseconds;
            while (true)
            {
                long due = Stack.context.timers.NextDue();
                if (due > end)
                {
                    break;
                }

                Now = Math.Max(Now, due);
                Poll();
            }

            Now = end;
            Poll();
        }

        /// <summary>Lets time pass until the stack sends something, and takes that.</summary>
        internal SentSegment AdvanceToNext(long limit = 10_000_000)
        {
            long end = Now + limit;
            while (Device.Sent.Count == 0)
            {
                long due = Stack.context.timers.NextDue();
                Assert.True(due <= end, $"nothing was sent within {limit} ms");
                Now = Math.Max(Now, due);
                Poll();
            }

            return Take();
        }

        internal void Poll()
        {
            while (Stack.Poll(Now) == 0 && Stack.context.timers.NextDue() > Now)
            {
            }

            if (!ExpectsFaults)
            {
                FaultCheck.Check(Stack);
            }

            Stack.CheckInvariants();
        }

        /// <summary>Takes the next segment that the stack has sent.</summary>
        internal SentSegment Take()
        {
            Assert.True(Device.Sent.Count > 0, "nothing was sent");
            var segment = new SentSegment(Device.Sent.Dequeue(), Now);
            if ((segment.Flags & Syn) != 0)
            {
                stackIsns[segment.DestinationPort] = segment.Sequence;
            }

            Assert.Equal(PathFragments, segment.MayBeFragmented);
            Echo = segment.TimestampValue;
            return segment;
        }

        /// <summary>Takes the next segment and checks it. What is null may be anything; data are none where nothing is said.</summary>
        internal SentSegment Expect(int flags, int? seq = null, int? ack = null, int? window = null, byte[]? data = null, int? length = null)
        {
            SentSegment segment = Take();
            Assert.Equal(Describe(flags), Describe(segment.Flags & ~(data != null || length != null ? Psh & ~flags : 0)));
            if (seq != null)
            {
                Assert.Equal(seq, RelativeSequence(segment));
            }

            if (ack != null)
            {
                Assert.Equal(ack, (int)(segment.Acknowledgment - PeerIsn));
            }

            if (window != null)
            {
                Assert.Equal(window, segment.Window);
            }

            if (length == null)
            {
                Assert.Equal(data ?? [], segment.Data);
            }
            else
            {
                Assert.Equal(length, segment.Data.Length);
            }

            Assert.Equal(Port, segment.DestinationPort);
            return segment;
        }

        /// <summary>The stack's initial sequence number, where the last SYN-ACK that was taken has had it.</summary>
        internal uint Isn => stackIsns[Port];

        /// <summary>Counts the stack's numbers from another one: that of an earlier SYN-ACK, which the peer has believed.</summary>
        internal void KnowIsn(uint isn) => stackIsns[Port] = isn;

        internal int RelativeSequence(SentSegment segment) => (int)(segment.Sequence - stackIsns.GetValueOrDefault(segment.DestinationPort));

        /// <summary>Takes a reset that answers a segment without an acknowledgment: its own number is zero (RFC 9293 section 3.5.2).</summary>
        internal void ExpectBareReset(int ack)
        {
            SentSegment segment = Expect(Rst | Ack, ack: ack);
            Assert.Equal(0u, segment.Sequence);
        }

        internal void ExpectNothing() => Assert.True(
            Device.Sent.Count == 0,
            Device.Sent.Count == 0 ? null : $"sent: {Describe(Take().Flags)} and {Device.Sent.Count} more");

        /// <summary>Forgets what was sent.</summary>
        internal void Ignore() => Device.Sent.Clear();

        internal TcpAcceptor Listen(int port = StackPort, int backlog = 8)
        {
            TcpAcceptor? acceptor = Tcp.Listen(null, port, backlog, out OpenError error);
            Assert.Equal(OpenError.None, error);
            return acceptor!;
        }

        internal TcpConnection Connect()
        {
            TcpConnection? connection = Tcp.Connect(PeerAddress, Port, LocalPort, out OpenError error);
            Assert.Equal(OpenError.None, error);
            return connection!;
        }

        /// <summary>The peer connects to a port on which the stack listens, which accepts.</summary>
        internal TcpConnection Accept(int mss = 1000, int scale = -1, TcpAcceptor? acceptor = null)
        {
            acceptor ??= Listen();
            Send(Syn, options: SynOptions(mss, scale));
            Expect(Syn | Ack, ack: 1);
            Send(Ack, seq: 1, ack: 1);
            TcpConnection? connection = acceptor.Accept();
            Assert.NotNull(connection);
            Assert.Equal(TcpState.Established, connection.state);
            ExpectNothing();
            Seq = 1;
            AckNumber = 1;
            return connection;
        }

        /// <summary>The same, where the peer's SYN also permits SACK or has timestamps, and from then on its segments.</summary>
        internal TcpConnection AcceptWith(bool selective, bool timestamps, int mss = 1000, int scale = -1)
        {
            TcpAcceptor acceptor = Listen();
            Send(Syn, options: SynOptions(mss, scale, selective, timestamps));
            Expect(Syn | Ack, ack: 1);
            Stamps = timestamps;
            Send(Ack, seq: 1, ack: 1);
            TcpConnection? connection = acceptor.Accept();
            Assert.NotNull(connection);
            Assert.Equal(TcpState.Established, connection.state);
            ExpectNothing();
            Seq = 1;
            AckNumber = 1;
            return connection;
        }

        /// <summary>The stack connects, and the peer accepts.</summary>
        internal TcpConnection ConnectAndAccept(int mss = 1000, int scale = -1)
        {
            TcpConnection connection = Connect();
            Expect(Syn);
            Send(Syn | Ack, ack: 1, options: SynOptions(mss, scale));
            Expect(Ack, seq: 1, ack: 1);
            Assert.Equal(TcpState.Established, connection.state);
            Seq = 1;
            AckNumber = 1;
            return connection;
        }

        /// <summary>
        /// Brings a connection into a state, without data. From there the peer sends at <see cref="Seq"/> and has
        /// acknowledged up to <see cref="AckNumber"/>.
        /// </summary>
        internal TcpConnection Reach(TcpState state, bool selective = false, bool timestamps = false)
        {
            if (state == TcpState.SynSent || state == TcpState.SynReceived)
            {
                TcpConnection opening = Connect();
                Expect(Syn);
                Seq = 0;
                AckNumber = 0;
                if (state == TcpState.SynReceived)
                {
                    Send(Syn, options: SynOptions(1000, -1, selective, timestamps));
                    Expect(Syn | Ack, seq: 0, ack: 1);
                    Stamps = timestamps;
                    Seq = 1;
                }

                Assert.Equal(state, opening.state);
                return opening;
            }

            TcpConnection connection = AcceptWith(selective, timestamps);
            if (state == TcpState.CloseWait || state == TcpState.LastAck)
            {
                Send(Fin | Ack, seq: 1, ack: 1);
                Expect(Ack, seq: 1, ack: 2);
                Seq = 2;
            }

            if (state >= TcpState.FinWait1 && state != TcpState.CloseWait)
            {
                connection.ShutdownSend();
                Expect(Fin | Ack, seq: 1, ack: Seq);
            }

            if (state == TcpState.FinWait2 || state == TcpState.TimeWait)
            {
                Send(Ack, seq: 1, ack: 2);
                AckNumber = 2;
            }

            if (state == TcpState.Closing || state == TcpState.TimeWait)
            {
                Send(Fin | Ack, seq: 1, ack: AckNumber);
                Expect(Ack, seq: 2, ack: 2);
                Seq = 2;
            }

            ExpectNothing();
            Assert.Equal(state, State);
            return connection;
        }

        private static string Describe(int flags)
        {
            string[] names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
            return string.Join('|', names.Where((_, i) => (flags & (1 << i)) != 0));
        }

        private void WriteIp(byte[] packet, byte protocol)
        {
            packet[0] = 0x45;
            packet[1] = (byte)Ecn;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[8] = 64;
            packet[9] = protocol;
            new byte[] { 10, 0, 0, 2, 10, 0, 0, 1 }.CopyTo(packet, 12);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~SentSegment.Sum(packet.AsSpan(0, 20), 0));
        }
    }
}
