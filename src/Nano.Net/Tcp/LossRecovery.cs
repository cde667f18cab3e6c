namespace Nano.Net.Tcp
{
    /// <summary>Whether a sender is making up for a loss.</summary>
    internal enum LossRecovery
    {
        /// <summary>Nothing is known to be lost.</summary>
        None,

        /// <summary>Fast recovery (RFC 5681 section 3.2, RFC 6675): acknowledgments still come, and have told of the loss.</summary>
        Fast,

        /// <summary>After a retransmission time-out (RFC 6298), until what was outstanding then is acknowledged.</summary>
        Timeout
    }
}
