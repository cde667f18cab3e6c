using System;

namespace Nano.Net.Services
{
    /// <summary>Settings of a <see cref="DnsResolver"/>.</summary>
    public sealed class DnsResolverOptions
    {
        /// <summary>The DNS servers, three at most, the preferred one first; null (the default) for none yet, see <see cref="DnsResolver.SetServers"/>.</summary>
        public IPAddress[] Servers;

        /// <summary>Names that are remembered, known ones and those known not to be, 1 to 256; 4 by default. As many can be asked for at once, where <see cref="Queries"/> allows. On a stack with IPv6, an address of each family is remembered.</summary>
        public int CacheEntries = 4;

        /// <summary>Questions that wait for an answer at once, 1 to 16; 1 by default. Others wait until their turn comes. On a stack with IPv6 there are twice as many, as a name is asked for in both families at once.</summary>
        public int Queries = 1;

        /// <summary>Characters of the longest name, 16 to 253; 64 by default.</summary>
        public int MaximumNameLength = 64;

        /// <summary>Milliseconds that the first question to each server may take, 100 to 30,000; 2,000 by default. Every further one may take twice as long as the one before.</summary>
        public int Timeout = 2000;

        /// <summary>How often each server is asked, 1 to 6; 3 by default.</summary>
        public int Attempts = 3;

        /// <summary>Most seconds that an address is remembered, 1 to 604,800; 86,400 by default. What the server says counts where it is less.</summary>
        public int MaximumLifetime = 86400;

        /// <summary>Most seconds that it is remembered that there is no such name or address, 0 to 10,800; 300 by default (RFC 2308 section 5).</summary>
        public int MaximumNegativeLifetime = 300;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            ServerList.Check(Servers, DnsResolver.MaximumServers);
            Range.Check(CacheEntries, "CacheEntries", 1, 256);
            Range.Check(Queries, "Queries", 1, 16);
            Range.Check(MaximumNameLength, "MaximumNameLength", 16, 253);
            Range.Check(Timeout, "Timeout", 100, 30000);
            Range.Check(Attempts, "Attempts", 1, 6);
            Range.Check(MaximumLifetime, "MaximumLifetime", 1, 604800);
            Range.Check(MaximumNegativeLifetime, "MaximumNegativeLifetime", 0, 10800);
        }
    }
}
