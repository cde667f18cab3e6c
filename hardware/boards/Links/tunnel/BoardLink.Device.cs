using System;
using System.Device.Gpio;
using System.Net.NetworkInformation;
using System.Threading;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>The board's link: Ethernet frames in UDP (VXLAN, RFC 7348) over the network that the firmware has, Wi-Fi most likely.</summary>
    public static class BoardLink
    {
        /// <summary>What it is, in a few words.</summary>
        public const string Name = "VXLAN tunnel";

        // The other end, in the network that the board joins, and the network within the tunnel that both share.
        private const string Peer = "192.168.1.10";
        private const int Network = 1;

        // An LED, to ground through a resistor. Many boards have one there; an ESP32-DevKitC has not.
        private const int LightPin = 2;

        // The board's place within the tunnel.
        private const string Address = "10.77.0.2";
        private const int PrefixLength = 24;

        // Milliseconds.
        private const int LookInterval = 500;

        /// <summary>Waits until the board has an address outside the tunnel, and opens it.</summary>
        public static ILinkDevice Open()
        {
            Console.WriteLine("  Wi-Fi    waiting for an address; the firmware joins the network of its configuration");
            Console.WriteLine("  Wi-Fi    " + WaitForAddress() + ", tunnel to " + Peer + ", VNI " + Network.ToString());
            DatagramSocket socket = new DatagramSocket(IPAddress.Parse(Peer), VxlanTunnel.DefaultPort, IPAddress.Any, VxlanTunnel.DefaultPort);
            VxlanOptions options = new VxlanOptions();
            options.Network = Network;
            return new VxlanTunnel(socket, options);
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
        }

        private static string WaitForAddress()
        {
            while (true)
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
                for (int i = 0; i < interfaces.Length; i++)
                {
                    // The access point that a board may be itself has an address too, but leads nowhere.
                    string address = interfaces[i].IPv4Address;
                    bool isOwn = interfaces[i].NetworkInterfaceType == NetworkInterfaceType.WirelessAP;
                    if (!isOwn && address != null && address.Length > 0 && address != "0.0.0.0")
                    {
                        return address;
                    }
                }

                Thread.Sleep(LookInterval);
            }
        }
    }
}
