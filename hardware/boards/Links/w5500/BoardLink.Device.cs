using System.Device.Gpio;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;
using nanoFramework.Hardware.Esp32;

namespace Nano.Boards
{
    /// <summary>The board's link: a W5500 on SPI bus 1.</summary>
    public static class BoardLink
    {
        /// <summary>What it is, in a few words.</summary>
        public const string Name = "W5500 (SPI1, 20 MHz)";

        // The wiring, in GPIO numbers. These are an ESP32-DevKitC's; hardware/README.md has those of other boards.
        private const int ClockPin = 18;
        private const int MisoPin = 19;
        private const int MosiPin = 23;
        private const int ChipSelectPin = 5;
        private const int InterruptPin = 4;
        private const int ResetPin = 22;

        // An LED, to ground through a resistor. Many boards have one there; an ESP32-DevKitC has not.
        private const int LightPin = 2;

        // Bus 1 of nanoFramework. The chip would go faster; an ESP32 reads at 26 MHz at most through its GPIO matrix.
        private const int Bus = 1;
        private const int ClockFrequency = 20000000;

        // The board's place in your network: with 0.0.0.0 it asks for an address (DHCP), with one of yours it does not.
        private const string Address = "0.0.0.0";
        private const int PrefixLength = 24;
        private const string Gateway = "0.0.0.0";

        // The chip has no address of its own. This one is locally administered (IEEE 802): no two boards may have the same.
        private static readonly byte[] HardwareAddress = { 0x02, 0x4E, 0x41, 0x4E, 0x4F, 0x01 };

        /// <summary>Opens it.</summary>
        public static ILinkDevice Open()
        {
            Configuration.SetPinFunction(ClockPin, DeviceFunction.SPI1_CLOCK);
            Configuration.SetPinFunction(MisoPin, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(MosiPin, DeviceFunction.SPI1_MOSI);
            GpioController pins = new GpioController();
            SpiBus bus = new SpiBus(Bus, ChipSelectPin, ClockFrequency);
            IInterruptLine interrupt = new GpioInterruptLine(pins, InterruptPin, true);
            IResetLine reset = new GpioResetLine(pins, ResetPin);
            W5500Options options = new W5500Options();
            options.HardwareAddress = HardwareAddress;
            return new W5500(bus, interrupt, reset, options);
        }

        /// <summary>Opens the board's light.</summary>
        /// <returns>Switches it; null where there is none.</returns>
        public static LightSwitch OpenLight()
        {
            GpioPin pin = new GpioController().OpenPin(LightPin, PinMode.Output);
            return on => pin.Write(on ? PinValue.High : PinValue.Low);
        }

        /// <summary>Sets what the stack must know of it: the board's address, or none.</summary>
        /// <param name="options">The stack's options.</param>
        public static void Configure(StackOptions options)
        {
            options.Address = IPAddress.Parse(Address);
            options.PrefixLength = PrefixLength;
            options.Gateway = IPAddress.Parse(Gateway);
        }
    }
}
