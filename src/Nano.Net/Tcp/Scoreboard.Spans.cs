using System;

namespace Nano.Net.Tcp
{
    // The spans themselves: how they are found, split, joined, and how room is made for them.
    internal sealed partial class Scoreboard
    {
        private uint Start(int i)
        {
            return i == first ? start : end[i - 1];
        }

        private int Length(int i)
        {
            return (int)(end[i] - Start(i));
        }

        private bool IsBoundary(uint sequence)
        {
            int i = first;
            int behind = i + count;
            while (i < behind && end[i] != sequence)
            {
                i++;
            }

            return i < behind || sequence == start;
        }

        // The span that a number, which is outstanding, belongs to.
        private int Find(uint sequence)
        {
            int i = 0;
            while ((int)(end[i] - sequence) <= 0)
            {
                i++;
            }

            return i;
        }

        // Some bytes of a span have arrived; those that were known to have, are not counted twice.
        private void NoteArrival(int i, uint from, uint to, int now, bool inOrder)
        {
            int flags = state[i];
            if ((flags & Delivered) == 0)
            {
                rack.OnDelivered(sentAt[i], to, flags, now, inOrder);
            }

            if (flags != 0)
            {
                Account(i, -(int)(to - from));
            }
        }

        private void Account(int i, int bytes)
        {
            if ((state[i] & Lost) != 0)
            {
                lost += bytes;
            }
            else if ((state[i] & Delivered) != 0)
            {
                delivered += bytes;
            }
        }

        private void Lose(int i, uint begin)
        {
            state[i] |= Lost;
            lost += (int)(end[i] - begin);
        }

        private void Split(int i, uint at)
        {
            Array.Copy(end, i, end, i + 1, count - i);
            Array.Copy(sentAt, i, sentAt, i + 1, count - i);
            Array.Copy(state, i, state, i + 1, count - i);
            end[i] = at;
            count++;
        }

        private void Remove(int i, int number)
        {
            count -= number;
            Array.Copy(end, i + number, end, i, count - i);
            Array.Copy(sentAt, i + number, sentAt, i, count - i);
            Array.Copy(state, i + number, state, i, count - i);
        }

        // Makes one of neighbours that are both lost, or both delivered: how often they were sent does not matter any more.
        private void Join(int flag)
        {
            for (int i = count - 1; i > 0; i--)
            {
                if ((state[i] & state[i - 1] & flag) != 0)
                {
                    state[i] |= state[i - 1];
                    Remove(i - 1, 1);
                }
            }
        }

        // Sees to it that so many more spans fit, if that can be.
        private void MakeRoom(int spans)
        {
            CloseGap();
            if (count + spans > end.Length)
            {
                Compact();
            }
        }

        private void CloseGap()
        {
            if (first > 0)
            {
                int gap = first;
                first = 0;
                count += gap;
                Remove(0, gap);
            }
        }

        // Makes one of neighbours that differ in their time only: the later one, so that none is given up too early.
        private void Compact()
        {
            for (int i = count - 1; i > 0; i--)
            {
                if (state[i] == state[i - 1])
                {
                    if (sentAt[i - 1] - sentAt[i] > 0)
                    {
                        sentAt[i] = sentAt[i - 1];
                    }

                    Remove(i - 1, 1);
                }
            }
        }
    }
}
