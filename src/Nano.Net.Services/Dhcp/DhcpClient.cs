using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Sockets;

namespace Nano.Net.Services
{
    /// <summary>
    /// A DHCP client (RFC 2131, RFC 2132): gives its host an address from the network's servers, keeps it for as long as
    /// they extend the lease, and makes do with a link-local address (RFC 3927) while none of them answers.
    /// </summary>
    /// <remarks>
    /// While it runs, the stack's address is its business alone. When that changes, connections of the old one end;
    /// extending a lease changes nothing for them.
    /// </remarks>
    public sealed partial class DhcpClient : StackService
    {
        private readonly DhcpCounters counters = new DhcpCounters();
        internal readonly DhcpLease lease = new DhcpLease();
        private readonly DhcpServers failedServers = new DhcpServers();
        private readonly LinkLocalAddresses linkLocal;
        private readonly AddressClaim claim;
        private readonly bool probeAddress;
        private readonly int startDelay;

        // Milliseconds; 0 for never.
        private readonly int linkLocalAfter;
        private DhcpState state;

        // Whether the address of the lease is in use. It may be so in any state but INIT for want of a link: while the client
        // asks whether the lease still holds, and for another one where nobody answers that.
        private bool hasLease;
        private bool linkLocalTold;
        private bool claimChanged;

        // Whoever is told may stop the client or start it again, so it is told last of all.
        private bool changed;

        // How often the last message was sent; refusals and conflicts one after the other, and when there was a conflict last.
        private int attempt;
        private int refusals;
        private int conflicts;
        private long conflictAt;

        // When something is to be done, in stack milliseconds, or Never: the next step of the protocol with the servers, the
        // end of the lease that is in use, the next link-local address to be tried.
        private long stepDue;
        private long leaseDue;
        private long linkLocalDue;

        // Since when there has been no address that a server has granted on this link, since when this client has been
        // asking for it, and when it has asked for the present lease.
        private long withoutAddressSince;
        private long acquiringSince;
        private long requestedAt;
        private uint transaction;

        // What is asked for, or wished; and what was offered by a server that has failed before.
        private uint offered;
        private uint offeringServer;
        private uint reserved;
        private uint reservingServer;

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack that is to get an address.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible, or the link is none for DHCP: not Ethernet, or an MTU under 576 bytes.</exception>
        public DhcpClient(StackRunner runner, DhcpClientOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            LinkLayer link = runner.stack.link;
            if (link.headerLength == 0 || datagramCapacity < DhcpMessage.MaximumLength)
            {
                throw new ArgumentException("DHCP needs an Ethernet link with an MTU of 576 bytes or more");
            }

            hardwareAddress = link.hardwareAddress;
            linkLocal = new LinkLocalAddresses(hardwareAddress);
            claim = ipv4.claim;
            probeAddress = options.ProbeAddress;
            startDelay = options.StartDelay;
            linkLocalAfter = options.LinkLocalAfter * 1000;
            endpoint = MakeEndpoint();
            unspecified = ipv4.paths.MakeUnspecified();
            clientIdentifier = options.ClientIdentifier == null ? DefaultIdentifier() : (byte[])options.ClientIdentifier.Clone();
            if (runner.HostName == null)
            {
                runner.HostName = options.HostName;
            }

            hostName = options.HostName == null ? null : System.Text.Encoding.UTF8.GetBytes(options.HostName);
        }

        /// <summary>Called when the host has got an address, a lease or a link-local one, when it has lost it, and when a server has changed what comes with it.</summary>
        public event DhcpHandler Changed;

        /// <summary>What was counted.</summary>
        public DhcpCounters Counters
        {
            get { return counters; }
        }

        /// <summary>The state.</summary>
        public DhcpState State
        {
            get { return state; }
        }

        /// <summary>Whether the host has a lease, and uses its address. After the link was down it keeps it for a while, whatever the state, until a server has said whether it still holds.</summary>
        public bool HasLease
        {
            get { return hasLease; }
        }

        /// <summary>Whether the host makes do with a link-local address.</summary>
        public bool IsLinkLocal
        {
            get { return linkLocalTold; }
        }

        /// <summary>The host's address; <see cref="IPAddress.Any"/> while it has none.</summary>
        public IPAddress Address
        {
            get { return runner.Stack.Address; }
        }

        /// <summary>The server that has granted the lease; <see cref="IPAddress.Any"/> without one.</summary>
        public IPAddress Server
        {
            get { return hasLease ? new IPAddress(lease.server) : IPAddress.Any; }
        }

