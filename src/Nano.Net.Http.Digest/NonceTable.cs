namespace Nano.Net.Http.Digest
{
    /// <summary>
    /// Which requests were made with which nonce, so that none is played again. Only a request that knew the password comes in
    /// here, so that nobody else can fill it; what is displaced is stale from then on, with all that was issued before it.
    /// </summary>
    internal sealed class NonceTable
    {
        // Requests with one nonce may overtake each other by so many: browsers send over several connections.
        private const int WindowSize = 32;

        private readonly uint[] serials;

        // The highest count that came with a nonce, and a bit for each of the 32 up to it, the lowest bit for itself; a window
        // of 0 is a free entry.
        private readonly uint[] highest;
        private readonly uint[] windows;

        // What was issued before is stale.
        private uint oldest;

        internal NonceTable(int size)
        {
            serials = new uint[size];
            highest = new uint[size];
            windows = new uint[size];
        }

        /// <summary>Takes a request in.</summary>
        /// <param name="serial">Number of its nonce; nonces are numbered as they are issued, by 32 bits that wrap.</param>
        /// <param name="count">Its count, nc of RFC 7616 section 3.4.</param>
        /// <returns>False where it may have been made before: it was, or what is known does not go back so far.</returns>
        internal bool Add(uint serial, uint count)
        {
            if ((int)(serial - oldest) < 0 || count == 0)
            {
                return false;
            }

            int place = 0;
            for (int i = 0; i < serials.Length; i++)
            {
                if (windows[i] == 0)
                {
                    place = i;
                }
                else if (serials[i] == serial)
                {
                    return AddTo(i, count);
                }
                else if (windows[place] != 0 && (int)(serials[i] - serials[place]) < 0)
                {
                    place = i;
                }
            }

            if (windows[place] != 0)
            {
                // It displaces the nonce that was issued first, or is that itself.
                if ((int)(serial - serials[place]) < 0)
                {
                    oldest = serial + 1;
                    return false;
                }

                oldest = serials[place] + 1;
            }

            serials[place] = serial;
            highest[place] = count;
            windows[place] = 1;
            return true;
        }

        private bool AddTo(int place, uint count)
        {
            uint known = highest[place];
            if (count > known)
            {
                uint shift = count - known;
                windows[place] = shift >= WindowSize ? 1 : (windows[place] << (int)shift) | 1;
                highest[place] = count;
                return true;
            }

            uint back = known - count;
            if (back >= WindowSize || (windows[place] & (1u << (int)back)) != 0)
            {
                return false;
            }

            windows[place] |= 1u << (int)back;
            return true;
        }
    }
}
