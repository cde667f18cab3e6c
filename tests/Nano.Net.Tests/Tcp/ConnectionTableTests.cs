using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What <see cref="NetworkStack.GetConnections"/> shows, how ports are chosen, and what observers may do.</summary>
    public class ConnectionTableTests : TcpTest
    {
        /// <summary>As many can wait to be accepted as the listener allows, but no more than there are connections.</summary>
        [Theory]
        [InlineData(2, 2)]
        [InlineData(3, 3)]
        [InlineData(8, 3)]
        public void Listener_ShowsHowManyWait_AndHowManyMay(int backlog, int most)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 3;
                o.HalfOpenConnections = 2;
                o.TimeWaitConnections = 2;
            });
            peer.Listen(backlog: backlog);
            for (int waiting = 0; waiting < 2; waiting++)
            {
                ConnectionInfo info = Assert.Single(peer.Stack.GetConnections(), c => c.State == TcpState.Listen);
                Assert.Equal((7, waiting, most), (info.LocalEndPoint.Port, info.ReceiveQueue, info.SendQueue));
                peer.Port = 3000 + waiting;
                peer.Send(Syn);
                peer.Expect(Syn | Ack);
                peer.Send(Ack, seq: 1, ack: 1);
            }
        }

        [Fact]
        public void Connection_ShowsItsQueues_ItsRoundTrip_AndItsWindow()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.Expect(Syn);
            peer.Advance(80);
            peer.Send(Syn | Ack, ack: 1, options: TcpPeer.MssOption(1000));
            peer.Send(Ack, seq: 1, ack: 1, data: Bytes(0, 7));
            Write(connection, 0, 30);
            ConnectionInfo info = Assert.Single(peer.Stack.GetConnections());
            Assert.Equal((7, 30, 80, 10_000), (info.ReceiveQueue, info.SendQueue, info.RoundTripTime, info.CongestionWindow));
        }

        /// <summary>A segment finds its connection in a few steps, whether those of one host or those of many are open.</summary>
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void Connections_AreSpreadOverTheTable(bool manyHosts)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.HalfOpenConnections = 64;
                o.Paths = 128;
            });
            peer.Listen();
            for (int i = 0; i < 64; i++)
            {
                peer.Port = manyHosts ? 3000 : 3000 + i;
                peer.SendFrom(manyHosts ? 0x0A000010 + (uint)i : 0x0A000002, Syn);
            }

            int longest = 0;
            foreach (TransmissionControlBlock block in peer.Tcp.blocks.Where(b => b.path != null))
            {
                int length = 0;
                for (TransmissionControlBlock? next = block; next != null; next = next.nextInBucket)
                {
                    length++;
                }

                longest = Math.Max(longest, length);
            }

            Assert.Equal(64, peer.Tcp.blocks.Count(b => b.path != null));
            Assert.InRange(longest, 1, 5);
        }

        [Theory]
        [InlineData(TcpState.Closed, "CLOSED")]
        [InlineData(TcpState.Listen, "LISTEN")]
        [InlineData(TcpState.SynSent, "SYN-SENT")]
        [InlineData(TcpState.SynReceived, "SYN-RECEIVED")]
        [InlineData(TcpState.Established, "ESTABLISHED")]
        [InlineData(TcpState.FinWait1, "FIN-WAIT-1")]
        [InlineData(TcpState.FinWait2, "FIN-WAIT-2")]
        [InlineData(TcpState.CloseWait, "CLOSE-WAIT")]
        [InlineData(TcpState.Closing, "CLOSING")]
        [InlineData(TcpState.LastAck, "LAST-ACK")]
        [InlineData(TcpState.TimeWait, "TIME-WAIT")]
        public void State_HasTheNameOfTheRfc(TcpState state, string name) => Assert.Equal(name, TcpStateName.Of(state));

        /// <summary>A port that a connection to the same peer has already, chosen by its application, is passed over.</summary>
        [Fact]
        public void ChosenPort_IsOneThatNoConnectionToThePeerHas()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 4);
            int first = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)!.LocalPort;
            int next = first == 65_535 ? 49_152 : first + 1;
            Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, next, out _));
            TcpConnection third = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError error)!;
            Assert.Equal(OpenError.None, error);
            Assert.DoesNotContain(third.LocalPort, new[] { first, next });
            Assert.InRange(third.LocalPort, 49_152, 65_535);
        }

        /// <summary>RFC 6528: what distinguishes connections, this side's port too, is in the hash.</summary>
        [Fact]
        public void InitialSequenceNumbers_OfTwoPorts_AreFarApart()
        {
            TcpPeer peer = NewPeer();
            uint[] numbers = [.. new[] { 1000, 1001, 1002 }.Select(port =>
            {
                Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, port, out _));
                return peer.Take().Sequence;
            })];
            Assert.True(Math.Abs((int)(numbers[0] - numbers[1])) > 100_000);
            Assert.True(Math.Abs((int)(numbers[1] - numbers[2])) > 100_000);
        }

        /// <summary>The checksum covers the addresses, whatever stands between them and the segment.</summary>
        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(0x5678)]
        public void SegmentBehindIpOptions_IsCheckedAgainstTheAddresses(int change)
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            byte[] segment = peer.Build(Syn, 0, 0);
            byte[] packet = [.. segment[..20], 1, 1, 1, 1, .. segment[20..]];
            packet[0] = 0x46;
            packet[3] += 4;
            packet[40] += (byte)(change >> 8);
            packet[41] += (byte)change;
            packet[10] = packet[11] = 0;
            int sum = ~SentSegment.Sum(packet.AsSpan(0, 24), 0);
            packet[10] = (byte)(sum >> 8);
            packet[11] = (byte)sum;
            peer.Device.Deliver(packet);
            peer.Poll();
            Assert.Equal(change == 0 ? 0 : 1, peer.Counters.DroppedBadChecksum);
            Assert.Equal(change == 0 ? TcpState.SynReceived : TcpState.Closed, peer.State);
        }

        /// <summary>An observer is a callback: while it runs, the stack knows.</summary>
        [Fact]
        public void Observer_RunsAsACallback()
        {
            TcpPeer peer = NewPeer();
            var observer = new Watcher(peer.Stack);
            peer.Stack.AddTcpObserver(observer);
            peer.Accept();
            Assert.Equal([true, true], observer.InCallback);
            Assert.False(peer.Stack.context.inCallback);
        }

        /// <summary>A request that ends is told of, as a connection is.</summary>
        [Fact]
        public void Observer_SeesTheEndOfARequest()
        {
            TcpPeer peer = NewPeer();
            var observer = new Watcher(peer.Stack);
            peer.Stack.AddTcpObserver(observer);
            peer.Listen();
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Send(Rst, seq: 1);
            Assert.Equal([(TcpState.Closed, TcpState.SynReceived), (TcpState.SynReceived, TcpState.Closed)], observer.Changes);
        }

        /// <summary>Whoever is called for a pair calls both, the one that was there first before the other.</summary>
        [Fact]
        public void PairOfObservers_TellsBoth_InOrder()
        {
            TcpPeer peer = NewPeer();
            List<Watcher> order = [];
            Watcher[] observers = [new(peer.Stack, order), new(peer.Stack, order), new(peer.Stack, order)];
            ITcpObserver? all = null;
            foreach (Watcher observer in observers)
            {
                all = TcpObserverPair.Add(all, observer);
            }

            all!.StateChanged(7, new IPEndPoint(TcpPeer.PeerAddress, 80), TcpState.Closed, TcpState.Listen);
            Assert.Equal(observers, order);

            // Who is not among them takes nobody away, and the pair stays what it is.
            Assert.Same(all, TcpObserverPair.Remove(all, new Watcher(peer.Stack)));
        }

        private sealed class Watcher(NetworkStack stack, List<ConnectionTableTests.Watcher>? order = null) : ITcpObserver
        {
            internal List<bool> InCallback { get; } = [];

            internal List<(TcpState From, TcpState To)> Changes { get; } = [];

            public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
            {
                InCallback.Add(stack.context.inCallback);
                Changes.Add((from, to));
                order?.Add(this);
            }
        }
    }
}
