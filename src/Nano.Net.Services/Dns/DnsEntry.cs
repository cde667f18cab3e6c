using Nano.Net.Sockets;

namespace Nano.Net.Services
{
    /// <summary>A name and a type that a resolver remembers, or is asking for.</summary>
    internal sealed class DnsEntry
    {
        /// <summary>The name as it stands in messages, without pointers; behind the room for it the address, as the stack keeps those of all protocols.</summary>
        internal readonly byte[] name;

        /// <summary>Bytes of it; 0 where the entry is free.</summary>
        internal int nameLength;

        /// <summary><see cref="SocketError.Success"/>: the address is known. <see cref="SocketError.WouldBlock"/>: it is being asked for. Else why it is not known.</summary>
        internal SocketError state;

        /// <summary><see cref="DnsMessage.TypeA"/> or <see cref="DnsMessage.TypeAaaa"/>.</summary>
        internal int type;

        /// <summary>Until when that is remembered, in stack milliseconds.</summary>
        internal long expires;

        /// <summary>Whether somebody has got it already: who gets it after that gets it from memory.</summary>
        internal bool isHandedOut;

        internal DnsEntry(int nameCapacity, int addressLength)
        {
            name = new byte[nameCapacity + addressLength];
        }
    }
}
