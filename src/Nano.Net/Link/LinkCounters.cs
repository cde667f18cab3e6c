namespace Nano.Net.Link
{
    /// <summary>What has crossed the link since the stack was made, and what has not and why.</summary>
    public sealed class LinkCounters
    {
        /// <summary>Frames received, those dropped later included.</summary>
        public long FramesReceived;

        /// <summary>Bytes of those frames.</summary>
        public long BytesReceived;

        /// <summary>Frames that the device has taken.</summary>
        public long FramesSent;

        /// <summary>Bytes of those frames.</summary>
        public long BytesSent;

        /// <summary>Times that the device had no room for a frame.</summary>
        public long TransmitBusy;

        /// <summary>Frames dropped because the link was down.</summary>
        public long LinkDown;

        /// <summary>Frames dropped because they were shorter than a link header.</summary>
        public long Runts;

        /// <summary>Frames dropped because they were for another host.</summary>
        public long NotForThisHost;

        /// <summary>Frames dropped because their EtherType is not spoken here.</summary>
        public long UnknownEtherType;

        /// <summary>ARP packets dropped because they were too short, or of other address types or operations.</summary>
        public long ArpMalformed;

        /// <summary>ARP packets not believed: sent from this host's, a multicast or a broadcast address.</summary>
        public long ArpIgnored;

        /// <summary>ARP requests sent, probes and announcements included.</summary>
        public long ArpRequestsSent;

        /// <summary>ARP replies sent.</summary>
        public long ArpRepliesSent;

        /// <summary>Neighbours that did not answer.</summary>
        public long NeighborsUnreachable;

        /// <summary>Neighbours forgotten to make room for others.</summary>
        public long NeighborsEvicted;

        /// <summary>
        /// ARP packets in which another host claimed the address of a neighbour. The neighbour is asked, and replaced only
        /// where it does not answer.
        /// </summary>
        public long NeighborsContested;

        /// <summary>Packets dropped while their neighbour was unknown: too long to keep, in fragments (which count as one), no room, replaced by a later one, or never answered.</summary>
        public long PendingDropped;

        /// <summary>ARP packets in which another host claimed this host's address (RFC 5227).</summary>
        public long AddressConflicts;
    }
}
