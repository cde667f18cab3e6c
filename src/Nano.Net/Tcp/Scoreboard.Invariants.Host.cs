using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class Scoreboard
    {
        /// <summary>Spans follow each other, none is empty, and their bytes add up to what is counted.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            Invariant.Require(count >= 0 && first >= 0 && first + count <= end.Length, "spans lie outside the scoreboard");
            int arrived = 0;
            int gone = 0;
            for (int i = first; i < first + count; i++)
            {
                Invariant.Require(Length(i) > 0, "a span is empty");
                if ((state[i] & Lost) != 0)
                {
                    gone += Length(i);
                }
                else if ((state[i] & Delivered) != 0)
                {
                    arrived += Length(i);
                }
            }

            Invariant.Require(arrived == delivered, "the bytes that have arrived are counted wrong");
            Invariant.Require(gone == lost, "the bytes that are lost are counted wrong");
        }
    }
}
