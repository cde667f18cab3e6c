using System.CommandLine;
using Nano.Net;
using Nano.Net.Drivers;

namespace Nano.Cli
{
    /// <summary>A tunnel to a VXLAN device, the kernel's for one: <c>--vxlan</c>.</summary>
    internal sealed class VxlanLinkKind : LinkKind
    {
        private const int LargestNetwork = 0xFFFFFF;

        private readonly Option<IPEndPoint?> vxlan = Parse.EndPoint(
            "--vxlan",
            "The other end of a VXLAN tunnel; its port is 4789 if not given; an IPv6 address with a port stands in brackets. The Linux kernel is one with: ip link add vx0 mtu 1450 up type vxlan id 1 remote THIS-HOST dstport 4789; ip addr add ADDRESS/LEN dev vx0.",
            VxlanTunnel.DefaultPort);

        private readonly Option<int> vni = Parse.Number("--vni", "NUMBER", "The tunnel's network identifier, the same at both ends.", 0, LargestNetwork, 1);

        private readonly Option<IPEndPoint?> local = Parse.EndPoint(
            "--local", "Where to receive the tunnel's datagrams; on all addresses of this host, port 4789, if not given.", VxlanTunnel.DefaultPort);

        /// <inheritdoc/>
        public override Option Choice => vxlan;

        /// <inheritdoc/>
        public override IEnumerable<Option> Details => [vni, local];

        /// <inheritdoc/>
        public override LinkSettings Read(ParseResult parsed) => new VxlanLinkSettings(
            parsed.GetRequiredValue(vxlan)!,
            parsed.GetValue(vni),
            parsed.GetValue(local) ?? new IPEndPoint(IPAddress.Any, VxlanTunnel.DefaultPort));
    }
}
