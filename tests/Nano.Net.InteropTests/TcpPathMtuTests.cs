using System.Diagnostics;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>A path on which large packets vanish without a word (RFC 2923 section 2.1).</summary>
    public class TcpPathMtuTests(ITestOutputHelper output)
    {
        private const int Port = 9;
        private const int Length = 256 * 1024;

        [SkippableTheory]
        [InlineData(1300, 1200)]
        [InlineData(1000, 576)]
        public void BlackHole_IsFound_AndAllComesThrough(int carried, int found)
        {
            BlackHole? wire = null;
            Lab.Run(
                lab =>
                {
                    TcpListener listener = lab.Listen(Port);
                    using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
                    using TcpClient ours = lab.Accept(listener);
                    var watch = Stopwatch.StartNew();
                    Transfer(ours, kernel);
                    output.WriteLine($"{Length} bytes in {watch.ElapsedMilliseconds} ms; {wire!.Vanished} packets vanished");
                    Assert.Equal(1, lab.Stack.Counters.Tcp.PathMtuBlackHoles);
                    Assert.Equal(found, wire.Largest);

                    // What the path has learned serves the next connection from its first segment on.
                    int before = wire.Vanished;
                    using KernelSocket another = lab.Kernel.Connect(Lab.Address, Port);
                    using TcpClient oursAgain = lab.Accept(listener);
                    Transfer(oursAgain, another);
                    Assert.Equal(before, wire.Vanished);
                },
                new LabOptions
                {
                    Wire = device => wire = new BlackHole(device, carried),
                    Stack = options => options.MinimumRetransmissionTimeout = 200,
                });
        }

        private static void Transfer(TcpClient ours, KernelSocket kernel)
        {
            Digest sent = default;
            var writer = new Worker(() =>
            {
                sent = Digest.Write(ours.GetStream(), Length, 1);
                ours.Shutdown(SocketShutdown.Send);
            });
            Digest received = Digest.Read(kernel.Stream());
            writer.Join();
            Assert.Equal(sent, received);
        }
    }
}
