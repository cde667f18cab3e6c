namespace Nano.Net.Tcp
{
    internal sealed partial class TcpReceiver
    {
        /// <summary>The ranges that have arrived out of order, by their numbers.</summary>
        internal (uint From, uint To)[] OutOfOrder()
        {
            var found = new (uint From, uint To)[ranges];
            for (int i = 0; i < ranges; i++)
            {
                found[i] = (rangeStart[i + 1], rangeEnd[i + 1]);
            }

            return found;
        }
    }
}
