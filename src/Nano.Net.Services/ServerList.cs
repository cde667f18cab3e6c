using System;
using Nano.Net.Internet;

namespace Nano.Net.Services
{
    /// <summary>The addresses of a few servers, of either family, the preferred one first.</summary>
    internal sealed class ServerList
    {
        internal int count;

        private readonly InternetLayer internet;

        // As the stack keeps addresses of all protocols, one behind the other, and room behind the last for one that is looked at.
        private readonly byte[] addresses;
        private readonly int spare;

        // Of the list before the one that is being made, and whether that is another one as far as it goes.
        private int listed;
        private bool differs;

        internal ServerList(InternetLayer internet, int capacity)
        {
            this.internet = internet;
            spare = capacity * internet.addressLength;
            addresses = new byte[spare + internet.addressLength];
        }

        /// <summary>Checks addresses that are to become a list.</summary>
        /// <param name="servers">The addresses; null for none.</param>
        /// <param name="capacity">How many there may be.</param>
        /// <exception cref="ArgumentException">There are more, or one is none.</exception>
        internal static void Check(IPAddress[] servers, int capacity)
        {
            if (servers == null)
            {
                return;
            }

            if (servers.Length > capacity)
            {
                throw new ArgumentException("there may be " + capacity.ToString() + " servers at most, not " + servers.Length.ToString());
            }

            for (int i = 0; i < servers.Length; i++)
            {
                if (servers[i] is null || !HostAddress.IsValid(servers[i]))
                {
                    throw new ArgumentException("a server's address must be that of a host, not " + (servers[i] is null ? "null" : servers[i].ToString()));
                }
            }
        }

        /// <summary>Makes other servers the list.</summary>
        /// <param name="servers">Their addresses; null for none. The zone of a link-local one is this stack's link.</param>
        /// <returns>False where they are the same as before.</returns>
        /// <exception cref="ArgumentException">As <see cref="Check"/> says; or one is an IPv6 address, and the stack has no IPv6.</exception>
        internal bool Set(IPAddress[] servers)
        {
            Check(servers, spare / internet.addressLength);
            int length = servers == null ? 0 : servers.Length;
            for (int i = 0; i < length; i++)
            {
                if (internet.ProtocolOf(servers[i]) == null)
                {
                    throw new ArgumentException("the stack has no IPv6, and cannot ask " + servers[i].ToString());
                }
            }

            Begin();
            for (int i = 0; i < length; i++)
            {
                if (servers[i].ipv6 == null)
                {
                    Add(servers[i].value);
                }
                else
                {
                    Add(servers[i].ipv6, 0);
                }
            }

            return End();
        }

        /// <summary>Begins a new list: what is added fills it, <see cref="End"/> says whether it is another one.</summary>
        internal void Begin()
        {
            listed = count;
            count = 0;
            differs = false;
        }

        /// <summary>Adds a server to the new list; where there is no room, or it is there already, nothing happens.</summary>
        /// <param name="address">Its IPv4 address, that of a host.</param>
        internal void Add(uint address)
        {
            internet.WriteAddress(address, addresses, spare);
            AddSpare();
        }

        /// <summary>The same of an address of any family.</summary>
        /// <param name="address">Holds it, as the stack keeps those of all protocols.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal void Add(byte[] address, int offset)
        {
            Array.Copy(address, offset, addresses, spare, internet.addressLength);
            AddSpare();
        }

        /// <summary>The same of all servers of another list.</summary>
        internal void Add(ServerList others)
        {
            for (int i = 0; i < others.count; i++)
            {
                Add(others.addresses, i * internet.addressLength);
            }
        }

        /// <summary>Ends a new list.</summary>
        /// <returns>False where it is the same as the one before.</returns>
        internal bool End()
        {
            return differs || count != listed;
        }

        /// <summary>The address of a server, as a new object.</summary>
        internal IPAddress AddressOf(int place)
        {
            return internet.ReadAddress(addresses, place * internet.addressLength);
        }

        /// <summary>The path to a server, for one packet.</summary>
        /// <param name="place">Its place in the list.</param>
        /// <returns>Null where no route leads there.</returns>
        internal Path FindPath(int place)
        {
            return internet.FindPath(addresses, place * internet.addressLength);
        }

        /// <summary>A server has not answered: its next hop may be gone or elsewhere.</summary>
        internal void Suspect(int place)
        {
            Path path = FindPath(place);
            if (path != null)
            {
                path.protocol.Suspect(path);
            }
        }

        /// <summary>Whether a datagram comes from a server.</summary>
        /// <param name="place">The server's place in the list; negative for none.</param>
        /// <param name="from">The way back to who sent it.</param>
        internal bool IsAt(int place, Path from)
        {
            from.WriteRemoteAddress(addresses, spare);
            return place >= 0 && IsSpare(place);
        }

        private void AddSpare()
        {
            int room = spare / internet.addressLength;
            int place = 0;
            while (place < count && !IsSpare(place))
            {
                place++;
            }

            if (place == room || place < count)
            {
                return;
            }

            differs |= !IsSpare(place);
            Array.Copy(addresses, spare, addresses, place * internet.addressLength, internet.addressLength);
            count++;
        }

        private bool IsSpare(int place)
        {
            int at = place * internet.addressLength;
            int i = internet.addressLength;
            while (i > 0 && addresses[at + i - 1] == addresses[spare + i - 1])
            {
                i--;
            }

            return i == 0;
        }
    }
}
