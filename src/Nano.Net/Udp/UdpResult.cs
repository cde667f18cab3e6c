namespace Nano.Net.Udp
{
    /// <summary>What calls of a <see cref="UdpEndpoint"/> return instead of a number of bytes.</summary>
    internal static class UdpResult
    {
        /// <summary>Nothing has been received, or the link device is busy: to be tried again.</summary>
        internal const int WouldBlock = -1;

        /// <summary>No route leads there.</summary>
        internal const int NoRoute = -2;

        /// <summary>The datagram is longer than any can be.</summary>
        internal const int TooBig = -3;

        /// <summary>Broadcasting was not enabled.</summary>
        internal const int BroadcastDenied = -4;

        /// <summary>The peer has said that nobody listens there. Told once.</summary>
        internal const int Refused = -5;

        /// <summary>The endpoint is closed.</summary>
        internal const int Closed = -6;

        /// <summary>No port is free.</summary>
        internal const int NoPort = -7;

        /// <summary>There is no peer to send to.</summary>
        internal const int NotConnected = -8;

        /// <summary>No place for another multicast group is free.</summary>
        internal const int NoGroup = -9;

        /// <summary>It has joined the multicast group already.</summary>
        internal const int Member = -10;

        /// <summary>It has not joined the multicast group.</summary>
        internal const int NotMember = -11;

        /// <summary>As many paths are held for other addresses as may be (<see cref="StackOptions.Paths"/>).</summary>
        internal const int NoPath = -12;
    }
}
