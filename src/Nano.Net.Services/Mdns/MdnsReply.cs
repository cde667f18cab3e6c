namespace Nano.Net.Services
{
    /// <summary>How a query wants a record.</summary>
    internal static class MdnsReply
    {
        /// <summary>It does not.</summary>
        internal const int None = 0;

        /// <summary>By unicast.</summary>
        internal const int Unicast = 1;

        /// <summary>By multicast.</summary>
        internal const int Multicast = 2;
    }
}
