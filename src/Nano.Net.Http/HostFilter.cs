using System.Text;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>Whether a request is for this host: for one of its names, or for the address that the client has reached.</summary>
    internal sealed class HostFilter
    {
        // Bytes of the longest host that is remembered; a name of 63 with .local has 69.
        private const int MostRemembered = 80;

        private readonly string[] names;

        // The last host that was right: who is asked by one browser is asked the same each time, and this costs no string.
        private readonly byte[] remembered = new byte[MostRemembered];
        private int length;

        /// <summary>Makes one.</summary>
        /// <param name="names">The names; their elements may change.</param>
        internal HostFilter(string[] names)
        {
            this.names = names;
        }

        /// <summary>Whether a host is this one.</summary>
        /// <param name="buffer">Has the host, without a port (<see cref="Authority.HostLength"/>).</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="count">How many it has.</param>
        /// <param name="client">Who asks.</param>
        internal bool IsOwn(byte[] buffer, int offset, int count, TcpClient client)
        {
            if (IsRemembered(buffer, offset, count))
            {
                return true;
            }

            if (!IsName(buffer, offset, count) && !IsAddress(buffer, offset, count, client.LocalEndPoint))
            {
                return false;
            }

            length = count <= MostRemembered ? count : 0;
            System.Array.Copy(buffer, offset, remembered, 0, length);
            return true;
        }

        private static bool IsAddress(byte[] buffer, int offset, int count, IPEndPoint reached)
        {
            if (reached == null || count == 0 || count > MostRemembered)
            {
                return false;
            }

            if (buffer[offset] == '[' && buffer[offset + count - 1] == ']' && count > 2)
            {
                offset++;
                count -= 2;
            }

            IPAddress address;
            if (!IPAddress.TryParse(Encoding.UTF8.GetString(buffer, offset, count), out address))
            {
                return false;
            }

            // A browser leaves out the scope of a link-local address: the bytes are compared.
            byte[] asked = address.GetAddressBytes();
            byte[] own = reached.Address.GetAddressBytes();
            bool same = asked.Length == own.Length;
            for (int i = 0; same && i < own.Length; i++)
            {
                same = asked[i] == own[i];
            }

            return same;
        }

        private bool IsRemembered(byte[] buffer, int offset, int count)
        {
            bool same = count > 0 && count == length;
            for (int i = 0; same && i < count; i++)
            {
                same = buffer[offset + i] == remembered[i];
            }

            return same;
        }

        private bool IsName(byte[] buffer, int offset, int count)
        {
            // The root may be named: nano.local. is nano.local.
            if (count > 0 && buffer[offset + count - 1] == '.')
            {
                count--;
            }

            for (int i = 0; i < names.Length; i++)
            {
                string name = names[i];
                if (name != null && name.Length == count && count > 0 && Ascii.EqualIgnoringCase(buffer, offset, name))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
