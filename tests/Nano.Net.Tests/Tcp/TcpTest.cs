using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// What tests of TCP share. A class that overrides the initial sequence numbers runs all the tests of its base at
    /// another place of the sequence space.
    /// </summary>
    public abstract class TcpTest
    {
        private protected const int Fin = TcpPeer.Fin;
        private protected const int Syn = TcpPeer.Syn;
        private protected const int Rst = TcpPeer.Rst;
        private protected const int Psh = TcpPeer.Psh;
        private protected const int Ack = TcpPeer.Ack;
        private protected const int Urg = TcpPeer.Urg;
        private protected const int Ece = TcpPeer.Ece;
        private protected const int Cwr = TcpPeer.Cwr;

        /// <summary>All states in which both SYNs have been acknowledged and the connection has its buffers.</summary>
        public static TheoryData<TcpState> Synchronized => new(
            TcpState.Established,
            TcpState.FinWait1,
            TcpState.FinWait2,
            TcpState.CloseWait,
            TcpState.Closing,
            TcpState.LastAck);

        /// <summary>About the stack's initial sequence number: it is this or up to 250 less.</summary>
        protected virtual uint StackIsn => 1_000_000;

        /// <summary>The peer's initial sequence number.</summary>
        protected virtual uint PeerIsn => 500_000_000;

        private protected TcpPeer NewPeer(Action<StackOptions>? configure = null, int mtu = 1500) => new(StackIsn, PeerIsn, configure, mtu);

        private protected static byte[] Bytes(int from, int count) => TcpPeer.Bytes(from, count);

        private protected static byte[] Read(TcpConnection connection, int count = 65536)
        {
            var buffer = new byte[count];
            int read = connection.Receive(buffer, 0, count);
            return read <= 0 ? [] : buffer[..read];
        }

        /// <summary>Writes bytes of the stack's stream; all of them must be taken.</summary>
        private protected static void Write(TcpConnection connection, int from, int count) =>
            Assert.Equal(count, connection.Send(Bytes(from, count), 0, count));
    }
}
