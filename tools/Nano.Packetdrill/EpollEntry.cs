namespace Nano.Packetdrill
{
    /// <summary>What an epoll instance knows of one socket.</summary>
    internal sealed class EpollEntry
    {
        /// <summary>The events that are asked for, with the flags beside them.</summary>
        internal uint Wanted { get; set; }

        /// <summary>What the program wants to be told with them.</summary>
        internal ulong Data { get; set; }

        /// <summary>EPOLLONESHOT: told once, and not asked for any more.</summary>
        internal bool IsOver { get; set; }

        /// <summary>The events that there were at the last look; bits that are new since then are an edge.</summary>
        internal uint Seen { get; set; }

        /// <summary>RCV.NXT at the last look; more than that is an edge, whatever has been read.</summary>
        internal uint Received { get; set; }
    }
}
