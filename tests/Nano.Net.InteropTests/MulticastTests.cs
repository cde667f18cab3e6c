namespace Nano.Net.InteropTests
{
    /// <summary>Multicast groups, with the kernel's bridge as the router that asks for members and the switch that sends only to them.</summary>
    public class MulticastTests
    {
        private const int Port = 7;
        private const string Bridge = "br0";
        private static readonly IPAddress Group = IPAddress.Parse("239.1.2.3");
        private static readonly IPAddress Stranger = IPAddress.Parse("239.1.2.4");
        private static readonly LabOptions WithGroups = new() { Stack = options => options.MulticastGroups = 2 };

        [SkippableTheory]
        [InlineData(2)]
        [InlineData(3)]
        public void TheBridge_LearnsOfOurMembership_AndThatItHasEnded(int version) => Lab.Run(
            lab =>
            {
                BuildBridge(lab, version);
                UdpClient client = lab.Udp(Port);
                client.JoinMulticastGroup(Group);
                lab.Eventually(() => IsMember(lab), () => "no entry in the bridge's table");

                // Its queries are answered, or the entry would be gone after 2 seconds.
                lab.Eventually(() => lab.Stack.Counters.Igmp.ReportsSent > 4, () => $"{lab.Stack.Counters.Igmp.QueriesReceived} queries", 20_000);
                Assert.True(IsMember(lab));
                Assert.True(lab.Stack.Counters.Igmp.QueriesReceived > 0);
                Assert.Equal(0, lab.Stack.Counters.Igmp.BadChecksum + lab.Stack.Counters.Igmp.Malformed);
                client.DropMulticastGroup(Group);
                lab.Eventually(() => !IsMember(lab), () => "the entry stays in the bridge's table");
            },
            WithGroups);

        [SkippableFact]
        public void TheKernelSendsToAGroup_AndWeReceiveItOnlyWhereWeHaveJoined() => Lab.Run(
            lab =>
            {
                UdpClient member = lab.Udp(Port);
                member.JoinMulticastGroup(Group);
                using KernelSocket kernel = lab.Kernel.UdpSocket();
                kernel.SendTo(new byte[3], KernelHost.EndPoint(Stranger, Port));
                kernel.SendTo(new byte[5], KernelHost.EndPoint(Group, Port));
                IPEndPoint from = null!;
                Assert.Equal(5, member.Receive(new byte[9], ref from));
                Assert.Equal(lab.Kernel.Address, from.Address);
            },
            WithGroups);

        [SkippableFact]
        public void WeSendToAGroup_AndTheKernelReceivesIt_AsFarAsItShallGo() => Lab.Run(
            lab =>
            {
                using KernelSocket kernel = lab.Kernel.UdpSocket(Port, System.Net.IPAddress.Any);
                kernel.SetSocketOption(
                    System.Net.Sockets.SocketOptionLevel.IP,
                    System.Net.Sockets.SocketOptionName.AddMembership,
                    new System.Net.Sockets.MulticastOption(KernelHost.EndPoint(Group, 0).Address, KernelHost.EndPoint(lab.Kernel.Address, 0).Address));
                UdpClient client = lab.Udp();
                client.Send(new byte[5], 5, new IPEndPoint(Group, Port));
                Assert.Equal(5, kernel.Receive(new byte[9]));
                client.MulticastTtl = 255;
                client.Send(new byte[6], 6, new IPEndPoint(Group, Port));
                Assert.Equal(6, kernel.Receive(new byte[9]));
            },
            WithGroups);

        /// <summary>Puts a bridge that asks every second between the kernel and us.</summary>
        private static void BuildBridge(Lab lab, int version)
        {
            Program.Require("bridge", "iproute2");
            string[] settings =
            [
                "mcast_snooping", "1", "mcast_querier", "1", "mcast_igmp_version", $"{version}", "mcast_query_use_ifaddr", "1",
                "mcast_query_interval", "100", "mcast_query_response_interval", "50", "mcast_startup_query_interval", "100",
                "mcast_membership_interval", "200", "mcast_last_member_count", "2", "mcast_last_member_interval", "20",
            ];
            ProgramResult made = lab.Kernel.Run("ip", ["link", "add", Bridge, "type", "bridge", .. settings]);
            Skip.IfNot(made.ExitCode == 0, $"no bridge can be made here: {made.Error}");
            lab.Kernel.Run("ip", "address", "flush", "dev", KernelHost.Interface).Succeeded();
            lab.Kernel.Run("ip", "link", "set", KernelHost.Interface, "master", Bridge).Succeeded();
            lab.Kernel.Run("ip", "address", "add", $"{lab.Kernel.Address}/24", "dev", Bridge).Succeeded();
            lab.Kernel.Run("ip", "link", "set", Bridge, "up").Succeeded();
        }

        private static bool IsMember(Lab lab) =>
            lab.Kernel.Run("bridge", "mdb", "show", "dev", Bridge).Succeeded().Output.Split('\n')
                .Any(line => line.Contains($"port {KernelHost.Interface} grp {Group}", StringComparison.Ordinal));
    }
}
