using Nano.Emulator;
using Nano.Net.Tcp;

namespace Nano.Workbench
{
    /// <summary>
    /// Why a host has sent a segment, from what its stack says of itself: the counters that have gone up since the segment before
    /// it, and the state of the connection at that moment. The words are keys; the page has their meaning in each language.
    /// </summary>
    internal sealed class SendReasons(TcpCounters counters)
    {
        private long resets;
        private long challenges;
        private long timeouts;
        private long fast;
        private long cookies;
        private long tailProbes;
        private long windowProbes;
        private long keepAlives;

        /// <summary>Whether the counters are those of the stack that runs now.</summary>
        public bool Belongs(TcpCounters current) => current == counters;

        /// <summary>What has become known only after the last segment was sent: why that one went. Null: nothing.</summary>
        public string? FindAfterwards() =>
            Rise(ref tailProbes, counters.TailLossProbes) ? "tail-probe"
            : Rise(ref windowProbes, counters.WindowProbes) ? "window-probe"
            : Rise(ref keepAlives, counters.KeepAliveProbes) ? "keep-alive"
            : null;

        /// <summary>Why a segment is sent.</summary>
        /// <param name="segment">The segment.</param>
        /// <param name="isAgain">What it carries was sent before.</param>
        /// <param name="isCalled">The application has asked for something, and the stack does it.</param>
        /// <param name="details">What the connection knows; null where it has no buffers.</param>
        public string Find(ObservedTcp segment, bool isAgain, bool isCalled, TcpConnectionDetails? details)
        {
            bool wasReset = Rise(ref resets, counters.ResetsSent);
            bool wasChallenge = Rise(ref challenges, counters.ChallengeAcks);
            bool wasTimeout = Rise(ref timeouts, counters.RetransmissionTimeouts);
            bool wasFast = Rise(ref fast, counters.FastRetransmits);
            bool wasCookie = Rise(ref cookies, counters.SynCookiesSent);
            if (segment.IsReset)
            {
                return wasReset && isCalled ? "abort" : "reset";
            }

            if (segment.IsSyn)
            {
                return segment.IsAck ? isAgain ? "syn-ack-again" : wasCookie ? "cookie" : "syn-ack" : isAgain ? "syn-again" : "syn";
            }

            return wasTimeout ? "timeout"
                : wasFast ? "fast"
                : wasChallenge ? "challenge"
                : isAgain ? details?.Recovery switch { LossRecovery.Fast => "recovery", LossRecovery.Timeout => "timeout-recovery", _ => "again" }
                : segment.IsFin ? "close"
                : segment.DataLength > 0 ? isCalled ? "written" : "allowed"
                : isCalled ? "window-update"
                : details?.IsDelayedAckDue == true ? "ack-delayed"
                : details?.OutOfOrder.Length > 0 ? "ack-gap"
                : "ack";
        }

        private static bool Rise(ref long known, long now)
        {
            bool rose = now > known;
            known = now;
            return rose;
        }
    }
}
