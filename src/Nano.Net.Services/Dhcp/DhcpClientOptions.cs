using System;

namespace Nano.Net.Services
{
    /// <summary>Settings of a <see cref="DhcpClient"/>.</summary>
    public sealed class DhcpClientOptions
    {
        private const int LongestClientIdentifier = 32;

        /// <summary>The host's name for the server (option 12): 1 to 63 letters, digits and hyphens; null (the default) for none.</summary>
        public string HostName;

        /// <summary>The client identifier (option 61, type included), 2 to 32 bytes; null (the default) for the hardware address (RFC 2132 section 9.14).</summary>
        public byte[] ClientIdentifier;

        /// <summary>Whether other hosts are asked, for 4 to 7 seconds, whether they use a granted address, before it is used (RFC 5227); true by default (RFC 2131 section 3.1 (5)).</summary>
        public bool ProbeAddress = true;

        /// <summary>Most milliseconds of the random delay before the first message, 0 to 10,000; 1,000 by default (RFC 2131 section 4.4.1: not all hosts at once after a power failure).</summary>
        public int StartDelay = 1000;

        /// <summary>
        /// Seconds without an address that a server has granted, after which the host takes a link-local address (RFC 3927)
        /// for as long as it gets no other, 1 to 3,600; 30 by default; 0 for never. For so long, too, an address is kept after
        /// the link has come up and no server has answered whether it still holds.
        /// </summary>
        public int LinkLocalAfter = 30;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            Range.Check(StartDelay, "StartDelay", 0, 10000);
            Range.Check(LinkLocalAfter, "LinkLocalAfter", 0, 3600);
            if (HostName != null && !HostLabel.IsValid(HostName))
            {
                throw new ArgumentException("HostName must be 1 to 63 letters, digits and hyphens, not '" + HostName + "'");
            }

            if (ClientIdentifier != null && (ClientIdentifier.Length < 2 || ClientIdentifier.Length > LongestClientIdentifier))
            {
                throw new ArgumentException("ClientIdentifier must be 2 to 32 bytes long");
            }
        }
    }
}
