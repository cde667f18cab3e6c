namespace Nano.Packetdrill
{
    /// <summary>What a script has set for the packets of a port, and the link does to them, since the stack knows nothing of it.</summary>
    internal sealed class PortSettings
    {
        /// <summary>TCP_MAXSEG: bytes of the largest segment that either side may announce; 0 for what they like.</summary>
        internal int MaximumSegment { get; set; }

        /// <summary>IP_TOS without its two ECN bits, which are the stack's.</summary>
        internal int TypeOfService { get; set; }
    }
}
