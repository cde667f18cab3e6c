using System;

namespace Nano.Net
{
    /// <summary>An address and a port, as <c>System.Net.IPEndPoint</c> has it. Immutable.</summary>
    public sealed class IPEndPoint
    {
        /// <summary>The smallest port.</summary>
        public const int MinPort = 0;

        /// <summary>The largest port.</summary>
        public const int MaxPort = 65535;

        /// <summary>Makes an end point.</summary>
        /// <param name="address">The address.</param>
        /// <param name="port">0 to 65,535; 0 stands for "any".</param>
        /// <exception cref="ArgumentNullException">There is no address.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The port is outside its range.</exception>
        public IPEndPoint(IPAddress address, int port)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            if (port < MinPort || port > MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
            }

            Address = address;
            Port = port;
        }

        /// <summary>The address.</summary>
        public IPAddress Address { get; }

        /// <summary>The port, 0 to 65,535.</summary>
        public int Port { get; }

        /// <inheritdoc/>
        public override bool Equals(object obj)
        {
            IPEndPoint other = obj as IPEndPoint;
            return other != null && other.Port == Port && other.Address.Equals(Address);
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return Address.GetHashCode() ^ Port;
        }

        /// <summary>Address and port, as in "192.168.1.20:7".</summary>
        public override string ToString()
        {
            return Address.ToString() + ":" + Port.ToString();
        }
    }
}
