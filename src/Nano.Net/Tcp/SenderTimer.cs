namespace Nano.Net.Tcp
{
    /// <summary>What a sender's one deadline is for.</summary>
    internal enum SenderTimer
    {
        /// <summary>The retransmission time-out (RFC 6298).</summary>
        Retransmission,

        /// <summary>Nothing is outstanding, and what is queued may not go: probes ask whether it may (RFC 9293 section 3.8.6.1).</summary>
        Persist,

        /// <summary>The end of what was sent may be lost, and no acknowledgment would tell (RFC 8985 section 7).</summary>
        TailLossProbe,

        /// <summary>What is missing may still arrive late (RFC 8985 section 6.2, step 5).</summary>
        Reordering
    }
}
