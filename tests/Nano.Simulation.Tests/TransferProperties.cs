using FsCheck;
using FsCheck.Fluent;
using Nano.Emulator;
using Nano.Net.Tcp;

namespace Nano.Simulation.Tests
{
    /// <summary>
    /// Whatever the wire does: the stream arrives exactly, or both applications are told; the rules of the window are
    /// kept; and nothing is left over. Everything follows from one number, which a failure names.
    /// </summary>
    public class TransferProperties
    {
        [Fact]
        public void AnyWire_AnyBuffers_TheStreamArrivesOrTheApplicationIsTold() => Check(
            Config.QuickThrowOnFailure.WithMaxTest(400), seed => Run(seed).Verify());

        [Fact]
        public void TheSameSeed_DoesTheSameAgain() => Check(
            Config.QuickThrowOnFailure.WithMaxTest(20), seed => Assert.Equal(Run(seed).ToString(), Run(seed).ToString()));

        // For a number that has once failed.
        [Theory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        public void Seed(int seed) => Run(seed).Verify();

        private static void Check(Config config, Action<int> property) => Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                try
                {
                    property(seed);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
                }
            }).Check(config);

        private static Conversation Run(int seed) => new(seed);

        private sealed class Conversation
        {
            private readonly RandomSource random;
            private readonly TwoHosts hosts;
            private readonly Talker a;
            private readonly long fromA;
            private readonly long fromB;
            private readonly bool aborts;
            private readonly bool ended;
            private readonly int[] timersBefore;
            private readonly string description;
            private Talker? b;

            internal Conversation(int seed)
            {
                random = new RandomSource((ulong)seed);
                WireConditions conditions = Conditions();
                int[] mtu = [Pick(68, 104, 296, 576, 1006, 1492, 1500), Pick(68, 128, 576, 1500, 1500)];
                fromA = Size();
                fromB = Size();
                if (conditions.BitsPerSecond is > 0 and < 100_000 || conditions.Loss > 0.1 || conditions.Bursts != null || mtu.Min() < 200)
                {
                    fromA = Math.Min(fromA, 20_000);
                    fromB = Math.Min(fromB, 20_000);
                }

                aborts = random.Chance(0.15);
                var options = new List<StackOptions>();
                hosts = new TwoHosts(
                    conditions,
                    (ulong)seed,
                    o =>
                    {
                        o.ReceiveBufferSize = Buffer();
                        o.SendBufferSize = Buffer();
                        o.OutOfOrderRanges = (int)random.NextBelow(6);
                        o.MinimumRetransmissionTimeout = Pick(200, 1000);
                        o.AcknowledgmentDelay = Pick(0, 40, 200);
                        o.MaximumSegmentLifetime = 5000;

                        // Tries enough in ten minutes that no loss there is here can look like a dead peer.
                        o.MaximumRetransmissionTimeout = 4000;
                        o.OrphanTimeout = 600_000;
                        o.UserTimeout = 600_000;
                        o.FinWait2Timeout = 600_000;
                        o.ConnectTimeout = 600_000;
                        o.HalfOpenTimeout = 300_000;
                        options.Add(o);
                    },
                    new WirePortOptions { Name = "A", Mtu = mtu[0], Headroom = (int)random.NextBelow(20) },
                    new WirePortOptions { Name = "B", Mtu = mtu[1], Headroom = (int)random.NextBelow(20) });
                description = $"{conditions}, MTU {mtu[0]}/{mtu[1]}, {fromA}/{fromB} bytes, aborts {aborts}";
                TcpAcceptor acceptor = hosts.ListenOnB();
                hosts.RunFor(10_000);
                timersBefore = [hosts.A.Stack.context.timers.Count, hosts.B.Stack.context.timers.Count];
                hosts.A.Stack.AddFrameObserver(new WindowWatch(address => address == ConnectionName.NumberOf(TwoHosts.AddressA), hosts.A.Meter));
                hosts.B.Stack.AddFrameObserver(new WindowWatch(address => address == ConnectionName.NumberOf(TwoHosts.AddressB), hosts.B.Meter));
                TcpConnection connecting = hosts.A.Connect(TwoHosts.AddressB, 7);
                a = new Talker(connecting, fromA, 1, 2);
                hosts.A.Run(a.Step);
                hosts.B.Run(() =>
                {
                    TcpConnection? accepted = acceptor.Accept();
                    if (accepted == null)
                    {
                        return true;
                    }

                    // Who has nothing to send learns of the other's end by asking.
                    connecting.SetKeepAlive(true, 60_000, 10_000, 20);
                    accepted.SetKeepAlive(true, 60_000, 10_000, 20);
                    b = new Talker(accepted, fromB, 2, 1);
                    hosts.B.Run(b.Step);
                    return false;
                });
                if (aborts)
                {
                    hosts.Scheduler.After(TimeSpan.FromMilliseconds(random.NextBelow(3000)), () => hosts.A.Act(a.Abort));
                }

                ended = hosts.RunUntil(() => a.Done && (b is { Done: true } || (b == null && a.Error != TcpError.None)), 20_000);

                // What is left closes by itself: FIN-WAIT-2, TIME-WAIT, half-open entries.
                hosts.RunFor(1_300_000);
            }

