using Nano.Net.Link;

namespace Nano.Net.Internet
{
    /// <summary>
    /// A version of the Internet Protocol, as the transports see it: they know paths and ports, and never an address. Each
    /// path knows its protocol.
    /// </summary>
    internal abstract partial class InternetProtocol : NetworkProtocol
    {
        /// <summary>No group in particular: what <see cref="GroupOf"/> returns for what goes to everybody, and <see cref="FindGroup"/> and <see cref="JoinGroup"/> for none.</summary>
        internal const int NoGroup = -1;

        /// <summary>What all protocols share.</summary>
        internal readonly InternetLayer internet;

        internal readonly LinkLayer link;

        internal readonly InternetCounters counters = new InternetCounters();

        protected InternetProtocol(InternetLayer internet, LinkLayer link)
        {
            this.internet = internet;
            this.link = link;
        }

        /// <summary>The ways that are known.</summary>
        internal abstract PathTable PathTable { get; }

        /// <summary>Bytes of a network header without options or extension headers.</summary>
        internal abstract int HeaderLength { get; }

        /// <summary>The largest packet that goes to a neighbour, in bytes.</summary>
        internal abstract int Mtu { get; }

        /// <summary>Bytes of the smallest MTU that is believed at once.</summary>
        internal abstract int SmallestMtu { get; }

        /// <summary>Bytes that every link carries.</summary>
        internal abstract int LeastOfAnyLink { get; }

        /// <summary>Sends a TCP segment that stands at <see cref="InternetLayer.payloadOffset"/> in the link's transmit frame.</summary>
        /// <param name="path">Where to.</param>
        /// <param name="length">Bytes of transport header and payload; with the network header, at most the MTU.</param>
        /// <returns>False where the device is busy, and the segment is to be built again later; true where it was sent, kept until the neighbour is found, or dropped and counted.</returns>
        internal abstract bool Send(Path path, int length);

        /// <summary>Sends a datagram of any protocol, in fragments where it is longer than the path's MTU.</summary>
        /// <param name="path">Where to.</param>
        /// <param name="protocol">Protocol number.</param>
        /// <param name="timeToLive">Time to live, or hop limit, 1 to 255; 0 for the stack's own.</param>
        /// <param name="header">The transport header.</param>
        /// <param name="headerLength">Its length in bytes.</param>
        /// <param name="payload">Holds what follows it.</param>
        /// <param name="offset">Index of the first byte of that.</param>
        /// <param name="payloadLength">Bytes of that; with both headers, at most 65,535.</param>
        /// <returns>False where the device is busy, or several fragments cannot wait until the neighbour is found: all of it is to be sent again later; true as above.</returns>
        internal abstract bool SendDatagram(
            Path path, int protocol, int timeToLive, byte[] header, int headerLength, byte[] payload, int offset, int payloadLength);

        /// <summary>Tells the sender of a packet that nobody has its port, unless the rules or the rate forbid it.</summary>
        /// <param name="path">The way back to the sender.</param>
        /// <param name="packet">Holds the packet.</param>
        /// <param name="offset">Index of its IP header.</param>
        /// <param name="length">Bytes of it that there are, IP header included.</param>
        internal abstract void SendPortUnreachable(Path path, byte[] packet, int offset, int length);

        /// <summary>Sum of both addresses of a packet, for the pseudo-header of a transport checksum: not those of a path, for it may have been sent to many.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IP header.</param>
        internal abstract int AddressSum(byte[] packet, int offset);

        /// <summary>The group that a packet was sent to, which is not to this host alone, among those that were joined.</summary>
        /// <param name="packet">Holds it.</param>
        /// <param name="offset">Index of its IP header.</param>
        /// <returns>Its place, 0 to 31; <see cref="NoGroup"/> where it was sent to everybody.</returns>
        internal abstract int GroupOf(byte[] packet, int offset);

        /// <summary>The place of a group that was joined; <see cref="NoGroup"/> where nobody has.</summary>
        internal abstract int FindGroup(IPAddress group);

        /// <summary>Joins a multicast group for a socket.</summary>
        /// <returns>Its place, 0 to 31, which no group of another protocol has; <see cref="NoGroup"/> where all are taken.</returns>
        internal abstract int JoinGroup(IPAddress group);

        /// <summary>Leaves a multicast group for a socket that has joined it.</summary>
        /// <returns>Whether the place is one of this protocol's.</returns>
        internal abstract bool LeaveGroup(int place);

        /// <summary>The path to an address, for one packet.</summary>
        /// <param name="address">The address.</param>
        /// <param name="local">This host's address from which it is to start; null or the unspecified one for that which suits best.</param>
        /// <returns>Null where no route leads there, or none from that address.</returns>
        internal abstract Path Find(IPAddress address, IPAddress local);

        /// <summary>The path to an address that stands somewhere, for one packet.</summary>
        /// <param name="address">Holds it: as many bytes as this protocol's addresses have.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <returns>Null where no route leads there.</returns>
        internal abstract Path FindPath(byte[] address, int offset);

