using System;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>The way from one of this host's addresses to another address. Both stand in the header template; <see cref="Path.identity"/> is a keyed hash of them.</summary>
    internal sealed class Ipv6Path : Path
    {
        /// <summary>
        /// Holds the address where packets go on this link, at <see cref="nextHopOffset"/>: the header of this path, where the
        /// destination is a neighbour or a group, or the table of the routers; null where there is no route.
        /// </summary>
        internal byte[] nextHop;

        /// <summary>Index of that.</summary>
        internal int nextHopOffset;

        /// <summary>Index in the header template of this host's address.</summary>
        internal readonly int sourceOffset;

        /// <summary>Index in the header template of the address at the other end.</summary>
        internal readonly int destinationOffset;

        internal Ipv6Path(InternetProtocol protocol, byte[] header)
            : base(protocol, header)
        {
            int at = header.Length - Ipv6Packet.HeaderLength;
            sourceOffset = at + Ipv6Packet.SourceOffset;
            destinationOffset = at + Ipv6Packet.DestinationOffset;
        }

        /// <inheritdoc/>
        internal override bool IsRouted
        {
            get { return nextHop != null; }
        }

        /// <summary>IPv6 has groups, and no broadcast.</summary>
        internal override bool IsBroadcast
        {
            get { return false; }
        }

        /// <inheritdoc/>
        internal override bool IsMulticast
        {
            get { return Ipv6Address.IsMulticast(header, destinationOffset); }
        }

        /// <summary>Whether the other end is on this link, or a group.</summary>
        internal override bool IsOnLink
        {
            get { return nextHop == header; }
        }

        /// <inheritdoc/>
        internal override IPAddress RemoteAddress()
        {
            return Ipv6Address.Read(header, destinationOffset);
        }

        /// <inheritdoc/>
        internal override IPAddress LocalAddress()
        {
            return Ipv6Address.Read(header, sourceOffset);
        }

        /// <inheritdoc/>
        internal override bool StartsAt(IPAddress local)
        {
            return Ipv6Address.AreEqual(header, sourceOffset, local.ipv6, 0);
        }

        /// <inheritdoc/>
        internal override void WriteRemoteAddress(byte[] buffer, int offset)
        {
            Array.Copy(header, destinationOffset, buffer, offset, Ipv6Packet.AddressLength);
        }
    }
}
