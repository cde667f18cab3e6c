using System;
using Nano.Net.Sockets;
using Nano.Net.Wire;

namespace Nano.Net
{
    /// <summary>
    /// An IPv4 or IPv6 address, as <c>System.Net.IPAddress</c> has it. Immutable but for <see cref="ScopeId"/>.
    /// </summary>
    public sealed partial class IPAddress
    {
        /// <summary>0.0.0.0: every address of this host, or none yet.</summary>
        public static readonly IPAddress Any = new IPAddress(0u);

        /// <summary>127.0.0.1.</summary>
        public static readonly IPAddress Loopback = new IPAddress(0x7F000001u);

        /// <summary>255.255.255.255, the limited broadcast (RFC 1122 section 3.2.1.3).</summary>
        public static readonly IPAddress Broadcast = new IPAddress(0xFFFFFFFFu);

        /// <summary>255.255.255.255: no address.</summary>
        public static readonly IPAddress None = Broadcast;

        /// <summary>Bytes of an IPv4 address.</summary>
        internal const int Ipv4Length = 4;

        /// <summary>Bytes of an IPv6 address.</summary>
        internal const int Ipv6Length = 16;

        // An IPv6 address is kept with its scope identifier behind it.
        private const int ScopeOffset = Ipv6Length;
        private const int ScopedLength = Ipv6Length + 4;

        // What an IPv4-mapped address has in front of the four octets (RFC 4291 section 2.5.5.2).
        private const int MappedOffset = 12;

        /// <summary>The IPv4 address as a number: the first octet is the most significant. That of an IPv6 address is the IPv4 address that it stands for; 0 where it stands for none.</summary>
        internal readonly uint value;

        /// <summary>
        /// The 16 bytes of the IPv6 address, in the order of a packet, and the four of its scope identifier; null for an IPv4
        /// address. One array, because each field of an object costs a device 12 bytes.
        /// </summary>
        internal readonly byte[] ipv6;

        internal IPAddress(uint value)
        {
            this.value = value;
        }

        /// <summary>Makes an IPv6 address of 16 bytes that stand somewhere, such as in a packet.</summary>
        internal IPAddress(byte[] buffer, int offset, uint scopeId)
        {
            ipv6 = Scoped(buffer, offset, scopeId);
            value = MappedValue();
        }

        /// <summary>Makes an address of its bytes.</summary>
        /// <param name="address">Four bytes of an IPv4 address or 16 of an IPv6 address, in the order of a packet.</param>
        /// <exception cref="ArgumentNullException">There is no array.</exception>
        /// <exception cref="ArgumentException">The array has another length.</exception>
        public IPAddress(byte[] address)
        {
            if (address == null)
            {
                throw new ArgumentNullException("address");
            }

            if (address.Length == Ipv4Length)
            {
                value = BigEndian.ReadUInt32(address, 0);
            }
            else
            {
                RequireIpv6Length(address);
                ipv6 = Scoped(address, 0, 0);
                value = MappedValue();
            }
        }

        /// <summary>Makes an IPv6 address of its bytes and its scope identifier.</summary>
        /// <param name="address">16 bytes, in the order of a packet.</param>
        /// <param name="scopeid">The zone of a link-local address (RFC 4007), 0 to 0xFFFFFFFF; 0 for the only one, or for none.</param>
        /// <exception cref="ArgumentNullException">There is no array.</exception>
        /// <exception cref="ArgumentException">The array is not 16 bytes long.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="scopeid"/> is out of its range.</exception>
        public IPAddress(byte[] address, long scopeid)
        {
            if (address == null)
            {
                throw new ArgumentNullException("address");
            }

            RequireIpv6Length(address);
            ipv6 = Scoped(address, 0, Scope(scopeid));
            value = MappedValue();
        }

        /// <summary>Makes an IPv4 address of a number in network byte order, as <c>System.Net.IPAddress</c> takes it (the first octet is the least significant byte).</summary>
        /// <param name="newAddress">0 to 0xFFFFFFFF.</param>
        /// <exception cref="ArgumentOutOfRangeException">It is outside that range.</exception>
        public IPAddress(long newAddress)
        {
            if (newAddress < 0 || newAddress > 0xFFFFFFFFL)
            {
                throw new ArgumentOutOfRangeException("newAddress");
            }

            value = BigEndian.Reverse((uint)newAddress);
        }

