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
        // RFC 2131 section 4.1: 4, 8, 16, 32, 64 seconds, each give or take one.
        private const int FirstTimeout = 4000;
        private const int LongestTimeout = 64000;
        private const int TimeoutJitter = 1000;

        // Section 4.4.5: no two requests for an extension within a minute.
        private const int ShortestRenewalTimeout = 60000;

        // Section 3.1 (5): what a client that has declined waits at least.
        private const int DeclineDelay = 10000;
        private const int RefusalDelay = 1000;

        // About a minute, after which the server that has made the offer is given up.
        private const int RequestAttempts = 4;

        private readonly DhcpCounters counters = new DhcpCounters();
        private readonly DhcpLease lease = new DhcpLease();
        private readonly LinkLocalAddresses linkLocal;
        private readonly AddressClaim claim;
        private readonly bool probeAddress;
        private readonly int startDelay;
        private readonly int linkLocalAfter;
        private DhcpState state;
        private int attempt;

        // The next step of the protocol with the servers.
        private long stepDue;

        // When the next link-local address is tried; Never where none is wanted.
        private long linkLocalDue;
        private bool linkLocalTold;
        private bool claimChanged;

        // Whoever is told may stop the client or start it again, so it is told last of all.
        private bool changed;

        // When this client began to ask for an address, and when for the present lease.
        private long acquiringSince;
        private long requestedAt;
        private uint transaction;
        private uint offered;
        private uint offeringServer;

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
            linkLocalAfter = options.LinkLocalAfter;
            endpoint = MakeEndpoint();
            unspecified = ipv4.paths.MakeUnspecified();
            clientIdentifier = options.ClientIdentifier == null ? DefaultIdentifier() : (byte[])options.ClientIdentifier.Clone();
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

        /// <summary>Whether the host has a lease, and uses its address.</summary>
        public bool HasLease
        {
            get { return state >= DhcpState.Bound; }
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
            get { return HasLease ? new IPAddress(lease.server) : IPAddress.Any; }
        }

        /// <summary>The router; <see cref="IPAddress.Any"/> without a lease, or where there is none.</summary>
        public IPAddress Gateway
        {
            get { return HasLease ? new IPAddress(lease.router) : IPAddress.Any; }
        }

        /// <summary>Bits of the network part of the address; 0 without one.</summary>
        public int PrefixLength
        {
            get { return HasLease ? lease.prefixLength : linkLocalTold ? LinkLocalAddresses.PrefixLength : 0; }
        }

        /// <summary>Seconds that the lease was last granted for; <see cref="uint.MaxValue"/> for ever, 0 without one.</summary>
        public uint LeaseTime
        {
            get { return HasLease ? lease.seconds : 0; }
        }

        /// <summary>The domain that the host is in; an empty string where that is not known.</summary>
        public string DomainName
        {
            get { return HasLease ? new string(System.Text.Encoding.UTF8.GetChars(lease.domainName, 0, lease.domainNameLength)) : ""; }
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
            endpoint.enableBroadcast = true;
            offered = 0;
            linkLocalDue = TimerQueue.Never;
            ipv4.Configure(0, 0, 0, false);
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
            if (HasLease)
            {
                SendRelease();
            }

            LoseAddress(DhcpState.Stopped);
            endpoint.Close();
            TellOfChange();
        }

        internal override void OnAddressState(AddressState addressState)
        {
            claimChanged = true;
            SetDeadline(context.now);
        }

        internal override void OnDue(long now)
        {
            claimChanged = false;
            LookAtClaim(now);
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

            SetNextDeadline();
            TellOfChange();
        }

        /// <summary>Does what follows from what has become of the address: it may be used, or another host has it.</summary>
        private void LookAtClaim(long now)
        {
            bool conflict = claim.state == AddressState.Conflict;
            if (state >= DhcpState.Probing)
            {
                if (conflict)
                {
                    Decline(now);
                }
                else if (state == DhcpState.Probing && claim.usable)
                {
                    BecomeBound();
                }
            }
            else if (linkLocal.address != 0 && linkLocalDue == TimerQueue.Never)
            {
                if (conflict)
                {
                    counters.LinkLocalConflicts++;
                    linkLocalDue = now + linkLocal.Conflict();
                    ReleaseLinkLocal();
                }
                else if (claim.usable && !linkLocalTold)
                {
                    linkLocalTold = true;
                    changed = true;
                }
            }
        }

        /// <summary>The time that this state has waited for has come.</summary>
        private void Step(long now)
        {
            switch (state)
            {
                case DhcpState.Init:
                    acquiringSince = now;
                    Select();
                    break;

                case DhcpState.Selecting:
                    if (linkLocalAfter != 0 && attempt == linkLocalAfter && linkLocal.address == 0)
                    {
                        linkLocalDue = now;
                    }

                    SendDiscover();
                    WaitForAnswer();
                    break;

                case DhcpState.Requesting:
                    if (attempt == RequestAttempts)
                    {
                        Select();
                        break;
                    }

                    SendRequest();
                    WaitForAnswer();
                    break;

                case DhcpState.Bound:
                    state = DhcpState.Renewing;
                    acquiringSince = now;
                    Extend(now);
                    break;

                case DhcpState.Renewing:
                    if (now >= lease.rebinding)
                    {
                        state = DhcpState.Rebinding;
                    }

                    Extend(now);
                    break;

                case DhcpState.Rebinding:
                    if (now >= lease.end)
                    {
                        counters.Expired++;
                        LoseAddress(DhcpState.Init);
                        acquiringSince = now;
                        Select();
                        break;
                    }

                    Extend(now);
                    break;

                default:
                    stepDue = TimerQueue.Never;
                    break;
            }
        }

        private void BecomeBound()
        {
            counters.Leases++;
            state = DhcpState.Bound;
            stepDue = lease.renewal;
            changed = true;
        }

        /// <summary>Section 3.1 (5): tells the server that another host uses the address, and starts anew.</summary>
        private void Decline(long now)
        {
            counters.Declined++;
            offered = 0;
            SendDecline();
            LoseAddress(DhcpState.Init);
            Restart(DeclineDelay);
        }

        private void Restart(int delay)
        {
            state = DhcpState.Init;
            stepDue = context.now + delay;
            SetNextDeadline();
        }

        private void Select()
        {
            state = DhcpState.Selecting;
            attempt = 0;
            transaction = context.NextRandom();
            SendDiscover();
            WaitForAnswer();
        }

        private void WaitForAnswer()
        {
            int timeout = attempt > 4 ? LongestTimeout : FirstTimeout << attempt;
            attempt++;
            stepDue = context.now + timeout - TimeoutJitter + Random((2 * TimeoutJitter) + 1);
        }

        /// <summary>Asks for an extension; again after half of what is left, but a minute at least (section 4.4.5).</summary>
        private void Extend(long now)
        {
            if (state == DhcpState.Renewing && now >= lease.rebinding)
            {
                state = DhcpState.Rebinding;
            }

            transaction = context.NextRandom();
            requestedAt = now;
            SendExtension();
            long end = state == DhcpState.Renewing ? lease.rebinding : lease.end;
            long wait = (end - now) / 2;
            stepDue = now + (wait < ShortestRenewalTimeout ? ShortestRenewalTimeout : wait);
            if (stepDue > end)
            {
                stepDue = end;
            }
        }

        private void LoseAddress(DhcpState next)
        {
            changed |= HasLease || linkLocalTold;
            linkLocalDue = TimerQueue.Never;
            linkLocal.Reset();
            linkLocalTold = false;
            state = next;
            ipv4.Configure(0, 0, 0, false);
        }

        private void ReleaseLinkLocal()
        {
            if (claim.address != 0)
            {
                ipv4.Configure(0, 0, 0, false);
            }

            changed |= linkLocalTold;
            linkLocalTold = false;
        }

        private void SetNextDeadline()
        {
            long next = claimChanged ? context.now : stepDue < linkLocalDue ? stepDue : linkLocalDue;
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
                IPAddress[] copy = new IPAddress[HasLease ? count : 0];
                for (int i = 0; i < copy.Length; i++)
                {
                    copy[i] = new IPAddress(addresses[i]);
                }

                return copy;
            }
        }
    }
}
