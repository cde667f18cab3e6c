namespace Nano.Net.InteropTests
{
    /// <summary>A capture of a whole exchange, judged by tshark.</summary>
    public class CaptureTests
    {
        private const string Ours = "ip.src == 10.77.0.2";

        [SkippableFact]
        public void Tshark_FindsNothingWrong()
        {
            Program.Require("tshark", "tshark");
            using var files = new TemporaryFolder();
            string file = files["exchange.pcap"];
            Lab.Run(
                lab =>
                {
                    using var server = new EchoServer(lab);
                    lab.Kernel.Run("ping", "-c", "1", "-s", "4000", $"{Lab.Address}");
                    using KernelSocket datagrams = lab.Kernel.UdpSocket();
                    datagrams.SendTo(new byte[5], KernelHost.EndPoint(Lab.Address, 19));
                    using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
                    using Stream stream = kernel.Stream();
                    Digest received = default;
                    var reader = new Worker(() => received = Digest.Read(stream));
                    Digest sent = Digest.Write(stream, 1_000_000, 1);
                    kernel.Shutdown(KernelShutdown.Send);
                    reader.Join();
                    Assert.Equal(sent, received);
                    lab.Eventually(() => lab.StatesOf(EchoServer.Port).Length == 0, () => "the connection has not ended");
                },
                new LabOptions { Capture = file });

            Assert.Empty(Frames(file, "_ws.malformed"));
            Assert.Empty(Frames(file, "ip.checksum.status == \"Bad\" || tcp.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\" || icmp.checksum.status == \"Bad\""));
            Assert.NotEmpty(Frames(file, $"{Ours} && tcp.checksum.status == \"Good\""));

            // Three to shake hands, and a FIN of each side.
            Assert.Single(Frames(file, "tcp.flags.syn == 1 && tcp.flags.ack == 0"));
            Assert.Single(Frames(file, $"{Ours} && tcp.flags.syn == 1 && tcp.flags.ack == 1"));
            Assert.Single(Frames(file, $"{Ours} && tcp.flags.fin == 1"));
            Assert.Single(Frames(file, $"!({Ours}) && tcp.flags.fin == 1"));
            Assert.Empty(Frames(file, "tcp.flags.reset == 1"));

            // On a wire that loses nothing, we send nothing twice and say nothing twice. The kernel may send twice: its
            // retransmission time-out is so short that a busy machine can exceed it.
            Assert.Empty(Frames(file, "tcp.analysis.lost_segment || tcp.analysis.out_of_order"));
            Assert.Empty(Frames(file, $"{Ours} && tcp.analysis.retransmission"));
            int again = Frames(file, $"!({Ours}) && tcp.analysis.retransmission").Length;
            Assert.InRange(Frames(file, $"{Ours} && tcp.analysis.duplicate_ack").Length, 0, again);

            Assert.Single(Frames(file, $"{Ours} && icmp.type == 0"));
            Assert.Single(Frames(file, $"{Ours} && icmp.type == 3 && icmp.code == 3"));
        }

        private static string[] Frames(string file, string filter) =>
            Program.Run(
                "tshark",
                ["-n", "-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-Y", filter])
                .Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
