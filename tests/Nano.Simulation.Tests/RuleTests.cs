using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Simulation.Tests
{
    /// <summary>The checks can fail: each rule is broken once, and found to be.</summary>
    public class RuleTests
    {
        [Fact]
        public void StateThatDoesNotFollow_IsFound()
        {
            var watch = new StateWatch(new AllocationMeter(), () => false);
            var remote = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 7);
            watch.StateChanged(1000, remote, TcpState.Closed, TcpState.SynSent);

            Assert.Equal(Rule.State, Assert.Throws<Violation>(() => watch.StateChanged(1000, remote, TcpState.SynSent, TcpState.CloseWait)).Rule);
            Assert.Equal(Rule.State, Assert.Throws<Violation>(() => watch.StateChanged(1000, remote, TcpState.Established, TcpState.CloseWait)).Rule);
        }

        /// <summary>RFC 9293 figure 5 has no way from LAST-ACK to TIME-WAIT; with a cookie out the memory of a connection is needed.</summary>
        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public void TimeWaitAfterLastAck_IsFound_UnlessCookiesAreOut(bool areCookiesOut)
        {
            var watch = new StateWatch(new AllocationMeter(), () => areCookiesOut);
            var remote = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 7);
            TcpState[] way = [TcpState.Closed, TcpState.SynReceived, TcpState.Established, TcpState.CloseWait, TcpState.LastAck];
            for (int i = 1; i < way.Length; i++)
            {
                watch.StateChanged(1000, remote, way[i - 1], way[i]);
            }

            Exception? found = Record.Exception(() => watch.StateChanged(1000, remote, TcpState.LastAck, TcpState.TimeWait));
            Assert.Equal(areCookiesOut ? null : Rule.State, (found as Violation)?.Rule);
        }

        [Fact]
        public void ConnectionWithWorkAndWithoutTimer_IsFound()
        {
            SimulatedHost host = Lonely();
            TcpConnection connection = host.Connect(IPAddress.Parse("10.0.0.2"), 7);
            InvariantCheck.Check(host.Stack);

            host.Stack.context.timers.Cancel(connection);

            Assert.Equal(Rule.Invariant, Assert.Throws<Violation>(() => InvariantCheck.Check(host.Stack)).Rule);
        }

        [Fact]
        public void ConnectionThatIsNotReturned_IsFound()
        {
            SimulatedHost host = Lonely();
            HostPlan plan = Plan();
            ReturnCheck.Check(host, plan, [plan]);

            host.Tcp.Connect(IPAddress.Parse("10.0.0.9"), 7, 0, out _);

            Assert.Equal(Rule.Return, Assert.Throws<Violation>(() => ReturnCheck.Check(host, plan, [plan])).Rule);
        }

        [Theory]
        [InlineData(0, 400)]
        [InlineData(-1, 501)]
        public void WindowThatShrinksAndAcknowledgmentThatGoesBack_AreFound(int step, int window)
        {
            var watch = new WindowWatch(address => address == ConnectionName.NumberOf(IPAddress.Parse("10.0.0.1")), new AllocationMeter());
            byte[] first = Segments.Ack(1000, 500);
            watch.FrameSent(first, 0, first.Length);
            byte[] second = Segments.Ack((uint)(1000 + step), window);

            Assert.Equal(Rule.Window, Assert.Throws<Violation>(() => watch.FrameSent(second, 0, second.Length)).Rule);
        }

        [Fact]
        public void WindowThatIsOpenedByAByte_IsFound()
        {
            (SimulatedHost host, TcpConnection connection) = Connected();
            var watch = new SegmentWatch(host, Plan());
            byte[] first = Segments.Ack(connection.receiver.next, 500, connection.LocalPort);
            watch.FrameSent(first, 0, first.Length);
            byte[] second = Segments.Ack(connection.receiver.next, 501, connection.LocalPort);

            Assert.Equal(Rule.SillyWindow, Assert.Throws<Violation>(() => watch.FrameSent(second, 0, second.Length)).Rule);
        }

        [Fact]
        public void SmallSegmentThatNothingForces_IsFound()
        {
            (SimulatedHost host, TcpConnection connection) = Connected();
            var watch = new SegmentWatch(host, Plan());
            host.Act(() => connection.Send(new byte[10], 0, 10));
            byte[] small = [.. Segments.Ack(connection.receiver.next, 500, connection.LocalPort), 1, 2, 3];
            small[17] += 3;
            BinaryPrimitives.WriteUInt32BigEndian(small.AsSpan(38), connection.sender.next);
            watch.FrameSent(small, 0, small.Length);

            Assert.Equal(Rule.SillyWindow, Assert.Throws<Violation>(watch.CheckPoll).Rule);
        }

        [Fact]
        public void OpenedWindowThatIsNotTold_IsFound()
        {
            (SimulatedHost host, TcpConnection connection) = Connected();
            var watch = new SegmentWatch(host, Plan());
            byte[] told = Segments.Ack(connection.receiver.next, 500, connection.LocalPort);
            watch.FrameSent(told, 0, told.Length);
            watch.CheckUpdates();

            connection.receiver.edge = connection.receiver.next;

            Assert.Equal(Rule.WindowUpdate, Assert.Throws<Violation>(watch.CheckUpdates).Rule);
        }

        [Theory]
        [InlineData(6, false)]
        [InlineData(7, true)]
        public void WindowOpenedByMoreThanSixSegmentsThatIsNotTold_IsFound(int segments, bool found)
        {
            (SimulatedHost host, TcpConnection connection) = Connected(receiveBufferSize: 30_000);
            var watch = new SegmentWatch(host, Plan());
            byte[] told = Segments.Ack(connection.receiver.next, 500, connection.LocalPort);
            watch.FrameSent(told, 0, told.Length);

            connection.receiver.edge -= (uint)(segments * 1448);

            if (found)
            {
                Assert.Equal(Rule.WindowUpdate, Assert.Throws<Violation>(watch.CheckUpdates).Rule);
            }
            else
            {
                watch.CheckUpdates();
            }
        }

        [Fact]
        public void AcknowledgmentThatMayBeMarked_IsFound()
        {
            var watch = new SegmentWatch(Lonely(), Plan());
            byte[] frame = Segments.Ack(1, 500);
            frame[15] = 2;

            Assert.Equal(Rule.Ecn, Assert.Throws<Violation>(() => watch.FrameSent(frame, 0, frame.Length)).Rule);
        }

        /// <summary>A backlog that is full excuses the server once, not when the client says it again.</summary>
        [Fact]
        public void AcknowledgmentOfACookieThatIsNotTaken_IsFound_AlsoTheSecondTime()
        {
            (SimulatedHost host, CookieWatch watch) = SenderOfACookie();
            byte[] acknowledgment = Segments.OfServer(TcpFlags.Ack, 501, 1001, host.Link.HardwareAddress);
            watch.FrameReceived(acknowledgment, 0, acknowledgment.Length);
            host.Tcp.counters.DroppedBacklogFull++;
            watch.CheckPoll();
            watch.FrameReceived(acknowledgment, 0, acknowledgment.Length);

            Assert.Equal(Rule.Ending, Assert.Throws<Violation>(watch.CheckPoll).Rule);
        }

        /// <summary>Once it has opened a connection it is an old duplicate.</summary>
        [Fact]
        public void AcknowledgmentOfACookieThatWasTaken_NeedNotBeTakenAgain()
        {
            (SimulatedHost host, CookieWatch watch) = SenderOfACookie();
            byte[] acknowledgment = Segments.OfServer(TcpFlags.Ack, 501, 1001, host.Link.HardwareAddress);
            watch.FrameReceived(acknowledgment, 0, acknowledgment.Length);
            host.Tcp.counters.PassiveOpens++;
            watch.CheckPoll();
            watch.FrameReceived(acknowledgment, 0, acknowledgment.Length);
            watch.CheckPoll();
        }

        [Theory]
        [InlineData(1, true)]
        [InlineData(1049, true)]
        [InlineData(1050, false)]
        [InlineData(-1, false)]
        public void ResetOfAClientWhoseFirstSegmentMayStillCome_IsFound(int ahead, bool found)
        {
            (SimulatedHost host, CookieWatch watch) = SenderOfACookie();
            byte[] acknowledgment = Segments.OfServer(TcpFlags.Ack, (uint)(501 + ahead), 1001, host.Link.HardwareAddress);
            watch.FrameReceived(acknowledgment, 0, acknowledgment.Length);
            byte[] reset = Segments.OfServer(TcpFlags.Rst, 1001, 0);

            Exception? thrown = Record.Exception(() => watch.FrameSent(reset, 0, reset.Length));
            Assert.Equal(found ? Rule.Ending : null, (thrown as Violation)?.Rule);
        }

        [Fact]
        public void HeadThatIsNone_IsFound() =>
            Assert.Equal(Rule.Stream, Assert.Throws<Violation>(() => Exchange.ReadHead(new byte[ConversationPlan.HeadLength])).Rule);

        [Fact]
        public void StreamThatIsDeliveredTwice_IsFound()
        {
            var plan = new ConversationPlan { Number = 3, Kind = ConversationKind.Bulk, Client = 0, Server = 1, FromClient = 8, FromServer = 0 };
            var ledger = new Ledger();
            Exchange exchange = ledger.Begin(plan, 0);
            byte[] head = [.. Enumerable.Range(0, ConversationPlan.HeadLength).Select(i => exchange.FromClient[i])];
            Assert.Same(exchange, ledger.Claim(head, plan));

            exchange.ServerLost = true;

            Assert.Equal(Rule.Replay, Assert.Throws<Violation>(() => ledger.Claim(head, plan)).Rule);
        }

        // It listens on port 7, and has answered a SYN with 1000, where the peer's is 500, and forgotten it.
        private static (SimulatedHost Host, CookieWatch Watch) SenderOfACookie()
        {
            SimulatedHost host = Lonely();
            host.Tcp.Listen(null, 7, 1, out _);
            host.Tcp.cookies.NoteForgotten();
            HostPlan plan = Plan();
            var watch = new CookieWatch(host, plan);
            watch.CheckPoll();
            byte[] answer = Segments.OfServer(TcpFlags.Syn | TcpFlags.Ack, 1000, 501);
            watch.FrameSent(answer, 0, answer.Length);
            return (host, watch);
        }

        private static SimulatedHost Lonely()
        {
            var network = new VirtualNetwork();
            var wire = new VirtualSwitch(network.Scheduler);
            var host = new SimulatedHost(network, wire.AddPort(), new StackOptions { Address = HostPlan.AddressOf(0), Secret = new byte[8] });
            network.Scheduler.RunFor(TimeSpan.FromSeconds(5));
            return host;
        }

        // A connection from 10.0.0.1 to 10.0.0.2:7.
        private static (SimulatedHost Host, TcpConnection Connection) Connected(int receiveBufferSize = 1048)
        {
            var network = new VirtualNetwork();
            var wire = new VirtualSwitch(network.Scheduler);
            SimulatedHost[] hosts = [.. Enumerable.Range(0, 2).Select(n =>
                new SimulatedHost(network, wire.AddPort(), new StackOptions { Address = HostPlan.AddressOf(n), Secret = new byte[8], ReceiveBufferSize = receiveBufferSize }))];
            hosts[1].Tcp.Listen(null, 7, 1, out _);
            TcpConnection connection = hosts[0].Connect(HostPlan.AddressOf(1), 7);
            network.Scheduler.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(TcpState.Established, connection.state);
            return (hosts[0], connection);
        }

        private static HostPlan Plan() => new()
        {
            Number = 0,
            Options = new StackOptions(),
            Port = new WirePortOptions(),
            Conditions = WireConditions.Ideal,
        };
    }
}
