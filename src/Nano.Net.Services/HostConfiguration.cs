using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>
    /// What a host has to know of its network, kept up by itself: an address by DHCP, the DNS servers that come with it or that
    /// IPv6 has learnt of routers and of DHCPv6, and the time of day from the servers that come with it or from one that is found by its
    /// name. Where the network says nothing, the settings count.
    /// </summary>
    /// <remarks>
    /// It owns the clients, starts and stops them, and follows every change of the lease, the address and the link. While it
    /// runs, its resolver is the <see cref="StackRunner.NameResolver"/>, unless the runner has another one.
    /// </remarks>
    public sealed class HostConfiguration : StackService
    {
        // Milliseconds from one look-up of the time server's name to the next: while the time is not known, and later, when
        // the server may have moved. What was asked is looked at so often, which is within the second that it is remembered.
        private const int FirstInterval = 60000;
        private const int LaterInterval = 3600000;
        private const int AnswerInterval = 500;

        private readonly DhcpClient dhcp;
        private readonly DnsResolver dns;
        private readonly SntpClient sntp;

        // What the settings say; a time server that is an address is in namedServers from the beginning.
        private readonly ServerList dnsServers;
        private readonly ServerList timeServers;
        private readonly string timeServer;

        // The addresses of the time server that is known by its name; none while it was not found.
        private readonly ServerList namedServers;

        // What IPv6 has learnt of DNS servers, of routers and of DHCPv6; null without it.
        private readonly byte[] learntServers;

        // Where the host was when the clients were told; whether IPv6 has changed since; when a name is looked up.
        private uint address;
        private bool hasAddress;
        private bool networkChanged;
        private long lookUpDue = TimerQueue.Never;

        /// <summary>Makes it, and the clients. It does nothing before it is started.</summary>
        /// <param name="runner">Runs the stack of this host.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible, or the link is none for DHCP: not Ethernet, or an MTU under 576 bytes.</exception>
        public HostConfiguration(StackRunner runner, HostConfigurationOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            if (options.Dhcp != null)
            {
                dhcp = new DhcpClient(runner, options.Dhcp);
                dhcp.Changed += OnLeaseChanged;
            }

            if (options.Dns != null)
            {
                dns = new DnsResolver(runner, options.Dns);
                dnsServers = new ServerList(runner.stack.internet, DnsResolver.MaximumServers);
                dnsServers.Set(options.Dns.Servers);
                if (runner.stack.internet.ipv6 != null)
                {
                    learntServers = new byte[DnsResolver.MaximumServers * IPAddress.Ipv6Length];
                }
            }

            if (options.Sntp != null)
            {
                sntp = new SntpClient(runner, options.Sntp);
                timeServers = new ServerList(runner.stack.internet, SntpClient.MaximumServers);
                namedServers = new ServerList(runner.stack.internet, 2);
                timeServers.Set(options.Sntp.Servers);
                IPAddress literal;
                if (IPAddress.TryParse(options.TimeServer, out literal))
                {
                    namedServers.Set(new IPAddress[] { literal });
                }
                else
                {
                    timeServer = options.TimeServer;
                }
            }
        }

        /// <summary>Gets the host its address; null where the settings have none.</summary>
        public DhcpClient Dhcp
        {
            get { return dhcp; }
        }

        /// <summary>Asks for names; null where the settings have none.</summary>
        public DnsResolver Dns
        {
            get { return dns; }
        }

        /// <summary>Keeps the time; null where the settings have none.</summary>
        public SntpClient Sntp
        {
            get { return sntp; }
        }

        internal override void OnStart()
        {
            if (dhcp != null)
            {
                dhcp.Start();
            }

            if (dns != null)
            {
                dns.Start();
                if (runner.NameResolver == null)
                {
                    runner.NameResolver = dns;
                }
            }

            if (sntp != null)
            {
                sntp.Start();
            }

            lookUpDue = TimerQueue.Never;
            networkChanged = false;
            Apply();
            LookUpWhereNeeded();
        }

        internal override void OnStop()
        {
            if (sntp != null)
            {
                sntp.Stop();
            }

            if (dns != null)
            {
                if (runner.NameResolver == dns)
                {
                    runner.NameResolver = null;
                }

                dns.Stop();
            }

            if (dhcp != null)
            {
                dhcp.Stop();
            }
        }

        internal override void OnAddressState(AddressState state)
        {
            // A lease tells of its address itself, and of the servers with it.
            if (state == AddressState.Announcing && dhcp == null)
            {
                LookUpWhereNeeded();
            }
        }

        internal override void OnLinkChanged(bool isUp)
        {
            if (isUp)
            {
                LookUpWhereNeeded();
            }
        }

        internal override void OnNetworkChanged()
        {
            networkChanged = true;
            SetDeadline(context.now);
        }

        internal override void OnDue(long now)
        {
            if (networkChanged)
            {
                networkChanged = false;
                Apply();
            }

            if (now >= lookUpDue)
            {
                LookUp(now);
            }
            else if (lookUpDue != TimerQueue.Never)
            {
                SetDeadline(lookUpDue);
            }
        }

        private void LookUp(long now)
        {
            if (HasOtherTimeServers && sntp.IsSynchronized)
            {
                LookUpAt(now + LaterInterval);
                return;
            }

            SocketError result = dns.TryFind(timeServer, namedServers);
            if (result == SocketError.WouldBlock)
            {
                LookUpAt(now + AnswerInterval);
                return;
            }

            if (result == SocketError.Success)
            {
                SetTimeServers();
            }

            LookUpAt(now + (result == SocketError.Success && sntp.IsSynchronized ? LaterInterval : FirstInterval));
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            // It has no port.
        }

        private DhcpLease Lease
        {
            get { return dhcp != null && dhcp.HasLease ? dhcp.lease : null; }
        }

        private bool HasOtherTimeServers
        {
            get
            {
                DhcpLease lease = Lease;
                return timeServers.count != 0 || (lease != null && lease.ntpServerCount != 0);
            }
        }

        private void OnLeaseChanged(DhcpClient client)
        {
            if (IsRunning)
            {
                Apply();
            }
        }

        /// <summary>Tells the clients what is known now.</summary>
        private void Apply()
        {
            // A lease that is extended changes nothing, most often.
            bool isNew = address != ipv4.routes.address || hasAddress != HasAddress;
            address = ipv4.routes.address;
            hasAddress = HasAddress;
            if (dns != null)
            {
                isNew |= SetDnsServers();
            }

            if (sntp != null)
            {
                isNew |= SetTimeServers();
            }

            if (isNew)
            {
                LookUpWhereNeeded();
            }
        }

        /// <returns>Whether they are others than before.</returns>
        private bool SetDnsServers()
        {
            DhcpLease lease = Lease;
            ServerList servers = dns.servers;
            servers.Begin();
            for (int i = 0; lease != null && i < lease.dnsServerCount; i++)
            {
                servers.Add(lease.dnsServers[i]);
            }

            // Those of IPv4 and of IPv6 know the same, most often.
            int learnt = learntServers == null ? 0 : runner.stack.internet.ipv6.WriteNameServers(learntServers, 0, DnsResolver.MaximumServers);
            for (int i = 0; i < learnt; i++)
            {
                if (HostAddress.IsValid(learntServers, i * IPAddress.Ipv6Length))
                {
                    servers.Add(learntServers, i * IPAddress.Ipv6Length);
                }
            }

            if (servers.count == 0)
            {
                servers.Add(dnsServers);
            }

            // Most routers know of names, or of somebody who does.
            uint router = lease != null ? lease.router : dhcp == null ? ipv4.routes.gateway : 0;
            if (servers.count == 0 && router != 0)
            {
                servers.Add(router);
            }

            if (lease != null)
            {
                dns.SetDomain(lease.domainName, lease.domainNameLength);
            }

            if (!servers.End())
            {
                return false;
            }

            dns.OnServersChanged();
            return true;
        }

        /// <returns>Whether they are others than before.</returns>
        private bool SetTimeServers()
        {
            DhcpLease lease = Lease;
            ServerList servers = sntp.servers;
            servers.Begin();
            for (int i = 0; lease != null && i < lease.ntpServerCount; i++)
            {
                servers.Add(lease.ntpServers[i]);
            }

            servers.Add(timeServers);
            servers.Add(namedServers);
            if (!servers.End())
            {
                return false;
            }

            sntp.OnServersChanged();
            return true;
        }

        /// <summary>Has the time server's name looked up, where there is one: at once, or in a minute where others can tell the time before.</summary>
        private void LookUpWhereNeeded()
        {
            if (timeServer != null && dns != null)
            {
                LookUpAt(context.now + (HasOtherTimeServers ? FirstInterval : 0));
            }
        }

        private void LookUpAt(long due)
        {
            lookUpDue = due;
            SetDeadline(networkChanged ? context.now : due);
        }
    }
}