        /// <summary>
        /// The unspecified address <c>::</c>: every address of this host, of both families, or none yet. Each call makes an
        /// object, so that a program without IPv6 has none.
        /// </summary>
        public static IPAddress IPv6Any
        {
            get { return new IPAddress(new byte[Ipv6Length], 0, 0); }
        }

        /// <summary>The loopback address <c>::1</c>. Each call makes an object.</summary>
        public static IPAddress IPv6Loopback
        {
            get
            {
                byte[] bytes = new byte[Ipv6Length];
                bytes[Ipv6Length - 1] = 1;
                return new IPAddress(bytes, 0, 0);
            }
        }

        /// <summary><c>::</c>: no address. Each call makes an object.</summary>
        public static IPAddress IPv6None
        {
            get { return IPv6Any; }
        }

        /// <summary>Whether it is an IPv4 or an IPv6 address.</summary>
        public AddressFamily AddressFamily
        {
            get { return ipv6 == null ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6; }
        }

        /// <summary>The zone of an IPv6 address of link-local scope (RFC 4007), 0 to 0xFFFFFFFF; 0 for the only one, or for none.</summary>
        /// <exception cref="NotSupportedException">It is an IPv4 address. (.NET throws a <c>SocketException</c>, which stands above this type.)</exception>
        /// <exception cref="ArgumentOutOfRangeException">The new value is out of its range.</exception>
        public long ScopeId
        {
            get
            {
                RequireIpv6();
                return BigEndian.ReadUInt32(ipv6, ScopeOffset);
            }

            set
            {
                RequireIpv6();
                BigEndian.WriteUInt32(ipv6, ScopeOffset, Scope(value));
            }
        }

        /// <summary>Whether it is an IPv6 address of link-local scope, fe80::/10 (RFC 4291 section 2.5.6).</summary>
        public bool IsIPv6LinkLocal
        {
            get { return ipv6 != null && ipv6[0] == 0xFE && (ipv6[1] & 0xC0) == 0x80; }
        }

        /// <summary>Whether it is an IPv6 multicast address, ff00::/8 (RFC 4291 section 2.7).</summary>
        public bool IsIPv6Multicast
        {
            get { return ipv6 != null && ipv6[0] == 0xFF; }
        }

        /// <summary>Whether it is an IPv6 address of the abandoned site-local scope, fec0::/10 (RFC 3879).</summary>
        public bool IsIPv6SiteLocal
        {
            get { return ipv6 != null && ipv6[0] == 0xFE && (ipv6[1] & 0xC0) == 0xC0; }
        }

        /// <summary>Whether it is a unique local IPv6 address, fc00::/7 (RFC 4193).</summary>
        public bool IsIPv6UniqueLocal
        {
            get { return ipv6 != null && (ipv6[0] & 0xFE) == 0xFC; }
        }

        /// <summary>Whether it is a Teredo address, 2001::/32 (RFC 4380).</summary>
        public bool IsIPv6Teredo
        {
            get { return ipv6 != null && BigEndian.ReadUInt32(ipv6, 0) == 0x20010000; }
        }

        /// <summary>Whether it is an IPv6 address that stands for an IPv4 address, ::ffff:0:0/96 (RFC 4291 section 2.5.5.2).</summary>
        public bool IsIPv4MappedToIPv6
        {
            get { return ipv6 != null && ZeroFields(ipv6, 0, 5) && BigEndian.ReadUInt16(ipv6, 10) == 0xFFFF; }
        }

        /// <summary>Whether an address is this host's own whatever its network: 127.0.0.0/8, ::1, or ::ffff:127.0.0.1.</summary>
        /// <param name="address">An address.</param>
        /// <exception cref="ArgumentNullException">There is none.</exception>
        public static bool IsLoopback(IPAddress address)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            byte[] ipv6 = address.ipv6;
            return ipv6 == null ? address.value >> 24 == 127
                : ZeroFields(ipv6, 0, 7) ? BigEndian.ReadUInt16(ipv6, 14) == 1 && BigEndian.ReadUInt32(ipv6, ScopeOffset) == 0
                : address.IsIPv4MappedToIPv6 && BigEndian.ReadUInt32(ipv6, MappedOffset) == 0x7F000001 && BigEndian.ReadUInt32(ipv6, ScopeOffset) == 0;
        }