            public override string ToString() =>
                $"{hosts.Scheduler.Microseconds} {a.Error} {b?.Error} {hosts.Wire.A.Outbound.FramesSent} {hosts.Wire.B.Outbound.FramesSent}";

            // Three ARP questions or their answers were lost, so the connect has ended, and the application knows why.
            private bool WasNotFound => a.Error == TcpError.HostUnreachable && a.Sent == 0 && b == null;

            internal void Verify()
            {
                Assert.True(ended, $"not ended: {description}; A {a.Sent}>{b?.Received} B {b?.Sent}>{a.Received}");
                if (a.Error == TcpError.None && b is { Error: TcpError.None })
                {
                    Assert.True(a.SawEnd && b.SawEnd, description);
                    Assert.Equal(fromA, b.Received);
                    Assert.Equal(fromB, a.Received);
                }
                else if (!aborts && !WasNotFound)
                {
                    Assert.Fail($"failed with {a.Error}, {b?.Error}: {description}");
                }

                Check(hosts.A, timersBefore[0]);
                Check(hosts.B, timersBefore[1]);
            }

            private void Check(SimulatedHost host, int timers)
            {
                ConnectionInfo[] left = host.Stack.GetConnections().Where(c => c.State != TcpState.Listen).ToArray();
                Assert.True(left.Length == 0, $"left over: {string.Join(' ', left.Select(c => c.StateName))}, {description}");
                Assert.Equal(0, host.Stack.ipv4.paths.Find(host == hosts.A ? TwoHosts.AddressB.value : TwoHosts.AddressA.value)?.references ?? 0);
                Assert.True(host.Stack.context.timers.Count <= timers + 1, $"timers left over, {description}");

                // Every pooled connection is there again.
                var taken = new List<TcpConnection>();
                while (host.Tcp.Connect(host == hosts.A ? TwoHosts.AddressB : TwoHosts.AddressA, 9, 0, out _) is { } connection)
                {
                    taken.Add(connection);
                }

                Assert.Equal(new StackOptions().Connections, taken.Count);
            }

            private WireConditions Conditions()
            {
                var conditions = new WireConditions { Delay = TimeSpan.FromMilliseconds(Pick(0, 1, 10, 100, 400)) };
                if (random.Chance(0.6))
                {
                    conditions = conditions with { Loss = random.NextDouble() * 0.2 };
                }

                if (random.Chance(0.2))
                {
                    conditions = conditions with { Bursts = new BurstLoss { Enter = 0.02, Leave = 0.3 } };
                }

                if (random.Chance(0.4))
                {
                    conditions = conditions with { Reordering = random.NextDouble() * 0.3, ReorderingDelay = TimeSpan.FromMilliseconds(Pick(1, 20, 200)) };
                }

                if (random.Chance(0.3))
                {
                    conditions = conditions with { Duplication = random.NextDouble() * 0.2 };
                }

                if (random.Chance(0.3))
                {
                    conditions = conditions with { Corruption = random.NextDouble() * 0.05 };
                }

                if (random.Chance(0.3))
                {
                    conditions = conditions with { Jitter = TimeSpan.FromMilliseconds(Pick(1, 50)) };
                }

                if (random.Chance(0.4))
                {
                    conditions = conditions with { BitsPerSecond = Pick(20_000, 250_000, 10_000_000), QueueFrames = Pick(3, 10, 100) };
                }

                return conditions;
            }

            private int Pick(params int[] of) => of[random.NextBelow(of.Length)];

            private int Buffer() => random.Chance(0.1) ? Pick(65_535, 65_536, 100_001, 300_000) : 256 + (int)random.NextBelow(12_000);

            private long Size() => random.Chance(0.15) ? random.NextBelow(2) : random.NextBelow(random.Chance(0.3) ? 150_000 : 10_000);
        }
    }
}
