using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// The hardware addresses of the hosts on this link (RFC 826, RFC 1122 section 2.3.2), asked for when they are needed, and
    /// again when they are in doubt. States and rules are those of RFC 4861 section 7.3. One deadline serves all entries.
    /// </summary>
    internal sealed partial class NeighborCache : TimerEntry
    {
        /// <summary>Requests to everybody without an answer before a neighbour counts as gone (MAX_MULTICAST_SOLICIT, RFC 4861 section 10).</summary>
        internal const int MaximumTries = 3;

        /// <summary>Requests to a neighbour itself without an answer before everybody is asked (RFC 1122 section 2.3.2.1 (2): typically 2).</summary>
        internal const int MaximumPolls = 2;

        /// <summary>Milliseconds between two requests for one neighbour (RFC 1122 section 2.3.2.1).</summary>
        internal const int RetryInterval = 1000;

        /// <summary>Milliseconds for which a neighbour that did not answer is not asked for again.</summary>
        internal const int FailedLifetime = 3000;

        /// <summary>
        /// Milliseconds for which a neighbour keeps its entry whose packet was dropped while it was asked for: the packet
        /// comes again, and must not find that others have taken the entry meanwhile, over and over. Not for longer: who sends
        /// nothing more holds nobody up.
        /// </summary>
        internal const int OwedLifetime = 5000;

        /// <summary>As the length of a frame: it is part of what cannot be kept, and is to be sent again when the neighbour is known.</summary>
        internal const int TooLongToKeep = int.MaxValue;

        /// <summary>Changes with everything that could make a hardware address wrong or better that was got earlier: whoever keeps one keeps the version with it.</summary>
        internal int version = 1;

        /// <summary>This host's own address, which goes into requests.</summary>
        internal readonly AddressClaim claim;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly int lifetime;

        // Null where the link has no hardware addresses; nothing but Clear and the link's events is called then.
        internal readonly NeighborTable table;
        internal readonly PendingPackets pending;
        private bool isLinkDown;

        internal NeighborCache(StackContext context, LinkLayer link, StackOptions options)
        {
            this.context = context;
            this.link = link;
            lifetime = options.NeighborLifetime;
            claim = new AddressClaim(context, link, this);
            if (link.headerLength != 0)
            {
                table = new NeighborTable(options.Neighbors);
                pending = new PendingPackets(link, options.PendingPackets, options.PendingPacketSize);
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
            return Resolve(table.Find(address), destination, offset, answer);
        }

        private bool Resolve(Neighbor neighbor, byte[] destination, int offset, bool answer)
        {
            if (neighbor == null || neighbor.state < NeighborState.Reachable)
            {
                return false;
            }

            if (neighbor.state == NeighborState.Stale)
            {
                OnStaleUsed(neighbor);
            }

            neighbor.marks = answer
                ? neighbor.marks & (Neighbor.InUse | Neighbor.Ipv6)
                : (neighbor.marks & Neighbor.Ipv6) | Neighbor.InUse;
            Array.Copy(table.hardwareAddresses, neighbor.hardwareOffset, destination, offset, EthernetFrame.AddressLength);
            return true;
        }

        /// <summary>Keeps a frame until its neighbour has been found, in place of an earlier one for it; where there is no room, it is dropped and counted.</summary>
        /// <param name="address">The neighbour, which is not resolved.</param>
        /// <param name="frame">Holds the frame.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes, link header included.</param>
        /// <param name="answer">Whether it only answers a stranger. However many there are, they leave half the cache to others.</param>
        /// <returns>False where it was dropped because the neighbour is not even asked for now.</returns>
        internal bool Enqueue(uint address, byte[] frame, int offset, int length, bool answer)
        {
            Neighbor neighbor = table.Find(address);
            if (neighbor == null)
            {
                neighbor = Allocate(true, answer);
                if (neighbor != null)
                {
                    table.Add(neighbor, address);
                    neighbor.marks = answer ? Neighbor.Stranger : Neighbor.InUse;
                    AskAll(neighbor);
                }
            }
            else if (!answer)
            {
                neighbor.marks = (neighbor.marks & ~Neighbor.Stranger) | Neighbor.InUse;
            }

            return Enqueue(neighbor, frame, offset, length, answer);
        }

        // Keeps a frame for a neighbour; null where there is no entry for it.
        private bool Enqueue(Neighbor neighbor, byte[] frame, int offset, int length, bool answer)
        {
            if (neighbor == null)
            {
                link.counters.PendingDropped++;
                return false;
            }

            if (neighbor.state != NeighborState.Incomplete)
            {
                // It has not answered, a moment ago: it is asked for again when that is over.
                link.counters.PendingDropped++;
                if (!answer)
                {
                    neighbor.marks |= Neighbor.Owed;
                }

                return false;
            }

            if (length == TooLongToKeep && !answer)
            {
                // Whoever has it still has all of it, and tries again.
                return true;
            }

            if (neighbor.pending == null && pending.IsFull && !answer)
            {
                DropStrangersPending();
            }

            if (!pending.Keep(neighbor, frame, offset, length))
            {
                neighbor.marks |= Neighbor.Owed;
            }

            return true;
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
            Neighbor neighbor = table.Find(address);
            if (neighbor == null)
            {
                neighbor = create ? Allocate(false, false) : null;
                if (neighbor == null)
                {
                    return;
                }

                table.Add(neighbor, address);
            }

            bool found = neighbor.state < NeighborState.Reachable;
            if (found)
            {
                table.SetHardwareAddress(neighbor, buffer, offset);
                version++;
            }
            else if (!table.HasHardwareAddress(neighbor, buffer, offset))
            {
                link.counters.NeighborsContested++;
                Doubt(neighbor, true);
                return;
            }

            neighbor.state = NeighborState.Reachable;
            Wait(neighbor, context.now + lifetime);
            OnHeard(neighbor, found);
        }

        // Where a neighbour is, is known: what waits for it goes out, and what was lost is told of.
        private void OnHeard(Neighbor neighbor, bool found)
        {
            if (!pending.Send(neighbor, table.hardwareAddresses))
            {
                neighbor.marks |= Neighbor.Owed;
            }

            if (found && (neighbor.marks & Neighbor.Owed) != 0)
            {
                ProtocolOf(neighbor).OnNeighborFound(neighbor);
            }
        }

        /// <summary>
        /// What was sent to a neighbour or by way of it is not answered, says a protocol above: it may be gone, or have another
        /// hardware address (RFC 1122 section 2.3.2.1 (4)). It is asked itself, and if it stays silent everybody is.
        /// </summary>
        /// <param name="address">Its IPv4 address.</param>
        internal void Suspect(uint address)
        {
            if (table != null)
            {
                Suspect(table.Find(address));
            }
        }

        /// <summary>A packet has come that the neighbour has sent or passed on. From another hardware address than is known, it puts that in doubt.</summary>
        /// <param name="address">The neighbour's IPv4 address.</param>
        /// <param name="buffer">Holds the hardware address that it came from.</param>
        /// <param name="offset">Index of the first byte there.</param>
        internal void OnPacketFrom(uint address, byte[] buffer, int offset)
        {
            CheckSender(table.Find(address), buffer, offset);
        }

        private void Suspect(Neighbor neighbor)
        {
            if (neighbor != null)
            {
                Doubt(neighbor, false);
            }
        }

        private void CheckSender(Neighbor neighbor, byte[] buffer, int offset)
        {
            if (neighbor != null && neighbor.state >= NeighborState.Reachable && !table.HasHardwareAddress(neighbor, buffer, offset))
            {
                Doubt(neighbor, false);
            }
        }

        /// <summary>Whether a neighbour is known to have a hardware address.</summary>
        /// <param name="address">The neighbour's IPv4 address.</param>
        /// <param name="buffer">Holds the hardware address.</param>
        /// <param name="offset">Index of its first byte.</param>
        internal bool IsAt(uint address, byte[] buffer, int offset)
        {
            return IsAt(table.Find(address), buffer, offset);
        }

        private bool IsAt(Neighbor neighbor, byte[] buffer, int offset)
        {
            return neighbor != null && neighbor.state >= NeighborState.Reachable && table.HasHardwareAddress(neighbor, buffer, offset);
        }

        /// <summary>
        /// The link has gone down or come up. While it is down, nobody can answer, and nobody counts as gone for it. When it is
        /// up, there may be others behind it: who is known is asked whether it is still there before it is relied on, and who was
        /// asked for is asked for at once.
        /// </summary>
        internal void OnLinkChanged(bool isUp)
        {
            isLinkDown = !isUp;
            if (!isUp || table == null)
            {
                return;
            }

            version++;
            Neighbor[] neighbors = table.neighbors;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                switch (neighbor.state)
                {
                    case NeighborState.Incomplete:
                        AskAll(neighbor);
                        break;
                    case NeighborState.Failed:
                        EndFailed(neighbor);
                        break;
                    case NeighborState.Reachable:
                        BecomeStale(neighbor, context.now - RetryInterval);
                        AskIfUsed(neighbor);
                        break;
                    case NeighborState.Delay:
                    case NeighborState.Probing:
                        Poll(neighbor);
                        break;
                }
            }
        }

        /// <summary>Forgets everybody who has an IPv4 address: that of this host has changed, and with it the network.</summary>
        internal void Clear()
        {
            version++;
            bool any = false;
            for (int i = 0; table != null && i < table.neighbors.Length; i++)
            {
                Neighbor neighbor = table.neighbors[i];
                if (neighbor.state != NeighborState.Free && (neighbor.marks & Neighbor.Ipv6) == 0)
                {
                    Remove(neighbor);
                }

                any |= neighbor.state != NeighborState.Free;
            }

            if (!any)
            {
                context.timers.Cancel(this);
            }
        }

        internal override void OnDue(long now)
        {
            long earliest = TimerQueue.Never;
            Neighbor[] neighbors = table.neighbors;
            for (int i = 0; i < neighbors.Length; i++)
            {
                Neighbor neighbor = neighbors[i];
                if (IsTimed(neighbor))
                {
                    if (neighbor.due <= now)
                    {
                        Expire(neighbor);
                    }

                    if (IsTimed(neighbor) && neighbor.due < earliest)
                    {
                        earliest = neighbor.due;
                    }
                }
            }

            // Who was told that a neighbour is gone may have asked for another one meanwhile, in front of those that were still to be
            // looked at.
            if (earliest != TimerQueue.Never)
            {
                WakeBy(earliest);
            }
        }

        private static bool IsTimed(Neighbor neighbor)
        {
            return neighbor.state != NeighborState.Free && neighbor.state != NeighborState.Stale;
        }

        private void Expire(Neighbor neighbor)
        {
            switch (neighbor.state)
            {
                case NeighborState.Reachable:
                    BecomeStale(neighbor, context.now - RetryInterval);
                    neighbor.marks &= Neighbor.Ipv6;
                    version++;
                    break;

                case NeighborState.Delay:
                    EndDelay(neighbor);
                    break;

                case NeighborState.Failed:
                    EndFailed(neighbor);
                    break;

                case NeighborState.Probing:
                    if (isLinkDown)
                    {
                        Wait(neighbor, context.now + RetryInterval);
                    }
                    else if (neighbor.tries < ((neighbor.marks & Neighbor.Ipv6) == 0 ? MaximumPolls : MaximumSolicitations))
                    {
                        Ask(neighbor);
                    }
                    else
                    {
                        OnSilence(neighbor);
                    }

                    break;

                case NeighborState.Incomplete:
                    if (isLinkDown)
                    {
                        Wait(neighbor, context.now + RetryInterval);
                    }
                    else if (neighbor.tries < MaximumTries)
                    {
                        Ask(neighbor);
                    }
                    else
                    {
                        Fail(neighbor);
                    }

                    break;
            }
        }

        // Where it was, nobody answers any more. If this host talks with it, everybody is asked at once: it may be elsewhere.
        private void OnSilence(Neighbor neighbor)
        {
            if ((neighbor.marks & Neighbor.InUse) == 0 || table.IsCrowdedBeside(neighbor))
            {
                Remove(neighbor);
                return;
            }

            // What was sent meanwhile has got nowhere.
            version++;
            neighbor.marks |= Neighbor.Owed;
            AskAll(neighbor);
        }

        private void Fail(Neighbor neighbor)
        {
            link.counters.NeighborsUnreachable++;
            pending.Drop(neighbor);
            neighbor.state = NeighborState.Failed;
            neighbor.marks &= Neighbor.Stranger | Neighbor.Ipv6;
            neighbor.due = context.now + FailedLifetime;
            ProtocolOf(neighbor).OnNeighborUnreachable(neighbor);
        }

        // It may be asked for again, and is where something was to be sent to it meanwhile.
        private void EndFailed(Neighbor neighbor)
        {
            if ((neighbor.marks & Neighbor.Owed) == 0 || table.IsCrowdedBeside(neighbor))
            {
                Remove(neighbor);
            }
            else
            {
                AskAll(neighbor);
            }
        }

        // Whether it still is where it was is asked at once, but once a second at most (RFC 4861 section 7.2.2). Who has answered
        // within the last second, and is only suspected, is not asked at all. Who is contested, or has spoken without being asked,
        // is asked when the second is over: this host may have asked for him just before.
        private void Doubt(Neighbor neighbor, bool contested)
        {
            // When it was last heard of, and the interval.
            long allowed = neighbor.due + RetryInterval;
            switch (neighbor.state)
            {
                case NeighborState.Stale:
                    break;
                case NeighborState.Delay:
                    allowed = neighbor.tries == 0 ? context.now : allowed - DelayTime;
                    break;
                case NeighborState.Reachable:
                    // A router may have changed the lifetime since: it was not heard of later than now.
                    allowed -= LifetimeOf(neighbor);
                    if (allowed > context.now + RetryInterval)
                    {
                        allowed = context.now;
                    }

                    if (allowed > context.now && !contested)
                    {
                        return;
                    }

                    break;
                default:
                    return;
            }

            if (allowed <= context.now)
            {
                Poll(neighbor);
            }
            else
            {
                neighbor.state = NeighborState.Probing;
                neighbor.tries = 0;
                Wait(neighbor, allowed);
            }
        }

        // What is known of it is in doubt. Until it is used, its time says until when it may have been asked, which is not later
        // than now, whatever has become of the lifetime.
        private void BecomeStale(Neighbor neighbor, long asked)
        {
            neighbor.state = NeighborState.Stale;
            neighbor.due = asked < context.now ? asked : context.now;
        }

        /// <summary>Asks a neighbour whether it still is where it was (RFC 1122 section 2.3.2.1 (2), unicast poll).</summary>
        private void Poll(Neighbor neighbor)
        {
            neighbor.state = NeighborState.Probing;
            neighbor.tries = 0;
            Ask(neighbor);
        }

        private void AskAll(Neighbor neighbor)
        {
            neighbor.state = NeighborState.Incomplete;
            neighbor.tries = 0;
            Ask(neighbor);
        }

        /// <summary>Sends a request: to the neighbour alone where its address is known, else to all.</summary>
        private void Ask(Neighbor neighbor)
        {
            neighbor.tries++;
            Wait(neighbor, context.now + ((neighbor.marks & Neighbor.Ipv6) == 0 ? RetryInterval : link.ipv6.SolicitationInterval));
            ProtocolOf(neighbor).Ask(neighbor, neighbor.state == NeighborState.Probing ? table.hardwareAddresses : null);
        }

        // Whose neighbour it is.
        private NetworkProtocol ProtocolOf(Neighbor neighbor)
        {
            return (neighbor.marks & Neighbor.Ipv6) == 0 ? link.ipv4 : link.ipv6;
        }

        private void Wait(Neighbor neighbor, long until)
        {
            neighbor.due = until;
            WakeBy(until);
        }

        private void WakeBy(long until)
        {
            if (heapIndex < 0 || until < due)
            {
                context.timers.Schedule(this, until);
            }
        }

        // A free entry, which is to be added.
        private Neighbor Allocate(bool asking, bool answer)
        {
            Neighbor neighbor = table.Choose(asking, answer, context.now, lifetime, link.ipv6 == null ? 0 : link.ipv6.ReachableTime);
            if (neighbor != null && neighbor.state != NeighborState.Free)
            {
                Remove(neighbor);
                link.counters.NeighborsEvicted++;
            }

            return neighbor;
        }

        private void Remove(Neighbor neighbor)
        {
            if (neighbor.state >= NeighborState.Reachable)
            {
                version++;
            }

            pending.Drop(neighbor);
            table.Remove(neighbor);
        }

        private void DropStrangersPending()
        {
            Neighbor[] neighbors = table.neighbors;
            for (int i = 0; i < neighbors.Length && pending.IsFull; i++)
            {
                if ((neighbors[i].marks & Neighbor.Stranger) != 0)
                {
                    pending.Drop(neighbors[i]);
                }
            }
        }
    }
}
