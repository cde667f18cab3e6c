namespace Nano.Net.Services
{
    /// <summary>How far an <see cref="MdnsResponder"/> has come (RFC 6762 section 8).</summary>
    public enum MdnsState
    {
        /// <summary>It was not started, or was stopped.</summary>
        Stopped = 0,

        /// <summary>The host has no address, or the link is down.</summary>
        Waiting = 1,

        /// <summary>Others are being asked whether they use the names; nothing is answered yet.</summary>
        Probing = 2,

        /// <summary>The names are this host's, and all its records are being announced.</summary>
        Announcing = 3,

        /// <summary>The names are this host's.</summary>
        Running = 4,
    }
}
