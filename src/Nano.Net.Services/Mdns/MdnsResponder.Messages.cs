using Nano.Net.Internet;

namespace Nano.Net.Services
{
    /// <summary>The messages that a responder sends.</summary>
    public sealed partial class MdnsResponder
    {
        // Section 6.7: who knows DNS only does not know when to forget.
        private const int LegacyTimeToLive = 10;

        private void SendProbe()
        {
            writer.Begin(datagram, datagramOffset, capacity, 0, 0);
            zone.WriteProbe(writer);
            counters.ProbesSent++;
            TransmitToAll();
        }

        /// <summary>Multicasts what is due, in as many messages as it takes.</summary>
        private void SendDue(long now)
        {
            SendDue(now, MdnsFamily.Ipv4);
            if (ipv6 != null)
            {
                SendDue(now, MdnsFamily.Ipv6);
            }
        }

        private void SendDue(long now, int family)
        {
            bool isReachable = (Reachable() & family) != 0;
            bool left = true;
            while (left)
            {
                left = false;
                int written = 0;
                BeginResponse();
                for (int i = 0; i < records.Length; i++)
                {
                    MdnsRecord record = records[i];
                    if (record.due > now || (record.marks & family) == 0)
                    {
                        continue;
                    }

                    if (!isReachable || !record.IsThere)
                    {
                        record.Forget(family);
                    }
                    else if (Write(record, DnsMessage.AnswerCountOffset, record.timeToLive))
                    {
                        record.Forget(family);
                        record.marks |= MdnsRecord.Written;
                        record.lastMulticast = now;
                        written++;
                    }
                    else
                    {
                        left = true;
                    }
                }

                if (written == 0)
                {
                    return;
                }

                WriteRelated();
                counters.MulticastsSent++;
                Transmit(PathOf(family), MdnsMessage.Port);
            }
        }

        private void SendUnicast(Path destination)
        {
            BeginResponse();
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.reply == MdnsReply.Unicast && Write(record, DnsMessage.AnswerCountOffset, record.timeToLive))
                {
                    record.marks |= MdnsRecord.Written;
                }
            }

            WriteRelated();
            counters.UnicastsSent++;
            Transmit(destination, MdnsMessage.Port);
        }

        /// <summary>Answers who knows DNS only, as a DNS server does (section 6.7).</summary>
        /// <param name="destination">Who has asked.</param>
        /// <param name="port">From which port.</param>
        /// <param name="length">Bytes of header and questions.</param>
        private void AnswerLegacy(Path destination, int port, int length)
        {
            bool wanted = false;
            for (int i = 0; i < records.Length; i++)
            {
                wanted |= records[i].reply != MdnsReply.None;
            }

            if (!wanted)
            {
                return;
            }

            writer.Begin(datagram, datagramOffset, capacity, reader.id, MdnsMessage.AuthoritativeResponse);
            writer.CopyQuestions(reader.buffer, reader.start, length, reader.questions);
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.reply != MdnsReply.None
                    && !record.Write(writer, DnsMessage.AnswerCountOffset, DnsMessage.ClassInternet, LegacyTimeToLive, false))
                {
                    writer.SetTruncated();
                }
            }

            counters.UnicastsSent++;
            Transmit(destination, port);
        }

        /// <summary>Tells all that they should forget this host's records (section 10.1).</summary>
        /// <param name="all">All of them, or only those of names that are given up for the wanted ones.</param>
        private void SayGoodbye(bool all)
        {
            int next = 0;
            while (next < records.Length)
            {
                BeginResponse();
                int written = 0;
                while (next < records.Length)
                {
                    if (records[next].IsThere && (all || MdnsZone.GoesWithName(records[next])))
                    {
                        if (!Write(records[next], DnsMessage.AnswerCountOffset, 0))
                        {
                            break;
                        }

                        written++;
                    }

                    next++;
                }

                if (written == 0)
                {
                    return;
                }

                TransmitToAll();
            }
        }

        private void BeginResponse()
        {
            for (int i = 0; i < records.Length; i++)
            {
                records[i].marks &= MdnsFamily.Both;
            }

            writer.Begin(datagram, datagramOffset, capacity, 0, MdnsMessage.AuthoritativeResponse);
        }

        /// <summary>Adds what will be asked for next, as far as there is room.</summary>
        private void WriteRelated()
        {
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                for (int j = 0; (record.marks & MdnsRecord.Written) != 0 && record.related != null && j < record.related.Length; j++)
                {
                    MdnsRecord related = record.related[j];
                    if ((related.marks & MdnsRecord.Written) == 0 && related.IsThere
                        && Write(related, DnsMessage.AdditionalCountOffset, related.timeToLive))
                    {
                        related.marks |= MdnsRecord.Written;
                    }
                }
            }
        }

        private bool Write(MdnsRecord record, int section, int seconds)
        {
            int classField = record.unique ? DnsMessage.ClassInternet | MdnsMessage.CacheFlush : DnsMessage.ClassInternet;
            return record.Write(writer, section, classField, seconds, true);
        }

        private void ForgetReplies()
        {
            for (int i = 0; i < records.Length; i++)
            {
                records[i].Forget();
            }
        }

        /// <summary>The path to the group of a family; null where there is none.</summary>
        private Path PathOf(int family)
        {
            return family == MdnsFamily.Ipv4 ? ipv4.Find(MdnsMessage.Group) : ipv6.FindPath(MdnsMessage.Ipv6Group, 0);
        }

        /// <summary>Sends the message that was built to the groups of all families of which there is an address.</summary>
        private void TransmitToAll()
        {
            int reachable = Reachable();
            if ((reachable & MdnsFamily.Ipv4) != 0)
            {
                Transmit(PathOf(MdnsFamily.Ipv4), MdnsMessage.Port);
            }

            if ((reachable & MdnsFamily.Ipv6) != 0)
            {
                Transmit(PathOf(MdnsFamily.Ipv6), MdnsMessage.Port);
            }
        }

        private void Transmit(Path destination, int port)
        {
            if (endpoint.Send(destination, port, datagram, datagramOffset, writer.Length) < 0)
            {
                counters.NotSent++;
            }
        }
    }
}
