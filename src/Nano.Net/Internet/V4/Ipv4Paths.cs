using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>The paths of IPv4, found by their destination.</summary>
    internal sealed partial class Ipv4Paths : PathTable
    {
        /// <summary>
        /// The smallest MTU that is believed, in bytes: what every host takes (RFC 1122 section 3.3.2), so that hardly a link
        /// carries less. Anybody who can guess what a connection has in flight can claim that one does, and would have it
        /// send little more than headers. Where it is true, routers have to fragment, and are let.
        /// </summary>
        internal const int SmallestMtu = 576;

        private readonly Ipv4 ipv4;
        private readonly byte timeToLive;

        internal Ipv4Paths(StackContext context, Ipv4 ipv4, StackOptions options)
            : base(context, ipv4, options.Paths)
        {
            this.ipv4 = ipv4;
            timeToLive = (byte)options.TimeToLive;
            for (int i = 0; i < options.Paths; i++)
            {
                Provide(i, Make());
            }
        }

        /// <summary>Makes a path outside the table: to everybody on the link, from 0.0.0.0 whatever address this host has or has not (RFC 2131 section 4.1).</summary>
        internal Path MakeUnspecified()
        {
            Ipv4Path path = Make();
            path.identity = Routes.LimitedBroadcast;
            Fill(path, 0, Routes.LimitedBroadcast);
            return path;
        }

        /// <summary>The path to an address, or null where there is none yet.</summary>
        internal Ipv4Path Find(uint destination)
        {
            Path path = First(destination);
            while (path != null && path.identity != destination)
            {
                path = path.next;
            }

            return (Ipv4Path)path;
        }

        /// <summary>The path to an address, which need not lead anywhere.</summary>
        internal Ipv4Path Get(uint destination)
        {
            Ipv4Path path = Find(destination);
            if (path == null)
            {
                path = (Ipv4Path)Take(destination);
                ipv4.ForgetLastPath();
                Fill(path);
            }

            path.lastUsed = context.now;
            return path;
        }

        /// <inheritdoc/>
        internal override void LetFragment(Path path, bool may)
        {
            base.LetFragment(path, may);
            byte[] header = path.header;
            int at = link.headerLength;
            BigEndian.WriteUInt16(header, at + Ipv4Packet.FragmentOffset, may ? 0 : Ipv4Packet.DontFragment);
            path.headerSum = InternetChecksum.Sum(header, at, Ipv4Packet.HeaderLength);
        }

        /// <summary>
        /// The identification of a packet that may be fragmented. Each path counts by itself, from where nobody can foretell,
        /// so that it tells nothing of what others are sent (RFC 7739 section 5.1).
        /// </summary>
        internal int NextIdentification(Path path)
        {
            int identification = path.identification;
            if (identification < 0)
            {
                identification = (int)(context.NextRandom() & 0xFFFF);
            }

            path.identification = (identification + 1) & 0xFFFF;
            return identification;
        }

        /// <summary>
        /// A router says that another one on this link is nearer to an address (RFC 1122 section 3.2.2.2). It is taken as said of
        /// this address alone, also where it is said of a network, and from nobody but the router that is the next hop by now.
        /// The path remembers it, for as long as there is one.
        /// </summary>
        /// <param name="path">The way to the address.</param>
        /// <param name="router">Who says so.</param>
        /// <param name="gateway">The other router.</param>
        /// <returns>Whether it was taken.</returns>
        internal bool Redirect(Ipv4Path path, uint router, uint gateway)
        {
            if (path.nextHop != router || gateway == router || !ipv4.claim.IsOnLink(gateway) || !ipv4.routes.IsOtherHost(gateway))
            {
                return false;
            }

            SetNextHop(path, gateway);
            return true;
        }

        /// <inheritdoc/>
        protected override bool IsNextHop(Path path, Neighbor neighbor)
        {
            return ((Ipv4Path)path).nextHop == neighbor.address;
        }

        /// <inheritdoc/>
        protected override bool LeaveNextHop(Path path)
        {
            // A router to which another one has pointed is gone: the other one knows more (RFC 1122 section 3.3.1.4).
            Ipv4Path leaving = (Ipv4Path)path;
            uint usual = ipv4.routes.NextHopOf(path.identity);
            if (usual == leaving.nextHop)
            {
                return false;
            }

            SetNextHop(leaving, usual);
            return true;
        }

        /// <inheritdoc/>
        protected override void Fill(Path path)
        {
            Fill((Ipv4Path)path, ipv4.routes.address, ipv4.routes.NextHopOf(path.identity));
        }

        private static void SetNextHop(Ipv4Path path, uint nextHop)
        {
            path.nextHop = nextHop;
            path.neighborVersion = 0;
        }

        private Ipv4Path Make()
        {
            int at = link.headerLength;
            byte[] header = new byte[at + Ipv4Packet.HeaderLength];
            if (at != 0)
            {
                Array.Copy(link.hardwareAddress, 0, header, EthernetFrame.SourceOffset, EthernetFrame.AddressLength);
                BigEndian.WriteUInt16(header, EthernetFrame.EtherTypeOffset, EthernetFrame.EtherTypeIpv4);
            }

            header[at] = Ipv4Packet.VersionAndHeaderLength;
            header[at + Ipv4Packet.TimeToLiveOffset] = timeToLive;
            header[at + Ipv4Packet.ProtocolOffset] = Ipv4Packet.ProtocolTcp;
            return new Ipv4Path(ipv4, header);
        }

        private void Fill(Ipv4Path path, uint source, uint nextHop)
        {
            byte[] header = path.header;
            int at = link.headerLength;
            SetNextHop(path, nextHop);
            path.identification = -1;
            BigEndian.WriteUInt32(header, at + Ipv4Packet.SourceOffset, source);
            BigEndian.WriteUInt32(header, at + Ipv4Packet.DestinationOffset, path.identity);
            path.pseudoHeaderSum = InternetChecksum.Sum(header, at + Ipv4Packet.SourceOffset, 8);
            SetMtu(path, link.mtu, false);
        }
    }
}
