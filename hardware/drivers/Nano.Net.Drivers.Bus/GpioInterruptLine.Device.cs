using System;
using System.Device.Gpio;

namespace Nano.Net.Drivers
{
    /// <summary>An interrupt line on a GPIO pin.</summary>
    public sealed class GpioInterruptLine : IInterruptLine, IDisposable
    {
        private readonly GpioPin pin;

        /// <summary>Opens the pin as an input.</summary>
        /// <param name="controller">The board's pins.</param>
        /// <param name="pinNumber">GPIO number.</param>
        /// <param name="pullUp">Whether to switch on the pin's pull-up; the ESP32's pins 34 to 39 have none.</param>
        public GpioInterruptLine(GpioController controller, int pinNumber, bool pullUp)
        {
            pin = controller.OpenPin(pinNumber, pullUp ? PinMode.InputPullUp : PinMode.Input);
            pin.ValueChanged += OnValueChanged;
        }

        /// <inheritdoc/>
        public event InterruptHandler Asserted;

        /// <inheritdoc/>
        public bool IsAsserted
        {
            get { return pin.Read() == PinValue.Low; }
        }

        /// <summary>Gives the pin free.</summary>
        public void Dispose()
        {
            pin.Dispose();
        }

        private void OnValueChanged(object sender, PinValueChangedEventArgs e)
        {
            InterruptHandler handler = Asserted;
            if (e.ChangeType == PinEventTypes.Falling && handler != null)
            {
                handler();
            }
        }
    }
}
