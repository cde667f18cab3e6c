using System;
using Nano.Net.Internet;

namespace Nano.Net.Sockets
{
    /// <summary>The order in which the addresses of another host are tried. Under the stack's lock.</summary>
    internal static class AddressOrder
    {
        /// <summary>Puts those first that suit this host's addresses best (RFC 6724 section 6). Those that suit alike stay as they are.</summary>
        /// <param name="internet">Knows this host's addresses.</param>
        /// <param name="addresses">The addresses.</param>
        internal static void Sort(InternetLayer internet, IPAddress[] addresses)
        {
            int[] ranks = RanksOf(internet, addresses);
            for (int i = 1; i < addresses.Length; i++)
            {
                IPAddress address = addresses[i];
                int rank = ranks[i];
                int place = i;
                while (place > 0 && ranks[place - 1] < rank)
                {
                    addresses[place] = addresses[place - 1];
                    ranks[place] = ranks[place - 1];
                    place--;
                }

                addresses[place] = address;
                ranks[place] = rank;
            }
        }

        /// <summary>
        /// The addresses of one host in turns, one of each family, beginning with the family of that which suits best (RFC 8305
        /// section 4). Each family keeps its order. What no route leads to is left out, unless it is all there is.
        /// </summary>
        /// <param name="internet">Knows this host's addresses.</param>
        /// <param name="addresses">The addresses.</param>
        /// <returns>Another array.</returns>
        /// <exception cref="ArgumentNullException">One is missing.</exception>
        internal static IPAddress[] Alternate(InternetLayer internet, IPAddress[] addresses)
        {
            int[] ranks = RanksOf(internet, addresses);
            int best = 0;
            int usable = 0;
            for (int i = 0; i < ranks.Length; i++)
            {
                usable += ranks[i] == 0 ? 0 : 1;
                best = ranks[i] > ranks[best] ? i : best;
            }

            IPAddress[] result = new IPAddress[usable == 0 ? addresses.Length : usable];
            InternetProtocol turn = ranks.Length == 0 ? null : internet.ProtocolOf(addresses[best]);
            int one = 0;
            int other = 0;
            int count = 0;
            while (count < result.Length)
            {
                // Of the one family, then of the other; of the same again, where the other has no more.
                one = Next(internet, addresses, ranks, usable, one, turn, true);
                if (one < addresses.Length)
                {
                    result[count++] = addresses[one++];
                }

                other = Next(internet, addresses, ranks, usable, other, turn, false);
                if (other < addresses.Length)
                {
                    result[count++] = addresses[other++];
                }
            }

            return result;
        }

        // From a place on, the next address that is to be tried, and is of a protocol, or is not.
        private static int Next(InternetLayer internet, IPAddress[] addresses, int[] ranks, int usable, int from, InternetProtocol protocol, bool isOf)
        {
            while (from < addresses.Length && ((usable > 0 && ranks[from] == 0) || internet.ProtocolOf(addresses[from]) == protocol != isOf))
            {
                from++;
            }

            return from;
        }

        private static int[] RanksOf(InternetLayer internet, IPAddress[] addresses)
        {
            int[] ranks = new int[addresses.Length];
            for (int i = 0; i < ranks.Length; i++)
            {
                if (addresses[i] is null)
                {
                    throw new ArgumentNullException("addresses");
                }

                InternetProtocol protocol = internet.ProtocolOf(addresses[i]);
                ranks[i] = protocol == null ? 0 : protocol.RankOf(addresses[i]);
            }

            return ranks;
        }
    }
}
