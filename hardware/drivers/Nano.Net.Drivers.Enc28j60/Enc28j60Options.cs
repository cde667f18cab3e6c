using System;
using Nano.Net.Wire;

namespace Nano.Net.Drivers
{
    /// <summary>Settings of an <see cref="Enc28j60"/>.</summary>
    public sealed class Enc28j60Options
    {
        /// <summary>The hardware address, 6 bytes and not a group's. The chip has none of its own: it must be given.</summary>
        public byte[] HardwareAddress;

        /// <summary>
        /// Whether both ends may send at once. Off by default, and right to be: the chip does not negotiate, so that a switch
        /// or router that does takes it for half duplex. Only where the other end is set to full duplex by hand may this be too.
        /// </summary>
        public bool FullDuplex;

        /// <summary>
        /// Milliseconds between ticks of the driver's own timer, 0 to 60,000; 10 by default. A tick looks for frames; where
        /// there is an interrupt line, at that only, as its edges may be missed. 0: no timer; the program calls <see cref="Enc28j60.Tick"/>.
        /// </summary>
        public int TickInterval = 10;

        /// <summary>Every so many ticks chip, link and transmission are looked after, 1 to 10,000; 25 by default.</summary>
        public int CheckTicks = 25;

        /// <summary>How the driver waits for the chip to come out of a reset, 2 ms and seldom up to 12; null (the default) for <c>Thread.Sleep</c>.</summary>
        public DelayHandler Delay;

        /// <summary>Checks the settings.</summary>
        /// <exception cref="ArgumentException">One is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            if (HardwareAddress == null || HardwareAddress.Length != EthernetFrame.AddressLength || (HardwareAddress[0] & 1) != 0)
            {
                throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address");
            }

            if (TickInterval < 0 || TickInterval > 60000)
            {
                throw new ArgumentException("TickInterval must be 0 to 60000");
            }

            if (CheckTicks < 1 || CheckTicks > 10000)
            {
                throw new ArgumentException("CheckTicks must be 1 to 10000");
            }
        }
    }
}
