namespace Nano.Simulation
{
    /// <summary>What is checked.</summary>
    internal enum Rule
    {
        /// <summary>Every byte arrives once and in order.</summary>
        Stream,

        /// <summary>No stream is delivered twice.</summary>
        Replay,

        /// <summary>A connection ends in order unless something has happened to it that may end it.</summary>
        Ending,

        /// <summary>When the faults are over, every two hosts that have talked complete a new exchange.</summary>
        Recovery,

        /// <summary>Who asks for an address by DHCP gets that of the network that it is in, and keeps it for as long as the server lets it; and of each prefix that routers announce there is an IPv6 address, for as long as they have said (RFC 4862 section 5.5.3).</summary>
        Address,

        /// <summary>Packets of IPv6 leave from an address that this host has, that nobody else was found to have, and that still works; new connections from one that is preferred (RFC 4862 sections 5.4 and 5.5.4).</summary>
        Source,

        /// <summary>Neighbour and router discovery, listener reports and errors are formed, addressed and limited as RFC 4861, RFC 6980, RFC 3810 and RFC 4443 have it.</summary>
        Discovery,

        /// <summary>No packet is larger than the link carries, or than a router has said that the path does (RFC 8201 section 4).</summary>
        PathMtu,

        /// <summary>All that was begun comes to an end.</summary>
        Progress,

        /// <summary>The stack's state does not contradict itself; above all, who has something to do has a timer running.</summary>
        Invariant,

        /// <summary>States change only as RFC 9293 section 3.3.2 has it.</summary>
        State,

        /// <summary>A window is never taken back, and no acknowledgment.</summary>
        Window,

        /// <summary>Nothing is sent beyond the window.</summary>
        Sending,

        /// <summary>No small segment is sent, and no window opened by a little, where RFC 9293 sections 3.7.4 and 3.8.6.2 forbid it.</summary>
        SillyWindow,

        /// <summary>Only new data may be marked by routers: no SYN, pure acknowledgment, probe or retransmission (RFC 3168 section 6.1).</summary>
        Ecn,

        /// <summary>Who has room again says so (RFC 9293 section 3.8.6.2.2).</summary>
        WindowUpdate,

        /// <summary>The stack allocates nothing after it was made.</summary>
        Memory,

        /// <summary>At the end all is back in its pool.</summary>
        Return,

        /// <summary>What is sent is well formed, and no more than what has come is worth.</summary>
        Frame,

        /// <summary>A parser says the same of the same bytes, however they come, and stays within them.</summary>
        Parsing,

        /// <summary>The stack throws nothing.</summary>
        Exception,
    }
}
