using Nano.Net.Drivers;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The stack in a tunnel, the kernel's own VXLAN device at its other end.</summary>
    public class VxlanTests(ITestOutputHelper output)
    {
        private const int Mebibyte = 1024 * 1024;

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(1422)]
        [InlineData(1423)]
        [InlineData(4000)]
        public void Ping_IsAnswered_InOneFrameOrInFragments(int size) => VxlanLab.Run((lab, _) => Assert.Equal(5, lab.Kernel.Ping(5, "-s", $"{size}")));

        [SkippableFact]
        public void APeerWithAnIpv6Address_IsAnswered_InFullFrames() => VxlanLab.Run(
            (lab, tunnel) =>
            {
                // 1,430 bytes within: 1,500 without.
                Assert.Equal(5, lab.Kernel.Ping(5, "-s", "1402", "-M", "do"));
                using var server = new EchoServer(lab);
                output.WriteLine(EchoClient.Run(lab.Kernel, Mebibyte));
                Assert.Equal(0, tunnel.Tunnel.Counters.ForeignPeer + tunnel.Tunnel.Counters.TooLong);
            },
            isIpv6: true);

        [SkippableFact]
        public void Echo_Of16MiB_ComesBackUnchanged() => VxlanLab.Run((lab, tunnel) =>
        {
            using var server = new EchoServer(lab);
            output.WriteLine(EchoClient.Run(lab.Kernel, 16 * Mebibyte));
            VxlanCounters counters = tunnel.Tunnel.Counters;
            Assert.Equal(0, counters.ForeignPeer + counters.ForeignNetwork + counters.NoNetwork + counters.TooShort + counters.TooLong);
            Assert.Equal(lab.Stack.Counters.Link.FramesReceived, counters.FramesReceived);
            Assert.Equal(lab.Stack.Counters.Link.FramesSent, counters.FramesSent);
            output.WriteLine($"{counters.FramesReceived} frames received, {counters.FramesSent} sent, {counters.SendBusy} times busy, {counters.SendFailed} failed; {lab.Stack.Counters.Tcp.SegmentsRetransmitted} segments sent again");
        });

        [SkippableFact]
        public void AForeignNetwork_IsNotAnswered_AndCounted() => VxlanLab.Run((lab, tunnel) =>
        {
            // Frames for the hardware address of the stack, behind another identifier.
            Program.Require("ping", "iputils-ping");
            VxlanLab.AddDevice(lab.Kernel.Namespace, "foreign0", VxlanLab.Network + 1, IPAddress.Parse("10.79.0.1"));
            NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "neigh", "add", "10.79.0.2", "lladdr", lab.HardwareAddress, "dev", "foreign0");
            Assert.Equal(1, lab.Kernel.Run("ping", "-c", "3", "-i", "0.05", "-W", "1", "10.79.0.2").ExitCode);
            Assert.InRange(tunnel.Tunnel.Counters.ForeignNetwork, 3, 20);
            Assert.Equal(0, lab.Stack.Counters.Link.FramesReceived - tunnel.Tunnel.Counters.FramesReceived);
            Assert.Equal(5, lab.Kernel.Ping(5));
        });

        [SkippableFact]
        public void AForeignPeer_IsNotHeard_AndCounted() => VxlanLab.Run((lab, tunnel) =>
        {
            var foreign = IPAddress.Parse("10.78.0.3");
            NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "addr", "add", $"{foreign}/24", "dev", VxlanLab.Cable);
            byte[] request = [0x08, 0, 0, 0, 0x4E, 0x41, 0x4E, 0, .. ArpRequest()];
            using KernelSocket stranger = lab.Kernel.UdpSocket(address: new System.Net.IPAddress(foreign.GetAddressBytes()));
            using KernelSocket peer = lab.Kernel.UdpSocket(address: new System.Net.IPAddress(VxlanLab.KernelAddress.GetAddressBytes()));
            for (int i = 0; i < 3; i++)
            {
                stranger.SendTo(request, KernelHost.EndPoint(VxlanLab.SocketAddress, VxlanTunnel.DefaultPort));
            }

            lab.Eventually(() => tunnel.Tunnel.Counters.ForeignPeer == 3, () => $"{tunnel.Tunnel.Counters.ForeignPeer} of 3 counted");
            Assert.Equal(0, lab.Stack.Counters.Link.ArpRepliesSent);

            // The very same from the peer's address, whatever its port, is answered.
            peer.SendTo(request, KernelHost.EndPoint(VxlanLab.SocketAddress, VxlanTunnel.DefaultPort));
            lab.Eventually(() => lab.Stack.Counters.Link.ArpRepliesSent == 1, () => "no answer to the peer");
        });

        [SkippableFact]
        public void AFrameLongerThanTheMtu_IsDroppedAndCounted_AndTheNextIsAnswered() => VxlanLab.Run((lab, tunnel) =>
        {
            Program.Require("ping", "iputils-ping");
            NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "link", "set", KernelHost.Interface, "mtu", "8000");
            Assert.Equal(1, lab.Kernel.Run("ping", "-c", "3", "-i", "0.05", "-W", "1", "-M", "do", "-s", "4000", $"{Lab.Address}").ExitCode);
            Assert.Equal(3, tunnel.Tunnel.Counters.TooLong);
            Assert.Equal(5, lab.Kernel.Ping(5));
        });

        [SkippableFact]
        public void ACableThatIsDown_LosesFrames_AndTheConnectionGoesOnWhenItIsUpAgain() => VxlanLab.Run((lab, tunnel) =>
        {
            using var server = new EchoServer(lab);
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
            using Stream stream = kernel.Stream();
            stream.WriteText("hello");
            Assert.Equal("hello", stream.ReadText(5));
            NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "link", "set", VxlanLab.Cable, "down");
            stream.WriteText("again");
            Thread.Sleep(300);
            NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "link", "set", VxlanLab.Cable, "up");
            Assert.Equal("again", stream.ReadText(5));
            Assert.True(tunnel.Tunnel.IsLinkUp);
        });

        // Who has 10.77.0.2? Tell 10.77.0.9.
        private static byte[] ArpRequest() =>
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0, 0, 0, 0, 9, 0x08, 0x06,
            0, 1, 0x08, 0, 6, 4, 0, 1, 0x02, 0, 0, 0, 0, 9, 10, 77, 0, 9, 0, 0, 0, 0, 0, 0, .. Lab.Address.GetAddressBytes(),
        ];
    }
}
