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
    }
}
