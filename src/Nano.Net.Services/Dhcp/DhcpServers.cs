using System;

namespace Nano.Net.Services
{
    /// <summary>The servers that have offered an address and then did not grant it, the one first that failed longest ago.</summary>
    internal sealed class DhcpServers
    {
        /// <summary>What <see cref="IndexOf"/> returns for a server that has not failed.</summary>
        internal const int None = -1;

        private const int Capacity = 4;

        private readonly uint[] servers = new uint[Capacity];
        private int count;

        /// <summary>The place of a server in the order in which they are tried again; <see cref="None"/> where it has not failed.</summary>
        internal int IndexOf(uint server)
        {
            for (int i = 0; i < count; i++)
            {
                if (servers[i] == server)
                {
                    return i;
                }
            }

            return None;
        }

        /// <summary>A server has failed. Where too many have, the one that failed longest ago is forgotten.</summary>
        internal void Add(uint server)
        {
            int index = IndexOf(server);
            if (index == None)
            {
                index = count < Capacity ? count++ : 0;
            }

            // It goes behind all others.
            Array.Copy(servers, index + 1, servers, index, count - index - 1);
            servers[count - 1] = server;
        }

        /// <summary>None has failed any more.</summary>
        internal void Clear()
        {
            count = 0;
        }
    }
}
