using System;
using System.Buffers.Binary;

namespace Nano.Net
{
    // What only .NET has.
    public sealed partial class IPAddress
    {
        /// <summary>A number of this host in the order of bytes of a packet.</summary>
        /// <param name="host">The number.</param>
        public static short HostToNetworkOrder(short host)
        {
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(host) : host;
        }

        /// <summary>A number of this host in the order of bytes of a packet.</summary>
        /// <param name="host">The number.</param>
        public static int HostToNetworkOrder(int host)
        {
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(host) : host;
        }

        /// <summary>A number of this host in the order of bytes of a packet.</summary>
        /// <param name="host">The number.</param>
        public static long HostToNetworkOrder(long host)
        {
            return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(host) : host;
        }

        /// <summary>A number out of a packet as this host has it.</summary>
        /// <param name="network">The number.</param>
        public static short NetworkToHostOrder(short network)
        {
            return HostToNetworkOrder(network);
        }

        /// <summary>A number out of a packet as this host has it.</summary>
        /// <param name="network">The number.</param>
        public static int NetworkToHostOrder(int network)
        {
            return HostToNetworkOrder(network);
        }

        /// <summary>A number out of a packet as this host has it.</summary>
        /// <param name="network">The number.</param>
        public static long NetworkToHostOrder(long network)
        {
            return HostToNetworkOrder(network);
        }
    }
}
