using Nano.Net;

namespace Nano.Cli
{
    /// <summary>A host's address together with the length of its network's prefix, as in 10.0.0.2/24.</summary>
    internal sealed record AddressAndPrefix(IPAddress Address, int Length)
    {
        /// <summary>No address yet.</summary>
        public static readonly AddressAndPrefix None = new(IPAddress.Any, 32);

        private uint Mask => Length == 0 ? 0 : uint.MaxValue << (32 - Length);

        /// <summary>Whether an address lies in the same network.</summary>
        public bool Contains(IPAddress other) => ((Number(Address) ^ Number(other)) & Mask) == 0;

        /// <summary>Whether a host of this network may bear the address: the first and the last stand for the network and for all of it.</summary>
        public bool IsHost(IPAddress other)
        {
            uint rest = Number(other) & ~Mask;
            return Contains(other) && (Length > 30 || (rest != 0 && rest != ~Mask));
        }

        /// <summary>The first and the last address of the network's hosts, in words.</summary>
        public string Hosts()
        {
            uint first = Number(Address) & Mask;
            uint last = first | ~Mask;
            return Length > 30 ? $"{Text(first)} to {Text(last)}" : $"{Text(first + 1)} to {Text(last - 1)}";
        }

        /// <inheritdoc/>
        public override string ToString() => $"{Address}/{Length}";

        private static uint Number(IPAddress address)
        {
            byte[] bytes = address.GetAddressBytes();
            return ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        }

        private static IPAddress Text(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
    }
}
