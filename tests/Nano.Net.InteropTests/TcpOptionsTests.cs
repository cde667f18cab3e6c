using System.Globalization;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>SACK (RFC 2018, RFC 2883) and timestamps (RFC 7323) with the kernel, as tshark sees them and as the kernel counts.</summary>
    public class TcpOptionsTests(ITestOutputHelper output)
    {
        private const string Ours = "ip.src == 10.77.0.2";
        private const string Kernels = "ip.src == 10.77.0.1";
        private const int Mebibyte = 1024 * 1024;

        [SkippableTheory]
        [InlineData(true, true)]
        [InlineData(true, false)]
        [InlineData(false, true)]
        [InlineData(false, false)]
        public void WhatIsOn_IsAgreedOnWithTheKernel_AndWhatIsOffIsNot(bool selective, bool timestamps)
        {
            Program.Require("tshark", "tshark");
            using var files = new TemporaryFolder();
            string file = files["agreement.pcap"];
            Lab.Run(
                lab =>
                {
                    // One connection from the kernel, and one to it.
                    using var server = new EchoServer(lab);
                    Echo(lab, Mebibyte / 4, 1);
                    using KernelSocket listener = lab.Kernel.Listen(9);
                    using TcpClient client = lab.Connect(9);
                    using KernelSocket kernel = lab.Kernel.Accept(listener);
                    client.GetStream().Write(new byte[100], 0, 100);
                },
                new LabOptions
                {
                    Capture = file,
                    Stack = options =>
                    {
                        options.SelectiveAcknowledgment = selective;
                        options.Timestamps = timestamps;
                    },
                });

            Assert.Equal(2, Frames(file, "tcp.flags.syn == 1 && tcp.flags.ack == 0").Length);
            Assert.Equal(selective ? 4 : 1, Frames(file, "tcp.flags.syn == 1 && tcp.options.sack_perm").Length);
            Assert.Equal(timestamps ? 4 : 1, Frames(file, "tcp.flags.syn == 1 && tcp.options.timestamp.tsval").Length);
            string opened = "tcp && tcp.flags.syn == 0 && tcp.flags.reset == 0";
            Assert.NotEmpty(Frames(file, opened));
            Assert.Equal(timestamps ? Frames(file, opened).Length : 0, Frames(file, $"{opened} && tcp.options.timestamp.tsval && tcp.options.timestamp.tsecr != 0").Length);
        }

        [SkippableFact]
        public void LossyTransfer_UsesSackBlocksBothWays()
        {
            Program.Require("tshark", "tshark");
            using var files = new TemporaryFolder();
            string file = files["lossy.pcap"];
            Lab.Run(
                lab =>
                {
                    using var server = new EchoServer(lab);
                    Echo(lab, 4 * Mebibyte, 7);
                    long recoveries = KernelCount(lab, "TCPSackRecovery");
                    output.WriteLine($"the kernel: {recoveries} recoveries by SACK, {KernelCount(lab, "TCPDSACKRecv")} D-SACK blocks taken, {KernelCount(lab, "PAWSEstab")} segments refused by PAWS");
                    Assert.True(recoveries > 0, "the kernel has not recovered by SACK");
                    Assert.Equal(0, KernelCount(lab, "TCPSACKReneging"));
                },
                new LabOptions
                {
                    Capture = file,
                    Wire = device => new LossyWire(device, 7, loss: 0.01, duplication: 0.01, reordering: 0),
                    Stack = options => options.MinimumRetransmissionTimeout = 200,
                });

            int ours = Frames(file, $"{Ours} && tcp.options.sack_le").Length;
            int duplicates = Frames(file, $"{Ours} && tcp.options.sack.dsack_le").Length;
            int kernels = Frames(file, $"{Kernels} && tcp.options.sack_le").Length;
            output.WriteLine($"{ours} segments with SACK blocks from here, {duplicates} of them with a D-SACK block, {kernels} from the kernel");
            Assert.True(ours > 0 && kernels > 0);
            Assert.True(duplicates > 0);
            Assert.Empty(Frames(file, "tcp && tcp.flags.reset == 0 && !tcp.options.timestamp.tsval"));
            AssertBlocksAreInOrder(file);
        }

        // What is acknowledged is not reported as well, but for a duplicate, which is the first block (RFC 2883 section 4).
        private static void AssertBlocksAreInOrder(string file)
        {
            string[] lines = Program.Run(
                "tshark",
                ["-n", "-r", file, "-Y", $"{Ours} && tcp.options.sack_le", "-T", "fields", "-e", "tcp.ack", "-e", "tcp.options.sack_le", "-e", "tcp.options.sack_re"])
                .Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string line in lines)
            {
                uint[][] fields = [.. line.Split('\t').Select(field => field.Split(',').Select(number => uint.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
                (uint Start, uint End)[] blocks = [.. fields[1].Zip(fields[2])];
                bool duplicate = blocks[0].Start < fields[0][0] || (blocks.Length > 1 && blocks[1].Start <= blocks[0].Start && blocks[0].End <= blocks[1].End);
                Assert.All(blocks.Skip(duplicate ? 1 : 0), block => Assert.True(fields[0][0] < block.Start && block.Start < block.End, line));
            }
        }

        private static void Echo(Lab lab, int bytes, ulong seed)
        {
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
            using Stream stream = kernel.Stream();
            Digest received = default;
            var reader = new Worker(() => received = Digest.Read(stream));
            Digest sent = Digest.Write(stream, bytes, seed);
            kernel.Shutdown(KernelShutdown.Send);
            reader.Join();
            Assert.Equal(sent, received);
        }

        // One of the kernel's counters, of the namespace: /proc/net/netstat has a line of names and one of numbers.
        private static long KernelCount(Lab lab, string name)
        {
            string[] lines = lab.Kernel.Run("cat", "/proc/net/netstat").Succeeded().Output.Split('\n');
            string[] names = lines[0].Split(' ');
            int index = Array.IndexOf(names, name);
            Assert.True(index > 0, $"the kernel does not count {name}");
            return long.Parse(lines[1].Split(' ')[index], CultureInfo.InvariantCulture);
        }

        private static string[] Frames(string file, string filter) =>
            Program.Run("tshark", ["-n", "-r", file, "-Y", filter]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
