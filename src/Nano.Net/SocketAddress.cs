using System;
using Nano.Net.Sockets;
using Nano.Net.Wire;

namespace Nano.Net
{
    /// <summary>An end point as bytes, as <c>System.Net.SocketAddress</c> has it: the family in two bytes, the least significant first, then what the family says.</summary>
    public class SocketAddress
    {
        // Of both families: the port. IPv4: the address. IPv6: the flow label, the address, the scope identifier (RFC 3493
        // section 3.3).
        private const int FamilyLength = 2;
        private const int PortOffset = 2;
        private const int Ipv4Offset = 4;
        private const int Ipv4Size = 16;
        private const int Ipv6Offset = 8;
        private const int ScopeOffset = 24;
        private const int Ipv6Size = 28;
        private const int LongestSize = 128;

        private readonly byte[] bytes;

        /// <summary>Makes one of the size that its family needs.</summary>
        /// <param name="family">The family.</param>
        public SocketAddress(AddressFamily family)
            : this(family, SizeOf(family))
        {
        }

        /// <summary>Makes one.</summary>
        /// <param name="family">The family.</param>
        /// <param name="size">Bytes, 2 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of its range.</exception>
        public SocketAddress(AddressFamily family, int size)
        {
            if (size < FamilyLength)
            {
                throw new ArgumentOutOfRangeException("size");
            }

            bytes = new byte[size];
            bytes[0] = (byte)family;
            bytes[1] = (byte)((int)family >> 8);
        }

        internal SocketAddress(IPAddress address, int port)
            : this(address.AddressFamily)
        {
            BigEndian.WriteUInt16(bytes, PortOffset, port);
            if (address.ipv6 == null)
            {
                BigEndian.WriteUInt32(bytes, Ipv4Offset, address.value);
            }
            else
            {
                Array.Copy(address.ipv6, 0, bytes, Ipv6Offset, IPAddress.Ipv6Length);

                // A number of the host, in the order of its processor; little-endian wherever this runs.
                BigEndian.WriteUInt32(bytes, ScopeOffset, BigEndian.Reverse((uint)address.ScopeId));
            }
        }

        /// <summary>The family.</summary>
        public AddressFamily Family
        {
            get { return (AddressFamily)(short)(bytes[0] | (bytes[1] << 8)); }
        }

        /// <summary>Bytes.</summary>
        public int Size
        {
            get { return bytes.Length; }
        }

        /// <summary>One byte.</summary>
        /// <param name="offset">0 to one less than <see cref="Size"/>.</param>
        /// <exception cref="IndexOutOfRangeException"><paramref name="offset"/> is out of its range.</exception>
        public byte this[int offset]
        {
            get { return bytes[offset]; }
            set { bytes[offset] = value; }
        }

        /// <summary>Whether an object has the same bytes.</summary>
        /// <param name="comparand">Any object, or null.</param>
        public override bool Equals(object comparand)
        {
            SocketAddress other = comparand as SocketAddress;
            if (other == null || other.bytes.Length != bytes.Length)
            {
                return false;
            }

            for (int i = 0; i < bytes.Length; i++)
            {
                if (other.bytes[i] != bytes[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            int hash = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                hash = (hash * 31) ^ bytes[i];
            }

            return hash;
        }

        /// <summary>The number of the family, the size, and the bytes behind the family, as in "2:16:{0,80,10,0,0,1,0,0,0,0,0,0,0,0}".</summary>
        public override string ToString()
        {
            string text = ((int)Family).ToString() + ":" + bytes.Length.ToString() + ":{";
            for (int i = FamilyLength; i < bytes.Length; i++)
            {
                text += (i == FamilyLength ? "" : ",") + bytes[i].ToString();
            }

            return text + "}";
        }

        /// <summary>Bytes that the end point of a family takes.</summary>
        internal static int SizeOf(AddressFamily family)
        {
            return family == AddressFamily.InterNetwork ? Ipv4Size : family == AddressFamily.InterNetworkV6 ? Ipv6Size : LongestSize;
        }

        /// <summary>The address of an end point of one of the two families that have an <see cref="IPAddress"/>.</summary>
        internal IPAddress Address()
        {
            return Family == AddressFamily.InterNetwork
                ? new IPAddress(BigEndian.ReadUInt32(bytes, Ipv4Offset))
                : new IPAddress(bytes, Ipv6Offset, BigEndian.Reverse(BigEndian.ReadUInt32(bytes, ScopeOffset)));
        }

        /// <summary>The port of such an end point.</summary>
        internal int Port()
        {
            return BigEndian.ReadUInt16(bytes, PortOffset);
        }
    }
}
