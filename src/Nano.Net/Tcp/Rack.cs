namespace Nano.Net.Tcp
{
    /// <summary>
    /// RACK (RFC 8985 section 6): what has been lost, told by the time at which it was sent and not by how many
    /// acknowledgments have come since. Times are the low bits of the stack's milliseconds.
    /// </summary>
    internal sealed class Rack
    {
        /// <summary>More than any round trip, and little enough to multiply.</summary>
        private const int Unmeasured = 1 << 22;

        // Enough for any round trip to be exceeded.
        private const int MostMultiplier = 64;

        /// <summary>RACK.rtt: for how long that was under way which, of all that has arrived, was sent last; -1 while nothing has.</summary>
        internal int roundTrip;

        /// <summary>When the segment was sent that the last acknowledgment echoes the timestamp of (RFC 7323 section 4.1); where there are no timestamps, when the acknowledgment came.</summary>
        internal int echoedAt;

        /// <summary>RACK.min_RTT in milliseconds; <see cref="Unmeasured"/> where nothing was measured.</summary>
        internal int minimumRoundTrip;

        // RACK.xmit_ts and RACK.end_seq: of what has arrived, that which was sent last. Of meaning once something has.
        private int sentAt;
        private uint end;

        /// <summary>RACK.fack: behind the last byte that has arrived.</summary>
        internal uint forward;

        /// <summary>The same before the acknowledgment at hand.</summary>
        internal uint forwardBefore;

        // RACK.reordering_seen, RACK.reo_wnd_mult, RACK.reo_wnd_persist.
        private bool reorderingSeen;
        private int multiplier;
        private int persist;

        // RACK.dsack_round: the window was widened once for all that is before this; of meaning while it persists.
        private uint duplicateRound;

        /// <summary>Begins anew.</summary>
        internal void Open(uint sequence)
        {
            roundTrip = -1;
            minimumRoundTrip = Unmeasured;
            forwardBefore = sequence;
            forward = sequence;
            reorderingSeen = false;
            multiplier = 1;
            persist = 0;
            duplicateRound = sequence;
        }

        /// <summary>Steps 2 and 3: something has arrived.</summary>
        /// <param name="sent">When it was last sent.</param>
        /// <param name="to">Behind its last byte.</param>
        /// <param name="flags">What <see cref="Scoreboard"/> knew of it.</param>
        /// <param name="now">The time.</param>
        /// <param name="inOrder">Nothing before it is missing.</param>
        internal void OnDelivered(int sent, uint to, int flags, int now, bool inOrder)
        {
            int trip = now - sent;
            if ((flags & Scoreboard.Resent) != 0)
            {
                // It may be the earlier one that has arrived. The echo tells, but not of what has arrived behind a hole:
                // there the peer goes on echoing what came before the hole (RFC 7323 section 4.3).
                if ((inOrder && echoedAt - sent < 0) || trip < minimumRoundTrip)
                {
                    return;
                }
            }
            else if ((int)(to - forwardBefore) < 0)
            {
                reorderingSeen = true;
            }

            if ((int)(to - forward) > 0)
            {
                forward = to;
            }

            int later = sent - sentAt;
            if (roundTrip < 0 || later > 0 || (later == 0 && (int)(to - end) > 0))
            {
                sentAt = sent;
                end = to;
                roundTrip = trip;
            }
        }

        /// <summary>Everything up to here has arrived, in order: once a round trip, lest what is remembered becomes so old that it seems to lie ahead.</summary>
        /// <param name="sent">When the last of it was sent.</param>
        /// <param name="to">Behind its last byte.</param>
        /// <param name="trip">How long that was under way.</param>
        internal void OnArrivedInOrder(int sent, uint to, int trip)
        {
            sentAt = sent;
            end = to;
            roundTrip = trip;
            forward = to;
            forwardBefore = to;
        }

        /// <summary>
        /// Nothing is outstanding, and what is sent from now on is later than all that has arrived. Without being told, times
        /// of 25 days ago and more would seem to lie ahead.
        /// </summary>
        /// <param name="now">The time.</param>
        internal void OnIdle(int now)
        {
            sentAt = now;
        }

        /// <summary>RACK_sent_after(): whether a segment was sent before something that has arrived.</summary>
        internal bool IsSentBefore(int sent, uint to, int flags)
        {
            int later = sentAt - sent;

            // Of what was sent in one millisecond the numbers tell the order, but not of what was sent again.
            return roundTrip >= 0 && (later > 0 || (later == 0 && (flags & Scoreboard.Resent) == 0 && (int)(end - to) > 0));
        }

        /// <summary>The peer has told that something arrived twice (RFC 2883): once a round trip, a wider reordering window.</summary>
        internal void OnDuplicate(uint unacknowledged, uint next)
        {
            if ((int)(unacknowledged - duplicateRound) >= 0 || (int)(duplicateRound - next) > 0)
            {
                duplicateRound = next;
                multiplier += multiplier < MostMultiplier ? 1 : 0;
                persist = 16;
            }
        }

        /// <summary>A recovery has ended.</summary>
        internal void OnRecovered()
        {
            if (--persist <= 0)
            {
                multiplier = 1;
            }
        }

        /// <summary>Step 4, RACK_update_reo_wnd(): how much later than it should something may arrive, in milliseconds.</summary>
        /// <param name="smoothedRoundTrip">SRTT.</param>
        /// <param name="pressing">A recovery goes on, or three segments have arrived behind the hole.</param>
        internal int ReorderingWindow(int smoothedRoundTrip, bool pressing)
        {
            if (pressing && !reorderingSeen)
            {
                return 0;
            }

            int window = minimumRoundTrip * multiplier >> 2;
            window = window < smoothedRoundTrip ? window : smoothedRoundTrip;

            // The clock tells no less than a millisecond.
            return window > 1 ? window : 1;
        }
    }
}
