using System;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>The entries of the <see cref="NeighborCache"/>: where they are kept, how they are found, and whose is taken for another where all are in use.</summary>
    internal sealed partial class NeighborTable
    {
        /// <summary>All entries, free ones included.</summary>
        internal readonly Neighbor[] neighbors;

        /// <summary>Their hardware addresses, at <see cref="Neighbor.hardwareOffset"/>; where there is IPv6, the addresses of its neighbours follow, at <see cref="AddressOffsetOf"/>.</summary>
        internal byte[] hardwareAddresses;

        private readonly Neighbor[] buckets;

        /// <summary>Makes a table of free entries.</summary>
        /// <param name="count">How many entries.</param>
        internal NeighborTable(int count)
        {
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
        }

        /// <summary>Makes room for IPv6 addresses. For set-up only: nobody is known yet.</summary>
        internal void ReserveIpv6()
        {
            hardwareAddresses = new byte[neighbors.Length * (EthernetFrame.AddressLength + IPAddress.Ipv6Length)];
        }

        /// <summary>The entry of an IPv4 address; null where it has none.</summary>
        internal Neighbor Find(uint address)
        {
            Neighbor neighbor = buckets[Bucket(address)];
            while (neighbor != null && (neighbor.address != address || (neighbor.marks & Neighbor.Ipv6) != 0))
            {
                neighbor = neighbor.next;
            }

            return neighbor;
        }

        /// <summary>The entry of an IPv6 address; null where it has none.</summary>
        /// <param name="address">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal Neighbor Find(byte[] address, int offset)
        {
            Neighbor neighbor = buckets[Bucket(Fold(address, offset))];
            while (neighbor != null && !HasAddress(neighbor, address, offset))
            {
                neighbor = neighbor.next;
            }

            return neighbor;
        }

        /// <summary>Whether an entry is that of an IPv6 address.</summary>
        internal bool HasAddress(Neighbor neighbor, byte[] address, int offset)
        {
            int own = AddressOffsetOf(neighbor);
            return (neighbor.marks & Neighbor.Ipv6) != 0
                && BitConverter.ToUInt64(hardwareAddresses, own + 8) == BitConverter.ToUInt64(address, offset + 8)
                && BitConverter.ToUInt64(hardwareAddresses, own) == BitConverter.ToUInt64(address, offset);
        }

        /// <summary>Index of the IPv6 address of an entry, behind the hardware addresses.</summary>
        internal int AddressOffsetOf(Neighbor neighbor)
        {
            return (neighbors.Length * EthernetFrame.AddressLength) + (neighbor.hardwareOffset / EthernetFrame.AddressLength * IPAddress.Ipv6Length);
        }

        /// <summary>
        /// Chooses an entry for a new address: a free one, or that of the resolved neighbour that was heard of longest ago. Those
        /// that this host talks with come last, however many ask for it.
        /// </summary>
        /// <param name="asking">Whether the address is to be asked for; else it has just said where it is.</param>
        /// <param name="answer">Whether it is only to be answered, a stranger.</param>
        /// <param name="now">Stack time in milliseconds.</param>
        /// <param name="lifetime">Milliseconds for which a neighbour counts as reachable.</param>
        /// <param name="ipv6Lifetime">The same of one with an IPv6 address.</param>
        /// <returns>Null where there is none for it. One that is not free is to be removed first.</returns>
        internal Neighbor Choose(bool asking, bool answer, long now, int lifetime, int ipv6Lifetime)
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
                else if (!IsOwed(neighbor, now, (neighbor.marks & Neighbor.Ipv6) == 0 ? lifetime : ipv6Lifetime))
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
                if (answer && free == stranger)
                {
                    return null;
                }
            }

            return free;
        }

        // Whether it was found a moment ago, and what was dropped meanwhile is about to come again. Of one that is to be reachable for
        // longer than is usual now, that moment is not known: routers change it.
        private static bool IsOwed(Neighbor neighbor, long now, int lifetime)
        {
            long left = neighbor.due - now;
            return (neighbor.marks & Neighbor.Owed) != 0 && neighbor.state == NeighborState.Reachable
                && left > lifetime - NeighborCache.OwedLifetime && left <= lifetime;
        }

        /// <summary>Whether, besides an entry, as many others wait for an answer as may.</summary>
        internal bool IsCrowdedBeside(Neighbor entry)
        {
            int unresolved = 0;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (neighbor != entry && (neighbor.state == NeighborState.Incomplete || neighbor.state == NeighborState.Failed))
                {
                    unresolved++;
                }
            }

            return unresolved * 2 >= neighbors.Length;
        }

        /// <summary>Gives a free entry to an IPv4 address.</summary>
        internal void Add(Neighbor neighbor, uint address)
        {
            Add(neighbor, address, 0);
        }

        /// <summary>Gives a free entry to an IPv6 address.</summary>
        internal void Add(Neighbor neighbor, byte[] address, int offset)
        {
            Array.Copy(address, offset, hardwareAddresses, AddressOffsetOf(neighbor), IPAddress.Ipv6Length);
            Add(neighbor, Fold(address, offset), Neighbor.Ipv6);
        }

        private void Add(Neighbor neighbor, uint address, int marks)
        {
            int bucket = Bucket(address);
            neighbor.address = address;
            neighbor.tries = 0;
            neighbor.marks = marks;
            neighbor.next = buckets[bucket];
            buckets[bucket] = neighbor;
        }

        /// <summary>Frees an entry.</summary>
        internal void Remove(Neighbor neighbor)
        {
            neighbor.state = NeighborState.Free;
            int bucket = Bucket(neighbor.address);
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

        /// <summary>Whether a neighbour has a hardware address.</summary>
        /// <param name="neighbor">The neighbour, whose own is known.</param>
        /// <param name="buffer">Holds the address.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal bool HasHardwareAddress(Neighbor neighbor, byte[] buffer, int offset)
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

        /// <summary>Notes the hardware address of a neighbour.</summary>
        internal void SetHardwareAddress(Neighbor neighbor, byte[] buffer, int offset)
        {
            Array.Copy(buffer, offset, hardwareAddresses, neighbor.hardwareOffset, EthernetFrame.AddressLength);
        }

        // Most differ in their last bytes.
        private static uint Fold(byte[] address, int offset)
        {
            uint bits = BitConverter.ToUInt32(address, offset) ^ BitConverter.ToUInt32(address, offset + 4)
                ^ BitConverter.ToUInt32(address, offset + 8) ^ BitConverter.ToUInt32(address, offset + 12);
            bits ^= bits >> 16;
            return bits ^ (bits >> 8);
        }

        private static Neighbor Older(Neighbor one, Neighbor other)
        {
            return one == null || other.due < one.due ? other : one;
        }

        private int Bucket(uint address)
        {
            return (int)(address & (uint)(buckets.Length - 1));
        }
    }
}
