using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel against this stack, which reaches the wire by the driver of an ENC28J60 and the chip's model.</summary>
    public sealed class Enc28j60Tests : IDisposable
    {
        private readonly RealTimeScheduler scheduler = new();
        private Enc28j60? driver;
        private Enc28j60Model? chip;

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
                Assert.Equal(1, driver!.Counters.Initializations);
                Assert.Equal(0, driver.Counters.ReceiverResets);
            },
            new LabOptions { Wire = PutChipInFront, Seconds = 300, Patience = 120_000, DeviceSizes = true, Stack = options => options.SendBufferSize = 16_384 });

        public void Dispose()
        {
            driver?.Dispose();
            chip?.Dispose();
            scheduler.Dispose();
        }

        private Enc28j60 PutChipInFront(ILinkDevice tap)
        {
            chip = new Enc28j60Model(tap, scheduler);
            driver = new Enc28j60(chip, chip, null, new Enc28j60Options { HardwareAddress = tap.HardwareAddress });
            return driver;
        }
    }
}
