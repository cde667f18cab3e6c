using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    /// <summary>The paths of a stack, found by destination. What nobody holds makes room for others, the longest unused first.</summary>
    internal sealed partial class PathTable : TimerEntry
    {
        /// <summary>
        /// The smallest MTU that is believed, in bytes: what every host takes (RFC 1122 section 3.3.2), so that hardly a link
        /// carries less. Anybody who can guess what a connection has in flight can claim that one does, and would have it
        /// send little more than headers. Where it is true, routers have to fragment, and are let.
        /// </summary>
        internal const int SmallestMtu = 576;

        /// <summary>Seconds after which an MTU that was learned is doubted, for the way may be another by then (RFC 1191 section 6.3): a larger packet is tried.</summary>
        private const int MtuLifetime = 600;

        /// <summary>What <see cref="Path.mtuState"/> holds of a second.</summary>
        private const int SecondMask = 0x3FFF;

        /// <summary>Paths that nobody may hold, so that what is not connected can always be heard and answered: a DHCP server, another peer.</summary>
        private const int Kept = 1;

        /// <summary>How many paths are compared for the longest unused one: all of a small table, a sample of a large one, so that its size costs no time.</summary>
        private const int Sample = 16;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly Ipv4 ipv4;
        private readonly Routes routes;
        private readonly Path[] paths;
        private readonly Path[] buckets;
        private readonly byte timeToLive;
        private int used;
        private int held;
        private int hand;

        internal PathTable(StackContext context, LinkLayer link, Ipv4 ipv4, StackOptions options)
        {
            this.context = context;
            this.link = link;
            this.ipv4 = ipv4;
            routes = ipv4.routes;
            int count = options.Paths;
            int bucketCount = 1;
            while (bucketCount < count)
            {
                bucketCount <<= 1;
            }

            buckets = new Path[bucketCount];
            paths = new Path[count];
            timeToLive = (byte)options.TimeToLive;
            for (int i = 0; i < count; i++)
            {
                paths[i] = Make();
            }
        }

        /// <summary>Makes a path outside the table: to everybody on the link, from 0.0.0.0 whatever address this host has or has not (RFC 2131 section 4.1).</summary>
        internal Path MakeUnspecified()
        {
            Path path = Make();
            path.destination = Routes.LimitedBroadcast;
            Fill(path, 0, Routes.LimitedBroadcast);
            return path;
        }

        /// <summary>The path to an address, or null where there is none yet.</summary>
        internal Path Find(uint destination)
        {
            Path path = buckets[Bucket(destination)];
            while (path != null && path.destination != destination)
            {
                path = path.next;
            }

            return path;
        }

        /// <summary>The path to an address, which need not lead anywhere.</summary>
        internal Path Get(uint destination)
        {
            Path path = Find(destination);
            if (path == null)
            {
                path = Take();
                int bucket = Bucket(destination);
                path.destination = destination;
                path.next = buckets[bucket];
                buckets[bucket] = path;
                Fill(path);
            }

            path.lastUsed = context.now;
            return path;
        }

        /// <summary>Whether a path that nobody holds may be held: one is kept.</summary>
        internal bool HasRoom()
        {
            return paths.Length - held > Kept;
        }

        /// <summary>Whether it may be held for a stranger, too, whose address may be forged: a quarter is kept from those.</summary>
        internal bool HasRoomForStrangers()
        {
            return HasRoom() && paths.Length - held > paths.Length >> 2;
        }

        /// <summary>Keeps a path for its address until it is released as often.</summary>
        internal void Hold(Path path)
        {
            if (path.references++ == 0)
            {
                held++;
            }
        }

        /// <summary>Undoes <see cref="Hold"/> once.</summary>
        internal void Release(Path path)
        {
            if (--path.references == 0)
            {
                held--;
            }
        }

        /// <summary>Notes that a path carries no packets larger than this; of less than <see cref="SmallestMtu"/>, that routers are to fragment them.</summary>
        internal void LearnMtu(Path path, int mtu)
        {
            if (mtu >= path.Mtu || path.mtuState < 0)
            {
                return;
            }

            int known = path.Mtu < SmallestMtu ? path.Mtu : SmallestMtu;
            SetMtu(path, mtu < known ? known : mtu, mtu < SmallestMtu);
            DoubtLater();
        }

        /// <summary>A packet of some size has arrived, and routers were not allowed to fragment it.</summary>
        internal void RaiseMtu(Path path, int mtu)
        {
            SetMtu(path, mtu > path.Mtu ? mtu : path.Mtu, false);
            DoubtLater();
        }

        /// <summary>What was learned of the MTU of a path is in doubt: whoever can is to try a larger packet.</summary>
        internal void AskForProbe(Path path)
        {
            path.mtuState |= Path.ProbeDue;
            ipv4.OnMtuProbeDue(path);
        }

        /// <summary>A larger packet was sent to see whether it arrives. If it does not, there is time for the next.</summary>
        internal void NoteProbe(Path path)
        {
            SetMtu(path, path.Mtu, path.mtuState < 0);
            DoubtLater();
        }

        /// <summary>Lets routers fragment TCP's packets on a path, or forbids it.</summary>
        internal void LetFragment(Path path, bool may)
        {
            byte[] header = path.header;
            int at = link.headerLength;
            path.mtuState = may ? path.mtuState | int.MinValue : path.mtuState & int.MaxValue;
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
        internal bool Redirect(Path path, uint router, uint gateway)
        {
            if (path.nextHop != router || gateway == router || !ipv4.claim.IsOnLink(gateway) || !routes.IsOtherHost(gateway))
            {
                return false;
            }

            SetNextHop(path, gateway);
            return true;
        }

        /// <summary>Tells a transport of every path that somebody holds and whose next hop does not answer.</summary>
        internal void ReportUnreachable(uint nextHop, TransportProtocol transport)
        {
            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                if (path.nextHop != nextHop)
                {
                    continue;
                }

                uint usual = routes.NextHopOf(path.destination);
                if (usual != nextHop)
                {
                    // A router to which another one has pointed is gone: the other one knows more (RFC 1122 section 3.3.1.4).
                    SetNextHop(path, usual);
                    if (path.references > 0)
                    {
                        transport.OnReachable(path);
                    }
                }
                else if (path.references > 0)
                {
                    transport.OnUnreachable(path);
                }
            }
        }

        /// <summary>Tells a transport of every path that somebody holds and whose next hop was found again.</summary>
        internal void ReportReachable(uint nextHop, TransportProtocol transport)
        {
            for (int i = 0; i < used; i++)
            {
                if (paths[i].nextHop == nextHop && paths[i].references > 0)
                {
                    transport.OnReachable(paths[i]);
                }
            }
        }

        /// <summary>Doubts the MTUs that were learned long ago.</summary>
        internal override void OnDue(long now)
        {
            int second = (int)(now / 1000);
            int oldest = -1;
            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                if ((path.Mtu < link.mtu || path.mtuState < 0) && (path.mtuState & Path.ProbeDue) == 0)
                {
                    int age = (second - (path.mtuState >> 16)) & SecondMask;
                    if (age >= MtuLifetime)
                    {
                        AskForProbe(path);
                    }
                    else if (age > oldest)
                    {
                        oldest = age;
                    }
                }
            }

            if (oldest >= 0)
            {
                context.timers.Schedule(this, now + ((MtuLifetime - oldest) * 1000));
            }
        }

        /// <summary>Works out every path anew, for another address or another router.</summary>
        internal void Rebuild()
        {
            for (int i = 0; i < used; i++)
            {
                Fill(paths[i]);
            }
        }

        private Path Make()
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
            Path path = new Path();
            path.header = header;
            return path;
        }

        private Path Take()
        {
            if (used < paths.Length)
            {
                return paths[used++];
            }

            Path oldest = null;
            int seen = 0;
            for (int i = paths.Length; i > 0 && seen < Sample; i--)
            {
                hand = hand + 1 < paths.Length ? hand + 1 : 0;
                Path path = paths[hand];
                if (path.references == 0)
                {
                    seen++;
                    if (oldest == null || path.lastUsed < oldest.lastUsed)
                    {
                        oldest = path;
                    }
                }
            }

            // There is one: not all can be held.
            Remove(oldest);
            return oldest;
        }

        private void Remove(Path path)
        {
            int bucket = Bucket(path.destination);
            Path other = buckets[bucket];
            if (other == path)
            {
                buckets[bucket] = path.next;
                return;
            }

            while (other.next != path)
            {
                other = other.next;
            }

            other.next = path.next;
        }

        private static void SetNextHop(Path path, uint nextHop)
        {
            path.nextHop = nextHop;
            path.neighborVersion = 0;
        }

        private void Fill(Path path)
        {
            Fill(path, routes.address, routes.NextHopOf(path.destination));
        }

        private void Fill(Path path, uint source, uint nextHop)
        {
            byte[] header = path.header;
            int at = link.headerLength;
            uint destination = path.destination;
            SetNextHop(path, nextHop);
            path.identification = -1;
            BigEndian.WriteUInt32(header, at + Ipv4Packet.SourceOffset, source);
            BigEndian.WriteUInt32(header, at + Ipv4Packet.DestinationOffset, destination);
            path.destinationAsLoaded = BigEndian.Reverse(destination);
            path.pseudoHeaderSum = InternetChecksum.Sum(header, at + Ipv4Packet.SourceOffset, 8);
            SetMtu(path, link.mtu, false);
        }

        private void SetMtu(Path path, int mtu, bool fragmented)
        {
            path.mtuState = (((int)(context.now / 1000) & SecondMask) << 16) | mtu;
            LetFragment(path, fragmented);
        }

        // One deadline serves all paths, and the first that was learned of is due first.
        private void DoubtLater()
        {
            if (heapIndex < 0)
            {
                context.timers.Schedule(this, context.now + (MtuLifetime * 1000));
            }
        }

        private int Bucket(uint destination)
        {
            return (int)((destination ^ (destination >> 8) ^ (destination >> 16)) & (uint)(buckets.Length - 1));
        }
    }
}
