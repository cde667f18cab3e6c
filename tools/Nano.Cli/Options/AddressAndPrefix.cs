using System.Buffers.Binary;
using Nano.Net;

namespace Nano.Cli
{
    /// <summary>A host's address together with the length of its network's prefix, as in 10.0.0.2/24 or fd00::2/64.</summary>
    internal sealed record AddressAndPrefix(IPAddress Address, int Length)
    {
        /// <summary>No address yet.</summary>
        public static readonly AddressAndPrefix None = new(IPAddress.Any, 32);

        private const int Ipv4Bytes = 4;

        /// <summary>Whether it is an IPv6 address.</summary>
        public bool IsIpv6 => Bytes.Length > Ipv4Bytes;

        private byte[] Bytes => Address.GetAddressBytes();

        /// <summary>Bits of the address behind the prefix.</summary>
        private int HostBits => (Bytes.Length * 8) - Length;

        private UInt128 HostMask => HostBits == 128 ? UInt128.MaxValue : (UInt128.One << HostBits) - 1;

        // Where a network has so few addresses, each is a host's (RFC 3021, RFC 6164).
        private bool IsPointToPoint => HostBits <= 1;

        /// <summary>Whether an address is of the same family and lies in the same network.</summary>
        public bool Contains(IPAddress other) => other.GetAddressBytes().Length == Bytes.Length && ((Number(Address) ^ Number(other)) & ~HostMask) == 0;

        /// <summary>
        /// Whether a host of this network may bear the address: the first stands for the network, or in IPv6 for any of its
        /// routers (RFC 4291 section 2.6.1), and in IPv4 the last for all of it.
        /// </summary>
        public bool IsHost(IPAddress other)
        {
            UInt128 rest = Number(other) & HostMask;
            return Contains(other) && (IsPointToPoint || (rest != 0 && (IsIpv6 || rest != HostMask)));
        }

        /// <summary>The first and the last address of the network's hosts, in words.</summary>
        public string Hosts()
        {
            UInt128 first = Number(Address) & ~HostMask;
            UInt128 last = first | HostMask;
            return IsPointToPoint ? $"{Text(first)} to {Text(last)}" : $"{Text(first + 1)} to {Text(IsIpv6 ? last : last - 1)}";
        }

        /// <summary>The first address of another host in the network.</summary>
        public IPAddress Neighbor()
        {
            UInt128 own = Number(Address);
            UInt128 candidate = own & ~HostMask;
            while (candidate == own || !IsHost(Text(candidate)))
            {
                candidate++;
            }

            return Text(candidate);
        }

        /// <inheritdoc/>
        public override string ToString() => $"{Address}/{Length}";

        private static UInt128 Number(IPAddress address)
        {
            byte[] bytes = address.GetAddressBytes();
            return bytes.Length == Ipv4Bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }

        private IPAddress Text(UInt128 number)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
            return new IPAddress(bytes[^Bytes.Length..]);
        }
    }
}
