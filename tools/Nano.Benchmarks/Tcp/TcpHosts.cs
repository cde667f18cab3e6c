using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>Makes the hosts that are compared, with buffers of the same size.</summary>
    internal sealed class TcpHosts
    {
        private static readonly TcpPath LongPath = new(400);

        /// <summary>Finds out what the kernel's send buffer holds, and makes all hosts alike in this.</summary>
        /// <param name="scheduler">Moves the frames.</param>
        internal TcpHosts(Scheduler scheduler)
        {
            Scheduler = scheduler;
            using var bench = new TcpBench(this, LongPath, TcpKind.Kernel, TcpKind.Kernel, 0);
            (Stream incoming, Stream outgoing) = bench.Connect();
            using (incoming)
            using (outgoing)
            {
                SendCapacity = KernelHost.SendCapacity(outgoing);
            }
        }

        /// <summary>Moves the frames of all wires.</summary>
        internal Scheduler Scheduler { get; }

        /// <summary>Bytes that an application can have written which are not acknowledged: those in flight, and those that wait.</summary>
        internal int SendCapacity { get; } = TcpHost.BufferSize;

        /// <summary>Makes a host.</summary>
        /// <param name="kind">Whose TCP it has.</param>
        /// <param name="link">Its end of a wire.</param>
        /// <param name="address">Its address.</param>
        internal TcpHost Make(TcpKind kind, ILinkDevice link, IPAddress address) =>
            kind == TcpKind.Nano ? new NanoHost(link, address, SendCapacity) : new KernelHost(link, address);
    }
}
