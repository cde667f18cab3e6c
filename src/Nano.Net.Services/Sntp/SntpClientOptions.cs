using System;

namespace Nano.Net.Services
{
    /// <summary>Settings of an <see cref="SntpClient"/>.</summary>
    public sealed class SntpClientOptions
    {
        /// <summary>Seconds of the longest interval, 36 hours (RFC 5905 section 7.2: MAXPOLL).</summary>
        internal const int GreatestPollInterval = 131072;

        /// <summary>The servers, four at most, the preferred one first; null (the default) for none yet, see <see cref="SntpClient.SetServers"/>.</summary>
        public IPAddress[] Servers;

        /// <summary>Seconds from one successful request to the next, 16 to 131,072; 1,024 by default (RFC 4330 section 10: never under 15). A server that asks for it (RATE) is asked half as often each time that it does, down to once in sixteen intervals.</summary>
        public int PollInterval = 1024;

        /// <summary>Milliseconds that a reply may take, 100 to 30,000; 2,000 by default. The time that a reply brings is off by half of that at most.</summary>
        public int Timeout = 2000;

        /// <summary>Most milliseconds of the random delay before the first request, 0 to 300,000; 1,000 by default (RFC 4330 section 10).</summary>
        public int StartDelay = 1000;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            ServerList.Check(Servers, SntpClient.MaximumServers);
            Range.Check(PollInterval, "PollInterval", 16, GreatestPollInterval);
            Range.Check(Timeout, "Timeout", 100, 30000);
            Range.Check(StartDelay, "StartDelay", 0, 300000);
        }
    }
}
