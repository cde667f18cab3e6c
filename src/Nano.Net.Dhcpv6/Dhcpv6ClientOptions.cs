using System;
using Nano.Net.Dhcpv6.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>Settings of a <see cref="Dhcpv6Client"/>.</summary>
    public sealed class Dhcpv6ClientOptions
    {
        // Type and one byte.
        private const int ShortestIdentifier = 3;

        /// <summary>
        /// The client's DUID, type included, 3 to 130 bytes (RFC 8415 section 11); null (the default) for one of the hardware
        /// address (DUID-LL). That type is meant for devices without storage: the same identifier comes out at each start,
        /// while DUID-LLT and DUID-UUID want to be kept, and DUID-EN wants a number that the maker of the device has bought.
        /// </summary>
        public byte[] Identifier;

        /// <summary>Whether a server may grant an address at once, in two messages instead of four (RFC 8415 section 18.2.1); not by default: where there are several servers, each of them would grant one.</summary>
        public bool RapidCommit;

        /// <summary>
        /// Whether an address is asked for, where routers say that servers give them, also while this host has one that it has made of
        /// a router's prefix; not by default. RFC 4862 section 5.5 lets a host do either.
        /// </summary>
        public bool AddressBesideAutoconfigured;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            if (Identifier != null && (Identifier.Length < ShortestIdentifier || Identifier.Length > Dhcpv6Message.LongestIdentifier))
            {
                throw new ArgumentException("Identifier must be 3 to 130 bytes long");
            }
        }
    }
}
