using System.Diagnostics;

namespace Nano.Net.InteropTests
{
    /// <summary>A reader who stops closes the window; one who goes on opens it again, and nothing is lost.</summary>
    public class TcpWindowTests
    {
        private const int Port = 9;
        private const int Length = 8 * 1024 * 1024;

        [SkippableFact]
        public void TheKernelStopsReading_AndResumes() => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(Port);
                using KernelSocket kernel = lab.Kernel.TcpSocket();
                kernel.ReceiveBufferSize = 16 * 1024;
                kernel.Connect(KernelHost.EndPoint(Lab.Address, Port));
                using TcpClient client = lab.Accept(listener);
                Digest sent = default;
                var writer = new Worker(() =>
                {
                    sent = Digest.Write(client.GetStream(), Length, 1);
                    client.Shutdown(SocketShutdown.Send);
                });
                lab.Eventually(() => lab.Stack.Counters.Tcp.WindowProbes >= 2, () => "the closed window is not probed");
                Assert.Equal(["ESTABLISHED"], lab.StatesOf(Port));
                long resentBefore = lab.Stack.Counters.Tcp.RetransmissionTimeouts;

                var watch = Stopwatch.StartNew();
                Digest received = Digest.Read(kernel.Stream());
                writer.Join();
                Assert.Equal(sent, received);
                Assert.True(watch.ElapsedMilliseconds < 3000, $"it took {watch.ElapsedMilliseconds} ms to resume and end");
                Assert.Equal(resentBefore, lab.Stack.Counters.Tcp.RetransmissionTimeouts);
            },
            new LabOptions { Stack = options => options.MinimumRetransmissionTimeout = 200 });

        [SkippableTheory]
        [InlineData(false)]
        [InlineData(true)]
        public void WeStopReading_AndResume(bool deviceSizes) => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(Port);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
                using TcpClient client = lab.Accept(listener);
                int length = deviceSizes ? Length / 8 : Length;
                Digest sent = default;
                var writer = new Worker(() =>
                {
                    sent = Digest.Write(kernel.Stream(), length, 1);
                    kernel.Shutdown(KernelShutdown.Send);
                });

                // ss shows the timer that a closed window is probed by.
                Program.Require("ss", "iproute2");
                lab.Eventually(
                    () => lab.Kernel.Run("ss", "-tno").Output.Contains("persist", StringComparison.Ordinal),
                    () => "the kernel does not probe the closed window");
                Thread.Sleep(700);
                Assert.Equal(["ESTABLISHED"], lab.StatesOf(Port));
                Assert.Equal(["ESTAB"], lab.Kernel.StatesOf(Port));
                int waiting = client.Available;

                var watch = Stopwatch.StartNew();
                Digest received = Digest.Read(client.GetStream());
                writer.Join();
                Assert.Equal(sent, received);
                Assert.True(watch.ElapsedMilliseconds < 3000, $"it took {watch.ElapsedMilliseconds} ms to resume and end");
                Assert.InRange(waiting, deviceSizes ? 600 : 250_000, deviceSizes ? new StackOptions().ReceiveBufferSize : 262_144);
            },
            new LabOptions { DeviceSizes = deviceSizes });

        [SkippableFact]
        public void AWriteThatTheWindowHolds_TimesOut_AndTheConnectionLives() => Lab.Run(lab =>
        {
            TcpListener listener = lab.Listen(Port);
            using KernelSocket kernel = lab.Kernel.TcpSocket();
            kernel.ReceiveBufferSize = 16 * 1024;
            kernel.Connect(KernelHost.EndPoint(Lab.Address, Port));
            using TcpClient client = lab.Accept(listener);
            client.SendTimeout = 300;
            Expect.Fails(SocketError.TimedOut, () => Digest.Write(client.GetStream(), Length, 1));
            client.LingerState = new LingerOption(true, 0);
            Assert.Equal(["ESTABLISHED"], lab.StatesOf(Port));
        });
    }
}
