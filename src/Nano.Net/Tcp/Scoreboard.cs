namespace Nano.Net.Tcp
{
    /// <summary>
    /// What is known of every byte that is outstanding: when it was last sent, whether for the first time, and whether
    /// it has arrived (RFC 6675 section 3) or counts as lost. Neighbours of which the same is known are one span, so
    /// that a window sent at once takes one entry, and each hole two more.
    /// </summary>
    /// <remarks>
    /// Of fixed size. Where it is full, neighbours lose the difference in their times, and then a block of a selective
    /// acknowledgment goes unremembered: its bytes count as outstanding until the cumulative acknowledgment covers
    /// them, which is what NewReno would know of them.
    /// </remarks>
    internal sealed partial class Scoreboard
    {
        /// <summary>It was sent more than once, so that its acknowledgment may be that of an earlier time.</summary>
        internal const int Resent = 1;

        /// <summary>It counts as lost, and has not been sent again since.</summary>
        internal const int Lost = 2;

        /// <summary>The peer has it (RFC 2018).</summary>
        internal const int Delivered = 4;

        // Entries that selective acknowledgments leave free: for what is sent behind the last, and to split what is lost.
        private const int Reserved = 2;

        /// <summary>SND.UNA: where the first span begins.</summary>
        internal uint start;

        /// <summary>Spans.</summary>
        internal int count;

        /// <summary>Bytes in delivered spans: the peer has selectively acknowledged them.</summary>
        internal int delivered;

        /// <summary>Bytes in lost spans.</summary>
        internal int lost;

        private readonly uint[] end;
        private readonly int[] sentAt;
        private readonly byte[] state;

        // Index of the first span. Zero but after Advance, which leaves the gap to be closed when there is need.
        private int first;
        private readonly Rack rack;

        /// <summary>Makes an empty one.</summary>
        /// <param name="capacity">Spans that it can hold, 4 or more.</param>
        /// <param name="rack">Is told of each span that has arrived.</param>
        internal Scoreboard(int capacity, Rack rack)
        {
            this.rack = rack;
            end = new uint[capacity];
            sentAt = new int[capacity];
            state = new byte[capacity];
        }

        /// <summary>Whether the peer has selectively acknowledged what it has not acknowledged, though nothing is missing before: it has thrown data away (RFC 2018 section 8).</summary>
        internal bool IsReneged
        {
            get { return count > 0 && (state[first] & Delivered) != 0; }
        }

        /// <summary>Begins anew, with nothing outstanding.</summary>
        internal void Open(uint sequence)
        {
            start = sequence;
            first = 0;
            count = 0;
            delivered = 0;
            lost = 0;
        }

        /// <summary>Drops what is acknowledged where all that is outstanding was sent, and nothing else is known of it.</summary>
        internal void Advance(uint acknowledgment)
        {
            int i = first;
            int behind = i + count;
            while (i < behind && (int)(end[i] - acknowledgment) <= 0)
            {
                i++;
            }

            start = acknowledgment;
            count = behind - i;
            first = count == 0 ? 0 : i;
        }

        /// <summary>Something new was sent, from where the last span ends.</summary>
        /// <param name="to">Behind its last byte.</param>
        /// <param name="now">The low bits of the stack's time in milliseconds.</param>
        internal void Send(uint to, int now)
        {
            int last = first + count - 1;
            if (count == 0 || state[last] != 0 || sentAt[last] != now)
            {
                if (last + 1 == end.Length)
                {
                    MakeRoom(1);
                    last = count - 1;
                }

                if (count < end.Length)
                {
                    last++;
                    count++;
                }
                else
                {
                    // What was known of the last span is given up.
                    Account(last, -Length(last));
                }

                sentAt[last] = now;
                state[last] = 0;
            }

            end[last] = to;
        }

        /// <summary>Something outstanding was sent again: [<paramref name="from"/>, <paramref name="to"/>), within one span.</summary>
        internal void Resend(uint from, uint to, int now)
        {
            MakeRoom(1);
            int i = Find(from);
            if (from != Start(i))
            {
                if (count < end.Length)
                {
                    Split(i, from);
                    i++;
                }
            }
            else if (i > 0 && state[i - 1] == Resent && sentAt[i - 1] == now)
            {
                // What is sent again bit by bit is one span, which grows at the cost of the next.
                int length = (int)(to - from);
                Account(i, -length);
                end[i - 1] = to;
                if (to == end[i])
                {
                    Remove(i, 1);
                }

                return;
            }

            if (to != end[i] && count < end.Length)
            {
                Split(i, to);
            }

            Account(i, -Length(i));
            state[i] = Resent;
            sentAt[i] = now;
        }

        /// <summary>Drops what is acknowledged.</summary>
        /// <param name="acknowledgment">SEG.ACK.</param>
        /// <param name="now">The low bits of the stack's time in milliseconds.</param>
        internal void Acknowledge(uint acknowledgment, int now)
        {
            CloseGap();
            int gone = 0;
            uint from = start;
            while (gone < count && (int)(end[gone] - acknowledgment) <= 0)
            {
                NoteArrival(gone, from, end[gone], now, true);
                from = end[gone];
                gone++;
            }

            if (gone < count && from != acknowledgment)
            {
                NoteArrival(gone, from, acknowledgment, now, true);
            }

            start = acknowledgment;
            if (gone > 0)
            {
                Remove(0, gone);
            }
        }

        /// <summary>Remembers a block of a selective acknowledgment that lies within what is outstanding.</summary>
        /// <returns>False where part of it went unremembered for want of room.</returns>
        internal bool Select(uint from, uint to, int now)
        {
            bool whole = true;
            MakeRoom(Reserved + (IsBoundary(from) ? 0 : 1) + (IsBoundary(to) ? 0 : 1));

            uint begin = start;
            for (int i = 0; i < count && (int)(to - begin) > 0; i++)
            {
                uint finish = end[i];
                if ((int)(finish - from) > 0 && (state[i] & Delivered) == 0)
                {
                    bool before = (int)(from - begin) > 0;
                    bool behind = (int)(finish - to) > 0;
                    if (count + (before ? 1 : 0) + (behind ? 1 : 0) > end.Length - Reserved && (before || behind))
                    {
                        whole = false;
                    }
                    else
                    {
                        if (before)
                        {
                            Split(i, from);
                            begin = from;
                            i++;
                        }

                        if (behind)
                        {
                            Split(i, to);
                            finish = to;
                        }

                        NoteArrival(i, begin, finish, now, false);
                        state[i] = Delivered;
                        delivered += (int)(finish - begin);
                    }
                }

                begin = finish;
            }

            Join(Delivered);
            return whole;
        }

        /// <summary>Everything that the peer has not told to have counts as lost.</summary>
        internal void LoseAll()
        {
            CloseGap();
            uint begin = start;
            for (int i = 0; i < count; i++)
            {
                if ((state[i] & (Delivered | Lost)) == 0)
                {
                    Lose(i, begin);
                }

                begin = end[i];
            }

            Join(Lost);
        }

        /// <summary>The first bytes that are outstanding count as lost.</summary>
        internal void LoseFirst(int length)
        {
            MakeRoom(1);
            if (count == 0 || (state[0] & (Delivered | Lost)) != 0)
            {
                return;
            }

            if (Length(0) > length && count < end.Length)
            {
                Split(0, start + (uint)length);
            }

            Lose(0, start);
        }

        /// <summary>
        /// RFC 8985 section 6.2, step 5: what was sent long enough before something that has arrived counts as lost.
        /// </summary>
        /// <param name="now">The low bits of the stack's time in milliseconds.</param>
        /// <param name="reorderingWindow">RACK.reo_wnd, in milliseconds.</param>
        /// <returns>Milliseconds until more may have to be counted as lost; 0 where nothing is in doubt.</returns>
        internal int DetectLoss(int now, int reorderingWindow)
        {
            CloseGap();
            int before = lost;
            int timeout = 0;
            uint begin = start;
            for (int i = 0; i < count; i++)
            {
                if ((state[i] & (Delivered | Lost)) == 0 && rack.IsSentBefore(sentAt[i], end[i], state[i]))
                {
                    int remaining = sentAt[i] + rack.roundTrip + reorderingWindow - now;
                    if (remaining <= 0)
                    {
                        Lose(i, begin);
                    }
                    else if (remaining > timeout)
                    {
                        timeout = remaining;
                    }
                }

                begin = end[i];
            }

            if (lost != before)
            {
                Join(Lost);
            }

            return timeout;
        }

        /// <summary>RFC 8985 section 6.3: a time-out says that the first segment is lost, and of the others those that are old enough.</summary>
        /// <param name="now">The low bits of the stack's time in milliseconds.</param>
        /// <param name="age">RACK.rtt and RACK.reo_wnd together, in milliseconds.</param>
        internal void LoseOlder(int now, int age)
        {
            CloseGap();
            uint begin = start;
            for (int i = 0; i < count; i++)
            {
                if ((state[i] & (Delivered | Lost)) == 0 && (i == 0 || now - sentAt[i] >= age))
                {
                    Lose(i, begin);
                }

                begin = end[i];
            }

            Join(Lost);
        }

        /// <summary>Nothing was lost after all.</summary>
        internal void ForgetLosses()
        {
            // There is no gap where something is lost.
            for (int i = 0; i < count; i++)
            {
                state[i] &= 0xFF ^ Lost;
            }

            lost = 0;
        }

        /// <summary>The peer may have thrown away what it has selectively acknowledged (RFC 2018 section 8).</summary>
        internal void ForgetDeliveries()
        {
            // There is no gap where something is delivered.
            for (int i = 0; i < count; i++)
            {
                state[i] &= 0xFF ^ Delivered;
            }

            delivered = 0;
        }

        /// <summary>The first span that is lost.</summary>
        /// <param name="from">Its first byte.</param>
        /// <returns>Behind its last byte.</returns>
        internal uint FirstLost(out uint from)
        {
            int i = first;
            from = start;
            while ((state[i] & Lost) == 0)
            {
                from = end[i];
                i++;
            }

            return end[i];
        }

        /// <summary>The first byte of the last span.</summary>
        internal uint LastStart()
        {
            return Start(first + count - 1);
        }
    }
}
