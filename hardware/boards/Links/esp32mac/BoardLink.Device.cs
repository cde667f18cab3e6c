using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>The board's link: the ESP32's own Ethernet MAC. Its PHY and pins are the firmware's, which is built for the board.</summary>
    public static class BoardLink
    {
        /// <summary>What it is, in a few words.</summary>
        public const string Name = "ESP32 MAC (Ethernet)";

        // The board's place in your network: with 0.0.0.0 it asks for an address (DHCP), with one of yours it does not.
        // The MAC address is the chip's own.
        private const string Address = "0.0.0.0";
        private const int PrefixLength = 24;
        private const string Gateway = "0.0.0.0";

        /// <summary>Opens it.</summary>
        public static ILinkDevice Open()
        {
            Esp32MacOptions options = new Esp32MacOptions();
            options.Interface = MacInterface.Ethernet;
            return new Esp32Mac(options);
        }

        /// <summary>Opens the board's light, which boards with a PHY have none of.</summary>
        /// <returns>Null: there is none.</returns>
        public static LightSwitch OpenLight()
        {
            return null;
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
