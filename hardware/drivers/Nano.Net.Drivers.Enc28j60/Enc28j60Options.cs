namespace Nano.Net.Drivers
{
    /// <summary>Settings of an <see cref="Enc28j60"/>.</summary>
    public sealed class Enc28j60Options : ChipOptions
    {
        /// <summary>
        /// Whether both ends may send at once. Off by default, and right to be: the chip does not negotiate, so that a switch
        /// or router that does takes it for half duplex. Only where the other end is set to full duplex by hand may this be too.
        /// </summary>
        public bool FullDuplex;

        /// <summary>Makes the defaults: ticks every 10 ms, checks every 250.</summary>
        public Enc28j60Options()
            : base(10, 250)
        {
        }
    }
}
