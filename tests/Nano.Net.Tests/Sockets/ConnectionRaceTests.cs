using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Connecting to a host with several addresses, in virtual time. Port 7 of 10.0.0.2 and 2001:db8::b listens; nobody has the other addresses.</summary>
    public sealed class ConnectionRaceTests
    {
        private const string Good4 = "10.0.0.2";
        private const string Good6 = "2001:db8::b";
        private const string Dead4 = "10.0.0.77";
        private const string Dead6 = "2001:db8::dead";
        private const string OtherDead6 = "2001:db8::beef";
        private const string NoRoute6 = "2001:db9::1";
        private const string NoRoute4 = "192.168.1.1";

        [Fact]
        public void DeadIPv6_DelaysTheConnection_ByTheAttemptDelayAlone()
        {
            World world = new();
            Race race = world.Connect(Dead6, Good4);
            world.Run(249);
            Assert.Null(race.Client.RemoteEndPoint);
            Assert.Equal(1, world.A.tcp.counters.ActiveOpens);
            world.Run(1);
            Assert.Equal((250, Good4), (race.EndedAt, race.Peer));
            Assert.Equal(2, world.A.tcp.counters.ActiveOpens);
            Assert.Single(world.A.GetConnections());
            Assert.Null(race.Client.GetStream().connection.watcher);
            world.Run(60_000);
            Assert.True(race.Client.Connected);
        }

        [Fact]
        public void DeadIPv4_DelaysNothing_WhereIPv6IsTriedFirst()
        {
            World world = new();
            Race race = world.Connect(Dead4, Good6);
            world.Run(0);
            Assert.Equal((0, Good6), (race.EndedAt, race.Peer));
            Assert.Equal(1, world.A.tcp.counters.ActiveOpens);
        }

        [Fact]
        public void Reset_GoesOnAtOnce()
        {
            World world = new(listen: IPAddress.Any);
            Race race = world.Connect(Good6, Good4);
            world.Run(0);
            Assert.Equal((0, Good4), (race.EndedAt, race.Peer));
        }

        [Fact]
        public void Failure_BeginsTheDelayAnew()
        {
            World world = new(listen: IPAddress.IPv6Any);
            Race race = world.Connect(Dead6, Good4, OtherDead6, Dead4, Good6);
            world.Run(249);
            Assert.Equal(1, world.A.tcp.counters.ActiveOpens);
            world.Run(1);

            // IPv4 is refused, and the next begins at once; that behind it 250 ms later.
            Assert.Equal(3, world.A.tcp.counters.ActiveOpens);
            world.Run(249);
            Assert.Equal(3, world.A.tcp.counters.ActiveOpens);
            world.Run(1);
            Assert.Equal(4, world.A.tcp.counters.ActiveOpens);
            world.Run(250);
            Assert.Equal((750, Good6), (race.EndedAt, race.Peer));
            Assert.Equal(5, world.A.tcp.counters.ActiveOpens);
            Assert.Single(world.A.GetConnections());
        }

        [Fact]
        public void FirstToAnswer_Wins_AndTheOtherEnds()
        {
            // Round trips of 200 ms, and as much for the hardware address.
            World world = new(delay: 100);
            Race race = world.Connect(Good6, Good4);
            world.Run(5000);
            Assert.Equal((400, Good6), (race.EndedAt, race.Peer));
            Assert.Equal(2, world.A.tcp.counters.ActiveOpens);
            Assert.Single(world.A.GetConnections());
            Assert.Equal(1, world.Acceptor.count);
            Assert.Equal(2, world.B.GetConnections().Length);
        }

        [Fact]
        public void LaterAttempt_Wins_WhereTheFirstIsNotAnswered_AndNothingIsLeftOfIt()
        {
            World world = new(delay: 100);
            Race race = world.Connect(Dead6, Good4);
            world.Run(5000);
            Assert.Equal((650, Good4), (race.EndedAt, race.Peer));
            Assert.Single(world.A.GetConnections());
        }

        [Fact]
        public void WithoutAConnectionToSpare_OneIsTriedAfterTheOther()
        {
            World alone = new();
            Race fails = alone.Connect(Dead6, NoRoute6);
            alone.Run(120_000);
            long failedAt = fails.EndedAt;
            Assert.InRange(failedAt, 1000, 119_000);

            World world = new(connections: 1);
            Race race = world.Connect(Dead6, Good4);
            world.Run(120_000);
            Assert.Equal((failedAt, Good4), (race.EndedAt, race.Peer));
            Assert.Single(world.A.GetConnections());
        }

        [Fact]
        public void WithoutAnyConnection_TheAttemptFails()
        {
            World world = new(connections: 1);
            Race first = world.Connect(Good6, Good4);
            world.Run(0);
            Assert.Equal(Good6, first.Peer);
            Race second = world.Connect(Good6, Good4);
            world.Run(0);
            Assert.Equal(SocketError.TooManyOpenSockets, SocketHosts.ErrorOf(second.Failure));
        }

        [Fact]
        public void WhereAllFail_TheLastReasonIsTold()
        {
            World world = new(listen: IPAddress.Any);
            Race race = world.Connect(Dead6, Dead4);
            world.Run(120_000);
            Exception? unreachable = race.Failure;
            Assert.NotEqual(SocketError.ConnectionRefused, SocketHosts.ErrorOf(unreachable));
            Assert.Empty(world.A.GetConnections());

            world = new World(listen: IPAddress.IPv6Any, port: 8);
            race = world.Connect(Good6, Good4);
            world.Run(0);
            Assert.Equal(SocketError.ConnectionRefused, SocketHosts.ErrorOf(race.Failure));
            Assert.Equal(0, race.EndedAt);
            Assert.Equal(2, world.A.tcp.counters.ActiveOpens);

            world = new World(listen: IPAddress.IPv6Any, port: 8);
            race = world.Connect(Dead6, Good4);
            world.Run(120_000);
            Assert.Equal(SocketHosts.ErrorOf(unreachable), SocketHosts.ErrorOf(race.Failure));
            Assert.Null(race.Client.settings.race);
        }

        [Fact]
        public void AddressesWithoutRoute_AreNotTried_UnlessThereAreNoOthers()
        {
            World world = new();
            Race race = world.Connect(NoRoute6, Good4, NoRoute4);
            world.Run(0);
            Assert.Equal((0, Good4), (race.EndedAt, race.Peer));
            Race fails = world.Connect(NoRoute6, NoRoute4);
            Assert.Equal(SocketError.NetworkUnreachable, SocketHosts.ErrorOf(fails.Failure));
        }

        [Fact]
        public void Families_Alternate_AndKeepTheirOrder()
        {
            World world = new();
            Assert.Equal(["2001:db8::1", "10.0.0.3", "2001:db8::2", "10.0.0.4", "10.0.0.5"], world.InTurns("10.0.0.3", "10.0.0.4", "2001:db8::1", "2001:db8::2", "10.0.0.5"));
            Assert.Equal(["2001:db8::1", "2001:db8::2", "2001:db8::3"], world.InTurns("2001:db8::1", "2001:db8::2", "2001:db8::3"));
            Assert.Equal(["10.0.0.3", "10.0.0.4"], world.InTurns("10.0.0.3", NoRoute6, "10.0.0.4", NoRoute4));
            Assert.Equal([NoRoute6, NoRoute4], world.InTurns(NoRoute4, NoRoute6).Order(StringComparer.Ordinal).Reverse());
            Assert.Equal(["::ffff:10.0.0.3"], world.InTurns("::ffff:10.0.0.3"));
            Assert.Empty(world.InTurns());

            // Where this host's address suits IPv4 better, IPv4 begins: here the labels are the same, there they are not.
            Assert.Equal(["10.0.0.3", "2002::1", "10.0.0.4"], new World(address6: "2002::a").InTurns("10.0.0.3", "10.0.0.4", "2002::1"));
            Assert.Equal(["2001:db8::1", "10.0.0.3", "10.0.0.4"], world.InTurns("10.0.0.3", "10.0.0.4", "2001:db8::1"));
            Assert.Throws<ArgumentNullException>(() => new TcpClient(world.Runner).InTurns([null!]));
            Assert.Throws<ArgumentNullException>(() => new TcpClient(world.Runner).InTurns(null!));
        }

        [Fact]
        public void ClosedClient_EndsItsAttempts()
        {
            World world = new();
            Race race = world.Connect(Dead6, OtherDead6);
            world.Run(300);
            Assert.Equal(2, world.A.GetConnections().Length);
            Assert.Equal(SocketError.AlreadyInProgress, SocketHosts.ErrorOf(() => race.Client.Connect(IPAddress.Parse(Good4), 7)));
            Assert.Equal(SocketError.AlreadyInProgress, SocketHosts.ErrorOf(() => race.Client.Connect([IPAddress.Parse(Good4), IPAddress.Parse(Good6)], 7)));
            race.Client.Close();
            world.Look();
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(race.Failure));
            Assert.Empty(world.A.GetConnections());
        }

        [Fact]
        public void ClientThatHasFailed_MayTryAgain()
        {
            World world = new();
            Race race = world.Connect(NoRoute6, NoRoute4);
            Assert.NotNull(race.Failure);
            race.Client.StartConnect(IPAddress.Parse(Good4), 7);
            world.Run(1000);
            Assert.True(race.Client.Connected);
            Assert.Equal(Good4, race.Peer);
        }

        [Fact]
        public void WhatIsNoAddressOrPort_IsRefused()
        {
            World world = new();
            var client = new TcpClient(world.Runner);
            IPAddress[] two = [IPAddress.Parse(Good4), IPAddress.Parse(Good6)];
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Connect(two, 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => client.Connect(two, 65_536));
            Assert.Throws<ArgumentNullException>(() => client.Connect((IPAddress[])null!, 7));
            Assert.Equal(SocketError.HostNotFound, SocketHosts.ErrorOf(() => client.Connect([], 7)));
        }

        /// <summary>An attempt and what became of it.</summary>
        private sealed class Race(TcpClient client)
        {
            internal TcpClient Client { get; } = client;

            internal long EndedAt { get; set; } = -1;

            internal Exception? Failure { get; set; }

            internal string? Peer => Client.RemoteEndPoint?.Address.ToString();
        }

        /// <summary>Two stacks on a wire. Nobody starts the runner of A: the world polls it.</summary>
        private sealed class World : IClock
        {
            private readonly VirtualNetwork network = new();
            private readonly VirtualHost host;
            private readonly List<(ConnectionRace Race, Race Result)> races = [];
            private readonly long start;

            internal World(IPAddress? listen = null, int port = 7, int delay = 0, int connections = 8, string address6 = "2001:db8::a")
            {
                VirtualWire wire = new(network.Scheduler, new WireConditions { Delay = TimeSpan.FromMilliseconds(delay) }, 7);
                A = Make(wire.A, "10.0.0.1", address6, connections);
                B = Make(wire.B, Good4, Good6, 8);
                Runner = new StackRunner(A, this);
                Acceptor = B.tcp.Listen(listen, port, 8, out _);
                host = network.Add(wire.A, now =>
                {
                    int wait = A.Poll(now);
                    return Math.Min(wait, Look());
                });
                network.Add(wire.B, B.Poll);
                network.Scheduler.RunFor(TimeSpan.FromSeconds(30));
                start = Milliseconds;
            }

            internal NetworkStack A { get; }

            internal NetworkStack B { get; }

            internal TcpAcceptor Acceptor { get; }

            internal StackRunner Runner { get; }

            public long Milliseconds => network.Scheduler.Milliseconds;

            internal string[] InTurns(params string[] addresses) =>
                [.. new TcpClient(Runner).InTurns([.. addresses.Select(IPAddress.Parse)]).Select(address => address.ToString())];

            /// <summary>Begins to connect.</summary>
            internal Race Connect(params string[] addresses)
            {
                Race result = new(new TcpClient(Runner));
                ConnectionRace race = result.Client.StartRace(result.Client.InTurns([.. addresses.Select(IPAddress.Parse)]), 7);
                races.Add((race, result));
                Look();
                host.Kick();
                return result;
            }

            internal void Run(int milliseconds) => network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

            // What the threads of those that connect would do.
            internal int Look()
            {
                int wait = int.MaxValue;
                foreach ((ConnectionRace Race, Race Result) one in races.ToArray())
                {
                    bool ended = true;
                    try
                    {
                        ended = one.Race.Step();
                    }
                    catch (Exception e)
                    {
                        one.Result.Failure = e;
                    }

                    if (ended)
                    {
                        one.Result.EndedAt = Milliseconds - start;
                        races.Remove(one);
                    }
                    else if (one.Race.Pause() >= 0)
                    {
                        wait = Math.Min(wait, one.Race.Pause());
                    }
                }

                return wait;
            }

            private static NetworkStack Make(WirePort port, string address, string address6, int connections) => new(port, new StackOptions
            {
                Address = IPAddress.Parse(address),
                Connections = connections,
                OutgoingConnections = 0,
                Neighbors = 16,
                PendingPackets = 8,
                IPv6 = new Ipv6Options { Address = IPAddress.Parse(address6) },
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            });
        }
    }
}
