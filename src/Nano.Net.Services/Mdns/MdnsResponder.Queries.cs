using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>What is made of queries (RFC 6762 sections 5 to 7): which records are wanted, how, and when.</summary>
    public sealed partial class MdnsResponder
    {
        // Section 6, in milliseconds.
        private const int SharedDelay = 20;
        private const int SharedDelayRange = 101;
        private const int TruncatedDelay = 400;
        private const int RateLimit = 1000;
        private const int ProbeRateLimit = 250;

        internal override void OnDatagram(UdpEndpoint endpoint, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            // Section 11: what was sent to the group comes from this link; what was sent to this host may come from anywhere.
            bool multicast = from.protocol.GroupOf(buffer, ipOffset) != InternetProtocol.NoGroup;
            bool onLink = from.IsOnLink;
            int family = from.protocol == ipv4 ? MdnsFamily.Ipv4 : MdnsFamily.Ipv6;
            if (state < MdnsState.Probing || (!multicast && !onLink))
            {
                counters.Ignored++;
                return;
            }

            if (!reader.Open(buffer, offset, length))
            {
                counters.Malformed++;
                return;
            }

            // Sections 18.3 and 18.11; and section 6: no response comes from another port.
            bool response = (reader.flags & DnsMessage.ResponseFlag) != 0;
            if ((reader.flags & (DnsMessage.OperationMask | DnsMessage.ResponseCodeMask)) != 0 || (response && sourcePort != MdnsMessage.Port))
            {
                counters.Ignored++;
                return;
            }

            bool wellFormed;
            if (response)
            {
                counters.ResponsesReceived++;
                wellFormed = OnResponse(family);
            }
            else
            {
                counters.QueriesReceived++;
                wellFormed = OnQuery(from, family, sourcePort, multicast);
            }

            if (!wellFormed)
            {
                counters.Malformed++;
            }

            SetNextDeadline();
            TellOfChange();
        }

        /// <summary>Deals with a query.</summary>
        /// <returns>False where it is malformed; then nothing of it counts.</returns>
        private bool OnQuery(Path from, int family, int sourcePort, bool multicast)
        {
            bool onLink = from.IsOnLink;
            for (int i = 0; i < records.Length; i++)
            {
                records[i].reply = MdnsReply.None;
            }

            for (int i = 0; i < reader.questions; i++)
            {
                if (!reader.ReadQuestion())
                {
                    return false;
                }

                OnQuestion(multicast, onLink);
            }

            int questionsEnd = reader.at;
            for (int i = 0; i < reader.answers; i++)
            {
                if (!reader.ReadRecord())
                {
                    return false;
                }

                OnKnownAnswer(from.identity);
            }

            int authority = reader.at;
            for (int i = 0; i < reader.authorities; i++)
            {
                if (!reader.ReadRecord())
                {
                    return false;
                }
            }

            bool probe = reader.authorities > 0;
            if (state == MdnsState.Probing)
            {
                if (probe)
                {
                    OnProbe(authority);
                }

                return true;
            }

            if (sourcePort != MdnsMessage.Port && !onLink)
            {
                counters.Ignored++;
            }
            else if (sourcePort != MdnsMessage.Port)
            {
                AnswerLegacy(from, sourcePort, questionsEnd - reader.start);
            }
            else
            {
                Answer(from, family, probe);
            }

            return true;
        }

        /// <summary>Marks the records that a question asks for. A type that one of this host's names has not is denied (section 6.1).</summary>
        private void OnQuestion(bool multicast, bool onLink)
        {
            int questionClass = reader.classField & MdnsMessage.ClassMask;
            if (questionClass != DnsMessage.ClassInternet && questionClass != MdnsMessage.ClassAny)
            {
                return;
            }

            // Section 5.5: who asks this host alone is answered alone. What is not of this link's network may be here all
            // the same, and hears the group; elsewhere nothing is sent.
            bool unicast = onLink && (!multicast || (reader.classField & MdnsMessage.UnicastResponse) != 0);
            int reply = unicast ? MdnsReply.Unicast : MdnsReply.Multicast;
            MdnsName owner = null;
            bool isOwner = false;
            bool found = false;
            for (int i = 0; i < records.Length; i++)
            {
                // NSEC is the last of the records of a name.
                MdnsRecord record = records[i];
                if (record.owner != owner)
                {
                    owner = record.owner;
                    isOwner = owner.IsAt(reader, reader.name);
                    found = false;
                }

                if (!isOwner || !record.IsThere)
                {
                    continue;
                }

                bool denies = record.type == MdnsMessage.TypeNsec;
                if (record.type == reader.type || (denies ? !found : reader.type == MdnsMessage.TypeAny))
                {
                    found = true;
                    if (record.reply < reply)
                    {
                        record.reply = reply;
                    }
                }
            }
        }

        /// <summary>Who asks knows a record, well enough that it need not be told (section 7.1), in the query or in what follows it (section 7.2).</summary>
        private void OnKnownAnswer(uint source)
        {
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                bool waits = record.due != TimerQueue.Never && record.asker == source;
                if ((record.reply != MdnsReply.None || waits) && IsThis(record) && reader.timeToLive >= record.timeToLive / 2)
                {
                    counters.Suppressed++;
                    record.reply = MdnsReply.None;
                    if (waits)
                    {
                        record.Forget();
                    }
                }
            }
        }

        /// <summary>Whether the record that was read last is one of this host's.</summary>
        private bool IsThis(MdnsRecord record)
        {
            return reader.type == record.type
                && (reader.classField & MdnsMessage.ClassMask) == DnsMessage.ClassInternet
                && record.owner.IsAt(reader, reader.name)
                && record.HasDataOf(reader);
        }

        /// <summary>Sends by unicast what is wanted so, and sets when the rest is multicast.</summary>
        private void Answer(Path from, int family, bool probe)
        {
            uint source = from.identity;
            bool unicast = false;
            bool shared = false;
            long now = context.now;
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.reply == MdnsReply.Unicast)
                {
                    // Section 5.4: what others have not heard for a quarter of its life is told to all.
                    if (now - record.lastMulticast < record.timeToLive * 250L)
                    {
                        unicast = true;
                        continue;
                    }

                    record.reply = MdnsReply.Multicast;
                }

                shared |= record.reply == MdnsReply.Multicast && !record.unique;
            }

            if (unicast)
            {
                SendUnicast(from);
            }

            // Section 6: not all hosts at once; and section 7.2: not before all is known that is known.
            bool truncated = (reader.flags & DnsMessage.TruncatedFlag) != 0;
            int delay = truncated ? TruncatedDelay + Random(SharedDelayRange) : shared ? SharedDelay + Random(SharedDelayRange) : 0;
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.reply != MdnsReply.Multicast)
                {
                    continue;
                }

                long due = now + delay;
                long earliest = record.lastMulticast + (probe ? ProbeRateLimit : RateLimit);
                if (due < earliest)
                {
                    due = earliest;
                }

                record.marks |= family;
                if (record.due == TimerQueue.Never)
                {
                    record.due = due;
                    record.asker = truncated ? source : 0;
                }
                else
                {
                    if (due < record.due)
                    {
                        record.due = due;
                    }

                    if (record.asker != source)
                    {
                        record.asker = 0;
                    }
                }
            }
        }
    }
}
