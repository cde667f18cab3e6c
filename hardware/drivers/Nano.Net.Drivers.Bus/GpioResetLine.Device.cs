using System;
using System.Device.Gpio;

namespace Nano.Net.Drivers
{
    /// <summary>A reset line on a GPIO pin.</summary>
    public sealed class GpioResetLine : IResetLine, IDisposable
    {
        private readonly GpioPin pin;

        /// <summary>Opens the pin as an output and lets the chip run.</summary>
        /// <param name="controller">The board's pins.</param>
        /// <param name="pinNumber">GPIO number.</param>
        public GpioResetLine(GpioController controller, int pinNumber)
        {
            pin = controller.OpenPin(pinNumber, PinMode.Output);
            pin.Write(PinValue.High);
        }

        /// <inheritdoc/>
        public void Set(bool asserted)
        {
            pin.Write(asserted ? PinValue.Low : PinValue.High);
        }

        /// <summary>Gives the pin free.</summary>
        public void Dispose()
        {
            pin.Dispose();
        }
    }
}
