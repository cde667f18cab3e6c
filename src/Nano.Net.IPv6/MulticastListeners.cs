using System;
using Nano.Net.Core;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.IPv6
{
    /// <summary>
    /// The multicast groups that this host listens to, in a table of fixed size: the solicited-node groups of its addresses and
    /// those that sockets have joined. Routers are told by Multicast Listener Discovery, version 2 (RFC 9777), and version 1
    /// (RFC 2710) where a router knows no other. Every group is listened to whatever the source: sources are not filtered.
    /// </summary>
    internal sealed class MulticastListeners : TimerEntry
    {
        /// <summary>No place in the table.</summary>
        internal const int None = -1;

        /// <summary>How often a change is reported: the robustness variable (RFC 9777 section 9.1).</summary>
        internal const int Robustness = 2;

        /// <summary>Milliseconds within which a change is reported again (RFC 9777 section 9.11).</summary>
        internal const int UnsolicitedReportInterval = 1000;

        /// <summary>The same with version 1 (RFC 2710 section 7.10).</summary>
        internal const int Version1ReportInterval = 10000;

        /// <summary>Milliseconds for which a router that knows only version 1 is taken to be there: robustness times the query interval, and the response interval (RFC 9777 section 9.12).</summary>
        internal const int OlderRouterTimeout = (Robustness * 125000) + 10000;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly OwnAddresses own;
        private readonly LinkMessages messages;
        private readonly Ipv6DiscoveryCounters counters;

        // Of each place: the group, how many have joined it (0: free, or left and still to be told), reports of a change still to be
        // sent, whether this host was the last to report it, and when it is to report next.
        private readonly byte[] groups;
        private readonly byte[] members;
        private readonly byte[] repeats;
        private readonly bool[] reportedLast;
        private readonly long[] reportDue;

        // When all groups are to be reported, and until when there is a router that knows version 1 only.
        private long allDue = TimerQueue.Never;
        private long version1Until;

        /// <summary>Makes a table.</summary>
        /// <param name="context">The stack's time and deadlines.</param>
        /// <param name="link">The link.</param>
        /// <param name="own">This host's addresses.</param>
        /// <param name="messages">Sends; has room for <see cref="LongestMessage"/>.</param>
        /// <param name="counters">Counts.</param>
        /// <param name="places">Groups that there may be.</param>
        internal MulticastListeners(
            StackContext context, LinkLayer link, OwnAddresses own, LinkMessages messages, Ipv6DiscoveryCounters counters, int places)
        {
            this.context = context;
            this.link = link;
            this.own = own;
            this.messages = messages;
            this.counters = counters;
            groups = new byte[places * Ipv6Packet.AddressLength];
            members = new byte[places];
            repeats = new byte[places];
            reportedLast = new bool[places];
            reportDue = new long[places];
            for (int i = 0; i < places; i++)
            {
                reportDue[i] = TimerQueue.Never;
            }
        }

        /// <summary>Bytes of the longest message about so many groups, router alert included.</summary>
        internal static int LongestMessage(int places)
        {
            int report = MldMessage.ReportLength2 + (places * MldMessage.RecordLength);
            return LinkMessages.RouterAlertLength + (report > MldMessage.Length1 ? report : MldMessage.Length1);
        }

        /// <summary>The place of a group that somebody has joined; <see cref="None"/> for none.</summary>
        internal int Find(byte[] address, int offset)
        {
            int place = members.Length - 1;
            while (place >= 0 && (members[place] == 0 || !Ipv6Address.AreEqual(groups, place * Ipv6Packet.AddressLength, address, offset)))
            {
                place--;
            }

            return place;
        }

        /// <summary>Whether packets to a group are for this host: it was joined, or it is that of all hosts, of which each is a member unasked.</summary>
        internal bool IsMember(byte[] address, int offset)
        {
            return IsAllNodes(address, offset) || Find(address, offset) != None;
        }

        private static bool IsAllNodes(byte[] address, int offset)
        {
            return BigEndian.ReadUInt32(address, offset) == 0xFF020000 && BigEndian.ReadUInt32(address, offset + 4) == 0
                && BigEndian.ReadUInt32(address, offset + 8) == 0 && BigEndian.ReadUInt32(address, offset + 12) == Ipv6Address.AllNodes;
        }

        /// <summary>Joins a group once more.</summary>
        /// <returns>Its place, which stays until everybody has left it; <see cref="None"/> where all are taken.</returns>
        internal int Join(byte[] address, int offset)
        {
            int place = Find(address, offset);
            if (place != None)
            {
                if (members[place] == byte.MaxValue)
                {
                    counters.GroupsRefused++;
                    return None;
                }

                members[place]++;
                return place;
            }

            place = FindFree(address, offset);
            if (place == None)
            {
                counters.GroupsRefused++;
                return None;
            }

            Array.Copy(address, offset, groups, place * Ipv6Packet.AddressLength, Ipv6Packet.AddressLength);
            members[place] = 1;
            link.UpdateMulticastFilter();
            Announce(place);
            return place;
        }

        /// <summary>Leaves a group once.</summary>
        /// <param name="place">Its place in the table.</param>
        internal void Leave(int place)
        {
            if (--members[place] == 0)
            {
                link.UpdateMulticastFilter();
                Announce(place);
            }
        }

        /// <summary>Joins the solicited-node group of an address.</summary>
        internal bool JoinSolicitedNode(byte[] address, int offset)
        {
            Ipv6Address.WriteSolicitedNode(address, offset, messages.frame, messages.destination);
            return Join(messages.frame, messages.destination) != None;
        }

        /// <summary>Leaves the solicited-node group of an address.</summary>
        internal void LeaveSolicitedNode(byte[] address, int offset)
        {
            Ipv6Address.WriteSolicitedNode(address, offset, messages.frame, messages.destination);
            int place = Find(messages.frame, messages.destination);
            if (place != None)
            {
                Leave(place);
            }
        }

        /// <summary>
        /// All groups are told anew: the link has come up, at another switch perhaps, or there is a link-local address now, without
        /// which routers take no report (RFC 9777 section 5.2.14).
        /// </summary>
        internal void AnnounceAll()
        {
            for (int i = 0; i < members.Length; i++)
            {
                if (members[i] > 0)
                {
                    repeats[i] = Robustness;
                    reportDue[i] = context.now;
                }
            }

            Report(context.now);
        }

        /// <summary>Writes the hardware addresses of all groups, for a device that leaves out what nobody asked for.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <returns>How many were written: at most <see cref="MaximumHardwareGroups"/>.</returns>
        internal int WriteHardwareGroups(byte[] buffer, int offset)
        {
            int count = 1;
            Ipv6Address.WriteGroup(messages.frame, messages.destination, Ipv6Address.AllNodes);
            Ipv6Address.WriteHardwareGroup(messages.frame, messages.destination, buffer, offset);
            for (int i = 0; i < members.Length; i++)
            {
                if (members[i] > 0)
                {
                    Ipv6Address.WriteHardwareGroup(groups, i * Ipv6Packet.AddressLength, buffer, offset + (count * EthernetFrame.AddressLength));
                    count++;
                }
            }

            return count;
        }

        /// <summary>The most that <see cref="WriteHardwareGroups"/> writes.</summary>
        internal int MaximumHardwareGroups
        {
            get { return members.Length + 1; }
        }

        /// <summary>A message of multicast listener discovery has come in, with a right checksum.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="packet">Index of its IPv6 header.</param>
        /// <param name="message">Index of the message.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="routerAlert">Whether the packet had a router alert.</param>
        internal void OnMessage(byte[] buffer, int packet, int message, int length, bool routerAlert)
        {
            switch (buffer[message + Icmpv6Message.TypeOffset])
            {
                case Icmpv6Message.ListenerQuery:
                    if (MldMessage.IsValidQuery(buffer, packet, message, length, routerAlert))
                    {
                        OnQuery(buffer, message, MldMessage.VersionOf(length));
                    }
                    else
                    {
                        counters.Malformed++;
                    }

                    break;

                case Icmpv6Message.ListenerReport:
                    if (MldMessage.IsValidReport1(buffer, packet, message, length))
                    {
                        OnVersion1Report(buffer, message + MldMessage.GroupOffset);
                    }
                    else
                    {
                        counters.Malformed++;
                    }

                    break;

                default:
                    // Version 2 listeners do not listen to each other, and what leaves is no concern of theirs (RFC 9777 section 6).
                    counters.Ignored++;
                    break;
            }
        }

        internal override void OnDue(long now)
        {
            Report(now);
        }

        private bool IsVersion1
        {
            get { return context.now < version1Until; }
        }

        private void OnQuery(byte[] buffer, int message, int version)
        {
            counters.QueriesReceived++;
            int delay = MldMessage.ResponseDelay(BigEndian.ReadUInt16(buffer, message + MldMessage.ResponseOffset), version);
            if (version == 1)
            {
                // Pending reports of version 2 are for nobody (RFC 9777 section 8.2.1).
                allDue = TimerQueue.Never;
                version1Until = context.now + OlderRouterTimeout;
            }

            if (Ipv6Address.IsUnspecified(buffer, message + MldMessage.GroupOffset))
            {
                if (IsVersion1)
                {
                    for (int i = 0; i < members.Length; i++)
                    {
                        ReportWithin(i, delay);
                    }
                }
                else
                {
                    long due = context.now + Random(delay);
                    allDue = due < allDue ? due : allDue;
                    Schedule(allDue);
                }
            }
            else
            {
                int place = Find(buffer, message + MldMessage.GroupOffset);
                if (place != None && (IsVersion1 || allDue > context.now + delay))
                {
                    ReportWithin(place, delay);
                }
            }
        }

        // Another listener has told the routers of a group, which is enough (RFC 2710 section 4).
        private void OnVersion1Report(byte[] buffer, int group)
        {
            int place = Find(buffer, group);
            if (place == None || !IsVersion1)
            {
                counters.Ignored++;
                return;
            }

            reportDue[place] = TimerQueue.Never;
            repeats[place] = 0;
            reportedLast[place] = false;
        }

        private void ReportWithin(int place, int milliseconds)
        {
            long due = context.now + Random(milliseconds);
            if (members[place] > 0 && due < reportDue[place])
            {
                reportDue[place] = due;
                Schedule(due);
            }
        }

        private void Announce(int place)
        {
            repeats[place] = Robustness;
            reportDue[place] = context.now;
            Report(context.now);
        }

        // Sends what is due, and sees to what is not yet.
        private void Report(long now)
        {
            if (IsVersion1)
            {
                ReportVersion1(now);
            }
            else
            {
                ReportVersion2(now);
            }

            long earliest = allDue;
            for (int i = 0; i < members.Length; i++)
            {
                if (reportDue[i] < earliest)
                {
                    earliest = reportDue[i];
                }
            }

            if (earliest != TimerQueue.Never)
            {
                context.timers.Schedule(this, earliest);
            }
        }

        private void ReportVersion2(long now)
        {
            // What all are told is told apart from what has changed (RFC 9777 section 5.2.15).
            if (allDue <= now)
            {
                allDue = TimerQueue.Never;
                int all = 0;
                for (int i = 0; i < members.Length; i++)
                {
                    if (members[i] > 0)
                    {
                        WriteRecord(all++, MldMessage.ModeIsExclude, i);
                    }
                }

                SendReport(all);
            }

            int count = 0;
            for (int i = 0; i < members.Length; i++)
            {
                if (reportDue[i] > now)
                {
                    continue;
                }

                if (repeats[i] == 0)
                {
                    WriteRecord(count++, MldMessage.ModeIsExclude, i);
                }
                else
                {
                    WriteRecord(count++, members[i] > 0 ? MldMessage.ChangeToExclude : MldMessage.ChangeToInclude, i);
                    repeats[i]--;
                }

                reportDue[i] = repeats[i] > 0 ? now + Random(UnsolicitedReportInterval) : TimerQueue.Never;
            }

            SendReport(count);
        }

        private void ReportVersion1(long now)
        {
            for (int i = 0; i < members.Length; i++)
            {
                if (reportDue[i] > now)
                {
                    continue;
                }

                if (members[i] > 0)
                {
                    SendVersion1(Icmpv6Message.ListenerReport, i);
                    reportedLast[i] = true;
                    repeats[i] = (byte)(repeats[i] > 0 ? repeats[i] - 1 : 0);
                }
                else
                {
                    if (reportedLast[i])
                    {
                        SendVersion1(Icmpv6Message.ListenerDone, i);
                    }

                    reportedLast[i] = false;
                    repeats[i] = 0;
                }

                reportDue[i] = repeats[i] > 0 ? now + Random(Version1ReportInterval) : TimerQueue.Never;
            }
        }

        private void WriteRecord(int index, int kind, int place)
        {
            int at = messages.message + LinkMessages.RouterAlertLength + MldMessage.ReportLength2 + (index * MldMessage.RecordLength);
            BigEndian.WriteUInt32(messages.frame, at, (uint)kind << 24);
            Array.Copy(groups, place * Ipv6Packet.AddressLength, messages.frame, at + 4, Ipv6Packet.AddressLength);
        }

        private void SendReport(int count)
        {
            if (count > 0)
            {
                int at = messages.message + LinkMessages.RouterAlertLength;
                BigEndian.WriteUInt32(messages.frame, at, (uint)Icmpv6Message.ListenerReport2 << 24);
                BigEndian.WriteUInt32(messages.frame, at + Icmpv6Message.ValueOffset, (uint)count);
                Ipv6Address.WriteGroup(messages.frame, messages.destination, Ipv6Address.MulticastRouters);
                Send(MldMessage.ReportLength2 + (count * MldMessage.RecordLength));
            }
        }

        private void SendVersion1(int type, int place)
        {
            int at = messages.message + LinkMessages.RouterAlertLength;
            BigEndian.WriteUInt32(messages.frame, at, (uint)type << 24);
            BigEndian.WriteUInt32(messages.frame, at + 4, 0);
            Array.Copy(groups, place * Ipv6Packet.AddressLength, messages.frame, at + MldMessage.GroupOffset, Ipv6Packet.AddressLength);
            if (type == Icmpv6Message.ListenerDone)
            {
                Ipv6Address.WriteGroup(messages.frame, messages.destination, Ipv6Address.AllRouters);
            }
            else
            {
                Array.Copy(groups, place * Ipv6Packet.AddressLength, messages.frame, messages.destination, Ipv6Packet.AddressLength);
            }

            Send(MldMessage.Length1);
        }

        // Before there is a link-local address, from the unspecified one: for switches that read along (RFC 3590).
        private void Send(int length)
        {
            own.WriteLinkLocal(messages.frame, messages.source);
            counters.ReportsSent++;
            messages.SendToGroup(length, true);
        }

        // The place that a group has left and that is still to be told of, else a free one, else one that is told of a change no more.
        private int FindFree(byte[] address, int offset)
        {
            int free = None;
            int left = None;
            for (int i = 0; i < members.Length; i++)
            {
                if (members[i] == 0)
                {
                    if (reportDue[i] == TimerQueue.Never)
                    {
                        free = i;
                    }
                    else if (Ipv6Address.AreEqual(groups, i * Ipv6Packet.AddressLength, address, offset))
                    {
                        return i;
                    }
                    else
                    {
                        left = i;
                    }
                }
            }

            return free == None ? left : free;
        }

        private void Schedule(long due)
        {
            if (heapIndex < 0 || due < this.due)
            {
                context.timers.Schedule(this, due);
            }
        }

        private int Random(int range)
        {
            return 1 + (int)(context.NextRandom() % (uint)(range < 1 ? 1 : range));
        }
    }
}
