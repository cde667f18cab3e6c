using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>An emulated wire with a sender and a receiver at its ends, which are connected.</summary>
    internal sealed class TcpBench : IDisposable
    {
        private static readonly IPAddress SenderAddress = IPAddress.Parse("10.197.0.1");
        private static readonly IPAddress ReceiverAddress = IPAddress.Parse("10.197.0.2");

        private readonly VirtualWire wire;
        private readonly TcpHost sender;
        private readonly TcpHost receiver;
        private readonly WireCapture? capture;

        /// <summary>Makes the hosts. The wire has its delay and no fault yet.</summary>
        /// <param name="hosts">Makes the hosts.</param>
        /// <param name="path">What the wire is to do.</param>
        /// <param name="from">Whose TCP sends.</param>
        /// <param name="to">Whose TCP receives.</param>
        /// <param name="seed">What is random on the wire comes from it, for any pair of hosts alike.</param>
        /// <param name="captureFile">Where a capture goes; null for nowhere.</param>
        /// <param name="between">What stands between the sender and the wire, given the wire's port.</param>
        internal TcpBench(TcpHosts hosts, TcpPath path, TcpKind from, TcpKind to, ulong seed, string? captureFile = null, Func<WirePort, ILinkDevice>? between = null)
        {
            wire = new VirtualWire(hosts.Scheduler, path.Faultless.ToConditions(), seed);
            Path = path;
            Flight = new FlightMeter(wire.A);
            sender = hosts.Make(from, between?.Invoke(wire.A) ?? wire.A, SenderAddress);
            try
            {
                receiver = hosts.Make(to, wire.B, ReceiverAddress);
            }
            catch
            {
                sender.Dispose();
                throw;
            }

            sender.Listen();
            capture = captureFile == null ? null : new WireCapture(captureFile, wire, wire.A);
        }

        internal TcpPath Path { get; }

        internal FlightMeter Flight { get; }

        /// <summary>The receiver's side of a new connection, and the sender's.</summary>
        internal (Stream Incoming, Stream Outgoing) Connect()
        {
            Stream incoming = receiver.Connect(SenderAddress);
            return (incoming, sender.Accept());
        }

        /// <summary>Lets the wire have its faults from now on.</summary>
        internal void BeginFaults()
        {
            wire.AddObserver(Flight);
            SetConditions(Path);
        }

        /// <summary>Takes them away again, so that what is left to do is done.</summary>
        internal void EndFaults() => SetConditions(Path.Faultless);

        /// <summary>Round-trip times to the sender as the receiver, which must be the kernel, has them.</summary>
        internal (double Least, double Average, double Most) Ping(int count) => ((KernelHost)receiver).Ping(SenderAddress, count);

        public void Dispose()
        {
            sender.Dispose();
            receiver.Dispose();
            capture?.Dispose();
        }

        private void SetConditions(TcpPath path) => wire.A.Outbound.Conditions = wire.B.Outbound.Conditions = path.ToConditions();
    }
}
