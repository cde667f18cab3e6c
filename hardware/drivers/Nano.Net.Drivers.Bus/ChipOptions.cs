using System;
using Nano.Net.Wire;

namespace Nano.Net.Drivers
{
    /// <summary>What the drivers of all Ethernet chips on SPI can be told.</summary>
    public abstract class ChipOptions
    {
        /// <summary>The hardware (MAC) address, 6 bytes and not a group's. The chip has none of its own: it must be given.</summary>
        public byte[] HardwareAddress;

        /// <summary>
        /// Milliseconds between two ticks, 1 to 1,000; 5 by default for the W5500, 10 for the ENC28J60. A tick asks the chip for
        /// frames; where there is an interrupt line, it only looks at that, as its edges may be missed.
        /// </summary>
        public int PollInterval;

        /// <summary>
        /// Milliseconds between two checks of the chip's settings, its link and a transmission that does not end, 10 to 10,000;
        /// 500 by default for the W5500, 250 for the ENC28J60. Rounded up to whole ticks.
        /// </summary>
        public int CheckInterval;

        /// <summary>
        /// Whether the constructor waits for the chip, some milliseconds, and throws where there is none; on by default. If not,
        /// the link is down until a chip answers, however long that takes.
        /// </summary>
        public bool WaitForChip = true;

        /// <summary>Whether the driver has a timer of its own, as by default. If not, the program calls its <c>Tick</c> every <c>TickInterval</c>.</summary>
        public bool OwnTimer = true;

        /// <summary>How the driver waits for the chip where it has to; null (the default) for <c>Thread.Sleep</c>.</summary>
        public DelayHandler Delay;

        /// <summary>Sets the defaults that depend on the chip.</summary>
        /// <param name="pollInterval">See <see cref="PollInterval"/>.</param>
        /// <param name="checkInterval">See <see cref="CheckInterval"/>.</param>
        protected ChipOptions(int pollInterval, int checkInterval)
        {
            PollInterval = pollInterval;
            CheckInterval = checkInterval;
        }

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it, its range and its value.</exception>
        public virtual void Validate()
        {
            if (!EthernetFrame.IsHostAddress(HardwareAddress))
            {
                throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address");
            }

            Range.Check(PollInterval, "PollInterval", 1, 1000);
            Range.Check(CheckInterval, "CheckInterval", 10, 10000);
        }
    }
}
