using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>Explicit congestion notification with the kernel, over a wire that marks packets of both sides (RFC 3168).</summary>
    public class TcpEcnTests(ITestOutputHelper output)
    {
        private const int Port = 9;
        private const int Length = 2 * 1024 * 1024;
        private const int MarkEvery = 50;
        private const string Ours = "ip.src == 10.77.0.2";
        private const string Kernels = "ip.src == 10.77.0.1";

        [SkippableFact]
        public void KernelAsks_AndBothSidesMarkEchoAndSlowDown() => Run(false, lab =>
        {
            AskByRoute(lab);
            TcpListener listener = lab.Listen(Port);
            KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
            return (lab.Accept(listener), kernel);
        });

        [SkippableFact]
        public void WeAsk_AndBothSidesMarkEchoAndSlowDown() => Run(true, lab =>
        {
            AskByRoute(lab);
            KernelSocket listener = lab.Kernel.Listen(Port);
            TcpClient ours = lab.Connect(Port);
            return (ours, lab.Kernel.Accept(listener));
        });

        [SkippableFact]
        public void NobodyAsks_AndNothingIsMarked()
        {
            MarkingWire? wire = null;
            Lab.Run(
                lab =>
                {
                    TcpListener listener = lab.Listen(Port);
                    using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
                    using TcpClient ours = lab.Accept(listener);
                    Transfer(ours, kernel);
                    Assert.Equal(0, wire!.Capable);
                    Assert.Equal(0, lab.Stack.Counters.Tcp.CongestionExperienced);
                },
                new LabOptions { Wire = device => wire = new MarkingWire(device, 10) });
        }

        // ECN for one route: what net.ipv4.tcp_ecn says for all.
        private static void AskByRoute(Lab lab)
        {
            ProgramResult result = lab.Kernel.Run("ip", "route", "replace", "10.77.0.0/24", "dev", KernelHost.Interface, "src", "10.77.0.1", "features", "ecn");
            Skip.IfNot(result.ExitCode == 0, "this kernel knows no routes with ECN");
        }

        private static void Transfer(TcpClient ours, KernelSocket kernel)
        {
            Digest toUs = default;
            Digest sent = default;
            var reader = new Worker(() => toUs = Digest.Read(ours.GetStream()));
            var writer = new Worker(() =>
            {
                sent = Digest.Write(ours.GetStream(), Length, 2);
                ours.Shutdown(SocketShutdown.Send);
            });
            Digest fromKernel = default;
            var kernelWriter = new Worker(() =>
            {
                fromKernel = Digest.Write(kernel.Stream(), Length, 3);
                kernel.Shutdown(KernelShutdown.Send);
            });
            Digest toKernel = Digest.Read(kernel.Stream());
            writer.Join();
            reader.Join();
            kernelWriter.Join();
            Assert.Equal(sent, toKernel);
            Assert.Equal(fromKernel, toUs);
        }

        private void Run(bool ask, Func<Lab, (TcpClient Ours, KernelSocket Kernel)> open)
        {
            Program.Require("tshark", "tshark");
            MarkingWire? wire = null;
            using var files = new TemporaryFolder();
            string file = files["ecn.pcap"];
            Lab.Run(
                lab =>
                {
                    // Not every algorithm of the kernel obeys an echo; this one does.
                    Skip.IfNot(lab.Kernel.TrySet("ipv4/tcp_congestion_control", "reno"), "/proc/sys is read-only here, or the kernel has no reno");
                    (TcpClient ours, KernelSocket kernel) = open(lab);
                    using (ours)
                    using (kernel)
                    {
                        Transfer(ours, kernel);
                    }

                    Tcp.TcpCounters tcp = lab.Stack.Counters.Tcp;
                    output.WriteLine($"{tcp.CongestionExperienced} marked segments arrived, {tcp.CongestionEchoes} reductions of ours by echoes, {tcp.SegmentsRetransmitted} segments sent again; {wire!.Capable} of ours could be marked");
                    Assert.True(tcp.CongestionExperienced > 0);
                    Assert.True(tcp.CongestionEchoes > 0);
                    Assert.True(wire!.Capable >= Length / 1460);
                },
                new LabOptions
                {
                    Capture = file,
                    Wire = device => wire = new MarkingWire(device, MarkEvery),
                    Stack = options => options.RequestEcn = ask,
                });

            // Each has heard the other's echo and says so with its data; nothing but new data could be marked.
            Assert.True(Count(file, $"{Ours} && tcp.len > 0 && tcp.flags.cwr == 1") > 0);
            Assert.True(Count(file, $"{Kernels} && tcp.len > 0 && tcp.flags.cwr == 1") > 0);
            Assert.Equal(0, Count(file, $"{Ours} && tcp.len == 0 && ip.dsfield.ecn != 0"));
            Assert.Equal(0, Count(file, $"{Ours} && tcp.analysis.retransmission && ip.dsfield.ecn != 0"));
        }

        private static int Count(string file, string filter) =>
            Program.Run("tshark", ["-n", "-r", file, "-Y", filter]).Succeeded().Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
