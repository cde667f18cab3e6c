using System;
using Nano.Net.Wire;

namespace Nano.Net.Drivers
{
    /// <summary>What a tunnel is to be like.</summary>
    public sealed class VxlanOptions
    {
        /// <summary>VXLAN network identifier (VNI), the same at both ends; 0 to 16,777,215, 1 by default.</summary>
        public int Network = 1;

        /// <summary>
        /// The largest IP packet in the tunnel, in bytes; 68 to 8,950. It is 50 less than what the network below carries,
        /// for the Ethernet header within and VXLAN, UDP and IP header without: by default 1,450, as Ethernet and Wi-Fi
        /// carry 1,500. Where the peer has an IPv6 address, its header is 20 longer: 1,430. Fragments would be lost
        /// (RFC 7348 section 4.3).
        /// </summary>
        public int MaximumTransmissionUnit = 1450;

        /// <summary>
        /// The hardware address within the tunnel: 6 bytes, not a group address, and for the device that one only; null
        /// (the default) to have one chosen at random, which after a restart is another one.
        /// </summary>
        public byte[] HardwareAddress;

        /// <summary>Throws where a value is impossible.</summary>
        /// <exception cref="ArgumentException">It names the value and its range.</exception>
        public void Validate()
        {
            Range.Check(Network, "Network", 0, VxlanHeader.MaximumNetwork);
            Range.Check(MaximumTransmissionUnit, "MaximumTransmissionUnit", 68, 8950);
            if (HardwareAddress != null && !EthernetFrame.IsHostAddress(HardwareAddress))
            {
                throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address");
            }
        }
    }
}
