using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpReceiver
    {
        /// <summary>What waits to be read and what the peer may send have room; ranges lie apart, beyond RCV.NXT and within the window.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            // What the peer has been told is rounded up to the window scale.
            int rounding = (1 << windowShift) - 1;
            int promised = (int)(edge - next);
            Invariant.Require(available >= 0 && head >= 0 && head < buffer.Length, "what waits to be read lies outside the buffer");
            Invariant.Require(peerFin == FinTaken || promised + rounding >= 0, "RCV.NXT lies beyond the window");
            Invariant.Require(peerFin == FinTaken || available + promised <= buffer.Length, "the window promises more than there is room for");
            Invariant.Require(ranges >= 0 && ranges <= rangeEnd.Length - 2, "there are more ranges than may be");
            Invariant.Require(blocks == ranges || blocks == ranges + 1, "there are SACK blocks of nothing");

            // A hostile peer may have sent what lies beyond its own FIN. It stays, and is never delivered.
            for (int i = 1; i <= ranges && peerFin != FinTaken; i++)
            {
                Invariant.Require((int)(rangeEnd[i] - rangeStart[i]) > 0, "a range is empty");
                Invariant.Require((int)(rangeStart[i] - next) > 0, "a range that has become contiguous is kept back");
                Invariant.Require((int)(rangeEnd[i] - edge) <= rounding, "a range lies beyond the window");
                for (int other = i + 1; other <= ranges; other++)
                {
                    Invariant.Require(
                        (int)(rangeStart[other] - rangeEnd[i]) > 0 || (int)(rangeStart[i] - rangeEnd[other]) > 0, "two ranges touch each other");
                }
            }
        }
    }
}
