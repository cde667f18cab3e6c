using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>The paths of IPv6, found by the addresses at both ends.</summary>
    internal sealed partial class Ipv6Paths : PathTable
    {
        private readonly Ipv6 ipv6;

        // The next hops to which routers have pointed, a place for each path.
        private readonly byte[] redirects;

        internal Ipv6Paths(StackContext context, Ipv6 ipv6, int count)
            : base(context, ipv6, count)
        {
            this.ipv6 = ipv6;
            redirects = new byte[count * Ipv6Packet.AddressLength];
            for (int i = 0; i < count; i++)
            {
                Provide(i, Make());
            }
        }

        /// <summary>The path between two addresses; null where there is none yet.</summary>
        internal Ipv6Path Find(byte[] remote, int remoteOffset, byte[] local, int localOffset)
        {
            return Find(IdentityOf(remote, remoteOffset, local, localOffset), remote, remoteOffset, local, localOffset);
        }

        /// <summary>The path between two addresses, which need not lead anywhere.</summary>
        internal Ipv6Path Get(byte[] remote, int remoteOffset, byte[] local, int localOffset)
        {
            uint identity = IdentityOf(remote, remoteOffset, local, localOffset);
            Ipv6Path path = Find(identity, remote, remoteOffset, local, localOffset);
            if (path == null)
            {
                path = (Ipv6Path)Take(identity);
                ipv6.ForgetLastPath();
                byte[] header = path.header;
                Array.Copy(remote, remoteOffset, header, path.destinationOffset, Ipv6Packet.AddressLength);
                Array.Copy(local, localOffset, header, path.sourceOffset, Ipv6Packet.AddressLength);
                path.pseudoHeaderSum = InternetChecksum.Sum(header, path.sourceOffset, 2 * Ipv6Packet.AddressLength);
                path.identification = 0;
                SetMtu(path, ipv6.Mtu, false);
                Fill(path);
            }

            path.lastUsed = context.now;
            return path;
        }

        /// <summary>No router fragments a packet of IPv6 (RFC 8200 section 4.5), and each link carries <see cref="Ipv6Packet.MinimumMtu"/> bytes.</summary>
        internal override void LetFragment(Path path, bool may)
        {
            base.LetFragment(path, false);
        }

        /// <summary>
        /// The identification of a packet that is sent in fragments. Each path counts by itself, from where nobody can foretell
        /// (RFC 7739 section 5.1).
        /// </summary>
        internal int NextIdentification(Path path)
        {
            int identification = path.identification;
            while (identification == 0)
            {
                identification = (int)context.NextRandom();
            }

            path.identification = identification + 1;
            return identification;
        }

        /// <summary>Sets where packets to a path's address go on this link.</summary>
        /// <param name="path">The path.</param>
        /// <param name="buffer">Holds the address; null where there is no route.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal static void SetNextHop(Ipv6Path path, byte[] buffer, int offset)
        {
            path.nextHop = buffer;
            path.nextHopOffset = offset;
            path.neighborVersion = 0;
        }

        /// <inheritdoc/>
        protected override bool IsNextHop(Path path, Neighbor neighbor)
        {
            Ipv6Path way = (Ipv6Path)path;
            return way.nextHop != null && ipv6.IsAddressOf(neighbor, way.nextHop, way.nextHopOffset);
        }

        /// <inheritdoc/>
        protected override bool LeaveNextHop(Path path)
        {
            Ipv6Path leaving = (Ipv6Path)path;
            byte[] buffer = leaving.nextHop;
            int offset = leaving.nextHopOffset;
            ipv6.ChooseNextHop(leaving);
            return leaving.nextHop != null && (leaving.nextHop != buffer || leaving.nextHopOffset != offset);
        }

        /// <summary>
        /// A router says that a destination is better reached by way of somebody else on this link, or directly (RFC 4861 section 8.3). It is
        /// taken from nobody but the router that is the next hop by now. The paths remember it until routers or addresses change.
        /// </summary>
        /// <param name="buffer">Holds the addresses.</param>
        /// <param name="destination">Index of the destination's.</param>
        /// <param name="router">Index of that of the router that says so.</param>
        /// <param name="target">Index of that of the better next hop.</param>
        /// <returns>Whether it was taken.</returns>
        internal bool Redirect(byte[] buffer, int destination, int router, int target)
        {
            bool taken = false;
            for (int i = 0; i < used; i++)
            {
                Ipv6Path path = (Ipv6Path)paths[i];
                if (path.nextHop == null || !Ipv6Address.AreEqual(path.nextHop, path.nextHopOffset, buffer, router)
                    || !Ipv6Address.AreEqual(path.header, path.destinationOffset, buffer, destination))
                {
                    continue;
                }

                if (Ipv6Address.AreEqual(buffer, destination, buffer, target))
                {
                    SetNextHop(path, path.header, path.destinationOffset);
                }
                else
                {
                    int place = i * Ipv6Packet.AddressLength;
                    Array.Copy(buffer, target, redirects, place, Ipv6Packet.AddressLength);
                    SetNextHop(path, redirects, place);
                }

                taken = true;
            }

            return taken;
        }

        /// <inheritdoc/>
        protected override void Fill(Path path)
        {
            Ipv6Path way = (Ipv6Path)path;
            byte[] header = way.header;
            header[way.sourceOffset - Ipv6Packet.SourceOffset + Ipv6Packet.HopLimitOffset] = (byte)ipv6.discovery.routers.hopLimit;
            ipv6.ChooseNextHop(way);
            KeepMtu(way);
            if (way.nextHop == null && !ipv6.discovery.own.IsOwn(header, way.sourceOffset))
            {
                ipv6.DropPendingFrom(header, way.sourceOffset);
                if (way.references > 0 && ipv6.internet.tcp != null)
                {
                    ipv6.internet.tcp.OnAddressLost(way);
                }
            }
        }

        // What was learned of a path stays, whatever routers and addresses come and go: for minutes, no larger packet is to be tried
        // (RFC 8201 section 4). The link may carry less than it did.
        private void KeepMtu(Path path)
        {
            int mtu = ipv6.Mtu;
            if (path.Mtu > mtu)
            {
                Narrow(path, mtu, false);
            }
            else if (path.Mtu < mtu)
            {
                DoubtLater();
            }
        }

        private Ipv6Path Find(uint identity, byte[] remote, int remoteOffset, byte[] local, int localOffset)
        {
            Path path = First(identity);
            while (path != null)
            {
                Ipv6Path way = (Ipv6Path)path;
                if (way.identity == identity
                    && Ipv6Address.AreEqual(way.header, way.destinationOffset, remote, remoteOffset)
                    && Ipv6Address.AreEqual(way.header, way.sourceOffset, local, localOffset))
                {
                    return way;
                }

                path = path.next;
            }

            return null;
        }

        private uint IdentityOf(byte[] remote, int remoteOffset, byte[] local, int localOffset)
        {
            return Hash(remote, remoteOffset, Hash(local, localOffset, Ipv6Packet.HeaderLength));
        }

        private uint Hash(byte[] address, int offset, uint seed)
        {
            return context.hash.Compute(
                BitConverter.ToUInt32(address, offset), BitConverter.ToUInt32(address, offset + 4),
                BitConverter.ToUInt32(address, offset + 8), BitConverter.ToUInt32(address, offset + 12), seed);
        }

        private Ipv6Path Make()
        {
            int at = link.headerLength;
            byte[] header = new byte[at + Ipv6Packet.HeaderLength];
            if (at != 0)
            {
                Array.Copy(link.hardwareAddress, 0, header, EthernetFrame.SourceOffset, EthernetFrame.AddressLength);
                BigEndian.WriteUInt16(header, EthernetFrame.EtherTypeOffset, EthernetFrame.EtherTypeIpv6);
            }

            header[at] = Ipv6Packet.Version;
            header[at + Ipv6Packet.NextHeaderOffset] = Ipv6Packet.ProtocolTcp;
            return new Ipv6Path(ipv6, header);
        }
    }
}
