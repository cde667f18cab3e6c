using System;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// What an <see cref="Esp32Mac"/> is to be like. PHY, pins and clock are not here: the firmware is built for its board
    /// and has started the MAC before the program runs.
    /// </summary>
    public sealed class Esp32MacOptions
    {
        /// <summary>Which MAC; <see cref="MacInterface.Ethernet"/> by default.</summary>
        public MacInterface Interface = MacInterface.Ethernet;

        /// <summary>The largest IP packet, in bytes, 68 (RFC 791) to 1,500; 1,500 by default. Longer frames are dropped and counted.</summary>
        public int MaximumTransmissionUnit = 1500;

        /// <summary>Whether the native half verifies and fills in IPv4, ICMP, UDP and TCP checksums, which the interpreter does some hundred times slower. On by default.</summary>
        public bool OffloadChecksums = true;

        /// <summary>Checks every value against its range.</summary>
        /// <exception cref="ArgumentException">One is outside; the message names it.</exception>
        public void Validate()
        {
            if (Interface != MacInterface.Ethernet && Interface != MacInterface.WifiStation)
            {
                throw new ArgumentException("Interface must be Ethernet or WifiStation, not " + ((int)Interface).ToString());
            }

            Range.Check(MaximumTransmissionUnit, "MaximumTransmissionUnit", 68, 1500);
        }
    }
}