        /// <summary>Whether this host has an address by which it is reached beyond its link.</summary>
        internal abstract bool HasGlobalAddress { get; }

        /// <summary>Writes this host's addresses that are in use, those for this link alone too, where there may be several.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="most">How many there may be.</param>
        /// <returns>How many there are.</returns>
        internal virtual int WriteOwnAddresses(byte[] buffer, int offset, int most)
        {
            return 0;
        }

        /// <summary>Writes the addresses of the DNS servers that this protocol has learnt of, the preferred one first.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="most">How many there may be.</param>
        /// <returns>How many there are.</returns>
        internal virtual int WriteNameServers(byte[] buffer, int offset, int most)
        {
            return 0;
        }

        /// <summary>Has somebody told that addresses, routers or name servers are others, where this protocol learns them by itself.</summary>
        internal virtual void Watch(NetworkChangeHandler handler)
        {
        }

        /// <summary>Whether an address may be that of one other host, so that a connection can be opened to it.</summary>
        internal abstract bool IsOtherHost(IPAddress address);

        /// <summary>Whether an address is this host's, and in use.</summary>
        internal abstract bool IsOwn(IPAddress address);

        /// <summary>How well an address suits those of this host, as a destination among several of one other host (RFC 6724 section 6).</summary>
        /// <returns>The larger, the sooner it is to be tried; 0 where no route leads there, or this host has no address for it.</returns>
        internal abstract int RankOf(IPAddress address);

        /// <summary>This host's addresses that are in use.</summary>
        internal abstract IPAddress[] GetOwnAddresses();

        /// <summary>What was sent on a path was not answered: its next hop may be gone or elsewhere.</summary>
        internal abstract void Suspect(Path path);

        /// <summary>Whether a packet would go by a path at once: its next hop's hardware address is known.</summary>
        internal abstract bool IsResolved(Path path);

        /// <summary>The link has gone down or come up. The neighbour cache knows already.</summary>
        internal abstract void OnLinkChanged(bool isUp);

        /// <summary>A router says of a datagram which may have been sent that it was too large. Where routers fragment datagrams, they do not say so, and it is ignored.</summary>
        /// <param name="path">The path on which it was sent.</param>
        /// <param name="mtu">The MTU that is named.</param>
        internal virtual void OnDatagramTooBig(Path path, int mtu)
        {
        }

        /// <summary>What is counted of neighbours and routers, for who shows it: <see cref="StackCounters.GetDiscovery"/>.</summary>
        internal virtual long GetDiscovery(int index, out string name)
        {
            name = null;
            return 0;
        }

        /// <summary>Whether the device fills in the transport checksum of a datagram: it cannot where that is sent in fragments.</summary>
        /// <param name="path">Where it goes.</param>
        /// <param name="length">Bytes of transport header and payload.</param>
        internal bool FillsChecksum(Path path, int length)
        {
            return link.fillsChecksums && length + HeaderLength <= path.Mtu;
        }

        /// <summary>Whether a path may be held: it is already, or there is room for one more, perhaps after others have made way. Counts where not.</summary>
        internal bool MayHold(Path path)
        {
            if (path.references > 0 || PathTable.HasRoom() || (internet.tcp != null && internet.tcp.YieldPath(this)))
            {
                return true;
            }

            counters.NoPath++;
            return false;
        }

        /// <summary>Puts what the rules of RFC 6724 section 6 compare into one number, what the earlier ones compare into its higher bits.</summary>
        /// <param name="scope">The scope of the destination, as RFC 6724 section 3.1 has it, 0 to 15.</param>
        /// <param name="sourceScope">That of the source that would be used.</param>
        /// <param name="isPreferred">Whether that source is not deprecated.</param>
        /// <param name="labelsMatch">Whether the labels of both are the same.</param>
        /// <param name="precedence">The precedence of the destination, 0 to 63.</param>
        /// <param name="commonPrefix">How many bits both have in common, 0 to 255.</param>
        protected static int Rank(int scope, int sourceScope, bool isPreferred, bool labelsMatch, int precedence, int commonPrefix)
        {
            // Rules 1, 2, 3, 5, 6, 8 and 9; 4 and 7 are about what is not here, 10 is the order in which the addresses came.
            return (1 << 21)
                | (scope == sourceScope ? 1 << 20 : 0)
                | (isPreferred ? 1 << 19 : 0)
                | (labelsMatch ? 1 << 18 : 0)
                | (precedence << 12)
                | ((15 - scope) << 8)
                | commonPrefix;
        }

        internal override bool HasProgress(Neighbor neighbor, long since)
        {
            return internet.tcp != null && PathTable.HasProgress(neighbor, internet.tcp, since);
        }

        internal override void OnNeighborUnreachable(Neighbor neighbor)
        {
            if (internet.tcp != null)
            {
                PathTable.ReportUnreachable(neighbor, internet.tcp);
            }
        }

        internal override void OnNeighborFound(Neighbor neighbor)
        {
            if (internet.tcp != null)
            {
                PathTable.ReportReachable(neighbor, internet.tcp);
            }
        }
    }
}
