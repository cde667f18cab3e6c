using Nano.Emulator;
using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Two stacks on an emulated wire, in virtual time: A is 10.0.0.1, B is 10.0.0.2.</summary>
    internal sealed class TwoHosts
    {
        internal static readonly IPAddress AddressA = IPAddress.Parse("10.0.0.1");
        internal static readonly IPAddress AddressB = IPAddress.Parse("10.0.0.2");

        internal TwoHosts(
            WireConditions? conditions = null,
            ulong seed = 1,
            Action<StackOptions>? configure = null,
            WirePortOptions? portA = null,
            WirePortOptions? portB = null)
        {
            Scheduler = new VirtualScheduler();
            Network = new VirtualNetwork(Scheduler);
            Wire = new VirtualWire(
                Scheduler,
                conditions,
                seed,
                portA ?? new WirePortOptions { Name = "A", Headroom = (int)(seed % 7) },
                portB ?? new WirePortOptions { Name = "B" });
            A = new SimulatedHost(Network, Wire.A, Options(AddressA, seed, configure));
            B = new SimulatedHost(Network, Wire.B, Options(AddressB, seed + 1, configure));
        }

        internal VirtualScheduler Scheduler { get; }

        internal VirtualNetwork Network { get; }

        internal VirtualWire Wire { get; }

        internal SimulatedHost A { get; }

        internal SimulatedHost B { get; }

        internal TcpAcceptor ListenOnB(int port = 7)
        {
            TcpAcceptor? acceptor = B.Tcp.Listen(null, port, 8, out OpenError error);
            return acceptor ?? throw new InvalidOperationException($"listen failed: {error}");
        }

        internal bool RunUntil(Func<bool> done, int seconds = 600) => Scheduler.RunUntil(done, TimeSpan.FromSeconds(seconds));

        internal void RunFor(int milliseconds) => Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

        private static StackOptions Options(IPAddress address, ulong seed, Action<StackOptions>? configure)
        {
            var options = new StackOptions
            {
                Address = address,
                Secret = BitConverter.GetBytes(seed * 0x9E3779B97F4A7C15),
                ReceiveBufferSize = 8192,
                SendBufferSize = 8192,
            };
            configure?.Invoke(options);
            return options;
        }
    }
}
