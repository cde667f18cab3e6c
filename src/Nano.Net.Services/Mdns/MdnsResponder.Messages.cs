using Nano.Net.Core;

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
            Transmit(MdnsMessage.Group, MdnsMessage.Port);
        }

        /// <summary>Multicasts what is due, in as many messages as it takes.</summary>
        private void SendDue(long now)
        {
            bool left = true;
            while (left)
            {
                left = false;
                int written = 0;
                BeginResponse();
                for (int i = 0; i < records.Length; i++)
                {
                    MdnsRecord record = records[i];
                    if (record.due > now)
                    {
                        continue;
                    }

                    record.written = Write(record, DnsMessage.AnswerCountOffset, record.timeToLive);
                    if (record.written)
                    {
                        record.due = TimerQueue.Never;
                        record.asker = 0;
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
                Transmit(MdnsMessage.Group, MdnsMessage.Port);
            }
        }

        private void SendUnicast(uint destination)
        {
            BeginResponse();
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                if (record.reply == MdnsReply.Unicast)
                {
                    record.written = Write(record, DnsMessage.AnswerCountOffset, record.timeToLive);
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
        private void AnswerLegacy(uint destination, int port, int length)
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
        private void SayGoodbye()
        {
            int next = 0;
            while (next < records.Length)
            {
                int first = next;
                BeginResponse();
                while (next < records.Length && Write(records[next], DnsMessage.AnswerCountOffset, 0))
                {
                    next++;
                }

                if (next == first)
                {
                    return;
                }

                Transmit(MdnsMessage.Group, MdnsMessage.Port);
            }
        }

        private void BeginResponse()
        {
            for (int i = 0; i < records.Length; i++)
            {
                records[i].written = false;
            }

            writer.Begin(datagram, datagramOffset, capacity, 0, MdnsMessage.AuthoritativeResponse);
        }

        /// <summary>Adds what will be asked for next, as far as there is room.</summary>
        private void WriteRelated()
        {
            for (int i = 0; i < records.Length; i++)
            {
                MdnsRecord record = records[i];
                for (int j = 0; record.written && record.related != null && j < record.related.Length; j++)
                {
                    MdnsRecord related = record.related[j];
                    if (!related.written)
                    {
                        related.written = Write(related, MdnsMessage.AdditionalCountOffset, related.timeToLive);
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
                records[i].due = TimerQueue.Never;
                records[i].asker = 0;
            }
        }

        private void Transmit(uint destination, int port)
        {
            if (!Send(endpoint, destination, port, writer.Length))
            {
                counters.NotSent++;
            }
        }
    }
}
