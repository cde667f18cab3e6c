using System;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// The routers of this link that offer to take packets for everywhere (RFC 4861 section 5.1), and the one that gets them
    /// (section 6.3.6, RFC 4191 section 3.2): the reachable one with the highest preference, and of equals the one that is in use.
    /// Anybody can say that he is a router. So one that is in use and not silent gives way only to one that has answered a question:
    /// those who only say so do not cut this host off.
    /// </summary>
    internal sealed class DefaultRouters
    {
        /// <summary>No place in the table.</summary>
        internal const int None = -1;

        // It has not been asked, or has been heard of since it did not answer.
        private const byte Unknown = 0;

        // It did not answer when it was last asked for, and has not been heard of since.
        private const byte Silent = 1;

        // It has answered, and was not silent since.
        private const byte Answered = 2;

        /// <summary>The addresses.</summary>
        internal readonly byte[] addresses;

        /// <summary>Until when each offers it, in stack milliseconds; 0 for a free place.</summary>
        internal readonly long[] until;

        /// <summary>The router that gets what is for elsewhere; <see cref="None"/> for none.</summary>
        internal int chosen = None;

        private readonly Ipv6DiscoveryCounters counters;

        // One more than the preference of RFC 4191, which is -1 to 1.
        private readonly byte[] preferences;

        // What is known of whether each answers.
        private readonly byte[] answers;

        internal DefaultRouters(int places, Ipv6DiscoveryCounters counters)
        {
            this.counters = counters;
            addresses = new byte[places * Ipv6Packet.AddressLength];
            until = new long[places];
            preferences = new byte[places];
            answers = new byte[places];
        }

        /// <summary>How many places there are.</summary>
        internal int Count
        {
            get { return until.Length; }
        }

        internal int PreferenceOf(int place)
        {
            return preferences[place] - 1;
        }

        internal bool IsSilent(int place)
        {
            return answers[place] == Silent;
        }

        internal int Find(byte[] address, int offset)
        {
            int place = until.Length - 1;
            while (place >= 0 && (until[place] == 0 || !Ipv6Address.AreEqual(addresses, place * Ipv6Packet.AddressLength, address, offset)))
            {
                place--;
            }

            return place;
        }

        /// <summary>A router offers itself for some time. One that is not known yet displaces no other but one that is silent.</summary>
        /// <returns>Its place; <see cref="None"/> where there is none.</returns>
        internal int Update(byte[] address, int offset, int preference, long end)
        {
            int place = Find(address, offset);
            if (place == None)
            {
                place = FindFree();
                if (place == None)
                {
                    counters.RoutersRefused++;
                    return None;
                }

                Array.Copy(address, offset, addresses, place * Ipv6Packet.AddressLength, Ipv6Packet.AddressLength);
                answers[place] = Unknown;
            }

            until[place] = end;
            preferences[place] = (byte)(preference + 1);
            OnHeard(place, false);
            return place;
        }

        /// <summary>A router is none any more.</summary>
        internal void Remove(int place)
        {
            until[place] = 0;
            if (chosen == place)
            {
                chosen = None;
            }
        }

        /// <summary>A router was heard of.</summary>
        /// <param name="place">Its place.</param>
        /// <param name="hasAnswered">Whether it has answered a question of this host.</param>
        internal void OnHeard(int place, bool hasAnswered)
        {
            if (hasAnswered)
            {
                answers[place] = Answered;
            }
            else if (answers[place] == Silent)
            {
                answers[place] = Unknown;
            }
        }

        /// <summary>A router does not answer.</summary>
        internal void OnSilence(int place)
        {
            answers[place] = Silent;
        }

        /// <summary>Whether a router would be in use if it had answered.</summary>
        internal bool MustAnswer(int place)
        {
            return until[place] != 0 && chosen != None && answers[place] == Unknown && answers[chosen] != Silent
                && preferences[place] > preferences[chosen];
        }

        /// <summary>When the first of them ends its offer.</summary>
        internal long NextEnd()
        {
            return Lifetimes.NextEnd(until);
        }

        /// <summary>Chooses the router that gets what is for elsewhere.</summary>
        /// <param name="isLost">Whether the one in use has just turned out not to answer: where all are silent, each is tried in turn (RFC 4861 section 6.3.6).</param>
        /// <returns>Whether it is another one than before.</returns>
        internal bool Choose(bool isLost)
        {
            int before = chosen;
            bool works = before != None && answers[before] != Silent;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] != 0 && (chosen == None || (IsBetter(i) && (!works || answers[i] == Answered))))
                {
                    chosen = i;
                }
            }

            if (isLost && chosen == before && chosen != None)
            {
                int next = chosen;
                do
                {
                    next = next + 1 < until.Length ? next + 1 : 0;
                }
                while (until[next] == 0);

                chosen = next;
            }

            return chosen != before;
        }

        private bool IsBetter(int place)
        {
            bool isSilent = answers[place] == Silent;
            return isSilent != (answers[chosen] == Silent) ? !isSilent : preferences[place] > preferences[chosen];
        }

        private int FindFree()
        {
            int silent = None;
            for (int i = 0; i < until.Length; i++)
            {
                if (until[i] == 0)
                {
                    return i;
                }

                if (answers[i] == Silent)
                {
                    silent = i;
                }
            }

            return silent;
        }
    }
}
