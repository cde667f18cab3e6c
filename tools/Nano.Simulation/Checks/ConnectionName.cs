using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.Tcp;
using Path = Nano.Net.Internet.Path;

namespace Nano.Simulation
{
    /// <summary>What tells connections of a host apart: both addresses, as <see cref="ObservedTcp.Source"/> has them, and both ports.</summary>
    internal readonly record struct ConnectionName(UInt128 Local, int LocalPort, UInt128 Remote, int RemotePort)
    {
        /// <summary>The connection that a segment belongs to that the host sends.</summary>
        internal static ConnectionName OfSent(in ObservedTcp segment) =>
            new(segment.Source, segment.SourcePort, segment.Destination, segment.DestinationPort);

        /// <summary>The connection that a segment belongs to that the host receives.</summary>
        internal static ConnectionName OfReceived(in ObservedTcp segment) =>
            new(segment.Destination, segment.DestinationPort, segment.Source, segment.SourcePort);

        /// <summary>An address as it stands in a name.</summary>
        internal static UInt128 NumberOf(IPAddress address) =>
            address.ipv6 == null ? ObservedTcp.NumberOf(address.value) : BinaryPrimitives.ReadUInt128BigEndian(address.ipv6);

        /// <summary>Whether it is the name of what a stack remembers, which has a path. Of IPv4 there is one own address, which may be away for a while.</summary>
        internal bool IsOf(TransmissionControlBlock block) =>
            block.LocalPort == LocalPort && block.RemotePort == RemotePort && block.path is { } path && RemoteOf(path) == Remote && (path is not Ipv6Path || LocalOf(path) == Local);

        /// <summary>The other end of a path.</summary>
        internal static UInt128 RemoteOf(Path path) =>
            path is Ipv6Path ipv6
                ? BinaryPrimitives.ReadUInt128BigEndian(path.header.AsSpan(ipv6.destinationOffset))
                : ObservedTcp.NumberOf(path.identity);

        /// <summary>This host's end of a path of IPv6.</summary>
        internal static UInt128 LocalOf(Path path) => BinaryPrimitives.ReadUInt128BigEndian(path.header.AsSpan(((Ipv6Path)path).sourceOffset));
    }
}
