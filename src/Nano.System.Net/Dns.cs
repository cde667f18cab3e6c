using Nano.Net.Sockets;
using NanoAddress = Nano.Net.IPAddress;
using NanoException = Nano.Net.Sockets.SocketException;

namespace System.Net
{
    /// <summary>Finds hosts by name, through the resolver of the running stack.</summary>
    public static class Dns
    {
        /// <summary>Finds the address of a host.</summary>
        /// <param name="hostNameOrAddress">Its name, or an address.</param>
        /// <exception cref="Sockets.SocketException">There is no such host, or nobody to ask.</exception>
        public static IPHostEntry GetHostEntry(string hostNameOrAddress)
        {
            if (hostNameOrAddress == null)
            {
                throw new ArgumentNullException("hostNameOrAddress");
            }

            NanoAddress address;
            if (!NanoAddress.TryParse(hostNameOrAddress, out address))
            {
                INameResolver resolver = StackRunner.Default.NameResolver;
                if (resolver == null)
                {
                    throw new Sockets.SocketException(Sockets.SocketError.NoRecovery);
                }

                try
                {
                    address = resolver.Resolve(hostNameOrAddress);
                }
                catch (NanoException e)
                {
                    throw Sockets.SocketException.Of(e);
                }
            }

            return new IPHostEntry { HostName = hostNameOrAddress, AddressList = new IPAddress[] { new IPAddress(address) } };
        }
    }
}
