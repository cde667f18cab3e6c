namespace Nano.Net.Http
{
    /// <summary>
    /// Slows down who guesses: a peer has five tries, then waits for 30 seconds, and then has one try every six seconds, so that
    /// no minute sees more than ten. The right credentials make it forget. It has a fixed number of places.
    /// </summary>
    /// <remarks>
    /// A place is given to another peer only when its own has not failed for a minute: who has its place taken gains nothing by
    /// it. Peers that find no place share one, the last, with the same rule for all of them together: many addresses of one
    /// attacker have no more tries than all places together. Those who share it may have to wait for each other; those with a
    /// place of their own never wait for another's failures.
    /// </remarks>
    internal sealed class FailedLogins
    {
        /// <summary>Peers that are remembered each by itself.</summary>
        internal const int Places = 8;

        // Tries without waiting, and the milliseconds to wait behind the last of them, and behind each further one: in any
        // minute 5 + 5 tries, or ten.
        private const int FreeTries = 5;
        private const int FirstWait = 30000;
        private const int NextWait = 6000;

        // Milliseconds after which a place may be another peer's, and after which a failure is forgotten.
        private const int LeastAge = 60000;
        private const int MemoryTime = 600000;

        // The addresses, null for a free place; how often each has failed in a row, and when last. The last place is shared.
        private readonly byte[][] peers = new byte[Places][];
        private readonly byte[] failures = new byte[Places + 1];
        private readonly long[] failedAt = new long[Places + 1];

        /// <summary>How long a peer must wait for its next try.</summary>
        /// <param name="peer">The bytes of its address.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Seconds, rounded up; 0 where it may try now.</returns>
        internal int SecondsToWait(byte[] peer, long now)
        {
            int place = Find(peer);
            if (place < 0)
            {
                if (FindPlace(now) >= 0)
                {
                    return 0;
                }

                place = Places;
            }

            Forget(place, now);
            if (failures[place] < FreeTries)
            {
                return 0;
            }

            long wait = failedAt[place] + (failures[place] == FreeTries ? FirstWait : NextWait) - now;
            return wait <= 0 ? 0 : (int)((wait + 999) / 1000);
        }

        /// <summary>A peer has named wrong credentials.</summary>
        /// <param name="peer">The bytes of its address; kept.</param>
        /// <param name="now">The time in milliseconds.</param>
        internal void Failed(byte[] peer, long now)
        {
            int place = Find(peer);
            if (place < 0)
            {
                place = FindPlace(now);
                if (place < 0)
                {
                    place = Places;
                }
                else
                {
                    peers[place] = peer;
                    failures[place] = 0;
                }
            }

            Forget(place, now);
            if (failures[place] <= FreeTries)
            {
                failures[place]++;
            }

            failedAt[place] = now;
        }

        /// <summary>A peer has named the right credentials: its failures are forgotten.</summary>
        /// <param name="peer">The bytes of its address.</param>
        internal void Succeeded(byte[] peer)
        {
            int place = Find(peer);
            if (place >= 0)
            {
                peers[place] = null;
            }
        }

        private static bool AreEqual(byte[] a, byte[] b)
        {
            if (a.Length != b.Length)
            {
                return false;
            }

            for (int i = 0; i < a.Length; i++)
            {
                if (a[i] != b[i])
                {
                    return false;
                }
            }

            return true;
        }

        private int Find(byte[] peer)
        {
            for (int i = 0; i < Places; i++)
            {
                if (peers[i] != null && AreEqual(peers[i], peer))
                {
                    return i;
                }
            }

            return -1;
        }

        // A free place, else that of who has failed longest ago; -1 where all have failed within the last minute.
        private int FindPlace(long now)
        {
            int oldest = 0;
            for (int i = 0; i < Places; i++)
            {
                if (peers[i] == null)
                {
                    return i;
                }

                if (failedAt[i] < failedAt[oldest])
                {
                    oldest = i;
                }
            }

            return now - failedAt[oldest] >= LeastAge ? oldest : -1;
        }

        private void Forget(int place, long now)
        {
            if (now - failedAt[place] >= MemoryTime)
            {
                failures[place] = 0;
            }
        }
    }
}
