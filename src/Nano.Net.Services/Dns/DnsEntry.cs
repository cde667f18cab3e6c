using Nano.Net.Sockets;

namespace Nano.Net.Services
{
    /// <summary>A name that a resolver remembers, or is asking for.</summary>
    internal sealed class DnsEntry
    {
        /// <summary>The name as it stands in messages, without pointers.</summary>
        internal readonly byte[] name;

        /// <summary>Bytes of it; 0 where the entry is free.</summary>
        internal int nameLength;

        /// <summary><see cref="SocketError.Success"/>: the address is known. <see cref="SocketError.WouldBlock"/>: it is being asked for. Else why it is not known.</summary>
        internal SocketError state;

        /// <summary>The address.</summary>
        internal uint address;

        /// <summary>Until when that is remembered, in stack milliseconds.</summary>
        internal long expires;

        /// <summary>Whether somebody has got it already: who gets it after that gets it from memory.</summary>
        internal bool isHandedOut;

        internal DnsEntry(int nameCapacity)
        {
            name = new byte[nameCapacity];
        }
    }
}
