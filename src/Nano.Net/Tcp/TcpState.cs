namespace Nano.Net.Tcp
{
    /// <summary>The states of a connection (RFC 9293 section 3.3.2).</summary>
    public enum TcpState
    {
        /// <summary>No connection at all.</summary>
        Closed = 0,

        /// <summary>Waiting for a connection request from any remote peer and port.</summary>
        Listen = 1,

        /// <summary>Waiting for a matching connection request after having sent one.</summary>
        SynSent = 2,

        /// <summary>Waiting for the acknowledgment of the own connection request, after both were sent.</summary>
        SynReceived = 3,

        /// <summary>Open: data flows in both directions.</summary>
        Established = 4,

        /// <summary>Waiting for the peer's close request, or the acknowledgment of the own.</summary>
        FinWait1 = 5,

        /// <summary>Waiting for the peer's close request.</summary>
        FinWait2 = 6,

        /// <summary>Waiting for the local user's close request.</summary>
        CloseWait = 7,

        /// <summary>Waiting for the acknowledgment of the own close request; the peer's has come.</summary>
        Closing = 8,

        /// <summary>Waiting for the acknowledgment of the own close request, which answered the peer's.</summary>
        LastAck = 9,

        /// <summary>Waiting until the peer has surely got the acknowledgment of its close request, and old segments are gone.</summary>
        TimeWait = 10,
    }
}
