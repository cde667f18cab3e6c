using System.Collections.Generic;

namespace Nano.Net.Tcp
{
    internal sealed partial class Scoreboard
    {
        /// <summary>The spans of one kind, neighbours together.</summary>
        /// <param name="kind"><see cref="Delivered"/> or <see cref="Lost"/>.</param>
        internal (uint From, uint To)[] Ranges(int kind)
        {
            var found = new List<(uint From, uint To)>();
            uint from = start;
            for (int i = first; i < first + count; i++)
            {
                if ((state[i] & kind) != 0)
                {
                    if (found.Count > 0 && found[^1].To == from)
                    {
                        found[^1] = (found[^1].From, end[i]);
                    }
                    else
                    {
                        found.Add((from, end[i]));
                    }
                }

                from = end[i];
            }

            return found.ToArray();
        }
    }
}
