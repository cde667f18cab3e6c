using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Sockets;
using NanoAddress = Nano.Net.IPAddress;

namespace System.Net.NetworkInformation
{
    /// <summary>The interface of the running stack. It can be looked at, not configured: the stack's options and DHCP client do that.</summary>
    public class NetworkInterface
    {
        private readonly NetworkStack stack;

        private NetworkInterface(NetworkStack stack)
        {
            this.stack = stack;
        }

        /// <summary>Its address; "0.0.0.0" while it has none.</summary>
        public string IPv4Address
        {
            get { return stack.Address.ToString(); }
        }

        /// <summary>The mask of its network.</summary>
        public string IPv4SubnetMask
        {
            get { return new NanoAddress(stack.ipv4.routes.mask).ToString(); }
        }

        /// <summary>The router; "0.0.0.0" for none.</summary>
        public string IPv4GatewayAddress
        {
            get { return new NanoAddress(stack.ipv4.routes.gateway).ToString(); }
        }

        /// <summary>The hardware (MAC) address.</summary>
        public byte[] PhysicalAddress
        {
            get { return stack.device.HardwareAddress; }
        }

        /// <summary>Ethernet, or unknown for a link without hardware addresses.</summary>
        public NetworkInterfaceType NetworkInterfaceType
        {
            get { return stack.LinkMedium == LinkMedium.Ethernet ? NetworkInterfaceType.Ethernet : NetworkInterfaceType.Unknown; }
        }

        /// <summary>The one interface.</summary>
        public static NetworkInterface[] GetAllNetworkInterfaces()
        {
            return new NetworkInterface[] { new NetworkInterface(StackRunner.Default.Stack) };
        }

        /// <summary>Whether the link is up and there is an address.</summary>
        public static bool GetIsNetworkAvailable()
        {
            NetworkStack stack = StackRunner.Default.Stack;
            return stack.IsLinkUp && stack.Address != NanoAddress.Any;
        }
    }
}
