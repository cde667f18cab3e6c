using System;

namespace Nano.Net.Services
{
    /// <summary>The addresses of a few servers, the preferred one first.</summary>
    internal sealed class ServerList
    {
        internal readonly uint[] addresses;
        internal int count;

        // Of the list before the one that is being made, and whether that is another one as far as it goes.
        private int listed;
        private bool differs;

        internal ServerList(int capacity)
        {
            addresses = new uint[capacity];
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
                if (servers[i] is null || !HostAddress.IsValid(servers[i].value))
                {
                    throw new ArgumentException("a server's address must be that of a host, not " + (servers[i] is null ? "null" : servers[i].ToString()));
                }
            }
        }

        /// <summary>Makes other servers the list.</summary>
        /// <param name="servers">Their addresses; null for none.</param>
        /// <returns>False where they are the same as before.</returns>
        /// <exception cref="ArgumentException">As <see cref="Check"/> says.</exception>
        internal bool Set(IPAddress[] servers)
        {
            Check(servers, addresses.Length);
            int length = servers == null ? 0 : servers.Length;
            Begin();
            for (int i = 0; i < length; i++)
            {
                Add(servers[i].value);
            }

            return End();
        }

        /// <summary>Begins a new list: <see cref="Add"/> fills it, <see cref="End"/> says whether it is another one.</summary>
        internal void Begin()
        {
            listed = count;
            count = 0;
            differs = false;
        }

        /// <summary>Adds a server to the new list; where there is no room, or it is there already, nothing happens.</summary>
        /// <param name="address">Its address, that of a host.</param>
        internal void Add(uint address)
        {
            if (count == addresses.Length || IndexOf(address) >= 0)
            {
                return;
            }

            differs |= addresses[count] != address;
            addresses[count++] = address;
        }

        /// <summary>Ends a new list.</summary>
        /// <returns>False where it is the same as the one before.</returns>
        internal bool End()
        {
            return differs || count != listed;
        }

        /// <summary>The place of a server; -1 where it is not in the list.</summary>
        internal int IndexOf(uint address)
        {
            for (int i = 0; i < count; i++)
            {
                if (addresses[i] == address)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
