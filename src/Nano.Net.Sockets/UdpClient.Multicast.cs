using System;
using Nano.Net.Internet.V4;

namespace Nano.Net.Sockets
{
    // Multicast groups.
    public partial class UdpClient
    {
        /// <summary>Joins a multicast group: what is sent to it, on the client's port, is received from now on. Its own datagrams are not.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255 or ff00::/8.</param>
        /// <exception cref="SocketException">It was joined already, or <see cref="StackOptions.MulticastGroups"/> leave no place for it.</exception>
        public void JoinMulticastGroup(IPAddress multicastAddr)
        {
            CheckGroup(multicastAddr);
            lock (runner.sync)
            {
                CheckOpen();
                runner.BeginCall();
                int result = endpoint.Join(multicastAddr);
                runner.EndCall();
                Check(result);
            }
        }

        /// <summary>Joins a multicast group, and says how far what is sent to groups shall go.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255 or ff00::/8.</param>
        /// <param name="timeToLive">The <see cref="MulticastTtl"/>, 1 to 255.</param>
        /// <exception cref="SocketException">It was joined already, or <see cref="StackOptions.MulticastGroups"/> leave no place for it.</exception>
        public void JoinMulticastGroup(IPAddress multicastAddr, int timeToLive)
        {
            CheckTimeToLive(timeToLive, "timeToLive");
            JoinMulticastGroup(multicastAddr);
            MulticastTtl = (short)timeToLive;
        }

        /// <summary>Leaves a multicast group. Closing the client leaves all of them.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255 or ff00::/8.</param>
        /// <exception cref="SocketException">It was not joined.</exception>
        public void DropMulticastGroup(IPAddress multicastAddr)
        {
            CheckGroup(multicastAddr);
            lock (runner.sync)
            {
                CheckOpen();
                runner.BeginCall();
                int result = endpoint.Leave(multicastAddr);
                runner.EndCall();
                Check(result);
            }
        }

        /// <summary>Joins a multicast group.</summary>
        /// <param name="multicastAddr">The group, 224.0.0.0 to 239.255.255.255 or ff00::/8.</param>
        /// <param name="localAddress">This host's address, or <see cref="IPAddress.Any"/>: the stack has one interface.</param>
        /// <exception cref="SocketException">The address is not this host's, the group was joined already, or <see cref="StackOptions.MulticastGroups"/> leave no place for it.</exception>
        public void JoinMulticastGroup(IPAddress multicastAddr, IPAddress localAddress)
        {
            if (localAddress is null)
            {
                throw new ArgumentNullException("localAddress");
            }

            runner.CheckLocal(localAddress);
            JoinMulticastGroup(multicastAddr);
        }

        private static void CheckGroup(IPAddress address)
        {
            if (address is null)
            {
                throw new ArgumentNullException("multicastAddr");
            }

            if (address.ipv6 == null ? !Routes.IsMulticast(address.value) : !address.IsIPv6Multicast)
            {
                throw new ArgumentException("a multicast group is 224.0.0.0 to 239.255.255.255, or an IPv6 address that begins with ff");
            }
        }
    }
}
