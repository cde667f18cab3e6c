using System;

namespace Nano.Net.Drivers
{
    /// <summary>Settings of a <see cref="W5500"/>.</summary>
    public sealed class W5500Options
    {
        /// <summary>The hardware (MAC) address, 6 bytes, not a group address. The chip has none of its own: it must be given.</summary>
        public byte[] HardwareAddress;

        /// <summary>How the PHY agrees with the other end of the cable; by negotiation, unless said otherwise.</summary>
        public W5500LinkMode LinkMode = W5500LinkMode.AutoNegotiation;

        /// <summary>
        /// How often the chip is asked for frames where there is no interrupt line, in milliseconds; 1 to 1,000, 5 by default.
        /// Where there is one, how often that is looked at, as its edges may be missed.
        /// </summary>
        public int PollingInterval = 5;

        /// <summary>
        /// How often the chip is asked for the state of its link and whether it still has its settings, in milliseconds;
        /// 10 to 10,000, 500 by default. A frame that is not sent after two intervals is given up.
        /// </summary>
        public int CheckInterval = 500;

        /// <summary>
        /// Whether the constructor waits for the chip, some milliseconds, and throws where there is none. If not, it returns
        /// at once, the link is down, and the chip is looked for as long as it takes.
        /// </summary>
        public bool WaitForChip = true;

        /// <summary>Whether the driver has a timer of its own. If not, somebody has to call <see cref="W5500.Tick"/> every <see cref="W5500.TickInterval"/>.</summary>
        public bool OwnTimer = true;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            if (HardwareAddress == null || HardwareAddress.Length != 6 || (HardwareAddress[0] & 1) != 0)
            {
                throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address");
            }

            if (LinkMode < W5500LinkMode.AutoNegotiation || LinkMode > W5500LinkMode.Half10)
            {
                throw new ArgumentException("LinkMode must be one of the names of W5500LinkMode");
            }

            Check(PollingInterval, "PollingInterval", 1, 1000);
            Check(CheckInterval, "CheckInterval", 10, 10000);
        }

        private static void Check(int value, string name, int minimum, int maximum)
        {
            if (value < minimum || value > maximum)
            {
                throw new ArgumentException(name + " must be " + minimum.ToString() + " to " + maximum.ToString() + ", not " + value.ToString());
            }
        }
    }
}
