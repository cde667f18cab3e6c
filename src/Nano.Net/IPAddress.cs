using System;

namespace Nano.Net
{
    /// <summary>An IPv4 address, as <c>System.Net.IPAddress</c> has it. Immutable.</summary>
    public sealed class IPAddress
    {
        /// <summary>0.0.0.0: every address of this host, or none yet.</summary>
        public static readonly IPAddress Any = new IPAddress(0u);

        /// <summary>127.0.0.1.</summary>
        public static readonly IPAddress Loopback = new IPAddress(0x7F000001u);

        /// <summary>255.255.255.255, the limited broadcast (RFC 1122 section 3.2.1.3).</summary>
        public static readonly IPAddress Broadcast = new IPAddress(0xFFFFFFFFu);

        /// <summary>255.255.255.255: no address.</summary>
        public static readonly IPAddress None = Broadcast;

        /// <summary>The address as a number: the first octet is the most significant.</summary>
        internal readonly uint value;

        internal IPAddress(uint value)
        {
            this.value = value;
        }

        /// <summary>Makes an address of its four octets.</summary>
        /// <param name="address">Four bytes, the first octet first.</param>
        /// <exception cref="ArgumentNullException">There is no array.</exception>
        /// <exception cref="ArgumentException">The array is not four bytes long.</exception>
        public IPAddress(byte[] address)
        {
            if (address == null)
            {
                throw new ArgumentNullException("address");
            }

            if (address.Length != 4)
            {
                throw new ArgumentException("an IPv4 address has 4 bytes");
            }

            value = Wire.BigEndian.ReadUInt32(address, 0);
        }

        /// <summary>Makes an address of a number in network byte order, as <c>System.Net.IPAddress</c> takes it (the first octet is the least significant byte).</summary>
        /// <param name="newAddress">0 to 0xFFFFFFFF.</param>
        /// <exception cref="ArgumentOutOfRangeException">It is outside that range.</exception>
        public IPAddress(long newAddress)
        {
            if (newAddress < 0 || newAddress > 0xFFFFFFFFL)
            {
                throw new ArgumentOutOfRangeException("newAddress");
            }

            uint n = (uint)newAddress;
            value = (n << 24) | ((n & 0xFF00) << 8) | ((n >> 8) & 0xFF00) | (n >> 24);
        }

        /// <summary>Reads an address in dotted decimal form: four numbers from 0 to 255.</summary>
        /// <param name="ipString">For example "192.168.1.20".</param>
        /// <exception cref="ArgumentNullException">There is no string.</exception>
        /// <exception cref="FormatException">It is not an IPv4 address.</exception>
        public static IPAddress Parse(string ipString)
        {
            if (ipString == null)
            {
                throw new ArgumentNullException("ipString");
            }

            IPAddress address;
            if (!TryParse(ipString, out address))
            {
                throw new FormatException("'" + ipString + "' is not an IPv4 address such as 192.168.1.20");
            }

            return address;
        }

        /// <summary>Reads an address in dotted decimal form.</summary>
        /// <param name="ipString">For example "192.168.1.20".</param>
        /// <param name="address">The address, or null.</param>
        /// <returns>Whether it is one. A leading zero ("010") is refused: some read it as octal.</returns>
        public static bool TryParse(string ipString, out IPAddress address)
        {
            address = null;
            if (ipString == null)
            {
                return false;
            }

            uint result = 0;
            int octets = 0;
            int octet = 0;
            int digits = 0;
            for (int i = 0; i <= ipString.Length; i++)
            {
                char c = i < ipString.Length ? ipString[i] : '.';
                if (c == '.')
                {
                    if (digits == 0 || ++octets > 4)
                    {
                        return false;
                    }

                    result = (result << 8) | (uint)octet;
                    octet = 0;
                    digits = 0;
                    continue;
                }

                if (c < '0' || c > '9' || (digits > 0 && octet == 0))
                {
                    return false;
                }

                octet = octet * 10 + (c - '0');
                digits++;
                if (octet > 255)
                {
                    return false;
                }
            }

            if (octets != 4)
            {
                return false;
            }

            address = new IPAddress(result);
            return true;
        }

        /// <summary>The four octets, the first one first.</summary>
        public byte[] GetAddressBytes()
        {
            byte[] bytes = new byte[4];
            Wire.BigEndian.WriteUInt32(bytes, 0, value);
            return bytes;
        }

        /// <inheritdoc/>
        public override bool Equals(object obj)
        {
            IPAddress other = obj as IPAddress;
            return !(other is null) && other.value == value;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return (int)value;
        }

        /// <summary>Whether two references are to the same address.</summary>
        public static bool operator ==(IPAddress left, IPAddress right)
        {
            return left is null ? right is null : left.Equals(right);
        }

        /// <summary>Whether two references are to different addresses.</summary>
        public static bool operator !=(IPAddress left, IPAddress right)
        {
            return !(left == right);
        }

        /// <summary>The dotted decimal form.</summary>
        public override string ToString()
        {
            return (value >> 24).ToString() + "." + ((value >> 16) & 0xFF).ToString() + "."
                + ((value >> 8) & 0xFF).ToString() + "." + (value & 0xFF).ToString();
        }
    }
}
