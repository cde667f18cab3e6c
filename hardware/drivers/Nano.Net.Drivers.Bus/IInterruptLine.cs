namespace Nano.Net.Drivers
{
    /// <summary>Called when an interrupt line becomes active, from any thread.</summary>
    public delegate void InterruptHandler();

    /// <summary>An interrupt output of a chip, active low.</summary>
    public interface IInterruptLine
    {
        /// <summary>Whether the chip pulls the line low at the moment.</summary>
        bool IsAsserted { get; }

        /// <summary>Raised on the falling edge, from any thread.</summary>
        event InterruptHandler Asserted;
    }
}
