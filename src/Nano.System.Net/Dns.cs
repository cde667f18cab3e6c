using NanoDns = Nano.Net.Dns;
using NanoEntry = Nano.Net.IPHostEntry;

namespace System.Net
{
    /// <summary>Finds hosts by name, through the resolver of the running stack.</summary>
    public static class Dns
    {
        /// <summary>Finds the addresses of a host.</summary>
        /// <param name="hostNameOrAddress">Its name, or an address.</param>
        /// <exception cref="Sockets.SocketException">There is no such host, or nobody to ask.</exception>
        public static IPHostEntry GetHostEntry(string hostNameOrAddress)
        {
            try
            {
                NanoEntry found = NanoDns.GetHostEntry(hostNameOrAddress);
                IPAddress[] addresses = new IPAddress[found.AddressList.Length];
                for (int i = 0; i < addresses.Length; i++)
                {
                    addresses[i] = new IPAddress(found.AddressList[i]);
                }

                return new IPHostEntry { HostName = found.HostName, AddressList = addresses };
            }
            catch (Nano.Net.Sockets.SocketException e)
            {
                throw Sockets.SocketException.Of(e);
            }
        }
    }
}
