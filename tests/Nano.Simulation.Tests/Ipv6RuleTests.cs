using Nano.Emulator;
using Nano.Net.IPv6;

namespace Nano.Simulation.Tests
{
    /// <summary>The checks of IPv6 can fail: each rule is broken once, by a host that nothing is wrong with.</summary>
    public class Ipv6RuleTests
    {
        private static readonly UInt128 Prefix = new(0x2001_0DB8_0000_0001, 0);
        private static readonly UInt128 Router = HostPlan.LinkLocalPrefix + 1;
        private static readonly UInt128 AllNodes = new(0xFF02_0000_0000_0000, 1);
        private static readonly UInt128 Neighbor = HostPlan.LinkLocalPrefix + 2;

        private readonly SimulatedHost host;
        private readonly Ipv6Watch watch;
        private readonly HostPlan plan;

        public Ipv6RuleTests()
        {
            var network = new VirtualNetwork();
            var wire = new VirtualSwitch(network.Scheduler);
            plan = Plan();
            host = new SimulatedHost(network, wire.AddPort(), plan.Options);
            watch = new Ipv6Watch(host, plan, []);
            watch.Begin();
            Run(3000);
            watch.CheckPoll();
        }

        private UInt128 Own => host.LinkLocalAddress!.Value;

        [Fact]
        public void PacketFromAnAddressThatWasNotProbedFor_IsFound()
        {
            Send(Echo(Own));
            Assert.Equal(Rule.Source, Assert.Throws<Violation>(() => Send(Echo(Own + 1))).Rule);
            Assert.Equal(Rule.Source, Assert.Throws<Violation>(() => Send(Echo(0))).Rule);
            Assert.Equal(Rule.Source, Assert.Throws<Violation>(() => Send(Echo(AllNodes))).Rule);
        }

        /// <summary>RFC 4862 section 5.4: a second after the probe, and not where somebody has objected.</summary>
        [Theory]
        [InlineData(999, false, true)]
        [InlineData(1000, false, false)]
        [InlineData(1000, true, true)]
        public void PacketFromATentativeAddress_IsFound(int after, bool isRefused, bool found)
        {
            Send(Solicitation(0, Own + 1));
            if (isRefused)
            {
                Receive(Message(136, Own + 1, AllNodes, [0x20, 0, 0, 0, .. Bytes(Own + 1)]));
            }

            Run(after);
            Assert.Equal(found ? Rule.Source : null, (Record.Exception(() => Send(Echo(Own + 1))) as Violation)?.Rule);
        }

        [Theory]
        [InlineData(57_000, false)]
        [InlineData(61_000, true)]
        public void PacketFromAnAddressThatHasEnded_IsFound(int after, bool found)
        {
            UInt128 address = Autoconfigure(valid: 60, preferred: 30);
            Run(after);
            watch.CheckPoll();
            Assert.Equal(found ? Rule.Source : null, (Record.Exception(() => Send(Echo(address))) as Violation)?.Rule);
        }

        /// <summary>RFC 4862 section 5.5.3 e: two hours at least are left.</summary>
        [Fact]
        public void AddressThatIsNotKeptAsRoutersSay_IsFound()
        {
            UInt128 address = Autoconfigure(valid: 60, preferred: 30);
            OwnAddresses own = host.Ipv6!.discovery.own;
            int place = Enumerable.Range(0, own.Count).First(i => SimulatedHost.AddressAt(own, i) == address);
            watch.CheckPoll();
            own.validUntil[place]++;
            Assert.Equal(Rule.Address, Assert.Throws<Violation>(watch.CheckPoll).Rule);
            own.validUntil[place]--;
            watch.CheckPoll();
            host.Act(() => own.Remove(place));
            Assert.Equal(Rule.Address, Assert.Throws<Violation>(watch.CheckPoll).Rule);
        }

        [Fact]
        public void ConnectionFromADeprecatedAddress_IsFound()
        {
            UInt128 old = Autoconfigure(valid: 600, preferred: 600);
            Nano.Net.Tcp.TcpConnection connection = host.Connect(AddressBook.ToAddress(Prefix + 9), 7);
            watch.CheckOpening(connection.LocalPort, new Nano.Net.IPEndPoint(AddressBook.ToAddress(Prefix + 9), 7));
            Advertise(Prefix, 600, 0);
            Advertise(Prefix + ((UInt128)1 << 64), 600, 600);
            Run(2000);
            Assert.Equal(old, ConnectionName.LocalOf(connection.path));
            Assert.Equal(
                Rule.Source,
                Assert.Throws<Violation>(() => watch.CheckOpening(connection.LocalPort, new Nano.Net.IPEndPoint(AddressBook.ToAddress(Prefix + 9), 7))).Rule);
        }

        [Fact]
        public void NeighborDiscoveryWithAnotherHopLimit_IsFound()
        {
            byte[] frame = Solicitation(Own, Neighbor);
            frame[21] = 64;
            Assert.Equal(Rule.Discovery, Assert.Throws<Violation>(() => Send(frame)).Rule);
        }

