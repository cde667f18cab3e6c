namespace Nano.Net.Drivers
{
    /// <summary>What has become of a datagram that was to be sent.</summary>
    public enum DatagramResult
    {
        /// <summary>The network has it.</summary>
        Sent = 0,

        /// <summary>There was no room for it at the moment; it may be tried again.</summary>
        Busy = 1,

        /// <summary>It was not sent, and would not be a moment later: no network, no route, too long.</summary>
        Failed = 2,
    }
}
