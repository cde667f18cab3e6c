using System;

namespace Nano.Net.Services
{
    /// <summary>The addresses of a few servers, the preferred one first.</summary>
    internal sealed class ServerList
    {
        internal readonly uint[] addresses;
        internal int count;

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
                if (servers[i] is null || servers[i].value == 0)
                {
                    throw new ArgumentException("a server's address must be that of a host, not null or 0.0.0.0");
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
            bool changed = length != count;
            for (int i = 0; i < length; i++)
            {
                changed |= addresses[i] != servers[i].value;
                addresses[i] = servers[i].value;
            }

            count = length;
            return changed;
        }
    }
}
