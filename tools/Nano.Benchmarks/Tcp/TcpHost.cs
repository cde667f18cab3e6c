using Nano.Net;

namespace Nano.Benchmarks
{
    /// <summary>A host at one end of an emulated wire, with 64 KB of buffer each way in each connection.</summary>
    internal abstract class TcpHost : IDisposable
    {
        /// <summary>Bytes of the receive buffer, which is the most that may be in flight, and of the send buffer, as the kernel counts it.</summary>
        internal const int BufferSize = 65535;

        /// <summary>The port on which it listens.</summary>
        internal const int Port = 5001;

        protected TcpHost(IPAddress address)
        {
            Address = address;
        }

        internal IPAddress Address { get; }

        /// <summary>Starts to listen.</summary>
        internal abstract void Listen();

        /// <summary>Waits for a connection.</summary>
        internal abstract Stream Accept();

        /// <summary>Connects to a host that listens.</summary>
        internal abstract Stream Connect(IPAddress address);

        /// <inheritdoc/>
        public abstract void Dispose();
    }
}
