using System.Net.Sockets;
using Nano.Net.Sockets;
using AddressFamily = System.Net.Sockets.AddressFamily;
using NanoAddress = Nano.Net.IPAddress;
using SocketError = System.Net.Sockets.SocketError;
using SocketException = System.Net.Sockets.SocketException;

namespace System.Net
{
    /// <summary>An IP address.</summary>
    public class IPAddress
    {
        /// <summary>Any IPv4 address of this host: 0.0.0.0.</summary>
        public static readonly IPAddress Any = new IPAddress(NanoAddress.Any);

        /// <summary>This host: 127.0.0.1.</summary>
        public static readonly IPAddress Loopback = new IPAddress(NanoAddress.Loopback);

        /// <summary>All hosts of the network: 255.255.255.255.</summary>
        public static readonly IPAddress Broadcast = new IPAddress(NanoAddress.Broadcast);

        /// <summary>No address; the same as <see cref="Broadcast"/>.</summary>
        public static readonly IPAddress None = Broadcast;

        /// <summary>Any IPv6 address of this host: "::".</summary>
        public static readonly IPAddress IPv6Any = new IPAddress(NanoAddress.IPv6Any);

        /// <summary>This host: "::1".</summary>
        public static readonly IPAddress IPv6Loopback = new IPAddress(NanoAddress.IPv6Loopback);

        // Replaced where its scope is set.
        private NanoAddress address;

        /// <summary>Makes an IPv4 address.</summary>
        /// <param name="newAddress">The bytes as a number, the first in its low 8 bits.</param>
        public IPAddress(long newAddress)
            : this(new NanoAddress(newAddress))
        {
        }

        /// <summary>Makes an address.</summary>
        /// <param name="address">4 bytes of IPv4, or 16 of IPv6.</param>
        public IPAddress(byte[] address)
            : this(new NanoAddress(address))
        {
        }

        /// <summary>Makes an IPv6 address.</summary>
        /// <param name="address">16 bytes.</param>
        /// <param name="scopeid">Its scope.</param>
        public IPAddress(byte[] address, long scopeid)
            : this(new NanoAddress(address, scopeid))
        {
        }

        internal IPAddress(NanoAddress address)
        {
            this.address = address;
        }

        /// <summary>The address as the stack has it.</summary>
        internal NanoAddress Inner
        {
            get { return address; }
        }

        /// <summary>Whether it is of IPv4 or of IPv6.</summary>
        public AddressFamily AddressFamily
        {
            get { return (AddressFamily)(int)address.AddressFamily; }
        }

        /// <summary>Whether it is an IPv4 address written as one of IPv6.</summary>
        public bool IsIPv4MappedToIPv6
        {
            get { return address.IsIPv4MappedToIPv6; }
        }

        /// <summary>The scope of an IPv6 address.</summary>
        /// <exception cref="SocketException">It is an IPv4 address (<see cref="SocketError.OperationNotSupported"/>).</exception>
        public long ScopeId
        {
            get
            {
                CheckHasScope();
                return address.ScopeId;
            }

            set
            {
                CheckHasScope();
                address = new NanoAddress(address.GetAddressBytes(), value);
            }
        }

        /// <summary>Reads an address as people write it.</summary>
        /// <param name="ipString">The text.</param>
        /// <returns>The address.</returns>
        public static IPAddress Parse(string ipString)
        {
            return new IPAddress(NanoAddress.Parse(ipString));
        }

        /// <summary>The address of the stack's interface; <see cref="Any"/> while it has none.</summary>
        public static IPAddress GetDefaultLocalAddress()
        {
            return new IPAddress(StackRunner.Default.Stack.Address);
        }

        /// <summary>Its 4 or 16 bytes.</summary>
        public byte[] GetAddressBytes()
        {
            return address.GetAddressBytes();
        }

        /// <summary>The IPv4 address that an IPv6 one stands for.</summary>
        public IPAddress MapToIPv4()
        {
            return new IPAddress(address.MapToIPv4());
        }

        /// <summary>The IPv6 address that stands for an IPv4 one.</summary>
        public IPAddress MapToIPv6()
        {
            return new IPAddress(address.MapToIPv6());
        }

        /// <summary>Whether two addresses are the same.</summary>
        /// <param name="comparand">The other.</param>
        public bool Equals(IPAddress comparand)
        {
            return !(comparand is null) && address.Equals(comparand.address);
        }

        /// <inheritdoc/>
        public override bool Equals(object comparand)
        {
            return Equals(comparand as IPAddress);
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return address.GetHashCode();
        }

        /// <summary>The address as people write it.</summary>
        public override string ToString()
        {
            return address.ToString();
        }

        /// <summary>Whether two addresses are the same.</summary>
        public static bool operator ==(IPAddress a, IPAddress b)
        {
            return a is null ? b is null : a.Equals(b);
        }

        /// <summary>Whether two addresses differ.</summary>
        public static bool operator !=(IPAddress a, IPAddress b)
        {
            return !(a == b);
        }

        private void CheckHasScope()
        {
            if (AddressFamily == AddressFamily.InterNetwork)
            {
                throw new SocketException(SocketError.OperationNotSupported);
            }
        }
    }
}
