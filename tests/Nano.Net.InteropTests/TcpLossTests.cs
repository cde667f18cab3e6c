using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>On a wire that loses, duplicates and reorders frames, the bytes come through as they were sent.</summary>
    public class TcpLossTests(ITestOutputHelper output)
    {
        private const int Mebibyte = 1024 * 1024;

        [SkippableTheory]
        [InlineData(1, 0.01, 0.0, 0.0)]
        [InlineData(2, 0.0, 0.02, 0.0)]
        [InlineData(3, 0.0, 0.0, 0.05)]
        [InlineData(4, 0.01, 0.01, 0.02)]
        [InlineData(5, 0.03, 0.01, 0.02)]
        public void Echo_Of4MiB_ComesBackUnchanged(ulong seed, double loss, double duplication, double reordering)
        {
            LossyWire? wire = null;
            Lab.Run(
                lab =>
                {
                    using var server = new EchoServer(lab);
                    using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
                    using Stream stream = kernel.Stream();
                    Digest received = default;
                    var reader = new Worker(() => received = Digest.Read(stream));
                    Digest sent = Digest.Write(stream, 4 * Mebibyte, seed);
                    kernel.Shutdown(KernelShutdown.Send);
                    reader.Join();
                    Assert.Equal(sent, received);
                    Tcp.TcpCounters tcp = lab.Stack.Counters.Tcp;
                    output.WriteLine($"{wire!.Lost} frames lost, {wire.Duplicated} duplicated, {wire.Reordered} reordered; {tcp.SegmentsRetransmitted} segments sent again, {tcp.FastRetransmits} fast retransmits, {tcp.RetransmissionTimeouts} time-outs");
                    Assert.True(loss == 0 || wire.Lost > 0);
                },
                new LabOptions
                {
                    Wire = device => wire = new LossyWire(device, seed, loss, duplication, reordering),
                    Stack = options => options.MinimumRetransmissionTimeout = 200,
                });
        }
    }
}
