using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>
    /// Gives its host a name that needs no server, "nano.local", and lets others find its services: a responder of
    /// multicast DNS (RFC 6762) and DNS-SD (RFC 6763). It asks nothing for others.
    /// </summary>
    /// <remarks>
    /// The stack needs room for one group, <see cref="StackOptions.MulticastGroups"/>, and with IPv6 for one of that, which it has
    /// by default. It speaks in both, of the addresses of both families. Addresses of the host may come later, change or go: the names are
    /// probed for anew with another IPv4 address and once there is another family, and announced anew with other IPv6 addresses.
    /// </remarks>
    public sealed partial class MdnsResponder : StackService
    {
        // RFC 6762 sections 8.1 and 8.3, in milliseconds.
        private const int ProbeInterval = 250;
        private const int ProbeCount = 3;
        private const int TieBreakDelay = 1000;
        private const int AnnounceInterval = 1000;
        private const int AnnounceCount = 2;

        // Section 8.1: what a host does that finds all names taken.
        private const int ConflictWindow = 10000;
        private const int MostConflicts = 15;
        private const int ConflictDelay = 5000;

        // Section 17: what an Ethernet packet carries.
        private const int LongestMessage = 1440;

        // Bytes of a record with an address, its name shortened.
        private const int AddressRecord = 2 + DnsMessage.RecordLength + IPAddress.Ipv4Length;
        private const int Ipv6AddressRecord = 2 + DnsMessage.RecordLength + IPAddress.Ipv6Length;

        private readonly MdnsCounters counters = new MdnsCounters();
        private readonly MdnsZone zone;
        private readonly MdnsRecord[] records;
        private readonly UdpEndpoint endpoint;
        private readonly DnsReader reader = new DnsReader();
        private readonly DnsReader own = new DnsReader();
        private readonly DnsWriter writer = new DnsWriter();
        private readonly int capacity;

        // Null without it.
        private readonly InternetProtocol ipv6;
        private MdnsState state;

        // The families of which there has been an address since the names were probed for.
        private int families;

        // Probes or announcements that are left, and when the next step is due.
        private int remaining;
        private long stepDue;

        // Whoever is told may stop the responder, so it is told last of all.
        private bool changed;
        private int conflicts;
        private long conflictsSince;

        /// <summary>Makes a responder.</summary>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible, or the services do not fit a packet of this link.</exception>
        public MdnsResponder(StackRunner runner, MdnsOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            ipv6 = runner.stack.internet.ipv6;
            zone = new MdnsZone(options, ipv6 != null);
            records = zone.records;
            endpoint = MakeEndpoint();
            capacity = datagramCapacity < LongestMessage ? datagramCapacity : LongestMessage;
            lock (runner.sync)
            {
                // The names may grow by a number each, and the addresses are not there yet.
                int missing = ipv6 == null ? AddressRecord : AddressRecord + (MdnsZone.Ipv6Addresses * Ipv6AddressRecord);
                writer.Begin(datagram, datagramOffset, capacity - missing - 8 * zone.names.Length, 0, 0);
                if (!zone.WriteProbe(writer))
                {
                    throw new ArgumentException("Services have too much Text to fit a packet of " + capacity.ToString() + " bytes");
                }
            }
        }

        /// <summary>Called when <see cref="State"/> has changed.</summary>
        public event MdnsHandler Changed;

        /// <summary>What was counted.</summary>
        public MdnsCounters Counters
        {
            get { return counters; }
        }

        /// <summary>The state.</summary>
        public MdnsState State
        {
            get { return state; }
        }

        /// <summary>The host's name, "nano.local" for example: the one in use, or the one that is tried.</summary>
        public string HostName
        {
            get
            {
                lock (runner.sync)
                {
                    return zone.names[0].Label + ".local";
                }
            }
        }

        /// <summary>What a service is called, in use or tried.</summary>
        /// <param name="index">Its place in <see cref="MdnsOptions.Services"/>.</param>
        public string GetInstanceName(int index)
        {
            lock (runner.sync)
            {
                return zone.names[1 + index].Label;
            }
        }

        internal override void OnStart()
        {
            Open(endpoint, MdnsMessage.Port);
            endpoint.timeToLive = 255;
            endpoint.multicastTimeToLive = 255;
            if (endpoint.Join(new IPAddress(MdnsMessage.Group)) != 0 || (ipv6 != null && endpoint.Join(new IPAddress(MdnsMessage.Ipv6Group, 0, 0)) != 0))
            {
                endpoint.Close();
                throw new SocketException(SocketError.NoBufferSpaceAvailable);
            }

            zone.Reset();
            conflicts = 0;
            ownNamePause = OwnNamePause;
            Enter(MdnsState.Waiting);
            SetDeadline(context.now);
            TellOfChange();
        }

        /// <inheritdoc/>
        internal override void CallBack()
        {
            MdnsHandler handler = Changed;
            if (handler != null)
            {
                handler(this);
            }
        }

        internal override void OnStop()
        {
            if (state >= MdnsState.Announcing && Reachable() != 0)
            {
                SayGoodbye(true);
            }

            ForgetReplies();
            endpoint.Close();
            Enter(MdnsState.Stopped);
            TellOfChange();
        }

        internal override void OnAddressState(AddressState addressState)
        {
            // The address is not in use yet, or still: it is looked at when all is settled.
            SetDeadline(context.now);
        }

        internal override void OnNetworkChanged()
        {
            SetDeadline(context.now);
        }

        internal override void OnLinkChanged(bool isUp)
        {
            // Behind another cable there may be other hosts, who may have the names: section 8. Or who had them may be there no longer.
            ownNamePause = LinkUpPause;
            SetDeadline(context.now);
        }

        internal override void OnDue(long now)
        {
            bool hasOthers = zone.TakeAddresses(ipv6);
            int reachable = Reachable();
            int gained = reachable & ~families;
            families &= reachable;
            if (reachable == 0)
            {
                if (state != MdnsState.Waiting)
                {
                    ForgetReplies();
                    Enter(MdnsState.Waiting);
                }
            }
            else if (state == MdnsState.Waiting || zone.address != ipv4.routes.address || gained != 0)
            {
                StartProbing(Random(ProbeInterval));
            }
            else if (hasOthers && state >= MdnsState.Announcing)
            {
                // Section 8.4: the names are this host's already, and nobody need be told that they are.
                remaining = AnnounceCount;
                stepDue = now;
            }

            if (state >= MdnsState.Probing && stepDue <= now)
            {
                Step(now);
            }

            if (state == MdnsState.Running && ownNameDue <= now)
            {
                TryOwnNames(now);
            }

            if (state >= MdnsState.Announcing)
            {
                SendDue(now);
            }

            SetNextDeadline();
            TellOfChange();
        }

        // The families of which there is an address to send from.
        private int Reachable()
        {
            return !IsLinkUp ? 0 : (ipv4.routes.address != 0 ? MdnsFamily.Ipv4 : 0) | (zone.ipv6Count != 0 ? MdnsFamily.Ipv6 : 0);
        }

        private void StartProbing(int delay)
        {
            ForgetReplies();
            ownNameDue = TimerQueue.Never;
            zone.SetAddress(ipv4.routes.address);
            families = Reachable();
            remaining = ProbeCount;
            stepDue = context.now + delay;
            Enter(MdnsState.Probing);
        }

        private void Step(long now)
        {
            if (state == MdnsState.Probing)
            {
                if (remaining > 0)
                {
                    remaining--;
                    stepDue = now + ProbeInterval;
                    SendProbe();
                    return;
                }

                conflicts = 0;
                remaining = AnnounceCount;
                Enter(MdnsState.Announcing);
            }

            if (remaining == 0)
            {
                stepDue = TimerQueue.Never;
                Enter(MdnsState.Running);
                AwaitOwnNames();
                return;
            }

            remaining--;
            stepDue = now + AnnounceInterval;
            for (int i = 0; i < records.Length; i++)
            {
                records[i].due = now;
                records[i].marks |= ipv6 == null ? MdnsFamily.Ipv4 : MdnsFamily.Both;
            }
        }

        /// <summary>Another host has a name, or wants it and goes first: all is begun anew.</summary>
        private void OnConflict(ClaimedName name)
        {
            counters.Conflicts++;
            if (conflicts < MostConflicts && context.now - conflictsSince > ConflictWindow)
            {
                conflictsSince = context.now;
                conflicts = 0;
            }

            conflicts++;
            if (state == MdnsState.Probing)
            {
                name.TakeNext();
            }

            // Section 9: a name that was in use is probed for before it is given up.
            StartProbing(conflicts >= MostConflicts ? ConflictDelay : Random(ProbeInterval));
        }

        private void SetNextDeadline()
        {
            long due = TimerQueue.Never;
            if (state >= MdnsState.Probing)
            {
                due = ownNameDue < stepDue ? ownNameDue : stepDue;
            }

            for (int i = 0; i < records.Length; i++)
            {
                if (records[i].due < due)
                {
                    due = records[i].due;
                }
            }

            if (due != TimerQueue.Never)
            {
                SetDeadline(due);
            }
        }

        private void Enter(MdnsState next)
        {
            changed |= state != next;
            state = next;
        }

        private void TellOfChange()
        {
            if (changed)
            {
                changed = false;
                CallBack("MdnsResponder.Changed");
            }
        }
    }
}
