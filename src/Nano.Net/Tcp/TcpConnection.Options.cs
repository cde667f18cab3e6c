using Nano.Net.Wire;

namespace Nano.Net.Tcp
{
    // The options of a connection's segments: timestamps (RFC 7323) and selective acknowledgments (RFC 2018).
    internal sealed partial class TcpConnection
    {
        /// <summary>Both sides take selective acknowledgments (RFC 2018 section 2).</summary>
        internal bool selective;

        /// <summary>Both sides put timestamps into every segment (RFC 7323 section 3.2).</summary>
        internal bool timestamps;

        /// <summary>TS.Recent (RFC 7323 section 4.3), where <see cref="timestamps"/>.</summary>
        internal uint recentTimestamp;

        // What the clock of this side's timestamps is ahead of the stack's.
        private uint timestampOffset;

        /// <summary>This side's timestamp clock: milliseconds, from a beginning that tells strangers nothing (RFC 7323 section 5.4).</summary>
        internal uint TimestampClock()
        {
            return (uint)tcp.context.now + timestampOffset;
        }

        /// <summary>
        /// Bytes of options that the next segment carries, where it is no SYN: timestamps, and SACK blocks while there is
        /// something to report. Data stand behind them.
        /// </summary>
        internal int OptionsLength()
        {
            return timestamps ? TcpOptions.TimestampsLength : 0;
        }
    }
}
