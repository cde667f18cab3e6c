namespace Nano.Net.InteropTests.Support
{
    /// <summary>How dnsmasq is started on the kernel's host, with nothing of this machine's own settings.</summary>
    internal static class Dnsmasq
    {
        /// <summary>Arguments to lease addresses, for two minutes, which is the least that it knows.</summary>
        /// <param name="range">First and last address, with a comma between.</param>
        /// <param name="leaseFile">Where it keeps its leases.</param>
        internal static string[] Leasing(string range, string leaseFile) =>
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--no-resolv", "--no-hosts", "--no-ping",
                $"--interface={KernelHost.Interface}", "--except-interface=lo", "--bind-interfaces", "--dhcp-authoritative",
                $"--dhcp-leasefile={leaseFile}", $"--dhcp-range={range},255.255.255.0,120",
            ];
    }
}
