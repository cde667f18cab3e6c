using System.Device.Gpio;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;
using nanoFramework.Hardware.Esp32;

namespace Nano.Boards
{
    /// <summary>The board's link: SLIP on COM2, a point-to-point line to a PC.</summary>
    public static class BoardLink
    {
        /// <summary>What it is, in a few words.</summary>
        public const string Name = "SLIP (COM2, 115200 baud)";

        // COM1 is what the board is flashed and debugged over.
        private const string Port = "COM2";
        private const int BaudRate = 115200;
        private const int TransmitPin = 17;
        private const int ReceivePin = 16;

        // An LED, to ground through a resistor. Many boards have one there; an ESP32-DevKitC has not.
        private const int LightPin = 2;

        // Without RTS and CTS, the receive buffer has to hold the receive windows of all connections.
        private const bool HardwareFlowControl = false;
        private const int ReceiveBuffer = 4800;

        // Two packets of the MTU: one on the line, one behind it.
        private const int MaximumTransmissionUnit = 576;
        private const int TransmitBuffer = 4 * (MaximumTransmissionUnit + 1);

        // The ends of the line; there is no network beside them.
        private const string Address = "192.168.7.2";
        private const string Peer = "192.168.7.1";
        private const int PrefixLength = 30;

        /// <summary>Opens it.</summary>
        public static ILinkDevice Open()
        {
            Configuration.SetPinFunction(TransmitPin, DeviceFunction.COM2_TX);
            Configuration.SetPinFunction(ReceivePin, DeviceFunction.COM2_RX);
            SlipOptions options = new SlipOptions();
            options.MaximumTransmissionUnit = MaximumTransmissionUnit;
            return new SlipLink(new SerialLine(Port, BaudRate, HardwareFlowControl, ReceiveBuffer, TransmitBuffer), options);
        }

        /// <summary>Opens the board's light.</summary>
        /// <returns>Switches it; null where there is none.</returns>
        public static LightSwitch OpenLight()
        {
            GpioPin pin = new GpioController().OpenPin(LightPin, PinMode.Output);
            return on => pin.Write(on ? PinValue.High : PinValue.Low);
        }

        /// <summary>Sets what the stack must know of it: the board's address.</summary>
        /// <param name="options">The stack's options.</param>
        public static void Configure(StackOptions options)
        {
            options.Address = IPAddress.Parse(Address);
            options.PrefixLength = PrefixLength;
            options.Gateway = IPAddress.Parse(Peer);
        }
    }
}
