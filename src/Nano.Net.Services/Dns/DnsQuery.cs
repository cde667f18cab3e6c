using System.Threading;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>A question on its way, with a port of its own.</summary>
    internal sealed class DnsQuery
    {
        /// <summary>Set when the answer is there, while <see cref="waiters"/> is not zero.</summary>
        internal readonly AutoResetEvent answered = new AutoResetEvent(false);

        /// <summary>The name that is asked for now: that of the entry, or an alias of it, which may be longer than any that is asked for by name.</summary>
        internal readonly byte[] name = new byte[DnsName.MaximumLength];

        /// <summary>Bytes of it.</summary>
        internal int nameLength;

        internal UdpEndpoint endpoint;

        /// <summary>What is to be found out; null where nobody asks.</summary>
        internal DnsEntry entry;

        /// <summary>How many callers wait for it, outside the lock.</summary>
        internal int waiters;

        /// <summary>Identifies the question, at random; -1 where it was not sent yet.</summary>
        internal int id;

        /// <summary>How many servers' turns have passed.</summary>
        internal int turns;

        /// <summary>The place in the list of the server whose turn was the first.</summary>
        internal int firstServer;

        /// <summary>Aliases followed.</summary>
        internal int aliases;

        /// <summary>Seconds that the shortest-lived of these aliases lives.</summary>
        internal int lifetime;

        /// <summary>The place in the list of the server that was asked last; -1 where none was.</summary>
        internal int server;

        /// <summary>Whether who asks wants an address of either family: where one is known, the other is not waited for long.</summary>
        internal bool isOneOfTwo;

        /// <summary>Whether the question that was sent last had an OPT record (RFC 6891).</summary>
        internal bool hasOpt;

        /// <summary>Servers that have not answered such a question, or have failed at it, a bit each: they are asked without from now on.</summary>
        internal int plainServers;

        /// <summary>When it is asked again, in stack milliseconds.</summary>
        internal long retry;
    }
}
