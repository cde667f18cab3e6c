using Nano.Net.Sockets;

namespace Nano.Net.Tests.Http
{
    /// <summary>A connection's stream in virtual time: where it would wait, the network runs.</summary>
    internal sealed class VirtualStream(INonBlockingStream stream, VirtualHttpHosts hosts) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int taken = 0;
            hosts.Until(() => (taken = stream.TryRead(buffer, offset, count)) != StreamResult.WouldBlock);
            return taken >= 0 ? taken : throw new IOException("the connection has ended", new SocketException(SocketError.ConnectionReset));
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            while (count > 0)
            {
                int taken = 0;
                hosts.Until(() => (taken = stream.TryWrite(buffer, offset, count, false)) != StreamResult.WouldBlock);
                if (taken < 0)
                {
                    throw new IOException("the connection has ended", new SocketException(SocketError.ConnectionReset));
                }

                offset += taken;
                count -= taken;
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
