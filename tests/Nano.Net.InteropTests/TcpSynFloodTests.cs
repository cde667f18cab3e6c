using System.Diagnostics;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>A flood of connection requests from forged addresses while a client of the kernel goes about its business (RFC 4987).</summary>
    public class TcpSynFloodTests(ITestOutputHelper output)
    {
        private const int Port = 9;
        private const int Length = 16 * 1024 * 1024;
        private const int PerSecond = 20_000;
        private const int Tries = 5;

        [SkippableTheory]
        [InlineData(false)]
        [InlineData(true)]
        public void ClientComesInByCookie_WithItsOptions_AndKeepsItsGoodput(bool onLink)
        {
            Program.Require("tshark", "tshark");
            FloodedWire? wire = null;
            double ratio = 0;
            using var files = new TemporaryFolder();
            string file = files["flood.pcap"];
            Lab.Run(
                lab =>
                {
                    TcpListener listener = lab.Listen(Port);
                    Transfer(lab, listener);
                    for (int i = 0; i < Tries && ratio < FloodRatio.Least; i++)
                    {
                        // Side by side, and more than once where something else keeps the machine busy.
                        double alone = Transfer(lab, listener);
                        long before = lab.Stack.Counters.Tcp.SynCookiesSent;
                        wire!.Begin();
                        lab.Eventually(() => lab.Stack.Counters.Tcp.SynCookiesSent > before + 100, () => "no cookies are sent");
                        ratio = Transfer(lab, listener) / alone;
                        wire.LoseOne = true;
                        Transfer(lab, listener);
                        wire.End();
                    }

                    Tcp.TcpCounters tcp = lab.Stack.Counters.Tcp;
                    output.WriteLine($"{wire!.Taken} SYNs, {tcp.SynCookiesSent} cookies, {tcp.SynCookiesAccepted} accepted; goodput {ratio:F2} of that without the flood");
                    Assert.True(tcp.SynCookiesAccepted >= 2);
                    Assert.Equal(0, lab.Stack.Counters.Internet.NoPath);
                },
                new LabOptions
                {
                    Seconds = 120,
                    Capture = file,
                    Wire = device => wire = new FloodedWire(device, Port, PerSecond, onLink),
                    Stack = options =>
                    {
                        options.HalfOpenConnections = 8;
                        options.Gateway = IPAddress.Parse("10.77.0.1");
                        options.Paths = 16;
                        options.Neighbors = 4;
                    },
                });
            wire!.Dispose();

            // Both options have come through the cookie: windows beyond 65,535 bytes, and blocks that tell of the hole.
            const string blocks = "ip.src == 10.77.0.2 && tcp.flags.syn == 0 && tcp.options.sack_le";
            string thin = files["thin.pcap"];
            KeepWhatTheKernelHears(file, thin);
            Assert.NotEmpty(Program.Run("tshark", ["-n", "-r", thin, "-Y", $"{blocks} && tcp.window_size > 65535"]).Succeeded().Output.Trim());
            FloodRatio.Judge(ratio, $"the goodput is {ratio:F2} of that without the flood");
        }

        // Without the flood and without data, which are hundreds of megabytes: tshark needs minutes for them where the machine is busy.
        private static void KeepWhatTheKernelHears(string from, string to)
        {
            const int Addresses = 26;
            const int Longest = 120;
            ReadOnlySpan<byte> kernel = [10, 77, 0, 1];
            using var reader = new PcapReader(from);
            using var writer = new PcapWriter(to, reader.LinkType);
            while (reader.Read() is { } packet)
            {
                ReadOnlySpan<byte> bytes = packet.Bytes;
                if (bytes.Length is >= Addresses + 8 and <= Longest && (bytes.Slice(Addresses, 4).SequenceEqual(kernel) || bytes.Slice(Addresses + 4, 4).SequenceEqual(kernel)))
                {
                    writer.Write(packet.Microseconds, bytes);
                }
            }
        }

        // Bytes a second from the kernel to the stack, over a connection of its own.
        private static double Transfer(Lab lab, TcpListener listener)
        {
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
            using TcpClient ours = lab.Accept(listener);
            var watch = Stopwatch.StartNew();
            Digest sent = default;
            var writer = new Worker(() =>
            {
                sent = Digest.Write(kernel.Stream(), Length, 1);
                kernel.Shutdown(KernelShutdown.Send);
            });
            Digest received = Digest.Read(ours.GetStream());
            writer.Join();
            Assert.Equal(sent, received);
            return Length / watch.Elapsed.TotalSeconds;
        }
    }
}
