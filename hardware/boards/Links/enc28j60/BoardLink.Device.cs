using System.Device.Gpio;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;
using nanoFramework.Hardware.Esp32;

namespace Nano.Boards
{
    /// <summary>The board's link: an ENC28J60 on SPI bus 1.</summary>
    public static class BoardLink
    {
        /// <summary>What it is, in a few words.</summary>
        public const string Name = "ENC28J60 (SPI1, 16 MHz)";

        // The wiring, in GPIO numbers. These are an ESP32-DevKitC's; hardware/README.md has those of other boards.
        private const int ClockPin = 18;
        private const int MisoPin = 19;
        private const int MosiPin = 23;
        private const int ChipSelectPin = 5;
        private const int InterruptPin = 4;
        private const int ResetPin = 22;

        // An LED, to ground through a resistor. Many boards have one there; an ESP32-DevKitC has not.
        private const int LightPin = 2;

        // Bus 1 of nanoFramework. The chip takes 8 MHz, below which its revisions B1 and B4 fail (DS80349, issue 1), to 20 MHz.
        private const int Bus = 1;
        private const int ClockFrequency = 16000000;

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
            Enc28j60Options options = new Enc28j60Options();
            options.HardwareAddress = HardwareAddress;
            return new Enc28j60(bus, interrupt, reset, options);
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
