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

        // Sizes of a message (RFC 6891 section 6.2.3: 512 is what every host can receive; RFC 9715: 1,232 go through every
        // network of IPv6 without fragments), and milliseconds for which a server is not asked with EDNS that did not
        // understand it: it may be replaced, or get better.
        private const int LeastReceiveSize = 512;
        private const int MostReceiveSize = 1232;
        private const int PlainTime = 900000;

        // In place of an identifier: the question was not sent yet; and milliseconds until it is tried.
        private const int NotSent = -1;
        private const int PostponedBy = 100;

        internal override void OnDue(long now)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                DnsQuery query = queries[i];
                if (query.entry == null || query.retry > now)
                {
                    continue;
                }

                if (query.id == NotSent)
                {
                    Ask(query);
                }
                else
                {
                    counters.Timeouts++;
                    AskWithoutOpt(query);
                    PassOver(query.server);
                    servers.Suspect(query.server);
                    if (query.isOneOfTwo && query.turns >= servers.count && IsKnownOtherwise(query.entry, now))
                    {
                        // Each server was asked once. Some do not answer to types that they do not know.
                        Finish(query, SocketError.TryAgain, 0);
                    }
                    else
                    {
                        Ask(query);
                    }
                }
            }

            SetNextDeadline();
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                DnsQuery query = queries[i];
                if (query.endpoint != endpoint)
                {
                    continue;
                }

                bool isFromServer = servers.IsAt(query.server, from) && sourcePort == DnsMessage.Port && IsResponse(query, buffer, offset, length);
                if (isFromServer && RefusesOpt(query, buffer, offset))
                {
                    OnOptRefused(query);
                }
                else if (isFromServer && Answers(query, buffer, offset, length))
                {
                    Take(query, buffer, offset, offset + length);
                }
                else
                {
                    counters.Rejected++;
                    return;
                }

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
                    Finish(queries[i], SocketError.NetworkUnreachable, 0);
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
        private void PassOver(int server)
        {
            if (server == firstServer)
            {
                firstServer = (firstServer + 1) % servers.count;
            }
        }

        /// <summary>Asks from the first server on.</summary>
        private void AskAnew(DnsQuery query)
        {
            query.turns = 0;
            query.plainServers = 0;
            query.firstServer = firstServer;
            Ask(query);
        }

        /// <summary>Asks the next server in turn, from another port; where all were asked often enough, or there is no way to any of them, the question has failed.</summary>
        private void Ask(DnsQuery query)
        {
            int count = servers.count;
            Path path = null;
            query.endpoint.Close();
            while (path == null)
            {
                if (query.turns >= attempts * count)
                {
                    Finish(query, query.server < 0 ? SocketError.NetworkUnreachable : SocketError.TryAgain, 0);
                    return;
                }

                int server = (query.firstServer + query.turns) % count;
                query.turns++;
                path = servers.FindPath(server);
                query.server = path == null ? query.server : server;
            }

            if (!path.protocol.IsResolved(path) && IsAsked(query.server, query))
            {
                // The server's hardware address is being asked for, and of what waits for it the last alone is kept.
                query.turns--;
                query.id = NotSent;
                query.retry = context.now + PostponedBy;
                return;
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
            BigEndian.WriteUInt16(datagram, at, query.entry.type);
            BigEndian.WriteUInt16(datagram, at + 2, DnsMessage.ClassInternet);
            at += DnsMessage.QuestionLength;
            query.hasOpt = receiveSize != 0 && (query.plainServers & (1 << query.server)) == 0 && context.now >= plainUntil[query.server]
                && at + DnsMessage.OptLength <= datagramOffset + datagramCapacity;
            if (query.hasOpt)
            {
                BigEndian.WriteUInt16(datagram, datagramOffset + DnsMessage.AdditionalCountOffset, 1);
                DnsMessage.WriteOpt(datagram, at, receiveSize);
                at += DnsMessage.OptLength;
            }

            counters.QuestionsSent++;
            query.endpoint.Send(path, DnsMessage.Port, datagram, datagramOffset, at - datagramOffset);
        }

        /// <summary>Whether a question about a name fits a datagram of this link.</summary>
        private bool Fits(int nameLength)
        {
            return DnsMessage.HeaderLength + nameLength + DnsMessage.QuestionLength <= datagramCapacity;
        }

        /// <summary>A server that has not answered a question with EDNS, or has failed at it, is asked without when its turn comes again (RFC 6891 section 6.2.2).</summary>
        private static void AskWithoutOpt(DnsQuery query)
        {
            if (query.hasOpt)
            {
                query.plainServers |= 1 << query.server;
            }
        }

        /// <summary>A server does not understand EDNS: it is asked the same again at once, without.</summary>
        private void OnOptRefused(DnsQuery query)
        {
            counters.ExtensionsRefused++;
            plainUntil[query.server] = context.now + PlainTime;

            // This was no turn.
            query.turns--;
            Ask(query);
        }

        /// <summary>Whether a server has been asked another question, for the first time, that it has not answered yet.</summary>
        private bool IsAsked(int server, DnsQuery but)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                DnsQuery query = queries[i];
                if (query != but && query.entry != null && query.server == server && query.id != NotSent && query.turns == 1)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Whether a message has the identifier of a question, and is a response.</summary>
        private static bool IsResponse(DnsQuery query, byte[] buffer, int offset, int length)
        {
            return query.entry != null
                && length >= DnsMessage.HeaderLength
                && BigEndian.ReadUInt16(buffer, offset + DnsMessage.IdOffset) == query.id
                && (BigEndian.ReadUInt16(buffer, offset + DnsMessage.FlagsOffset) & (DnsMessage.ResponseFlag | DnsMessage.OperationMask)) == DnsMessage.ResponseFlag;
        }

        /// <summary>Whether a response says that the server cannot read the question, with the header alone: some servers that do not know EDNS do.</summary>
        private static bool RefusesOpt(DnsQuery query, byte[] buffer, int offset)
        {
            return query.hasOpt
                && BigEndian.ReadUInt16(buffer, offset + DnsMessage.QuestionCountOffset) == 0
                && RefusesOpt(BigEndian.ReadUInt16(buffer, offset + DnsMessage.FlagsOffset) & DnsMessage.ResponseCodeMask);
        }

        private static bool RefusesOpt(int code)
        {
            return code == DnsMessage.FormatError || code == DnsMessage.NotImplemented || code == DnsMessage.BadVersion;
        }

        /// <summary>Whether a response is an answer to a question, by repeating it.</summary>
        private static bool Answers(DnsQuery query, byte[] buffer, int offset, int length)
        {
            if (length < DnsMessage.HeaderLength + query.nameLength + DnsMessage.QuestionLength
                || BigEndian.ReadUInt16(buffer, offset + DnsMessage.QuestionCountOffset) != 1)
            {
                return false;
            }

            int name = offset + DnsMessage.HeaderLength;
            int type = name + query.nameLength;
            return DnsName.AreEqual(buffer, offset, offset + length, name, query.name, 0, query.nameLength, 0)
                && DnsName.Skip(buffer, name, offset + length) == type
                && BigEndian.ReadUInt16(buffer, type) == query.entry.type
                && BigEndian.ReadUInt16(buffer, type + 2) == DnsMessage.ClassInternet;
        }

        private void Take(DnsQuery query, byte[] buffer, int start, int end)
        {
            int flags = BigEndian.ReadUInt16(buffer, start + DnsMessage.FlagsOffset);
            int first = start + DnsMessage.HeaderLength + query.nameLength + DnsMessage.QuestionLength;
            int answers = BigEndian.ReadUInt16(buffer, start + DnsMessage.AnswerCountOffset);
            int behind = DnsMessage.Skip(buffer, end, first, answers);
            int code = (flags & DnsMessage.ResponseCodeMask) | (DnsMessage.UpperResponseCode(buffer, start, end, behind) << 4);
            if (query.hasOpt && RefusesOpt(code))
            {
                OnOptRefused(query);
                return;
            }

            if (!query.hasOpt && (query.plainServers & (1 << query.server)) != 0)
            {
                // It answers what it would not with EDNS.
                plainUntil[query.server] = context.now + PlainTime;
            }

            if (code != 0 && code != DnsMessage.NameError)
            {
                counters.ServerFailures++;
                AskWithoutOpt(query);
                PassOver(query.server);
                Ask(query);
                return;
            }

            int name = start + DnsMessage.HeaderLength;
            int lifetime = query.lifetime;
            int followed = 0;
            while (true)
            {
                int record = DnsMessage.Find(buffer, start, end, first, answers, query.entry.type, name, ipv4.routes);
                if (record >= 0)
                {
                    counters.Answers++;
                    WriteAddress(query.entry, buffer, record + DnsMessage.RecordLength);
                    Finish(query, SocketError.Success, Least(lifetime, DnsMessage.TimeToLive(buffer, record)));
                    return;
                }

                record = DnsMessage.Find(buffer, start, end, first, answers, DnsMessage.TypeCname, name, ipv4.routes);
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
                if (!query.hasOpt)
                {
                    // With EDNS it might not have been; it may have been a lost packet that this server was not asked so.
                    query.plainServers &= ~(1 << query.server);
                    plainUntil[query.server] = 0;
                }

                PassOver(query.server);
                Ask(query);
                return;
            }

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
            Finish(query, code == 0 ? SocketError.NoData : SocketError.HostNotFound, Least(lifetime, NegativeLifetime(buffer, start, end, behind)));
        }

        /// <summary>Whether an address of the other family is known of a name.</summary>
        private bool IsKnownOtherwise(DnsEntry entry, long now)
        {
            for (int i = 0; i < entries.Length; i++)
            {
                DnsEntry other = entries[i];
                if (other.type != entry.type && other.state == SocketError.Success && other.expires > now && other.nameLength == entry.nameLength
                    && DnsName.AreEqual(other.name, 0, other.nameLength, 0, entry.name, 0, entry.nameLength, 0))
                {
                    return true;
                }
            }

            return false;
        }

        private void WriteAddress(DnsEntry entry, byte[] buffer, int offset)
        {
            if (entry.type == DnsMessage.TypeA)
            {
                runner.stack.internet.WriteAddress(BigEndian.ReadUInt32(buffer, offset), entry.name, addressOffset);
            }
            else
            {
                Array.Copy(buffer, offset, entry.name, addressOffset, IPAddress.Ipv6Length);
            }
        }

        /// <summary>The answer says what else the name is called, and not more: that is asked for now.</summary>
        private void AskForAlias(DnsQuery query, byte[] buffer, int start, int end, int name, int followed)
        {
            int length = DnsName.Copy(buffer, start, end, name, query.name);
            if (length < 0 || !Fits(length))
            {
                counters.Malformed++;
                Finish(query, SocketError.TryAgain, 0);
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
            int record = DnsMessage.Find(buffer, start, end, authority, count, DnsMessage.TypeSoa, -1, ipv4.routes);
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
