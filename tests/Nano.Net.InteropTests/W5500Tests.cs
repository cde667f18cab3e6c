using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel against this stack, which reaches the wire by the driver of a W5500 and the chip's model.</summary>
    public sealed class W5500Tests : IDisposable
    {
        private readonly RealTimeScheduler scheduler = new();
        private W5500? driver;
        private W5500Model? chip;

        [SkippableFact]
        public void Ping_IsAnswered() => Lab.Run(
            lab =>
            {
                Program.Require("ping", "iputils-ping");
                ProgramResult result = lab.Kernel.Run("ping", "-c", "5", "-i", "0.1", "-W", "5", "-s", "1400", $"{Lab.Address}");
                Assert.True(result.ExitCode == 0 && result.Output.Contains("5 received, 0% packet loss", StringComparison.Ordinal), $"{result}");
            },
            new LabOptions { Wire = PutChipInFront, Seconds = 60 });

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
                Assert.Equal(0, driver!.Counters.ChipRestarts);
                Assert.Equal(0, driver.Counters.SocketReopens);
            },
            new LabOptions { Wire = PutChipInFront, Seconds = 300, Patience = 120_000, DeviceSizes = true, Stack = options => options.SendBufferSize = 16_384 });

        public void Dispose()
        {
            driver?.Dispose();
            chip?.Dispose();
            scheduler.Dispose();
        }

        private W5500 PutChipInFront(ILinkDevice tap)
        {
            chip = new W5500Model(tap, scheduler);
            driver = new W5500(chip, chip, null, new W5500Options { HardwareAddress = tap.HardwareAddress });
            return driver;
        }
    }
}
