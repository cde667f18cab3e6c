using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// The hardware addresses of the hosts on this link (RFC 826, RFC 1122 section 2.3.2), asked for when they are
    /// needed. One deadline serves all entries.
    /// </summary>
    internal sealed partial class NeighborCache : TimerEntry
    {
        /// <summary>Requests sent without an answer before a neighbour counts as gone.</summary>
        internal const int MaximumTries = 3;

        /// <summary>Milliseconds between two requests for one neighbour (RFC 1122 section 2.3.2.1).</summary>
        internal const int RetryInterval = 1000;

        /// <summary>Milliseconds for which a neighbour that did not answer is not asked for again.</summary>
        internal const int FailedLifetime = 3000;

        /// <summary>
        /// Milliseconds for which a neighbour keeps its entry whose packet was dropped while it was asked for: the packet
        /// comes again, and must not find that others have taken the entry meanwhile, over and over.
        /// </summary>
        internal const int OwedLifetime = 5000;

        /// <summary>As the length of a frame: it is part of what has to be dropped where its neighbour is unknown.</summary>
        internal const int TooLongToKeep = int.MaxValue;

        /// <summary>Changes with everything that could make a hardware address wrong or better that was got earlier: whoever keeps one keeps the version with it.</summary>
        internal int version = 1;

        /// <summary>This host's own address, which goes into requests.</summary>
        internal readonly AddressClaim claim;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly int lifetime;
        private readonly int pendingCapacity;
        private readonly Neighbor[] neighbors;
        private readonly Neighbor[] buckets;
        private readonly byte[] hardwareAddresses;
        private PendingPacket freePackets;

        internal NeighborCache(StackContext context, LinkLayer link, StackOptions options)
        {
            this.context = context;
            this.link = link;
            lifetime = options.NeighborLifetime;
            claim = new AddressClaim(context, link, this);
            if (link.headerLength == 0)
            {
                return;
            }

            int count = options.Neighbors;
            int bucketCount = 1;
            while (bucketCount < count)
            {
                bucketCount <<= 1;
            }

            buckets = new Neighbor[bucketCount];
            hardwareAddresses = new byte[count * EthernetFrame.AddressLength];
            neighbors = new Neighbor[count];
            for (int i = 0; i < count; i++)
            {
                neighbors[i] = new Neighbor();
                neighbors[i].hardwareOffset = i * EthernetFrame.AddressLength;
            }

            pendingCapacity = link.headerLength + options.PendingPacketSize;
            for (int i = options.PendingPackets; i > 0; i--)
            {
                Recycle(new PendingPacket(link.frameOffset + pendingCapacity));
            }
        }

        /// <summary>Looks up the hardware address of a neighbour; one that has not been heard of for long is asked, aside, whether it is still there.</summary>
        /// <param name="address">Its IPv4 address.</param>
        /// <param name="destination">Where its hardware address is put.</param>
        /// <param name="offset">Index of the first byte there.</param>
        /// <param name="answer">Whether the packet only answers a stranger.</param>
        /// <returns>False where it is not known.</returns>
        internal bool Resolve(uint address, byte[] destination, int offset, bool answer)
        {
            Neighbor neighbor = Find(address);
            if (neighbor == null || neighbor.state < NeighborState.Reachable)
            {
                return false;
            }

            if (neighbor.state == NeighborState.Stale)
            {
                Probe(neighbor);
            }

            neighbor.marks = answer ? neighbor.marks & Neighbor.InUse : Neighbor.InUse;
            Array.Copy(hardwareAddresses, neighbor.hardwareOffset, destination, offset, EthernetFrame.AddressLength);
            return true;
        }

        /// <summary>Keeps a frame until its neighbour has been found, in place of an earlier one for it; where there is no room, it is dropped and counted.</summary>
        /// <param name="address">The neighbour, which <see cref="Resolve"/> does not know.</param>
        /// <param name="frame">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes, link header included.</param>
        /// <param name="answer">Whether it only answers a stranger. However many there are, they leave half the cache to others.</param>
        internal void Enqueue(uint address, byte[] frame, int offset, int length, bool answer)
        {
            Neighbor neighbor = Find(address);
            if (neighbor == null)
            {
                neighbor = Allocate(address, true, answer);
                if (neighbor != null)
                {
                    neighbor.state = NeighborState.Incomplete;
                    neighbor.marks = answer ? Neighbor.Stranger : Neighbor.InUse;
                    Ask(neighbor);
                }
            }
            else if (!answer)
            {
                neighbor.marks = (neighbor.marks & ~Neighbor.Stranger) | Neighbor.InUse;
            }

            if (neighbor == null || neighbor.state != NeighborState.Incomplete)
            {
                link.counters.PendingDropped++;
                return;
            }

            PendingPacket packet = neighbor.pending;
            if (packet == null && freePackets == null && !answer)
            {
                DropStrangersPending();
            }

            if (length > pendingCapacity || (packet == null && freePackets == null))
            {
                link.counters.PendingDropped++;
                neighbor.marks |= Neighbor.Owed;
                return;
            }

            if (packet != null)
            {
                link.counters.PendingDropped++;
            }
            else
            {
                packet = freePackets;
                freePackets = packet.next;
                neighbor.pending = packet;
            }

            Array.Copy(frame, offset, packet.frame, link.frameOffset, length);
            packet.length = length;
        }

        /// <summary>
        /// A host has said what its hardware address is. Where another one is known, which anybody could push aside by such
        /// words, the neighbour is asked there, and has to be silent before others are listened to.
        /// </summary>
        /// <param name="address">Its IPv4 address.</param>
        /// <param name="buffer">Holds its hardware address.</param>
        /// <param name="offset">Index of the first byte there.</param>
        /// <param name="create">Whether it is worth an entry where it has none.</param>
        internal void Learn(uint address, byte[] buffer, int offset, bool create)
        {
            Neighbor neighbor = Find(address);
            if (neighbor == null)
            {
                neighbor = create ? Allocate(address, false, false) : null;
                if (neighbor == null)
                {
                    return;
                }
            }

            if (neighbor.state < NeighborState.Reachable)
            {
                Array.Copy(buffer, offset, hardwareAddresses, neighbor.hardwareOffset, EthernetFrame.AddressLength);
                version++;
            }
            else if (!HasHardwareAddress(neighbor, buffer, offset))
            {
                link.counters.NeighborsContested++;

                // Who has just answered is not asked again at once.
                if (neighbor.state == NeighborState.Stale
                    || (neighbor.state == NeighborState.Reachable && HeardAt(neighbor) + RetryInterval <= context.now))
                {
                    Probe(neighbor);
                }

                return;
            }

            neighbor.state = NeighborState.Reachable;
            Wait(neighbor, lifetime);
            PendingPacket packet = neighbor.pending;
            if (packet != null)
            {
                neighbor.pending = null;
                int start = link.frameOffset;
                Array.Copy(hardwareAddresses, neighbor.hardwareOffset, packet.frame, start, EthernetFrame.AddressLength);
                if (!link.Transmit(packet.frame, start, packet.length))
                {
                    link.counters.PendingDropped++;
                }

                Recycle(packet);
            }
        }

        /// <summary>Forgets everybody: this host's address has changed, and with it the network.</summary>
        internal void Clear()
        {
            version++;
            for (int i = 0; neighbors != null && i < neighbors.Length; i++)
            {
                if (neighbors[i].state != NeighborState.Free)
                {
                    Remove(neighbors[i]);
                }
            }

            context.timers.Cancel(this);
        }

        internal override void OnDue(long now)
        {
            long earliest = TimerQueue.Never;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (neighbor.state != NeighborState.Free && neighbor.state != NeighborState.Stale)
                {
                    if (neighbor.due <= now)
                    {
                        Expire(neighbor);
                    }

                    if (neighbor.state != NeighborState.Free && neighbor.state != NeighborState.Stale && neighbor.due < earliest)
                    {
                        earliest = neighbor.due;
                    }
                }
            }

            if (earliest != TimerQueue.Never)
            {
                context.timers.Schedule(this, earliest);
            }
        }

        private void Expire(Neighbor neighbor)
        {
            switch (neighbor.state)
            {
                case NeighborState.Reachable:
                    neighbor.state = NeighborState.Stale;
                    neighbor.marks = 0;
                    version++;
                    break;

                case NeighborState.Failed:
                    Remove(neighbor);
                    break;

                default:
                    if (neighbor.tries < MaximumTries)
                    {
                        Ask(neighbor);
                        break;
                    }

                    link.counters.NeighborsUnreachable++;
                    link.ipv4.OnNeighborUnreachable(neighbor.address);
                    if (neighbor.state == NeighborState.Probing)
                    {
                        Remove(neighbor);
                        break;
                    }

                    DropPending(neighbor);
                    neighbor.state = NeighborState.Failed;
                    neighbor.due = context.now + FailedLifetime;
                    break;
            }
        }

        /// <summary>Asks a neighbour whether it still is where it was.</summary>
        private void Probe(Neighbor neighbor)
        {
            neighbor.state = NeighborState.Probing;
            neighbor.tries = 0;
            Ask(neighbor);
        }

        /// <summary>Sends a request: to the neighbour alone where its address is known (RFC 1122 section 2.3.2.1 (2), unicast poll), else to all.</summary>
        private void Ask(Neighbor neighbor)
        {
            neighbor.tries++;
            Wait(neighbor, RetryInterval);
            claim.Ask(neighbor.address, neighbor.state == NeighborState.Probing ? hardwareAddresses : null, neighbor.hardwareOffset);
        }

        private void Wait(Neighbor neighbor, int milliseconds)
        {
            neighbor.due = context.now + milliseconds;
            if (heapIndex < 0 || neighbor.due < due)
            {
                context.timers.Schedule(this, neighbor.due);
            }
        }

        private Neighbor Find(uint address)
        {
            Neighbor neighbor = buckets[address & (uint)(buckets.Length - 1)];
            while (neighbor != null && neighbor.address != address)
            {
                neighbor = neighbor.next;
            }

            return neighbor;
        }

        /// <summary>
        /// Finds an entry for an address: a free one, or that of the resolved neighbour that was heard of longest ago. Those
        /// that this host talks with come last, however many ask for it.
        /// </summary>
        private Neighbor Allocate(uint address, bool asking, bool answer)
        {
            Neighbor free = null;
            Neighbor oldest = null;
            Neighbor oldestInUse = null;
            Neighbor stranger = null;
            int unresolved = 0;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (neighbor.state == NeighborState.Free)
                {
                    free = neighbor;
                    if (!answer)
                    {
                        break;
                    }
                }
                else if (neighbor.state < NeighborState.Reachable)
                {
                    unresolved++;
                    if ((neighbor.marks & Neighbor.Stranger) != 0)
                    {
                        stranger = Older(stranger, neighbor);
                    }
                }
                else if (!IsOwed(neighbor))
                {
                    if ((neighbor.marks & Neighbor.InUse) != 0)
                    {
                        oldestInUse = Older(oldestInUse, neighbor);
                    }
                    else
                    {
                        oldest = Older(oldest, neighbor);
                    }
                }
            }

            if (oldest == null && !answer)
            {
                oldest = oldestInUse;
            }

            // Packets to many absent hosts must not push out those that are there, nor have requests sent more often than
            // once a second: what is being asked for stays, and takes half the cache at most. Of that, what answers
            // strangers makes way for what this host sends of its own accord.
            bool tooMany = asking && unresolved * 2 >= neighbors.Length;
            if (answer && tooMany)
            {
                return null;
            }

            if (free == null)
            {
                free = tooMany || oldest == null ? stranger : oldest;
                if (free == null || (answer && free == stranger))
                {
                    return null;
                }

                Remove(free);
                link.counters.NeighborsEvicted++;
            }

            int bucket = (int)(address & (uint)(buckets.Length - 1));
            free.address = address;
            free.tries = 0;
            free.marks = 0;
            free.next = buckets[bucket];
            buckets[bucket] = free;
            return free;
        }

        // For a while after it was found, that is; who sends nothing more holds nobody up for long.
        private bool IsOwed(Neighbor neighbor)
        {
            return (neighbor.marks & Neighbor.Owed) != 0 && neighbor.state == NeighborState.Reachable && context.now - HeardAt(neighbor) < OwedLifetime;
        }

        private static Neighbor Older(Neighbor one, Neighbor other)
        {
            return one == null || other.due < one.due ? other : one;
        }

        // Of one that is reachable.
        private long HeardAt(Neighbor neighbor)
        {
            return neighbor.due - lifetime;
        }

        private void Remove(Neighbor neighbor)
        {
            if (neighbor.state >= NeighborState.Reachable)
            {
                version++;
            }

            DropPending(neighbor);
            neighbor.state = NeighborState.Free;
            int bucket = (int)(neighbor.address & (uint)(buckets.Length - 1));
            Neighbor other = buckets[bucket];
            if (other == neighbor)
            {
                buckets[bucket] = neighbor.next;
                return;
            }

            while (other.next != neighbor)
            {
                other = other.next;
            }

            other.next = neighbor.next;
        }

        private void DropPending(Neighbor neighbor)
        {
            if (neighbor.pending != null)
            {
                link.counters.PendingDropped++;
                Recycle(neighbor.pending);
                neighbor.pending = null;
            }
        }

        private void DropStrangersPending()
        {
            for (int i = 0; i < neighbors.Length && freePackets == null; i++)
            {
                if ((neighbors[i].marks & Neighbor.Stranger) != 0)
                {
                    DropPending(neighbors[i]);
                }
            }
        }

        private void Recycle(PendingPacket packet)
        {
            packet.next = freePackets;
            freePackets = packet;
        }

        private bool HasHardwareAddress(Neighbor neighbor, byte[] buffer, int offset)
        {
            for (int i = 0; i < EthernetFrame.AddressLength; i++)
            {
                if (hardwareAddresses[neighbor.hardwareOffset + i] != buffer[offset + i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
