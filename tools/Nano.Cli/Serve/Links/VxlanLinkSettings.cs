using System.Net.Sockets;
using Nano.Net;
using Nano.Net.Drivers;

namespace Nano.Cli
{
    /// <summary>A VXLAN tunnel.</summary>
    /// <param name="Remote">Its other end.</param>
    /// <param name="Network">Its network identifier.</param>
    /// <param name="Local">Where to receive.</param>
    internal sealed record VxlanLinkSettings(IPEndPoint Remote, int Network, IPEndPoint Local) : LinkSettings
    {
        /// <summary>What Ethernet and Wi-Fi carry.</summary>
        private const int LargestOutside = 1500;

        /// <summary>The largest packet within, in bytes.</summary>
        public int LargestPacket => LargestOutside - (IsIpv6(Remote.Address) ? VxlanTunnel.Ipv6Overhead : VxlanTunnel.Overhead);

        /// <inheritdoc/>
        public override void Validate(AddressAndPrefix address)
        {
            byte[] remote = Remote.Address.GetAddressBytes();
            if (IsIpv6(Remote.Address) ? remote[0] == 0xFF || remote.AsSpan().IndexOfAnyExcept((byte)0) < 0 : remote[0] is 0 or >= 224)
            {
                throw new CliException($"--vxlan {Remote.Address}: should be the address of one other host");
            }

            if (Local.Address != IPAddress.Any && IsIpv6(Local.Address) != IsIpv6(Remote.Address))
            {
                throw new CliException($"--local {Local.Address}: should be an {(IsIpv6(Remote.Address) ? "IPv6" : "IPv4")} address, as that of --vxlan is");
            }

            if (address.Contains(Remote.Address))
            {
                throw new CliException($"--vxlan {Remote.Address}: is within the network of --address {address}, which the tunnel is to carry; take another network within, such as 10.99.0.2/24");
            }
        }

        private static bool IsIpv6(IPAddress address) => address.GetAddressBytes().Length > 4;

        /// <inheritdoc/>
        public override ServeLink Open(AddressAndPrefix address)
        {
            try
            {
                var socket = new DatagramSocket(Remote.Address, Remote.Port, Local.Address, Local.Port);
                return new VxlanLink(socket, this, address);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new CliException($"UDP port {Local.Port} is taken here, by a VXLAN device of this kernel perhaps (`ip -d link show type vxlan`); put that in a network namespace of its own, or choose with --local");
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new CliException($"--local {Local}: this user may not have port {Local.Port}; ports under 1024 are for root");
            }
            catch (SocketException e)
            {
                throw new CliException($"--local {Local}: cannot be had: {e.Message}; it should be an address of this host");
            }
        }
    }
}
