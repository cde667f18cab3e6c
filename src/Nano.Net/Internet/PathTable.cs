using Nano.Net.Core;
using Nano.Net.Link;

namespace Nano.Net.Internet
{
    /// <summary>The paths of a protocol: a fixed number of them. What nobody holds makes room for others, the longest unused first.</summary>
    internal abstract partial class PathTable : TimerEntry
    {
        /// <summary>Seconds after which an MTU that was learned is doubted, for the way may be another by then (RFC 1191 section 6.3): a larger packet is tried.</summary>
        private const int MtuLifetime = 600;

        /// <summary>What <see cref="Path.mtuState"/> holds of a second.</summary>
        private const int SecondMask = 0x3FFF;

        /// <summary>Paths that nobody may hold, so that what is not connected can always be heard and answered: a DHCP server, another peer.</summary>
        private const int Kept = 1;

        /// <summary>How many paths are compared for the longest unused one: all of a small table, a sample of a large one, so that its size costs no time.</summary>
        private const int Sample = 16;

        protected readonly StackContext context;
        protected readonly LinkLayer link;
        private readonly InternetProtocol protocol;
        protected readonly Path[] paths;
        private readonly Path[] buckets;
        protected int used;
        private int held;
        private int hand;

        /// <summary>Makes a table, which its maker fills.</summary>
        /// <param name="context">The stack's time and deadlines.</param>
        /// <param name="protocol">Whose paths they are.</param>
        /// <param name="count">How many there are.</param>
        protected PathTable(StackContext context, InternetProtocol protocol, int count)
        {
            this.context = context;
            this.protocol = protocol;
            link = protocol.link;
            int bucketCount = 1;
            while (bucketCount < count)
            {
                bucketCount <<= 1;
            }

            buckets = new Path[bucketCount];
            paths = new Path[count];
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

        /// <summary>Notes that a path carries no packets larger than this; of less than <see cref="InternetProtocol.SmallestMtu"/>, that routers are to fragment them.</summary>
        internal void LearnMtu(Path path, int mtu)
        {
            if (mtu >= path.Mtu || path.mtuState < 0)
            {
                return;
            }

            int smallest = protocol.SmallestMtu;
            int known = path.Mtu < smallest ? path.Mtu : smallest;
            Narrow(path, mtu < known ? known : mtu, mtu < smallest);
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
            if (protocol.internet.tcp != null)
            {
                protocol.internet.tcp.OnMtuProbeDue(path);
            }
        }

        /// <summary>A larger packet was sent to see whether it arrives. If it does not, there is time for the next.</summary>
        internal void NoteProbe(Path path)
        {
            SetMtu(path, path.Mtu, path.mtuState < 0);
            DoubtLater();
        }

        /// <summary>Lets routers fragment TCP's packets on a path, or forbids it.</summary>
        internal virtual void LetFragment(Path path, bool may)
        {
            path.mtuState = may ? path.mtuState | int.MinValue : path.mtuState & int.MaxValue;
        }

        /// <summary>Whether a transport knows that what was sent by way of a next hop has arrived.</summary>
        internal bool HasProgress(Neighbor neighbor, TransportProtocol transport, long since)
        {
            for (int i = 0; i < used; i++)
            {
                if (paths[i].references > 0 && IsNextHop(paths[i], neighbor) && transport.HasProgress(paths[i], since))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Tells a transport of every path that somebody holds and whose next hop does not answer.</summary>
        internal void ReportUnreachable(Neighbor neighbor, TransportProtocol transport)
        {
            for (int i = 0; i < used; i++)
            {
                Path path = paths[i];
                if (!IsNextHop(path, neighbor))
                {
                    continue;
                }

                if (LeaveNextHop(path))
                {
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
        /// <param name="neighbor">The next hop; null for all paths.</param>
        /// <param name="transport">The transport.</param>
        internal void ReportReachable(Neighbor neighbor, TransportProtocol transport)
        {
            for (int i = 0; i < used; i++)
            {
                if (paths[i].references > 0 && (neighbor == null || IsNextHop(paths[i], neighbor)))
                {
                    transport.OnReachable(paths[i]);
                }
            }
        }

        /// <summary>Tells a transport that all paths have lost the address from which they start.</summary>
        internal void ReportAddressLost(TransportProtocol transport)
        {
            for (int i = 0; i < used; i++)
            {
                if (paths[i].references > 0)
                {
                    transport.OnAddressLost(paths[i]);
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
                if ((path.Mtu < protocol.Mtu || path.mtuState < 0) && (path.mtuState & Path.ProbeDue) == 0)
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

        /// <summary>Works out a path: its addresses are known, and nothing else holds any more.</summary>
        protected abstract void Fill(Path path);

        /// <summary>Whether a neighbour is the next hop of a path.</summary>
        protected abstract bool IsNextHop(Path path, Neighbor neighbor);

        /// <summary>The next hop of a path is gone: leaves it for another one, where there is one.</summary>
        /// <returns>Whether there is.</returns>
        protected abstract bool LeaveNextHop(Path path);

        /// <summary>Adds a path to those that may be taken. Only while the table is made.</summary>
        protected void Provide(int index, Path path)
        {
            paths[index] = path;
        }

        /// <summary>The first of the paths among which one of an identity is, by <see cref="Path.next"/>.</summary>
        protected Path First(uint identity)
        {
            return buckets[Bucket(identity)];
        }

        /// <summary>Takes a path that nobody holds for another identity. It is to be filled.</summary>
        protected Path Take(uint identity)
        {
            Path path = Choose();
            int bucket = Bucket(identity);
            path.identity = identity;
            path.next = buckets[bucket];
            buckets[bucket] = path;
            return path;
        }

        /// <summary>Sets what is known of the MTU of a path, as of now.</summary>
        protected void SetMtu(Path path, int mtu, bool fragmented)
        {
            path.mtuState = (((int)(context.now / 1000) & SecondMask) << 16) | mtu;
            LetFragment(path, fragmented);
        }

        /// <summary>The same, where it is less than before: those who use the path are told.</summary>
        protected void Narrow(Path path, int mtu, bool fragmented)
        {
            SetMtu(path, mtu, fragmented);
            if (protocol.internet.tcp != null)
            {
                protocol.internet.tcp.OnMtuFell(path);
            }
        }

        private Path Choose()
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
            int bucket = Bucket(path.identity);
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

        // One deadline serves all paths, and the first that was learned of is due first.
        protected void DoubtLater()
        {
            if (heapIndex < 0)
            {
                context.timers.Schedule(this, context.now + (MtuLifetime * 1000));
            }
        }

        private int Bucket(uint identity)
        {
            return (int)((identity ^ (identity >> 8) ^ (identity >> 16)) & (uint)(buckets.Length - 1));
        }
    }
}
