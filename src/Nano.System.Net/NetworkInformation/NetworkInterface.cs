using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Sockets;

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
            get
            {
                long mask = stack.PrefixLength == 0 ? 0 : 0xFFFFFFFFL << (32 - stack.PrefixLength);
                return new Nano.Net.IPAddress(new byte[] { (byte)(mask >> 24), (byte)(mask >> 16), (byte)(mask >> 8), (byte)mask }).ToString();
            }
        }

        /// <summary>The router; "0.0.0.0" for none.</summary>
        public string IPv4GatewayAddress
        {
            get { return stack.Gateway.ToString(); }
        }

        /// <summary>The hardware (MAC) address.</summary>
        public byte[] PhysicalAddress
        {
            get { return stack.HardwareAddress; }
        }

        /// <summary>Ethernet, or unknown for a link without hardware addresses.</summary>
        public NetworkInterfaceType NetworkInterfaceType
        {
            get { return stack.Medium == LinkMedium.Ethernet ? NetworkInterfaceType.Ethernet : NetworkInterfaceType.Unknown; }
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
            return stack.IsLinkUp && stack.Address != Nano.Net.IPAddress.Any;
        }
    }
}
