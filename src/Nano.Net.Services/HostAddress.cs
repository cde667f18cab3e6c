using System;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What an address that a message names can be.</summary>
    internal static class HostAddress
    {
        /// <summary>Whether an address is that of a host on some network: not 0.0.0.0/8, 127.0.0.0/8, multicast, reserved or broadcast (RFC 1122 section 3.2.1.3).</summary>
        internal static bool IsValid(uint address)
        {
            uint first = address >> 24;
            return first != 0 && first != 127 && first < 224;
        }

        /// <summary>Whether an IPv6 address is that of a host on some network: not ::, ::1, multicast, nor an IPv4 address within an IPv6 one (RFC 4291 section 2.5.5).</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal static bool IsValid(byte[] buffer, int offset)
        {
            if (BitConverter.ToUInt64(buffer, offset) != 0)
            {
                return buffer[offset] != 0xFF;
            }

            uint third = BigEndian.ReadUInt32(buffer, offset + 8);
            return third != 0 && third != 0xFFFF;
        }

        /// <summary>The same of either family.</summary>
        internal static bool IsValid(IPAddress address)
        {
            return address.ipv6 == null ? IsValid(address.value) : IsValid(address.ipv6, 0);
        }
    }
}
