namespace Nano.Net.Services
{
    /// <summary>Settings of a <see cref="HostConfiguration"/>.</summary>
    public sealed class HostConfigurationOptions
    {
        /// <summary>Settings of the DHCP client; null for none: the stack's address is set otherwise.</summary>
        public DhcpClientOptions Dhcp = new DhcpClientOptions();

        /// <summary>Settings of the DNS resolver; null for none. Its servers are those that are asked while the network names none: its DHCP server, and with IPv6 its routers and its DHCPv6 server. Where there are none either, the router is asked.</summary>
        public DnsResolverOptions Dns = new DnsResolverOptions();

        /// <summary>Settings of the SNTP client; null for none. Its servers are asked after those that the network's DHCP server names.</summary>
        public SntpClientOptions Sntp = new SntpClientOptions();

        /// <summary>The name of a time server, "pool.ntp.org" for example, or its address, IPv4 or IPv6, that is asked where no other is known, or none of those tells the time; null (the default) for none.</summary>
        public string TimeServer;
    }
}
