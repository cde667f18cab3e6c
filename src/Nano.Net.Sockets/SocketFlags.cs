using System;

namespace Nano.Net.Sockets
{
    /// <summary>How a socket sends or receives; names and numbers as in <c>System.Net.Sockets.SocketFlags</c>. This stack knows <see cref="None"/> and, to receive, <see cref="Peek"/>.</summary>
    [Flags]
    public enum SocketFlags
    {
        /// <summary>As usual.</summary>
        None = 0,

        /// <summary>Urgent data. Not supported (RFC 6093 advises against it).</summary>
        OutOfBand = 1,

        /// <summary>Look at what has arrived without taking it.</summary>
        Peek = 2,

        /// <summary>Send without a router. Not supported.</summary>
        DontRoute = 4,

        /// <summary>The number of buffers that one call takes elsewhere. Not supported.</summary>
        MaxIOVectorLength = 16,

        /// <summary>The datagram was too long for the buffer.</summary>
        Truncated = 256,

        /// <summary>The control data were too long for their buffer.</summary>
        ControlDataTruncated = 512,

        /// <summary>The datagram was broadcast.</summary>
        Broadcast = 1024,

        /// <summary>The datagram was sent to a group.</summary>
        Multicast = 2048,

        /// <summary>Part of a message. Not supported.</summary>
        Partial = 32768,
    }
}
