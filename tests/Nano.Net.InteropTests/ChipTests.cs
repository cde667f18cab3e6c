using Nano.Net.Link;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel against this stack, which reaches the wire by the driver of a chip and the chip's model.</summary>
    public abstract class ChipTests : IDisposable
    {
        /// <summary>The models' clock.</summary>
        protected RealTimeScheduler Scheduler { get; } = new();

        [SkippableFact]
        public void Ping_IsAnswered() => Lab.Run(
            lab =>
            {
                Program.Require("ping", "iputils-ping");
                Assert.Equal(5, lab.Kernel.Ping(5, "-s", "1400"));
            },
            new LabOptions { Wire = PutChipInFront, DisposeWire = DisposeChip });

        [SkippableFact]
        public void Echo_Of16MiB_ComesBackUnchanged() => Lab.Run(
            lab =>
            {
                using var server = new EchoServer(lab);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
                using Stream stream = kernel.Stream();
                Digest received = default;
                var reader = new Worker(() => received = Digest.Read(stream));
                Digest sent = Digest.Write(stream, 16 * 1024 * 1024, 1);
                kernel.Shutdown(KernelShutdown.Send);
                reader.Join();
                Assert.Equal(sent, received);
                CheckNeverBegunAnew();
            },
            new LabOptions { Wire = PutChipInFront, DisposeWire = DisposeChip, Seconds = 300, Patience = 120_000, DeviceSizes = true, Stack = options => options.SendBufferSize = 16_384 });

        public void Dispose()
        {
            Scheduler.Dispose();
            GC.SuppressFinalize(this);
        }

        /// <summary>Puts model and driver between the TAP device and the stack.</summary>
        protected abstract ILinkDevice PutChipInFront(ILinkDevice tap);

        /// <summary>The driver had no reason to begin anew.</summary>
        protected abstract void CheckNeverBegunAnew();

        /// <summary>Disposes of what was put there.</summary>
        protected abstract void DisposeChip();
    }
}
