using System;

namespace Nano.Net.Drivers
{
    /// <summary>What a SLIP link is to be like. Both ends have to agree on the MTU; SLIP has no way to tell.</summary>
    public sealed class SlipOptions
    {
        /// <summary>
        /// The largest IP packet, in bytes; 68 to 1,500. 1,006 by default: what RFC 1055 wants every implementation to
        /// accept, and none to exceed that does not know its peer. With 1,500, TCP gets 96 % instead of 95 % of a line's
        /// bytes, and a packet holds a line of 115,200 baud for 130 ms instead of 87. IPv6 needs 1,280 (RFC 8200 section 5).
        /// </summary>
        public int MaximumTransmissionUnit = 1006;

        /// <summary>Throws where a value is impossible.</summary>
        /// <exception cref="ArgumentException">It names the value and its range.</exception>
        public void Validate()
        {
            Range.Check(MaximumTransmissionUnit, "MaximumTransmissionUnit", 68, 1500);
        }
    }
}
