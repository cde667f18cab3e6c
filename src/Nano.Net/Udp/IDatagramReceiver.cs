using Nano.Net.Internet;

namespace Nano.Net.Udp
{
    /// <summary>Takes datagrams where they lie, in the received packet, instead of having them queued.</summary>
    internal interface IDatagramReceiver
    {
        /// <summary>A datagram has arrived. Called under the lock of the stack; it must not wait.</summary>
        /// <param name="endpoint">For which of the receiver's endpoints.</param>
        /// <param name="source">The way back to who has sent it.</param>
        /// <param name="sourcePort">From which port.</param>
        /// <param name="buffer">Holds the packet, until the call returns.</param>
        /// <param name="ipOffset">Index of its IP header there, which tells where it was sent and with what time to live.</param>
        /// <param name="offset">Index of the datagram's first byte.</param>
        /// <param name="length">Bytes of it.</param>
        void OnDatagram(UdpEndpoint endpoint, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length);
    }
}
