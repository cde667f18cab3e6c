using System;

namespace System.Net.Sockets
{
    /// <summary>How to send or receive.</summary>
    [Flags]
    public enum SocketFlags
    {
        /// <summary>As always.</summary>
        None = 0,

        /// <summary>Urgent data; not supported.</summary>
        OutOfBand = 1,

        /// <summary>Look, and leave what was read.</summary>
        Peek = 2,

        /// <summary>Only to a host of the same network; not supported.</summary>
        DontRoute = 4,

        /// <summary>Not supported.</summary>
        MaxIOVectorLength = 16,

        /// <summary>The datagram was longer.</summary>
        Truncated = 256,

        /// <summary>Not supported.</summary>
        ControlDataTruncated = 512,

        /// <summary>It was a broadcast.</summary>
        Broadcast = 1024,

        /// <summary>It was to a group.</summary>
        Multicast = 2048,

        /// <summary>A part of a message.</summary>
        Partial = 32768,
    }
}
