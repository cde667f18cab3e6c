using System;
using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>
    /// What a host has to know of its network, kept up by itself: an address by DHCP, the DNS servers that come with it, and
    /// the time of day from the servers that come with it or from one that is found by its name. Where the lease says nothing,
    /// the settings count.
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

        // What the settings say.
        private readonly ServerList dnsServers;
        private readonly ServerList timeServers;
        private readonly string timeServer;

        // The address of the time server that is known by its name; 0 while it was not found.
        private uint namedServer;

        // Where the host was when the clients were told.
        private uint address;

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
                dnsServers = new ServerList(DnsResolver.MaximumServers);
                dnsServers.Set(options.Dns.Servers);
            }

            if (options.Sntp != null)
            {
                sntp = new SntpClient(runner, options.Sntp);
                timeServers = new ServerList(SntpClient.MaximumServers);
                timeServers.Set(options.Sntp.Servers);
                timeServer = options.TimeServer;
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

        internal override void OnDue(long now)
        {
            if (HasOtherTimeServers && sntp.IsSynchronized)
            {
                SetDeadline(now + LaterInterval);
                return;
            }

            uint found;
            SocketError result = dns.TryFind(timeServer, out found);
            if (result == SocketError.WouldBlock)
            {
                SetDeadline(now + AnswerInterval);
                return;
            }

            if (result == SocketError.Success)
            {
                namedServer = found;
                SetTimeServers();
            }

            SetDeadline(now + (result == SocketError.Success && sntp.IsSynchronized ? LaterInterval : FirstInterval));
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
            bool isNew = address != ipv4.routes.address;
            address = ipv4.routes.address;
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

            if (servers.count == 0)
            {
                for (int i = 0; i < dnsServers.count; i++)
                {
                    servers.Add(dnsServers.addresses[i]);
                }
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

            if (namedServer != 0)
            {
                servers.Add(namedServer);
            }

            for (int i = 0; i < timeServers.count; i++)
            {
                servers.Add(timeServers.addresses[i]);
            }

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
                SetDeadline(context.now + (HasOtherTimeServers ? FirstInterval : 0));
            }
        }
    }
}
