using Nano.Net.Drivers;
using Nano.Net.Link;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The stack on a serial line, the kernel at its other end, with an SLIP of its own.</summary>
    public class SlipTests(ITestOutputHelper output)
    {
        private const int Mebibyte = 1024 * 1024;

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(56)]
        [InlineData(978)]
        [InlineData(979)]
        [InlineData(4000)]
        public void Ping_IsAnswered_InOnePacketOrInFragments(int size) => SlipLab.Run((lab, _) => Assert.Equal(5, lab.Kernel.Ping(5, "-s", $"{size}")));

        [SkippableFact]
        public void Ping_OfNothingButEscapedCharacters_IsAnswered() => SlipLab.Run((lab, slip) =>
        {
            Assert.Equal(5, lab.Kernel.Ping(5, "-s", "978", "-p", "c0db"));
            Assert.True(slip.Link.Counters.LineBytesSent > 5 * 2 * 978, "the characters were not escaped");
        });

        [SkippableFact]
        public void Echo_Of8MiB_ComesBackUnchanged() => SlipLab.Run((lab, slip) =>
        {
            using var server = new EchoServer(lab);
            output.WriteLine(EchoClient.Run(lab.Kernel, 8 * Mebibyte));
            SlipCounters counters = slip.Link.Counters;
            Assert.Equal(0, counters.BadEscapes + counters.ReceivedTooLong + counters.SendTooLong);
            Assert.Equal(lab.Stack.Counters.Link.FramesSent, counters.PacketsSent);
        });

        [SkippableTheory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        public void OnANoisyLine_EchoComesBackUnchanged_AndWhatIsSpoiltIsCounted(ulong seed) => SlipLab.Run(
            (lab, slip) =>
            {
                using var server = new EchoServer(lab);
                output.WriteLine(EchoClient.Run(lab.Kernel, Mebibyte, seed));
                SlipCounters counters = slip.Link.Counters;
                Internet.InternetCounters internet = lab.Stack.Counters.Internet;
                Tcp.TcpCounters tcp = lab.Stack.Counters.Tcp;
                output.WriteLine($"noise in: {slip.FromHost.Flipped} flipped, {slip.FromHost.Lost} lost, {slip.FromHost.Inserted} inserted");
                output.WriteLine($"found: {counters.BadEscapes} bad escapes, {counters.ReceivedTooLong} too long, {internet.Malformed} malformed, {internet.BadChecksum} IP checksums, {tcp.DroppedBadChecksum} TCP checksums");
                output.WriteLine($"noise out: {slip.ToHost.Flipped} flipped, {slip.ToHost.Lost} lost, {slip.ToHost.Inserted} inserted; {tcp.SegmentsRetransmitted} segments sent again");

                // SLIP has no check of its own. What the framing does not show, the checksums do: all but one in 65,536.
                Assert.True(slip.FromHost.Flipped > 0 && slip.FromHost.Lost > 0);
                Assert.True(counters.BadEscapes + counters.ReceivedTooLong + internet.Malformed + internet.BadChecksum + tcp.DroppedBadChecksum > 0);
                Assert.True(tcp.SegmentsRetransmitted > 0);
            },
            noise: 3e-5,
            seed,
            new LabOptions { Seconds = 90, Patience = 60_000, Stack = options => options.MinimumRetransmissionTimeout = 200 });

        [SkippableFact]
        public void Datagrams_ComeThrough_BothWays_AndInFragments() => SlipLab.Run((lab, _) =>
        {
            using UdpClient ours = lab.Udp(9);
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            foreach (int size in new[] { 0, 1, 978, 979, 3000 })
            {
                byte[] sent = [.. Enumerable.Range(0, size).Select(i => (byte)i)];
                kernel.SendTo(sent, KernelHost.EndPoint(Lab.Address, 9));
                byte[] got = new byte[4000];
                IPEndPoint? sender = null;
                Assert.Equal(size, ours.Receive(got, ref sender));
                Assert.Equal(sent, got[..size]);
                Assert.Equal(lab.Kernel.Address, sender!.Address);
                ours.Send(sent, size, sender);
                byte[] back = new byte[4000];
                Assert.Equal(size, kernel.Receive(back));
                Assert.Equal(sent, back[..size]);
            }
        });

        [SkippableFact]
        public void WithoutAddressesOfItsOwn_TheLinkNeedsNoArp_AndTheAddressIsUsedAtOnce() => SlipLab.Run(
            (lab, _) =>
            {
                Assert.Equal(Lab.Address, lab.Stack.Address);
                Assert.Equal(1, lab.Kernel.Ping(1));
                LinkCounters link = lab.Stack.Counters.Link;
                Assert.Equal(0, link.ArpRequestsSent + link.ArpRepliesSent + link.UnknownEtherType + link.PendingDropped);
            },
            options: new LabOptions { Stack = options => options.ProbeAddress = true });

        [SkippableFact]
        public void AConnectionFromHere_ReachesWhatIsBehindTheKernel() => SlipLab.Run(
            (lab, _) =>
            {
                NetworkNamespace.Ip("-n", lab.Kernel.Namespace.Name, "addr", "add", "192.0.2.1/32", "dev", "lo");
                using var behind = lab.Kernel.TcpSocket();
                behind.Bind(KernelHost.EndPoint(IPAddress.Parse("192.0.2.1"), 9));
                behind.Listen();
                using var client = new TcpClient(lab.Runner);
                client.Connect(IPAddress.Parse("192.0.2.1"), 9);
                using KernelSocket accepted = lab.Kernel.Accept(behind);
                client.GetStream().WriteText("hello");
                using Stream stream = accepted.Stream();
                Assert.Equal("hello", stream.ReadText(5));
            },
            options: new LabOptions { Stack = options => options.Gateway = IPAddress.Parse("10.77.0.1") });
    }
}
