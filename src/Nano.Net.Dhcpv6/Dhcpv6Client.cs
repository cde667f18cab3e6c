using System;
using Nano.Net.Core;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>
    /// A DHCPv6 client (RFC 8415): where routers say that a server gives addresses, and the host has made none of a router's
    /// prefix, it gets one and keeps it for as long as servers extend the lease. Where they say that a server knows other
    /// settings, it asks for those: DNS servers and domains to search.
    /// </summary>
    /// <remarks>
    /// The address is one of those of the host's IPv6 interface, and is probed for there before it is used. Its prefix has 128 bits: a
    /// lease says nothing about who else is on the link (RFC 5942 section 4). The client has one lease of one address; prefixes are
    /// not asked for, and servers cannot make it ask again (Reconfigure is not accepted).
    /// </remarks>
    public sealed partial class Dhcpv6Client : StackService
    {
        private readonly Dhcpv6Counters counters = new Dhcpv6Counters();
        private readonly Exchange exchange = new Exchange();
        private readonly Association association = new Association();
        private readonly NetworkSettings settings = new NetworkSettings();
        private readonly Ipv6 protocol;
        private readonly OwnAddresses own;
        private readonly UdpEndpoint endpoint;
        private readonly bool rapidCommit;
        private readonly bool addressBesideAutoconfigured;

        // What names this client, and its one association, to servers.
        private readonly byte[] identifier;
        private readonly uint associationNumber;

        // The server whose lease it is, or whose offer is the best so far.
        private readonly byte[] server = new byte[Dhcpv6Message.LongestIdentifier];
        private int serverLength;

        // The address of the lease; what is offered or asked for, and what is to be declined or given back.
        private readonly byte[] address = new byte[Ipv6Packet.AddressLength];
        private Dhcpv6State state;

        // Whether there is a lease, and whether its address has come into use.
        private bool hasAddress;
        private bool hasLease;

        // Addresses, routers or what these say are others, and are to be looked at.
        private bool networkChanged;

        // Whoever is told may stop the client or start it again, so it is told last of all.
        private bool changed;

        // When the state has something to do, in stack milliseconds, or Never; T1 and T2.
        private long stepDue;
        private long renewAt;
        private long rebindAt;

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack that is to get an address.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible, the stack has no IPv6, or the link is not Ethernet.</exception>
        public Dhcpv6Client(StackRunner runner, Dhcpv6ClientOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            LinkLayer link = runner.stack.link;
            protocol = runner.stack.internet.ipv6 as Ipv6;
            if (protocol == null || link.headerLength == 0)
            {
                throw new ArgumentException("DHCPv6 needs a stack with IPv6 (StackOptions.IPv6), on an Ethernet link");
            }

            own = protocol.discovery.own;
            rapidCommit = options.RapidCommit;
            addressBesideAutoconfigured = options.AddressBesideAutoconfigured;
            identifier = options.Identifier == null ? Dhcpv6Message.IdentifierOf(link.hardwareAddress) : (byte[])options.Identifier.Clone();

            // The same at each start, and another one for each interface of a device (section 12).
            associationNumber = BigEndian.ReadUInt32(link.hardwareAddress, 2);
            endpoint = MakeEndpoint();
        }

        /// <summary>Called when the host has got an address or has lost it, and when DNS servers or domains to search have changed.</summary>
        public event Dhcpv6Handler Changed;

        /// <summary>What was counted.</summary>
        public Dhcpv6Counters Counters
        {
            get { return counters; }
        }

        /// <summary>The state.</summary>
        public Dhcpv6State State
        {
            get { return state; }
        }

        /// <summary>Whether the host has a lease, and uses its address.</summary>
        public bool HasLease
        {
            get { return hasLease; }
        }

        /// <summary>The address of the lease; <see cref="IPAddress.IPv6Any"/> without one.</summary>
        public IPAddress Address
        {
            get
            {
                lock (runner.sync)
                {
                    return hasLease ? Ipv6Address.Read(address, 0) : IPAddress.IPv6Any;
                }
            }
        }

        /// <summary>The DNS servers, three at most, the preferred one first. The array is the caller's.</summary>
        public IPAddress[] GetDnsServers()
        {
            lock (runner.sync)
            {
                return settings.ReadServers();
            }
        }

        /// <summary>The domains to search, the preferred one first. The array is the caller's.</summary>
        public string[] GetSearchList()
        {
            lock (runner.sync)
            {
                return settings.ReadSearchList();
            }
        }

        /// <summary>
        /// Gives the address back, and stops once a server has confirmed that, after some seconds at most: the server is told four times
        /// (RFC 8415 section 18.2.7). <see cref="StackService.Stop"/> tells it once and does not wait. The address is gone at once.
        /// </summary>
        public void Release()
        {
            lock (runner.sync)
            {
                if (!IsRunning)
                {
                    return;
                }

                if (!hasAddress || !IsLinkUp)
                {
                    Stop();
                    return;
                }

                runner.BeginCall();
                Lose();
                stopsAfterRelease = true;
                BeginRelease();
                SetNextDeadline();
                TellOfChange();
                runner.EndCall();
            }
        }

        internal override void OnStart()
        {
            Open(endpoint, Dhcpv6Message.ClientPort);
            ForgetServers();
            Restart(0);
            SetNextDeadline();
        }

        internal override void OnStop()
        {
            if (hasAddress)
            {
                Lose();
                if (IsLinkUp)
                {
                    BeginRelease();
                    Send();
                }
            }

            changed |= settings.Clear();
            exchange.End();
            state = Dhcpv6State.Stopped;
            stepDue = TimerQueue.Never;
            stopsAfterRelease = false;
            networkChanged = false;
            endpoint.Close();
            TellOfChange();
        }

        internal override void OnLinkChanged(bool isUp)
        {
            if (isUp)
            {
                OnLinkUp();
            }
            else if (stopsAfterRelease)
            {
                // Nobody will hear it.
                Stop();
                return;
            }
            else
            {
                exchange.End();
                state = Dhcpv6State.Idle;
                stepDue = TimerQueue.Never;
            }

            SetNextDeadline();
            TellOfChange();
        }

        internal override void OnDue(long now)
        {
            if (networkChanged)
            {
                networkChanged = false;
                LookAtNetwork(now);
            }

            if (IsLinkUp && now >= stepDue)
            {
                Step(now);
            }

            if (IsRunning)
            {
                SetNextDeadline();
                TellOfChange();
            }
        }

        /// <inheritdoc/>
        internal override void CallBack()
        {
            Dhcpv6Handler handler = Changed;
            if (handler != null)
            {
                handler(this);
            }
        }

        // Called from within the change: what follows from it is done once that is through.
        internal override void OnNetworkChanged()
        {
            networkChanged = true;
            SetDeadline(context.now);
        }

        /// <summary>Nothing is sent before the link is up: what was planned waits until then.</summary>
        private void SetNextDeadline()
        {
            long next = networkChanged ? context.now : IsLinkUp ? stepDue : TimerQueue.Never;
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
                protocol.discovery.routers.SetLeasedNameServers(settings.servers, settings.serverCount);
                CallBack("Dhcpv6Client.Changed");
            }
        }
    }
}
