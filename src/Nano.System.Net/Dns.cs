using NanoDns = Nano.Net.Dns;
using NanoEntry = Nano.Net.IPHostEntry;
using NanoException = Nano.Net.Sockets.SocketException;

namespace System.Net
{
    /// <summary>Finds hosts by name, through the resolver of the running stack.</summary>
    public static class Dns
    {
        /// <summary>Finds the addresses of a host, those to be tried first in front.</summary>
        /// <param name="hostNameOrAddress">Its name, an address, or nothing ("") for this host.</param>
        /// <exception cref="Sockets.SocketException">There is no such host, or nobody to ask.</exception>
        public static IPHostEntry GetHostEntry(string hostNameOrAddress)
        {
            NanoEntry found;
            try
            {
                found = NanoDns.GetHostEntry(hostNameOrAddress);
            }
            catch (NanoException e)
            {
                throw Sockets.SocketException.Of(e);
            }

            IPAddress[] addresses = new IPAddress[found.AddressList.Length];
            for (int i = 0; i < addresses.Length; i++)
            {
                addresses[i] = new IPAddress(found.AddressList[i]);
            }

            return new IPHostEntry { HostName = found.HostName, AddressList = addresses };
        }
    }
}
