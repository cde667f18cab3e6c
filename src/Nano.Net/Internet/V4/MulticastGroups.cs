using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>
    /// The multicast groups that this host has joined, in a table of fixed size (RFC 1112 section 6), and when each
    /// of them is to be reported to the routers (RFC 2236 section 3). One deadline serves all.
    /// </summary>
    internal sealed class MulticastGroups : TimerEntry
    {
        /// <summary>What <see cref="Find"/> and <see cref="Join"/> return for no place in the table.</summary>
        internal const int None = InternetProtocol.NoGroup;

        /// <summary>Milliseconds within which an unsolicited report is repeated (RFC 2236 section 8.10).</summary>
        private const int UnsolicitedReportInterval = 10000;

        internal readonly Igmp igmp;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly Routes routes;
        private readonly MulticastGroup[] groups;

        /// <summary>The address of which the routers know; 0 for none.</summary>
        private uint reportedAddress;

        internal MulticastGroups(StackContext context, LinkLayer link, Routes routes, StackOptions options)
        {
            this.context = context;
            this.link = link;
            this.routes = routes;
            igmp = new Igmp(context, link, routes, this);
            groups = new MulticastGroup[options.MulticastGroups];
            for (int i = 0; i < groups.Length; i++)
            {
                groups[i] = new MulticastGroup();
            }

            // One for that of all hosts, to which queries come.
            link.ReserveMulticastGroups(groups.Length + 1);
        }

        /// <summary>The place of a group in the table; <see cref="None"/> where nobody has joined it.</summary>
        internal int Find(uint address)
        {
            int index = groups.Length - 1;
            while (index >= 0 && groups[index].address != address)
            {
                index--;
            }

            return index;
        }

        /// <summary>Whether a place is one of this table.</summary>
        internal bool Has(int index)
        {
            return index < groups.Length;
        }

        /// <summary>Joins a group for a socket.</summary>
        /// <param name="address">A multicast address.</param>
        /// <returns>Its place in the table, which stays until everybody has left it; <see cref="None"/> where the table is full.</returns>
        internal int Join(uint address)
        {
            int index = Find(address);
            if (index == None)
            {
                index = Find(0);
                if (index == None)
                {
                    igmp.counters.TableFull++;
                    return None;
                }

                groups[index].address = address;
                link.UpdateMulticastFilter();
                Announce(groups[index]);
            }

            groups[index].members++;
            return index;
        }

        /// <summary>Leaves a group for a socket that has joined it.</summary>
        /// <param name="index">Its place in the table.</param>
        internal void Leave(int index)
        {
            MulticastGroup group = groups[index];
            if (--group.members > 0)
            {
                return;
            }

            // Any other member that is there has reported since, and its routers know of it.
            if (group.reportedLast)
            {
                igmp.Leave(group.address);
            }

            group.address = 0;
            link.UpdateMulticastFilter();
        }

        /// <summary>The host's address may have changed: on another network, routers and switches do not know of the groups.</summary>
        internal void OnAddress()
        {
            if (reportedAddress == routes.address)
            {
                return;
            }

            reportedAddress = routes.address;
            AnnounceAll();
        }

        /// <summary>The link has come up, at another switch perhaps, which does not know of the groups either.</summary>
        internal void OnLinkUp()
        {
            if (routes.address != 0)
            {
                AnnounceAll();
            }
        }

        /// <summary>Writes the hardware addresses of all groups, for a device that leaves out what nobody asked for.</summary>
        /// <returns>How many were written.</returns>
        internal int WriteHardwareAddresses(byte[] buffer, int offset)
        {
            int count = 0;
            for (int i = 0; i < groups.Length; i++)
            {
                if (groups[i].address != 0)
                {
                    EthernetFrame.WriteMulticastAddress(buffer, offset + (count * EthernetFrame.AddressLength), groups[i].address);
                    count++;
                }
            }

            // Queries come to all hosts.
            if (count > 0)
            {
                EthernetFrame.WriteMulticastAddress(buffer, offset + (count * EthernetFrame.AddressLength), Routes.AllHosts);
                count++;
            }

            return count;
        }

        private void AnnounceAll()
        {
            for (int i = 0; i < groups.Length; i++)
            {
                if (groups[i].address != 0)
                {
                    Announce(groups[i]);
                }
            }
        }

        /// <summary>A router asks: each group is reported after a time of its own, so that one member can be quicker than the others.</summary>
        /// <param name="address">The group that it asks for; 0 for all.</param>
        /// <param name="maximumDelay">Milliseconds until the last report should come.</param>
        internal void OnQuery(uint address, int maximumDelay)
        {
            for (int i = 0; i < groups.Length; i++)
            {
                MulticastGroup group = groups[i];
                if (group.address != 0
                    && (address == 0 || address == group.address)
                    && group.reportDue - context.now > maximumDelay)
                {
                    ReportWithin(group, maximumDelay);
                }
            }
        }

        /// <summary>Another member has reported a group, which is enough.</summary>
        internal void OnReport(uint address)
        {
            int index = Find(address);
            if (index != None)
            {
                MulticastGroup group = groups[index];
                if (group.reportDue != TimerQueue.Never)
                {
                    group.reportDue = TimerQueue.Never;
                    igmp.counters.ReportsSuppressed++;
                }

                group.reportedLast = false;
            }
        }

        internal override void OnDue(long now)
        {
            long earliest = TimerQueue.Never;
            for (int i = 0; i < groups.Length; i++)
            {
                MulticastGroup group = groups[i];
                if (group.address == 0)
                {
                    continue;
                }

                if (group.reportDue <= now)
                {
                    Report(group);
                }

                if (group.reportDue < earliest)
                {
                    earliest = group.reportDue;
                }
            }

            if (earliest != TimerQueue.Never)
            {
                context.timers.Schedule(this, earliest);
            }
        }

        /// <summary>Says at once that there is a member, and once more a little later, for the first may be lost.</summary>
        private void Announce(MulticastGroup group)
        {
            Report(group);
            if (routes.address != 0 && group.address != Routes.AllHosts)
            {
                ReportWithin(group, UnsolicitedReportInterval);
            }
        }

        private void Report(MulticastGroup group)
        {
            group.reportDue = TimerQueue.Never;
            group.reportedLast = igmp.Report(group.address);
        }

        private void ReportWithin(MulticastGroup group, int milliseconds)
        {
            group.reportDue = context.now + 1 + (int)(context.NextRandom() % (uint)milliseconds);
            if (heapIndex < 0 || group.reportDue < due)
            {
                context.timers.Schedule(this, group.reportDue);
            }
        }
    }
}