        /// <summary>The router; <see cref="IPAddress.Any"/> without a lease, or where there is none.</summary>
        public IPAddress Gateway
        {
            get { return hasLease ? new IPAddress(lease.router) : IPAddress.Any; }
        }

        /// <summary>Bits of the network part of the address; 0 without one.</summary>
        public int PrefixLength
        {
            get { return hasLease ? lease.prefixLength : linkLocalTold ? LinkLocalAddresses.PrefixLength : 0; }
        }

        /// <summary>Seconds that the lease was last granted for; <see cref="uint.MaxValue"/> for ever, 0 without one.</summary>
        public uint LeaseTime
        {
            get { return hasLease ? lease.seconds : 0; }
        }

        /// <summary>The domain that the host is in; an empty string where that is not known.</summary>
        public string DomainName
        {
            get { return hasLease ? new string(System.Text.Encoding.UTF8.GetChars(lease.domainName, 0, lease.domainNameLength)) : ""; }
        }

        /// <summary>The DNS servers, three at most, the preferred one first. The array is the caller's.</summary>
        public IPAddress[] GetDnsServers()
        {
            return Copy(lease.dnsServers, lease.dnsServerCount);
        }

        /// <summary>The NTP servers, two at most, the preferred one first. The array is the caller's.</summary>
        public IPAddress[] GetNtpServers()
        {
            return Copy(lease.ntpServers, lease.ntpServerCount);
        }

        internal override void OnStart()
        {
            Open(endpoint, DhcpMessage.ClientPort);
            endpoint.EnableBroadcast = true;
            offered = 0;
            ForgetFailures();
            conflicts = 0;
            ipv4.Configure(0, 0, 0, false);
            withoutAddressSince = context.now;
            AwaitLinkLocal();
            Restart(startDelay == 0 ? 0 : Random(startDelay));
        }

        /// <inheritdoc/>
        internal override void CallBack()
        {
            DhcpHandler handler = Changed;
            if (handler != null)
            {
                handler(this);
            }
        }

        internal override void OnStop()
        {
            if (hasLease && IsLinkUp)
            {
                SendRelease();
            }

            LoseAddress();
            state = DhcpState.Stopped;
            stepDue = TimerQueue.Never;
            linkLocalDue = TimerQueue.Never;
            endpoint.Close();
            TellOfChange();
        }

        internal override void OnAddressState(AddressState addressState)
        {
            claimChanged = true;
            SetDeadline(context.now);
        }

        internal override void OnLinkChanged(bool isUp)
        {
            if (isUp)
            {
                OnLinkUp();
            }
            else
            {
                OnLinkDown();
            }

            SetNextDeadline();
            TellOfChange();
        }

        internal override void OnDue(long now)
        {
            claimChanged = false;
            LookAtClaim(now);
            if (hasLease && now >= leaseDue)
            {
                EndLease(now);
            }

            if (IsLinkUp)
            {
                if (now >= stepDue)
                {
                    Step(now);
                }

                if (now >= linkLocalDue)
                {
                    linkLocalDue = TimerQueue.Never;
                    linkLocal.Next();
                    ipv4.Configure(linkLocal.address, LinkLocalAddresses.PrefixLength, 0, true);
                }
            }

            SetNextDeadline();
            TellOfChange();
        }

        /// <summary>Nothing is sent before the link is up: what was planned waits until then.</summary>
        private void SetNextDeadline()
        {
            long next = hasLease ? leaseDue : TimerQueue.Never;
            if (IsLinkUp)
            {
                next = stepDue < next ? stepDue : next;
                next = linkLocalDue < next ? linkLocalDue : next;
            }

            if (claimChanged)
            {
                next = context.now;
            }

            if (next != TimerQueue.Never)
            {
                SetDeadline(next);
            }
            else
            {
                ClearDeadline();
            }
        }

        private void TellOfChange()
        {
            if (changed)
            {
                changed = false;
                CallBack("DhcpClient.Changed");
            }
        }

        private IPAddress[] Copy(uint[] addresses, int count)
        {
            lock (runner.sync)
            {
                IPAddress[] copy = new IPAddress[hasLease ? count : 0];
                for (int i = 0; i < copy.Length; i++)
                {
                    copy[i] = new IPAddress(addresses[i]);
                }

                return copy;
            }
        }
    }
}
