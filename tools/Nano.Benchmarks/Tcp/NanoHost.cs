using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>This stack at the end of a wire.</summary>
    internal sealed class NanoHost : TcpHost
    {
        private readonly StackRunner runner;
        private readonly TcpListener listener;

        internal NanoHost(ILinkDevice wire, IPAddress address, int sendCapacity)
            : base(address)
        {
            runner = new StackRunner(new NetworkStack(wire, Options(address, sendCapacity)), new MonotonicClock());
            runner.Start();
            listener = new TcpListener(runner, new IPEndPoint(IPAddress.Any, Port));
        }

        /// <summary>Its options: the defaults, but for the sizes of a host of its kind and for the least time-out, which is the kernel's.</summary>
        internal static StackOptions Options(IPAddress address, int sendCapacity) => new()
        {
            Address = address,
            Connections = 4,
            ReceiveBufferSize = BufferSize,
            SendBufferSize = sendCapacity,
            OutOfOrderRanges = 32,
            ScoreboardSpans = 64,
            MinimumRetransmissionTimeout = 200,
        };

        internal override void Listen() => listener.Start();

        internal override Stream Accept() => listener.AcceptTcpClient().GetStream();

        internal override Stream Connect(IPAddress address)
        {
            var client = new TcpClient(runner);
            client.Connect(address, Port);
            return client.GetStream();
        }

        public override void Dispose() => runner.Dispose();
    }
}
