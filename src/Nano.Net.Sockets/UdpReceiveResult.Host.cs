using System;

namespace Nano.Net.Sockets
{
    /// <summary>A datagram and who sent it, as <c>System.Net.Sockets.UdpReceiveResult</c> has it. In .NET alone.</summary>
    public struct UdpReceiveResult : IEquatable<UdpReceiveResult>
    {
        /// <summary>Makes one.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="remoteEndPoint">Who sent it.</param>
        /// <exception cref="ArgumentNullException">One is missing.</exception>
        public UdpReceiveResult(byte[] buffer, IPEndPoint remoteEndPoint)
        {
            Buffer = buffer ?? throw new ArgumentNullException(nameof(buffer));
            RemoteEndPoint = remoteEndPoint ?? throw new ArgumentNullException(nameof(remoteEndPoint));
        }

        /// <summary>The datagram.</summary>
        public byte[] Buffer { get; }

        /// <summary>Who sent it.</summary>
        public IPEndPoint RemoteEndPoint { get; }

        /// <summary>Whether two are the same datagram.</summary>
        public static bool operator ==(UdpReceiveResult left, UdpReceiveResult right)
        {
            return left.Equals(right);
        }

        /// <summary>Whether two are different datagrams.</summary>
        public static bool operator !=(UdpReceiveResult left, UdpReceiveResult right)
        {
            return !left.Equals(right);
        }

        /// <inheritdoc/>
        public bool Equals(UdpReceiveResult other)
        {
            return Equals(Buffer, other.Buffer) && Equals(RemoteEndPoint, other.RemoteEndPoint);
        }

        /// <inheritdoc/>
        public override bool Equals(object obj)
        {
            return obj is UdpReceiveResult other && Equals(other);
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return HashCode.Combine(Buffer, RemoteEndPoint);
        }
    }
}
