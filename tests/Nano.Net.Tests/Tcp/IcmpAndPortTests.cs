using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>ICMP errors (RFC 1122 section 4.2.3.9, RFC 1191, RFC 5927), ports (RFC 6056) and initial sequence numbers (RFC 6528).</summary>
    public class IcmpAndPortTests : TcpTest
    {
        [Theory]
        [InlineData(2)]
        [InlineData(3)]
        public void HardError_RefusesAConnect(int code)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            peer.SendIcmp(3, code, peer.Expect(Syn));
            Assert.Equal(TcpError.Refused, connection.error);
        }

        [Theory]
        [InlineData(3, 6, 1)]
        [InlineData(3, 11, 1)]
        [InlineData(3, 5, 2)]
        [InlineData(3, 7, 2)]
        [InlineData(3, 8, 2)]
        [InlineData(3, 12, 2)]
        [InlineData(3, 14, 2)]
        [InlineData(11, 0, 2)]
        [InlineData(12, 0, 2)]
        public void SoftError_OnlySaysWhyAConnectTimedOut(int type, int code, int network)
        {
            TcpPeer peer = NewPeer(o => o.ConnectTimeout = 5000);
            TcpConnection connection = peer.Connect();
            peer.SendIcmp(type, code, peer.Expect(Syn));
            Assert.Equal(TcpState.SynSent, connection.state);
            peer.Advance(5000);
            Assert.Equal(network == 1 ? TcpError.NetworkUnreachable : TcpError.HostUnreachable, connection.error);
        }

        [Fact]
        public void HardError_DoesNotEndAnEstablishedConnection()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            SentSegment sent = peer.Take();
            peer.SendIcmp(3, 3, sent);
            peer.SendIcmp(3, 2, sent);
            Assert.Equal(TcpState.Established, connection.state);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Equal(0, connection.sender.queued);
        }

        [Fact]
        public void SoftError_IsForgottenOnceThePeerWasHeardAgain()
        {
            TcpPeer peer = NewPeer(o => o.UserTimeout = 10_000);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            peer.SendIcmp(3, 1, peer.Take());
            peer.Advance(10);
            peer.Send(Ack, seq: 1, ack: 101);
            peer.Advance(1000);
            Write(connection, 100, 100);
            peer.Advance(100_000);
            Assert.Equal(TcpError.TimedOut, connection.error);
        }

        [Fact]
        public void ErrorAboutWhatIsNotInFlight_IsIgnored()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Connect();
            SentSegment syn = peer.Expect(Syn);
            foreach (int offset in new[] { 1, -1, 1_000_000 })
            {
                byte[] forged = (byte[])syn.Packet.Clone();
                uint sequence = syn.Sequence + (uint)offset;
                forged[24] = (byte)(sequence >> 24);
                forged[25] = (byte)(sequence >> 16);
                forged[26] = (byte)(sequence >> 8);
                forged[27] = (byte)sequence;
                TcpPeer.Seal(forged);
                peer.SendIcmp(3, 3, new SentSegment(forged, 0));
            }

            Assert.Equal(TcpState.SynSent, connection.state);
        }

        [Theory]
        [InlineData(3, 0, false)]
        [InlineData(3, 1, false)]
        [InlineData(3, 3, false)]
        [InlineData(11, 0, false)]
        [InlineData(3, 4, true)]
        public void ErrorAboutASynAck_ForgetsTheRequest(int type, int code, bool stays)
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            peer.Send(Syn);
            SentSegment answer = peer.Expect(Syn | Ack);
            byte[] forged = (byte[])answer.Packet.Clone();
            forged[27]++;
            TcpPeer.Seal(forged);
            peer.SendIcmp(type, code, new SentSegment(forged, 0), mtu: 1000);
            Assert.Equal(TcpState.SynReceived, peer.State);
            peer.SendIcmp(type, code, answer, mtu: 1000);
            Assert.Equal(stays ? TcpState.SynReceived : TcpState.Closed, peer.State);
            peer.Send(Syn);
            peer.Expect(Syn | Ack, ack: 1);
        }

        [Fact]
        public void FragmentationNeeded_SendsAgainInSmallerSegments()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 3000);
            SentSegment first = peer.Take();
            peer.Ignore();
            peer.SendIcmp(3, 4, first, mtu: 640);
            int next = 1;
            while (peer.Device.Sent.Count > 0)
            {
                SentSegment segment = peer.Take();
                Assert.Equal(next, peer.RelativeSequence(segment));
                Assert.InRange(segment.Data.Length, 1, 600);
                next += segment.Data.Length;
            }

            Assert.Equal(3001, next);
            Assert.Equal(600, connection.sender.segmentSize);
            Write(connection, 3000, 10);
            peer.SendIcmp(3, 4, first, mtu: 1400);
            Assert.Equal(600, connection.sender.segmentSize);
        }

        [Fact]
        public void FragmentationNeeded_ReachesEveryConnectionOfThePath()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection one = peer.Accept(mss: 1460, acceptor: acceptor);
            peer.Port++;
            TcpConnection two = peer.Accept(mss: 1460, acceptor: acceptor);
            Write(one, 0, 1460);
            SentSegment large = peer.Take();
            Write(two, 0, 1460);
            SentSegment alsoLarge = peer.Take();
            peer.SendIcmp(3, 4, large, mtu: 640);
            Assert.Equal(600, one.sender.segmentSize);
            peer.Ignore();

            // New data of the other one are smaller from now on (RFC 1191 section 6.2, RFC 8201 section 5.4); what is outstanding is not
            // taken for lost.
            Assert.Equal(600, two.sender.segmentSize);
            Assert.Empty(peer.Device.Sent);
            Write(two, 1460, 1000);
            Assert.Equal(600, peer.Take().Data.Length);
            peer.Ignore();

            // The router complains about the other one's segments too, with the MTU that is known by now.
            peer.SendIcmp(3, 4, alsoLarge, mtu: 640);
            Assert.Equal(600, two.sender.segmentSize);
            SentSegment again = peer.Take();
            Assert.Equal((1, 600), (peer.RelativeSequence(again), again.Data.Length));
            peer.Ignore();

            // Once is enough: what goes now fits.
            peer.SendIcmp(3, 4, alsoLarge, mtu: 640);
            Assert.Empty(peer.Device.Sent);
        }

        // Silly-window avoidance has held back what is less than a segment, and half of no window that was ever offered.
        [Fact]
        public void WhatIsAFullSegmentNow_Goes_WhenAnotherConnectionLearnsThatThePathCarriesLess()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection one = peer.Accept(mss: 1460, acceptor: acceptor);
            peer.Port++;
            TcpConnection two = peer.Accept(mss: 1460, acceptor: acceptor);
            Write(two, 0, 1460);
            peer.Ignore();
            peer.Send(Ack, seq: 1, ack: 1461, window: 700);
            Write(two, 1460, 1000);
            peer.ExpectNothing();
            peer.Port--;
            Write(one, 0, 1460);
            peer.SendIcmp(3, 4, peer.Take(), mtu: 640);
            List<SentSegment> sent = [];
            while (peer.Device.Sent.Count > 0)
            {
                sent.Add(peer.Take());
            }

            Assert.Contains(sent, s => s.DestinationPort == peer.Port + 1 && s.Data.Length == 600);
        }

        [Theory]
        [InlineData(0, 536)]
        [InlineData(67, 1460)]
        [InlineData(1500, 1460)]
        [InlineData(2000, 1460)]
        [InlineData(68, 536)]
        public void FragmentationNeeded_WithAnyMtu(int mtu, int segment)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept(mss: 1460);
            Write(connection, 0, 1460);
            peer.SendIcmp(3, 4, peer.Take(), mtu);
            Assert.Equal(segment, connection.sender.segmentSize);
        }

        [Fact]
        public void InitialSequenceNumbers_GrowWithTime_AndAreAnothersForAnother()
        {
            TcpPeer peer = NewPeer();
            uint first = IsnOfConnect(peer, 2000);
            peer.Advance(100);
            uint later = IsnOfConnect(peer, 2000);
            Assert.Equal(25_000u, later - first);
            uint other = IsnOfConnect(peer, 2001);
            Assert.True(Math.Abs((int)(other - later)) > 1000);

            var keyed = new TcpPeer(StackIsn, PeerIsn, o => o.Secret = [9, 2, 3, 4, 5, 6, 7, 8]);
            var same = new TcpPeer(StackIsn, PeerIsn);
            Assert.NotEqual(IsnOfConnect(keyed, 2002) - (uint)(keyed.Now * 250), IsnOfConnect(same, 2002) - (uint)(same.Now * 250));
        }

        /// <summary>Those of connections that peers open are cookies, so that they follow from the request, the time in steps, and the key.</summary>
        [Fact]
        public void InitialSequenceNumbers_OfConnectionsThatPeersOpen_AreAnothersForAnother()
        {
            TcpPeer peer = NewPeer();
            peer.Listen();
            uint first = Isn(peer, 2000);
            Assert.Equal(first, Isn(peer, 2000));
            Assert.NotEqual(first >> 8, Isn(peer, 2001) >> 8);
            peer.Advance(65_536);
            peer.Ignore();
            Assert.NotEqual(first >> 8, Isn(peer, 2000) >> 8);
            var keyed = new TcpPeer(StackIsn, PeerIsn, o => o.Secret = [9, 2, 3, 4, 5, 6, 7, 8]);
            keyed.Listen();
            var same = new TcpPeer(StackIsn, PeerIsn);
            same.Listen();
            Assert.NotEqual(Isn(keyed, 2002) >> 8, Isn(same, 2002) >> 8);
        }

        [Fact]
        public void EphemeralPorts_AreInTheirRange_EachAnother_AndNoListeners()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 200;
                o.Listeners = 1;
            });
            var ports = new HashSet<int>();
            for (int i = 0; i < 200; i++)
            {
                TcpConnection? connection = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError error);
                Assert.Equal(OpenError.None, error);
                Assert.InRange(connection!.LocalPort, 49152, 65535);
                Assert.True(ports.Add(connection.LocalPort));
            }

            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError full));
            Assert.Equal(OpenError.TooMany, full);
            Assert.Equal(200, peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value).references);
        }

        [Fact]
        public void EphemeralPorts_BeginElsewhereForAnotherPeer()
        {
            TcpPeer peer = NewPeer();
            int one = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)!.LocalPort;
            int two = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _)!.LocalPort;
            int other = peer.Tcp.Connect(TcpPeer.PeerAddress, 81, 0, out _)!.LocalPort;
            Assert.InRange(Math.Abs(two - one), 1, 1);
            Assert.True(Math.Abs(other - two) > 1);
        }

        [Fact]
        public void Listen_OncePerPort_AndZeroChoosesOne()
        {
            TcpPeer peer = NewPeer(o => o.Listeners = 2);
            peer.Listen(80);
            Assert.Null(peer.Tcp.Listen(null, 80, 1, out OpenError error));
            Assert.Equal(OpenError.AddressInUse, error);
            TcpAcceptor chosen = peer.Listen(0);
            Assert.InRange(chosen.localPort, 49152, 65535);
            Assert.Null(peer.Tcp.Listen(null, 81, 1, out error));
            Assert.Equal(OpenError.TooMany, error);
            peer.Tcp.Close(chosen);
            peer.Listen(81);
        }

        [Theory]
        [InlineData("255.255.255.255")]
        [InlineData("10.0.0.255")]
        [InlineData("224.0.0.1")]
        [InlineData("239.1.2.3")]
        [InlineData("0.0.0.0")]
        [InlineData("127.0.0.1")]
        [InlineData("10.0.0.1")]
        [InlineData("11.0.0.1")]
        public void Connect_GoesToOneOtherHostOnly(string address)
        {
            // RFC 1122 section 4.2.3.10.
            TcpPeer peer = NewPeer();
            Assert.Null(peer.Tcp.Connect(IPAddress.Parse(address), 80, 0, out OpenError error));
            Assert.Equal(OpenError.NoRoute, error);
            peer.ExpectNothing();
        }

        [Fact]
        public void AddressLost_EndsEverythingWithoutAWord()
        {
            TcpPeer peer = NewPeer();
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection connection = peer.Accept(acceptor: acceptor);
            peer.Port++;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            peer.Stack.Configure(IPAddress.Parse("10.0.0.77"), 24, IPAddress.Any);
            peer.ExpectNothing();
            Assert.Equal(TcpError.AddressLost, connection.error);
            Assert.Single(peer.Stack.GetConnections());
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        [Fact]
        public void Abort_ResetsWhatIsThere()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Stack.Abort();
            peer.Expect(Rst | Ack, seq: 1);
            Assert.Equal(TcpError.Aborted, connection.error);
            Assert.Empty(peer.Stack.GetConnections());
        }

        [Fact]
        public void Observer_SeesEveryChange()
        {
            TcpPeer peer = NewPeer();
            var log = new Log();
            peer.Stack.AddTcpObserver(log);
            peer.Reach(TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Advance(240_000);
            Assert.Equal(
                [
                    TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait,
                    TcpState.Closed,
                ],
                log.States);
        }

        [Fact]
        public void SeveralObservers_SeeEveryChange_UntilTheyAreRemoved()
        {
            TcpPeer peer = NewPeer();
            Log[] logs = [new(), new(), new()];
            foreach (Log log in logs)
            {
                peer.Stack.AddTcpObserver(log);
            }

            peer.Accept();
            peer.Stack.RemoveTcpObserver(logs[1]);
            peer.Stack.RemoveTcpObserver(new Log());
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            peer.Stack.RemoveTcpObserver(logs[2]);
            peer.Stack.RemoveTcpObserver(logs[0]);
            Assert.Null(peer.Stack.tcp.observers);
            peer.Send(Rst, seq: 2);
            TcpState[] first = [TcpState.SynReceived, TcpState.Established];
            Assert.Equal([.. first, TcpState.CloseWait], logs[0].States);
            Assert.Equal(first, logs[1].States);
            Assert.Equal([.. first, TcpState.CloseWait], logs[2].States);
        }

        private static uint Isn(TcpPeer peer, int port)
        {
            peer.Port = port;
            peer.Send(Syn);
            uint isn = peer.Expect(Syn | Ack).Sequence;
            peer.Send(Rst, seq: 1);
            return isn;
        }

        private static uint IsnOfConnect(TcpPeer peer, int port)
        {
            peer.Port = port;
            TcpConnection connection = peer.Connect();
            uint isn = peer.Expect(Syn).Sequence;
            connection.Abort();
            connection.Close();
            return isn;
        }

        private sealed class Log : ITcpObserver
        {
            internal List<TcpState> States { get; } = [];

            public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
            {
                Assert.Equal(TcpPeer.StackPort, localPort);
                Assert.Equal(TcpPeer.PeerPort, remote.Port);
                States.Add(to);
            }
        }
    }
}
