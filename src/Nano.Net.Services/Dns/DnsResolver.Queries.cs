using System;
using Nano.Net.Internet;
using Nano.Net.Sockets;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>The conversation with the servers: questions, their repetition, and what is made of the answers.</summary>
    public sealed partial class DnsResolver
    {
        // Aliases followed from one name to its address. RFC 1034 names no number; nobody needs as many.
        private const int MaximumAliases = 8;

        internal override void OnDue(long now)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                if (queries[i].entry != null && queries[i].retry <= now)
                {
                    counters.Timeouts++;
                    PassOver(queries[i].server);
                    ipv4.Suspect(queries[i].server);
                    Ask(queries[i]);
                }
            }

            SetNextDeadline();
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            if (from.protocol != ipv4)
            {
                return;
            }

            uint source = from.identity;
            for (int i = 0; i < queries.Length; i++)
            {
                DnsQuery query = queries[i];
                if (query.endpoint != endpoint)
                {
                    continue;
                }

                if (source != query.server || sourcePort != DnsMessage.Port || !Answers(query, buffer, offset, length))
                {
                    counters.Rejected++;
                    return;
                }

                Take(query, buffer, offset, offset + length);
                SetNextDeadline();
                return;
            }
        }

        internal override void OnLinkChanged(bool isUp)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                if (!isUp && queries[i].entry != null)
                {
                    // Nobody will answer, so nobody waits for it.
                    Finish(queries[i], SocketError.NetworkUnreachable, 0, 0);
                }
            }

            for (int i = 0; i < entries.Length; i++)
            {
                if (isUp && entries[i].state != SocketError.Success && entries[i].state != SocketError.WouldBlock)
                {
                    entries[i].nameLength = 0;
                }
            }

            firstServer = 0;
            SetNextDeadline();
        }

        /// <summary>A server has not answered, or cannot: the next question goes to another one first.</summary>
        private void PassOver(uint server)
        {
            if (servers.IndexOf(server) == firstServer)
            {
                firstServer = (firstServer + 1) % servers.count;
            }
        }

        /// <summary>Asks from the first server on.</summary>
        private void AskAnew(DnsQuery query)
        {
            query.turns = 0;
            query.firstServer = firstServer;
            Ask(query);
        }

        /// <summary>Asks the next server in turn, from another port; where all were asked often enough, or there is no way to any of them, the question has failed.</summary>
        private void Ask(DnsQuery query)
        {
            int count = servers.count;
            query.endpoint.Close();
            while (true)
            {
                if (query.turns >= attempts * count)
                {
                    Finish(query, query.server == 0 ? SocketError.NetworkUnreachable : SocketError.TryAgain, 0, 0);
                    return;
                }

                uint server = servers.addresses[(query.firstServer + query.turns) % count];
                query.turns++;
                if (ipv4.routes.NextHopOf(server) != 0)
                {
                    query.server = server;
                    break;
                }
            }

            int round = (query.turns - 1) / count;
            query.retry = context.now + (timeout << round);
            query.id = Random(0x10000);
            if (!TryOpen(query.endpoint, 0))
            {
                return;
            }

            int at = datagramOffset;
            Array.Clear(datagram, at, DnsMessage.HeaderLength);
            BigEndian.WriteUInt16(datagram, at + DnsMessage.IdOffset, query.id);
            BigEndian.WriteUInt16(datagram, at + DnsMessage.FlagsOffset, DnsMessage.RecursionDesiredFlag);
            BigEndian.WriteUInt16(datagram, at + DnsMessage.QuestionCountOffset, 1);
            at += DnsMessage.HeaderLength;
            Array.Copy(query.name, 0, datagram, at, query.nameLength);
            at += query.nameLength;
            BigEndian.WriteUInt16(datagram, at, DnsMessage.TypeA);
            BigEndian.WriteUInt16(datagram, at + 2, DnsMessage.ClassInternet);
            counters.QuestionsSent++;
            Send(query.endpoint, query.server, DnsMessage.Port, at + DnsMessage.QuestionLength - datagramOffset);
        }

        /// <summary>Whether a message is an answer to a question: by its identifier, and by repeating it.</summary>
        private static bool Answers(DnsQuery query, byte[] buffer, int offset, int length)
        {
            if (query.entry == null
                || length < DnsMessage.HeaderLength + query.nameLength + DnsMessage.QuestionLength
                || BigEndian.ReadUInt16(buffer, offset + DnsMessage.IdOffset) != query.id
                || BigEndian.ReadUInt16(buffer, offset + DnsMessage.QuestionCountOffset) != 1
                || (BigEndian.ReadUInt16(buffer, offset + DnsMessage.FlagsOffset) & (DnsMessage.ResponseFlag | DnsMessage.OperationMask)) != DnsMessage.ResponseFlag)
            {
                return false;
            }

            int name = offset + DnsMessage.HeaderLength;
            int type = name + query.nameLength;
            return DnsName.AreEqual(buffer, offset, offset + length, name, query.name, 0, query.nameLength, 0)
                && DnsName.Skip(buffer, name, offset + length) == type
                && BigEndian.ReadUInt16(buffer, type) == DnsMessage.TypeA
                && BigEndian.ReadUInt16(buffer, type + 2) == DnsMessage.ClassInternet;
        }

        private void Take(DnsQuery query, byte[] buffer, int start, int end)
        {
            int flags = BigEndian.ReadUInt16(buffer, start + DnsMessage.FlagsOffset);
            int code = flags & DnsMessage.ResponseCodeMask;
            if (code != 0 && code != DnsMessage.NameError)
            {
                counters.ServerFailures++;
                PassOver(query.server);
                Ask(query);
                return;
            }

            int first = start + DnsMessage.HeaderLength + query.nameLength + DnsMessage.QuestionLength;
            int answers = BigEndian.ReadUInt16(buffer, start + DnsMessage.AnswerCountOffset);
            int name = start + DnsMessage.HeaderLength;
            int lifetime = query.lifetime;
            int followed = 0;
            while (true)
            {
                int record = DnsMessage.Find(buffer, start, end, first, answers, DnsMessage.TypeA, name);
                if (record >= 0)
                {
                    counters.Answers++;
                    Finish(query, SocketError.Success, BigEndian.ReadUInt32(buffer, record + DnsMessage.RecordLength), Least(lifetime, DnsMessage.TimeToLive(buffer, record)));
                    return;
                }

                record = DnsMessage.Find(buffer, start, end, first, answers, DnsMessage.TypeCname, name);
                if (record < 0 || ++followed + query.aliases > MaximumAliases)
                {
                    break;
                }

                lifetime = Least(lifetime, DnsMessage.TimeToLive(buffer, record));
                name = record + DnsMessage.RecordLength;
            }

            if ((flags & DnsMessage.TruncatedFlag) != 0)
            {
                counters.Truncated++;
                PassOver(query.server);
                Ask(query);
                return;
            }

            int behind = DnsMessage.Skip(buffer, end, first, answers);
            if (behind < 0 || followed + query.aliases > MaximumAliases)
            {
                counters.Malformed++;
                PassOver(query.server);
                Ask(query);
                return;
            }

            if (code == 0 && answers == 0 && (flags & (DnsMessage.AuthoritativeFlag | DnsMessage.RecursionAvailableFlag)) == 0)
            {
                // It does not search for others, and knows nothing of this name: another server may.
                counters.ServerFailures++;
                PassOver(query.server);
                Ask(query);
                return;
            }

            if (code == 0 && followed > 0)
            {
                query.lifetime = lifetime;
                AskForAlias(query, buffer, start, end, name, followed);
                return;
            }

            counters.Answers++;
            Finish(query, code == 0 ? SocketError.NoData : SocketError.HostNotFound, 0, Least(lifetime, NegativeLifetime(buffer, start, end, behind)));
        }

        /// <summary>The answer says what else the name is called, and not more: that is asked for now.</summary>
        private void AskForAlias(DnsQuery query, byte[] buffer, int start, int end, int name, int followed)
        {
            int length = DnsName.Copy(buffer, start, end, name, query.name);
            if (length < 0)
            {
                counters.Malformed++;
                Finish(query, SocketError.TryAgain, 0, 0);
                return;
            }

            query.nameLength = length;
            query.aliases += followed;
            AskAnew(query);
        }

        /// <summary>Seconds for which "no" may be remembered: what the SOA record that comes with it says (RFC 2308 section 5); without one, not at all.</summary>
        private int NegativeLifetime(byte[] buffer, int start, int end, int authority)
        {
            int count = BigEndian.ReadUInt16(buffer, start + DnsMessage.AuthorityCountOffset);
            int record = DnsMessage.Find(buffer, start, end, authority, count, DnsMessage.TypeSoa, -1);
            int length = record < 0 ? 0 : DnsMessage.DataLength(buffer, record);
            if (length < 22)
            {
                return 0;
            }

            // The last field, MINIMUM.
            int minimum = (int)BigEndian.ReadUInt32(buffer, record + DnsMessage.RecordLength + length - 4);
            return minimum < 0 ? 0 : Least(maximumNegativeLifetime, Least(minimum, DnsMessage.TimeToLive(buffer, record)));
        }

        private static int Least(int a, int b)
        {
            return a < b ? a : b;
        }
    }
}
