namespace Nano.Net.Tcp
{
    /// <summary>Comparison of sequence numbers modulo 2^32 (RFC 9293 section 3.4). In the hot path it stands written out: <c>(int)(a - b) &lt; 0</c>.</summary>
    internal static class SequenceNumber
    {
        internal static bool IsBefore(uint a, uint b)
        {
            return (int)(a - b) < 0;
        }

        internal static bool IsAfter(uint a, uint b)
        {
            return (int)(a - b) > 0;
        }
    }
}
