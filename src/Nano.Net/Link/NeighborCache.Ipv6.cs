namespace Nano.Net.Link
{
    // What is IPv6's alone: its neighbours say more of themselves than ARP does, and what they say is taken by the letter of
    // RFC 4861 section 7.
    internal sealed partial class NeighborCache
    {
        /// <summary>Solicitations to a neighbour itself without an answer before all are asked (MAX_UNICAST_SOLICIT, RFC 4861 section 10).</summary>
        internal const int MaximumSolicitations = 3;

        /// <summary>Milliseconds in which what is sent to a neighbour may turn out to arrive, before it is asked (DELAY_FIRST_PROBE_TIME, RFC 4861 section 10).</summary>
        internal const int DelayTime = 5000;

        /// <summary>Makes room for IPv6 addresses. For set-up only: nobody is known yet.</summary>
        internal void ReserveIpv6()
        {
            if (table != null)
            {
                table.ReserveIpv6();
            }
        }

        /// <summary>As above, by an IPv6 address.</summary>
        internal bool Resolve(byte[] address, int addressOffset, byte[] destination, int offset, bool answer)
        {
            return Resolve(table.Find(address, addressOffset), destination, offset, answer);
        }

        /// <summary>As above, by an IPv6 address.</summary>
        internal bool Enqueue(byte[] address, int addressOffset, byte[] frame, int offset, int length, bool answer)
        {
            Neighbor neighbor = table.Find(address, addressOffset);
            if (neighbor == null)
            {
                neighbor = Allocate(true, answer);
                if (neighbor != null)
                {
                    table.Add(neighbor, address, addressOffset);
                    neighbor.marks |= answer ? Neighbor.Stranger : Neighbor.InUse;
                    AskAll(neighbor);
                }
            }
            else if (!answer)
            {
                neighbor.marks = (neighbor.marks & ~Neighbor.Stranger) | Neighbor.InUse;
            }

            return Enqueue(neighbor, frame, offset, length, answer);
        }

        /// <summary>As above, by an IPv6 address.</summary>
        internal void Suspect(byte[] address, int addressOffset)
        {
            if (table != null)
            {
                Suspect(table.Find(address, addressOffset));
            }
        }

        /// <summary>As above, by an IPv6 address.</summary>
        internal void OnPacketFrom(byte[] address, int addressOffset, byte[] buffer, int offset)
        {
            CheckSender(table.Find(address, addressOffset), buffer, offset);
        }

        /// <summary>As above, by an IPv6 address.</summary>
        internal bool IsAt(byte[] address, int addressOffset, byte[] buffer, int offset)
        {
            return IsAt(table.Find(address, addressOffset), buffer, offset);
        }

        /// <summary>
        /// A host has said, unasked, what its hardware address is: in a solicitation, as a router, or another router of it (RFC 4861
        /// sections 6.3.4, 7.2.3 and 8.3). That it hears this host, it has not said.
        /// </summary>
        /// <param name="address">Holds its IPv6 address.</param>
        /// <param name="addressOffset">Index of the first byte of that.</param>
        /// <param name="hardware">Holds its hardware address.</param>
        /// <param name="offset">Index of the first byte of that.</param>
        /// <param name="create">Whether it is worth an entry where it has none.</param>
        internal void Hear(byte[] address, int addressOffset, byte[] hardware, int offset, bool create)
        {
            Neighbor neighbor = table.Find(address, addressOffset);
            if (neighbor == null)
            {
                neighbor = create ? Allocate(false, false) : null;
                if (neighbor == null)
                {
                    return;
                }

                table.Add(neighbor, address, addressOffset);
            }
            else if (neighbor.state >= NeighborState.Reachable && table.HasHardwareAddress(neighbor, hardware, offset))
            {
                return;
            }

            BecomeStale(neighbor, hardware, offset);
        }

        /// <summary>A neighbour has advertised itself (RFC 4861 section 7.2.5).</summary>
        /// <param name="address">Holds its IPv6 address.</param>
        /// <param name="addressOffset">Index of the first byte of that.</param>
        /// <param name="hardware">Holds its hardware address; null where it has not said it.</param>
        /// <param name="offset">Index of the first byte of that.</param>
        /// <param name="solicited">Whether it answers a question of this host: it hears it.</param>
        /// <param name="replaces">Whether the hardware address takes the place of another one.</param>
        /// <returns>False where nobody wants to know: it has no entry.</returns>
        internal bool OnAdvertisement(byte[] address, int addressOffset, byte[] hardware, int offset, bool solicited, bool replaces)
        {
            Neighbor neighbor = table.Find(address, addressOffset);
            if (neighbor == null)
            {
                return false;
            }

            bool isKnown = neighbor.state >= NeighborState.Reachable;
            if (!isKnown && hardware == null)
            {
                return false;
            }

            bool isOther = hardware != null && !(isKnown && table.HasHardwareAddress(neighbor, hardware, offset));
            if (isKnown && isOther && !replaces)
            {
                if (neighbor.state == NeighborState.Reachable)
                {
                    BecomeStale(neighbor, neighbor.due - LifetimeOf(neighbor));
                    version++;
                }

                return true;
            }

            if (isOther && !solicited)
            {
                BecomeStale(neighbor, hardware, offset);
                return true;
            }

            if (isOther)
            {
                table.SetHardwareAddress(neighbor, hardware, offset);
                version++;
            }

            if (solicited)
            {
                BecomeReachable(neighbor);
                OnHeard(neighbor, !isKnown);
            }

            return true;
        }

        // A neighbour has, by its own words, a hardware address that was not known; whether it hears this host will show.
        private void BecomeStale(Neighbor neighbor, byte[] hardware, int offset)
        {
            bool found = neighbor.state != NeighborState.Free && neighbor.state < NeighborState.Reachable;
            table.SetHardwareAddress(neighbor, hardware, offset);
            version++;

            // Until when it may have been asked.
            long asked = context.now;
            if (neighbor.state == NeighborState.Free)
            {
                asked -= RetryInterval;
            }
            else if (neighbor.state == NeighborState.Stale)
            {
                asked = neighbor.due;
            }
            else if (neighbor.state == NeighborState.Reachable)
            {
                asked = neighbor.due - LifetimeOf(neighbor);
            }

            BecomeStale(neighbor, asked);
            if (found)
            {
                OnStaleUsed(neighbor);
                OnHeard(neighbor, true);
            }
        }

        private void BecomeReachable(Neighbor neighbor)
        {
            neighbor.state = NeighborState.Reachable;
            Wait(neighbor, context.now + LifetimeOf(neighbor));
        }

        // Something is sent to a neighbour that was not heard of for long.
        private void OnStaleUsed(Neighbor neighbor)
        {
            if ((neighbor.marks & Neighbor.Ipv6) == 0)
            {
                Poll(neighbor);
            }
            else
            {
                // It may have been asked in the second before it was heard of.
                neighbor.tries = neighbor.due + RetryInterval > context.now ? 1 : 0;
                neighbor.state = NeighborState.Delay;
                Wait(neighbor, context.now + DelayTime);
            }
        }

        // Behind a link that has come up there may be others: what is used is not relied on for as long as DELAY takes.
        private void AskIfUsed(Neighbor neighbor)
        {
            if ((neighbor.marks & (Neighbor.Ipv6 | Neighbor.InUse)) == (Neighbor.Ipv6 | Neighbor.InUse))
            {
                Poll(neighbor);
            }
        }

        // The protocols above are asked now, instead of saying so at each acknowledgment (RFC 4861 section 7.3.1).
        private void EndDelay(Neighbor neighbor)
        {
            if (link.ipv6.HasProgress(neighbor, context.now - DelayTime))
            {
                BecomeReachable(neighbor);
            }
            else
            {
                Poll(neighbor);
            }
        }

        private int LifetimeOf(Neighbor neighbor)
        {
            return (neighbor.marks & Neighbor.Ipv6) == 0 ? lifetime : link.ipv6.ReachableTime;
        }
    }
}