        [Fact]
        public void NeighborDiscoveryInFragments_IsFound()
        {
            byte[] frame = FrameBuilder.Packet6(new byte[6], new byte[6], Own, Neighbor, 44, 255, 40);
            frame[54] = 58;
            frame[62] = 135;
            Assert.Equal(Rule.Discovery, Assert.Throws<Violation>(() => Send(frame)).Rule);
        }

        [Theory]
        [InlineData(999, true)]
        [InlineData(1000, false)]
        public void NeighborThatIsAskedTwiceWithinASecond_IsFound(int after, bool found)
        {
            Send(Solicitation(Own, Neighbor));
            Run(after);
            Assert.Equal(found ? Rule.Discovery : null, (Record.Exception(() => Send(Solicitation(Own, Neighbor))) as Violation)?.Rule);
        }

        [Fact]
        public void FloodOfRouterSolicitations_IsFound()
        {
            byte[] frame = Message(133, Own, AllNodes + 1, [0, 0, 0, 0]);
            Assert.Equal(Rule.Discovery, Assert.Throws<Violation>(() =>
            {
                for (int i = 0; i < 20; i++)
                {
                    Send(frame);
                }
            }).Rule);
        }

        /// <summary>RFC 4443 section 2.4 f.</summary>
        [Fact]
        public void FloodOfErrors_IsFound()
        {
            byte[] frame = Message(1, Own, Neighbor, new byte[48]);
            for (int i = 0; i < plan.Options.IcmpErrorsPerSecond; i++)
            {
                Send(frame);
            }

            Assert.Equal(Rule.Discovery, Assert.Throws<Violation>(() => Send(frame)).Rule);
            Run(1000);
            Send(frame);
        }

        [Fact]
        public void AdvertisementOfARouter_FromAHost_IsFound() =>
            Assert.Equal(Rule.Discovery, Assert.Throws<Violation>(() => Send(Message(134, Own, AllNodes, new byte[12]))).Rule);

        [Theory]
        [InlineData(1400, false)]
        [InlineData(1401, true)]
        public void PacketLargerThanTheLinkIsSaidToCarry_IsFound(int length, bool found)
        {
            Receive(Message(134, Router, AllNodes, [64, 0, 0, 0, .. new byte[8], 5, 1, 0, 0, 0, 0, 0x05, 0x78]));
            byte[] frame = FrameBuilder.Packet6(new byte[6], new byte[6], Own, Neighbor, 17, 64, length - 40);
            Assert.Equal(found ? Rule.PathMtu : null, (Record.Exception(() => Send(frame)) as Violation)?.Rule);
        }

        private static HostPlan Plan() => new()
        {
            Number = 0,
            Families = AddressFamilies.Ipv6,
            Options = new Nano.Net.StackOptions { Secret = new byte[8], IPv6 = new Ipv6Options() },
            Port = new WirePortOptions(),
            Conditions = WireConditions.Ideal,
        };

        // What a router says to a host, so that it has an address of the prefix.
        private UInt128 Autoconfigure(int valid, int preferred)
        {
            Advertise(Prefix, valid, preferred);
            Run(2000);
            OwnAddresses own = host.Ipv6!.discovery.own;
            return Enumerable.Range(0, own.Count).Select(i => SimulatedHost.AddressAt(own, i)).First(a => a >> 64 == Prefix >> 64);
        }

        private void Advertise(UInt128 prefix, int valid, int preferred)
        {
            byte[] frame = Message(
                134, Router, AllNodes,
                [64, 0, 0, 0, .. new byte[8], 3, 4, 64, 0xC0, 0, 0, (byte)(valid >> 8), (byte)valid, 0, 0, (byte)(preferred >> 8), (byte)preferred, 0, 0, 0, 0, .. Bytes(prefix)]);
            frame.AsSpan(0, 6).Clear();
            frame[0] = frame[1] = 0x33;
            frame[5] = 1;
            Receive(frame);
            host.Act(() => host.Ipv6!.discovery.OnMessage(frame, 14, 54, frame.Length - 54, false));
        }

        private byte[] Echo(UInt128 source) => Message(129, source, Neighbor, [0, 0, 0, 0]);

        private byte[] Solicitation(UInt128 source, UInt128 target) => Message(135, source, Neighbor, [0, 0, 0, 0, .. Bytes(target)]);

        // A message of ICMPv6, without its first four bytes.
        private static byte[] Message(int type, UInt128 source, UInt128 destination, byte[] rest)
        {
            byte[] frame = FrameBuilder.Packet6([0x33, 0x33, 0, 0, 0, 1], [2, 0, 0, 0, 0, 9], source, destination, 58, 255, 4 + rest.Length);
            frame[54] = (byte)type;
            rest.CopyTo(frame, 58);
            FrameBuilder.FillChecksum6(frame, 2);
            return frame;
        }

        private static byte[] Bytes(UInt128 address) => AddressBook.ToAddress(address).GetAddressBytes();

        private void Run(int milliseconds) => host.Network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

        private void Send(byte[] frame) => watch.FrameSent(frame, 0, frame.Length);

        private void Receive(byte[] frame) => watch.FrameReceived(frame, 0, frame.Length);
    }
}
