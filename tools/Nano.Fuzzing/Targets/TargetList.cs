using Nano.Net;
using Nano.Net.IPv6;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>All there is to be tried.</summary>
    internal static class TargetList
    {
        private static readonly (string Name, int Share, Func<Target> Make)[] All =
        [
            ("stack", 24, () => new StackTarget("stack", o => { })),
            ("dual", 12, () => new StackTarget("dual", AddIpv6)),
            ("scaled", 1, () => new StackTarget("scaled", Scale)),
            ("headers", 2, () => new HeaderTarget()),
            ("dhcp", 3, () => new DhcpTarget()),
            ("dhcpv6", 3, () => new Dhcpv6Target()),
            ("dns", 3, () => new DnsTarget()),
            ("mdns", 3, () => new MdnsTarget()),
            ("sntp", 2, () => new SntpTarget()),
            ("http", 3, () => new HttpTarget()),
            ("ipv6", 3, () => new Ipv6Target()),
        ];

        // Windows of more than 65,535 bytes, and whatever else is not usual.
        private static void Scale(StackOptions options)
        {
            options.ReceiveBufferSize = 100_000;
            options.RequestEcn = true;
            options.CongestionControl = CongestionAlgorithm.NewReno;
            options.SynCookies = false;
        }

        // IPv6 beside IPv4, with an address and a router that are always there, and those that frames bring.
        private static void AddIpv6(StackOptions options)
        {
            options.IPv6 = new Ipv6Options
            {
                Address = AddressBook.ToAddress(Arena.Address6),
                Gateway = AddressBook.ToAddress(Arena.Router6),
                ReassemblyBuffers = 2,
            };
            options.Paths = 6;
        }

        internal static string[] Names => [.. All.Select(t => t.Name)];

        /// <summary>Makes a target.</summary>
        internal static Target Make(string name) => All.Single(t => t.Name == name).Make();

        /// <summary>What part of the inputs a target gets, next to the other targets.</summary>
        internal static int ShareOf(string name) => All.Single(t => t.Name == name).Share;
    }
}
