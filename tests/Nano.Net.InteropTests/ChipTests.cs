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

        /// <summary>In three frames, of which a chip may take one at a time.</summary>
        [SkippableFact]
        public void DatagramInFragments_IsSentWhole_ByBothVersionsOfIP() => Lab.Run(
            lab =>
            {
                byte[] datagram = new byte[4000];
                new Random(1).NextBytes(datagram);
                byte[] buffer = new byte[10_000];
                using UdpClient ours = lab.Udp();
                ours.Client.SendTimeout = lab.Patience;
                using KernelSocket theirs = lab.Kernel.UdpSocket(9);
                using KernelSocket theirs6 = lab.Kernel.Socket6(System.Net.Sockets.SocketType.Dgram);
                theirs6.Bind(KernelHost.EndPoint(Lab.KernelAddress6, 9));
                using UdpClient ours6 = new(lab.Runner, new IPEndPoint(IPAddress.IPv6Any, 0));

                // Until the kernel is known to be there, and the address to be nobody else's.
                lab.Eventually(() => lab.Kernel.Run("ping", "-6", "-c", "1", "-W", "1", $"{Lab.Address6}").ExitCode == 0, () => "no answer by IPv6");
                Assert.Equal(1, lab.Kernel.Ping(1));
                for (int i = 0; i < 5; i++)
                {
                    ours.Send(datagram, datagram.Length, new IPEndPoint(lab.Kernel.Address, 9));
                    Assert.Equal(datagram, buffer[..theirs.Receive(buffer)]);
                    ours6.Send(datagram, datagram.Length, new IPEndPoint(Lab.KernelAddress6, 9));
                    Assert.Equal(datagram, buffer[..theirs6.Receive(buffer)]);
                }
            },
            new LabOptions { Wire = PutChipInFront, DisposeWire = DisposeChip, IPv6 = true, Stack = options => options.UdpSockets = 2 });

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
