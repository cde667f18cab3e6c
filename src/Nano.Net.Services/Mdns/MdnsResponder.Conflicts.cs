using Nano.Net.Core;

namespace Nano.Net.Services
{
    /// <summary>What others say that concerns this host's names and records (RFC 6762 sections 7.4, 8.2, 9 and 10.1).</summary>
    public sealed partial class MdnsResponder
    {
        /// <summary>Deals with a response.</summary>
        /// <param name="family">In which family's group, or by which family, it came.</param>
        /// <returns>False where it is malformed from some record on.</returns>
        private bool OnResponse(int family)
        {
            for (int i = 0; i < reader.questions; i++)
            {
                if (!reader.ReadQuestion())
                {
                    return false;
                }
            }

            for (int left = reader.answers + reader.authorities + reader.additionals; left > 0; left--)
            {
                if (!reader.ReadRecord())
                {
                    return false;
                }

                bool counts = (reader.classField & MdnsMessage.ClassMask) == DnsMessage.ClassInternet;
                if (counts && reader.timeToLive != 0)
                {
                    zone.Hear(reader);
                }

                if (counts && OnRecord(family))
                {
                    // The names are others now.
                    return true;
                }
            }

            return true;
        }

        /// <summary>Looks at a record of another host.</summary>
        /// <returns>Whether it conflicts with one of this host's.</returns>
        private bool OnRecord(int family)
        {
            bool sameType = false;
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.type != reader.type || !record.IsThere || !record.owner.IsAt(reader, reader.name))
                {
                    continue;
                }

                if (record.HasDataOf(reader))
                {
                    OnSameRecord(record, family);
                    return false;
                }

                sameType = true;
            }

            // While it is probed for, a name is taken whatever record another host has of it.
            if (reader.timeToLive == 0 || (!sameType && state != MdnsState.Probing))
            {
                return false;
            }

            ClaimedName name = zone.FindName(reader, reader.name);
            if (name == null)
            {
                return false;
            }

            OnConflict(name);
            return true;
        }

        /// <summary>Another host has sent a record that this host has too.</summary>
        private void OnSameRecord(MdnsRecord record, int family)
        {
            if (state < MdnsState.Announcing)
            {
                return;
            }

            if (reader.timeToLive == 0)
            {
                // Section 10.1: who takes leave takes leave for itself only; all have a second to hear that it is still so.
                long due = context.now + SharedDelay + Random(SharedDelayRange);
                record.marks |= family;
                if (due < record.due)
                {
                    record.due = due;
                    record.asker = 0;
                }
            }
            else if (record.due != TimerQueue.Never && reader.timeToLive >= record.timeToLive)
            {
                counters.Suppressed++;
                record.Forget(family);
            }
        }

        /// <summary>Another host probes while this one does: where both want a name, one of them goes first.</summary>
        /// <param name="authority">Index of the first record that it proposes.</param>
        private void OnProbe(int authority)
        {
            // What this host proposes is written where datagrams are built, and not sent.
            writer.Begin(datagram, datagramOffset, capacity, 0, 0);
            zone.WriteProbe(writer);
            own.Open(datagram, datagramOffset, writer.Length);
            for (int i = 0; i < own.questions; i++)
            {
                own.ReadQuestion();
            }

            int first = own.at;
            for (int i = 0; i < zone.names.Length; i++)
            {
                ClaimedName name = zone.names[i];
                if (Proposes(authority, name) && TieBreak.Compare(own, first, reader, authority, name) < 0)
                {
                    // The other one will have it by then, and say so; or it was an old packet, and nobody will.
                    counters.TieBreaksLost++;
                    StartProbing(TieBreakDelay);
                    return;
                }
            }
        }

        private bool Proposes(int authority, ClaimedName name)
        {
            reader.at = authority;
            for (int i = 0; i < reader.authorities; i++)
            {
                reader.ReadRecord();
                if (name.IsAt(reader, reader.name))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
