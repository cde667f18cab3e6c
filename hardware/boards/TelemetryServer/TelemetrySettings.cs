namespace Nano.Boards
{
    /// <summary>What the owner of a board decides about its telemetry.</summary>
    public sealed class TelemetrySettings
    {
        /// <summary>What the board is called, on its page and, with ".local" behind it, in the network: 1 to 63 letters, digits and hyphens.</summary>
        public string Name = "nano";

        /// <summary>
        /// What is kept of the password of the user admin, whom it lets set something and look at the board's traffic, by HTTP
        /// Digest: the 64 digits that <c>printf %s 'admin:nano:PASSWORD' | sha256sum</c> prints. Null (the default) for none.
        /// </summary>
        public string Secret;

        /// <summary>What clients must name who set something or look at the board's traffic; null (the default) to let nobody do so. It is sent in clear.</summary>
        public string Token;

        /// <summary>One more host name that requests may name: that of a proxy which passes it on; null (the default) for none. Requests for other hosts are refused (421).</summary>
        public string HostName;

        /// <summary>Where the time comes from when the network names no server; null for nowhere.</summary>
        public string TimeServer;

        /// <summary>Switches the board's light; null (the default) where it has none.</summary>
        public LightSwitch Light;
    }
}
