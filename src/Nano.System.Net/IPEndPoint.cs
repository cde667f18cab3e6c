using System.Net.Sockets;
using NanoEndPoint = Nano.Net.IPEndPoint;

namespace System.Net
{
    /// <summary>An address and a port.</summary>
    public class IPEndPoint : EndPoint
    {
        /// <summary>The least port.</summary>
        public const int MinPort = 0;

        /// <summary>The greatest port.</summary>
        public const int MaxPort = 65535;

        private readonly IPAddress address;
        private readonly int port;

        /// <summary>Makes one of an IPv4 address.</summary>
        /// <param name="address">The bytes as a number, the first in its low 8 bits.</param>
        /// <param name="port">The port.</param>
        public IPEndPoint(long address, int port)
            : this(new IPAddress(address), port)
        {
        }

        /// <summary>Makes one.</summary>
        /// <param name="address">The address.</param>
        /// <param name="port">The port.</param>
        public IPEndPoint(IPAddress address, int port)
        {
            this.address = address;
            this.port = port;
        }

        /// <summary>The address.</summary>
        public IPAddress Address
        {
            get { return address; }
        }

        /// <summary>The port.</summary>
        public int Port
        {
            get { return port; }
        }

        /// <summary>Whether it is of IPv4 or of IPv6.</summary>
        public AddressFamily AddressFamily
        {
            get { return address.AddressFamily; }
        }

        /// <inheritdoc/>
        public override SocketAddress Serialize()
        {
            return new SocketAddress(Convert(this).Serialize());
        }

        /// <inheritdoc/>
        public override EndPoint Create(SocketAddress socketAddress)
        {
            return Convert(Convert(this).Create(socketAddress.Inner));
        }

        /// <inheritdoc/>
        public override bool Equals(object obj)
        {
            IPEndPoint other = obj as IPEndPoint;
            return other != null && other.port == port && other.address.Equals(address);
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return address.GetHashCode() ^ port;
        }

        /// <summary>The address and the port as people write them.</summary>
        public override string ToString()
        {
            return Convert(this).ToString();
        }

        /// <summary>What the stack has, for a caller of this assembly.</summary>
        internal static IPEndPoint Convert(Nano.Net.EndPoint endPoint)
        {
            NanoEndPoint known = endPoint as NanoEndPoint;
            return known == null ? null : new IPEndPoint(new IPAddress(known.Address), known.Port);
        }

        /// <summary>What a caller has, for the stack.</summary>
        internal static NanoEndPoint Convert(EndPoint endPoint)
        {
            if (endPoint == null)
            {
                throw new ArgumentNullException("endPoint");
            }

            IPEndPoint known = endPoint as IPEndPoint;
            if (known == null)
            {
                throw new ArgumentException("not an IPEndPoint");
            }

            return new NanoEndPoint(known.address.Inner, known.port);
        }
    }
}