        /// <summary>The bytes of the address in the order of a packet: 4 or 16.</summary>
        public byte[] GetAddressBytes()
        {
            byte[] bytes = new byte[ipv6 == null ? Ipv4Length : Ipv6Length];
            if (ipv6 == null)
            {
                BigEndian.WriteUInt32(bytes, 0, value);
            }
            else
            {
                Array.Copy(ipv6, 0, bytes, 0, Ipv6Length);
            }

            return bytes;
        }

        /// <summary>The IPv4 address whose octets are the last four bytes of this one, whatever stands in front of them; an IPv4 address itself.</summary>
        public IPAddress MapToIPv4()
        {
            return ipv6 == null ? this : new IPAddress(BigEndian.ReadUInt32(ipv6, MappedOffset));
        }

        /// <summary>The IPv6 address that stands for this IPv4 address, ::ffff:0:0/96 (RFC 4291 section 2.5.5.2); an IPv6 address itself.</summary>
        public IPAddress MapToIPv6()
        {
            if (ipv6 != null)
            {
                return this;
            }

            byte[] bytes = new byte[Ipv6Length];
            BigEndian.WriteUInt16(bytes, 10, 0xFFFF);
            BigEndian.WriteUInt32(bytes, MappedOffset, value);
            return new IPAddress(bytes, 0, 0);
        }

        /// <summary>Whether an object is the same address in the same zone.</summary>
        /// <param name="obj">Any object, or null.</param>
        public override bool Equals(object obj)
        {
            return Equals(obj as IPAddress);
        }

        /// <summary>Whether an address is the same in the same zone. An IPv4 address is not the IPv6 address that stands for it.</summary>
        /// <param name="addr">An address, or null.</param>
        public bool Equals(IPAddress addr)
        {
            if (addr is null || addr.value != value || (addr.ipv6 == null) != (ipv6 == null))
            {
                return false;
            }

            if (ipv6 != null)
            {
                for (int i = 0; i < ScopedLength; i++)
                {
                    if (addr.ipv6[i] != ipv6[i])
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        /// <summary>Whether it is 0.0.0.0, or the IPv6 address that stands for that, or ::, which is every address of its family.</summary>
        internal bool IsUnspecified()
        {
            return ipv6 == null || IsIPv4MappedToIPv6 ? value == 0 : ZeroFields(ipv6, 0, 8);
        }

        /// <summary>Whether it is the same address, in whatever zone: the stack has one link.</summary>
        internal bool IsSame(IPAddress other)
        {
            if (ipv6 == null || other.ipv6 == null)
            {
                return ipv6 == other.ipv6 && value == other.value;
            }

            int i = Ipv6Length;
            while (i > 0 && ipv6[i - 1] == other.ipv6[i - 1])
            {
                i--;
            }

            return i == 0;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            if (ipv6 == null)
            {
                return (int)value;
            }

            uint hash = 0;
            for (int i = 0; i < ScopedLength; i += 4)
            {
                hash = (hash * 31) ^ BigEndian.ReadUInt32(ipv6, i);
            }

            return (int)hash;
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

        private static byte[] Scoped(byte[] buffer, int offset, uint scopeId)
        {
            byte[] scoped = new byte[ScopedLength];
            Array.Copy(buffer, offset, scoped, 0, Ipv6Length);
            BigEndian.WriteUInt32(scoped, ScopeOffset, scopeId);
            return scoped;
        }

        private uint MappedValue()
        {
            return IsIPv4MappedToIPv6 ? BigEndian.ReadUInt32(ipv6, MappedOffset) : 0;
        }

        private static void RequireIpv6Length(byte[] address)
        {
            if (address.Length != Ipv6Length)
            {
                throw new ArgumentException("an IPv4 address has 4 bytes, an IPv6 address 16");
            }
        }

        private static uint Scope(long scopeId)
        {
            if (scopeId < 0 || scopeId > 0xFFFFFFFFL)
            {
                throw new ArgumentOutOfRangeException("scopeid");
            }

            return (uint)scopeId;
        }

        // Whether so many fields of 16 bits are zero.
        private static bool ZeroFields(byte[] ipv6, int first, int count)
        {
            for (int i = 2 * first; i < 2 * (first + count); i++)
            {
                if (ipv6[i] != 0)
                {
                    return false;
                }
            }

            return true;
        }

        private void RequireIpv6()
        {
            if (ipv6 == null)
            {
                throw new NotSupportedException("an IPv4 address has no scope identifier");
            }
        }
    }
}
