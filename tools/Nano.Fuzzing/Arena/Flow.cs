using Nano.Emulator;
using Nano.Net.Tcp;

namespace Nano.Fuzzing
{
    /// <summary>One pair of ports at which there is, was or may be a connection: what its peer knows of it, which is what the wire has shown, and what its application has done.</summary>
    internal sealed class Flow(int number)
    {
        internal int Number { get; } = number;

        internal int RemotePort => FirstRemotePort + Number;

        internal const int FirstRemotePort = 2000;

        /// <summary>Whether it goes by IPv6.</summary>
        internal bool IsIpv6 { get; init; }

        /// <summary>The peer's address, as <see cref="ObservedTcp.Source"/> has it.</summary>
        internal UInt128 Remote { get; init; }

        /// <summary>This host's, in the same way.</summary>
        internal UInt128 Local => IsIpv6 ? Arena.Address6 : ObservedTcp.NumberOf(Arena.Address);

        internal int LocalPort { get; set; } = 80;

        // The peer's side.

        /// <summary>The peer's first sequence number.</summary>
        internal uint PeerInitial { get; } = 0xFFFF_FF00 + (uint)number * 0x0123_4567;

        /// <summary>Behind all that the peer has sent.</summary>
        internal uint PeerNext { get; set; }

        /// <summary>What the stack has acknowledged.</summary>
        internal uint Expected { get; set; }

        /// <summary>The window that the stack has told last.</summary>
        internal int Window { get; set; }

        /// <summary>By how many bits it is shifted.</summary>
        internal int Shift { get; set; }

        /// <summary>The stack's first sequence number.</summary>
        internal uint StackInitial { get; set; }

        /// <summary>Behind all that the stack has sent.</summary>
        internal uint StackNext { get; set; }

        /// <summary>What the peer has acknowledged.</summary>
        internal uint Acknowledged { get; set; }

        /// <summary>Whether the stack sends timestamps, and its last one.</summary>
        internal bool UsesTimestamps { get; set; }

        internal uint StackTimestamp { get; set; }

        // The application's side.

        /// <summary>Its connection; null where it has none, or has let go of it.</summary>
        internal TcpConnection? Connection { get; set; }

        /// <summary>The sequence number of the first byte that it has written.</summary>
        internal uint FirstWritten { get; set; }

        /// <summary>How many bytes it has written.</summary>
        internal long Written { get; set; }

        /// <summary>The sequence number of the byte that it reads next.</summary>
        internal uint ReadNext { get; set; }

        /// <summary>Whether its connection was seen set up, so that what follows holds.</summary>
        internal bool IsOpen { get; set; }

        /// <summary>RCV.NXT, the window's edge and SND.UNA, as they were.</summary>
        internal uint LastExpected { get; set; }

        internal uint LastEdge { get; set; }

        internal uint LastAcknowledged { get; set; }

        /// <summary>The right edge of the widest window that the stack has taken to be the peer's.</summary>
        internal uint PeerEdge { get; set; }

        /// <summary>The byte of the peer's stream at a sequence number: whatever comes, comes again the same.</summary>
        internal byte PeerByte(uint sequence) => Mix(sequence, 0x9E37_79B9u + (uint)Number);

        /// <summary>The byte of this side's stream.</summary>
        internal byte OwnByte(long index) => Mix((uint)index, 0x85EB_CA6Bu - (uint)Number);

        private static byte Mix(uint index, uint key)
        {
            uint x = (index ^ key) * 0x2C1B_3C6D;
            return (byte)(x >> 24);
        }
    }
}
