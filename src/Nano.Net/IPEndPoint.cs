using System;
using Nano.Net.Sockets;

namespace Nano.Net
{
    /// <summary>An address and a port, as <c>System.Net.IPEndPoint</c> has it.</summary>
    public class IPEndPoint : EndPoint
    {
        /// <summary>The smallest port.</summary>
        public const int MinPort = 0;

        /// <summary>The largest port.</summary>
        public const int MaxPort = 65535;

        private IPAddress address;
        private int port;

        /// <summary>Makes an end point.</summary>
        /// <param name="address">The address.</param>
        /// <param name="port">0 to 65,535; 0 stands for "any".</param>
        /// <exception cref="ArgumentNullException">There is no address.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The port is outside its range.</exception>
        public IPEndPoint(IPAddress address, int port)
        {
            Address = address;
            Port = port;
        }

        /// <summary>Makes an end point with an IPv4 address.</summary>
        /// <param name="address">The address in network byte order: the first octet is the least significant byte; 0 to 0xFFFFFFFF.</param>
        /// <param name="port">0 to 65,535; 0 stands for "any".</param>
        /// <exception cref="ArgumentOutOfRangeException">The address or the port is outside its range.</exception>
        public IPEndPoint(long address, int port)
            : this(new IPAddress(address), port)
        {
        }

        /// <summary>The address.</summary>
        /// <exception cref="ArgumentNullException">It is set to null.</exception>
        public IPAddress Address
        {
            get
            {
                return address;
            }

            set
            {
                if (value is null)
                {
                    throw new ArgumentNullException("address");
                }

                address = value;
            }
        }

        /// <summary>The family of <see cref="Address"/>.</summary>
        public override AddressFamily AddressFamily
        {
            get { return address.AddressFamily; }
        }

        /// <summary>The port, 0 to 65,535.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is set to something outside its range.</exception>
        public int Port
        {
            get
            {
                return port;
            }

            set
            {
                if (value < MinPort || value > MaxPort)
                {
                    throw new ArgumentOutOfRangeException("port");
                }

                port = value;
            }
        }

        /// <summary>Reads an end point: an address, and a port where it is not 0.</summary>
        /// <param name="s">For example "192.168.1.20:80", "[2001:db8::20]:80" or "2001:db8::20".</param>
        /// <exception cref="ArgumentNullException">There is no string.</exception>
        /// <exception cref="FormatException">It is not an end point.</exception>
        public static IPEndPoint Parse(string s)
        {
            if (s == null)
            {
                throw new ArgumentNullException("s");
            }

            IPEndPoint result;
            if (!TryParse(s, out result))
            {
                throw new FormatException("'" + s + "' is not an end point such as 192.168.1.20:80 or [2001:db8::20]:80");
            }

            return result;
        }

        /// <summary>Reads an end point, as <see cref="Parse"/> does.</summary>
        /// <param name="s">For example "192.168.1.20:80", "[2001:db8::20]:80" or "2001:db8::20".</param>
        /// <param name="result">The end point, or null.</param>
        /// <returns>Whether it is one.</returns>
        public static bool TryParse(string s, out IPEndPoint result)
        {
            result = null;
            if (s == null)
            {
                return false;
            }

            // The last colon stands in front of a port if it is the only one, or if it follows brackets.
            int end = s.Length;
            int colon = s.LastIndexOf(':');
            if (colon > 0 && (s[colon - 1] == ']' || s.IndexOf(':') == colon))
            {
                end = colon;
            }

            long port = end == s.Length ? 0 : IPAddress.ReadNumber(s, end + 1, s.Length);
            IPAddress address;
            if (port < MinPort || port > MaxPort || !IPAddress.TryParse(s.Substring(0, end), out address))
            {
                return false;
            }

            result = new IPEndPoint(address, (int)port);
            return true;
        }

        /// <summary>The end point as bytes: 16 for IPv4, 28 for IPv6.</summary>
        public override SocketAddress Serialize()
        {
            return new SocketAddress(address, port);
        }

        /// <summary>Makes an end point of its bytes.</summary>
        /// <param name="socketAddress">What <see cref="Serialize"/> of an end point of the same family gave.</param>
        /// <exception cref="ArgumentNullException">There is none.</exception>
        /// <exception cref="ArgumentException">It is of another family, or too short.</exception>
        public override EndPoint Create(SocketAddress socketAddress)
        {
            if (socketAddress == null)
            {
                throw new ArgumentNullException("socketAddress");
            }

            if (socketAddress.Family != AddressFamily || socketAddress.Size < SocketAddress.SizeOf(AddressFamily))
            {
                throw new ArgumentException("not the address of an end point of this family");
            }

            return new IPEndPoint(socketAddress.Address(), socketAddress.Port());
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

        /// <summary>Address and port, as in "192.168.1.20:7" and "[2001:db8::20]:7".</summary>
        public override string ToString()
        {
            string text = address.ToString();
            return (address.ipv6 == null ? text : "[" + text + "]") + ":" + port.ToString();
        }
    }
}
