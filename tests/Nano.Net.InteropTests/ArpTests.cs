using Nano.Net.Wire;

namespace Nano.Net.InteropTests
{
    /// <summary>Hardware addresses: asked for, announced, defended.</summary>
    public class ArpTests
    {
        [SkippableFact]
        public void TheKernelLearnsOurHardwareAddress() => Lab.Run(lab =>
        {
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            kernel.SendTo(new byte[1], KernelHost.EndPoint(Lab.Address, 19));
            lab.Eventually(
                () => Neighbor(lab).Contains($"lladdr {lab.HardwareAddress} ", StringComparison.Ordinal),
                () => $"the kernel knows only: {Neighbor(lab)}");
        });

        [SkippableFact]
        public void ANewAddress_IsAnnounced_AndTheKernelTakesNotice()
        {
            Lab.Run(lab =>
            {
                // The kernel believes a stranger to be where we are, as it does of a host that was exchanged.
                lab.Kernel.Run("ip", "neigh", "replace", $"{Lab.Address}", "lladdr", "02:00:00:00:00:99", "nud", "stale", "dev", KernelHost.Interface).Succeeded();
                Assert.Contains("02:00:00:00:00:99", Neighbor(lab), StringComparison.Ordinal);

                // The second announcement comes two seconds after the first (RFC 5227 section 2.3).
                lab.Eventually(
                    () => Neighbor(lab).Contains(lab.HardwareAddress, StringComparison.Ordinal),
                    () => $"the kernel still believes: {Neighbor(lab)}");
            });
        }

        [SkippableFact]
        public void Arping_IsAnswered() => Lab.Run(lab =>
        {
            RequireArping();
            ProgramResult result = lab.Kernel.Run("arping", "-c", "2", "-w", "5", "-I", KernelHost.Interface, $"{Lab.Address}").Succeeded();
            Assert.Contains($"[{lab.HardwareAddress}]", result.Output, StringComparison.OrdinalIgnoreCase);
        });

        [SkippableFact]
        public void AHostThatProbesForOurAddress_IsToldThatItIsTaken() => Lab.Run(lab =>
        {
            RequireArping();
            Assert.Equal(1, lab.Kernel.Run("arping", "-D", "-c", "2", "-w", "5", "-I", KernelHost.Interface, $"{Lab.Address}").ExitCode);
        });

        [SkippableFact]
        public void AHostThatClaimsOurAddress_IsContradicted() => Lab.Run(lab =>
        {
            RequireArping();
            using var frames = new FrameRecorder();
            lab.Kernel.Run("ip", "addr", "add", $"{Lab.Address}/32", "dev", KernelHost.Interface).Succeeded();
            lab.Stack.AddFrameObserver(frames);
            lab.Kernel.Run("arping", "-U", "-c", "1", "-I", KernelHost.Interface, $"{Lab.Address}");
            lab.Kernel.Run("ip", "addr", "del", $"{Lab.Address}/32", "dev", KernelHost.Interface).Succeeded();
            Assert.Equal(1, lab.Stack.Counters.Link.AddressConflicts);

            // The defence (RFC 5227 section 2.4 (b)): an announcement to all.
            Assert.Contains(frames.Sent, frame => frame[0] == 0xFF && IsArpAbout(frame, Lab.Address));
            lab.Kernel.Run("ping", "-c", "1", "-W", "2", $"{Lab.Address}").Succeeded();
        });

        [SkippableFact]
        public void AnAddressThatTheKernelHas_IsNotTaken() => Lab.Run(
            lab =>
            {
                lab.Eventually(() => lab.Stack.Counters.Link.AddressConflicts > 0, () => "the conflict has not been noticed");
                Assert.Equal(IPAddress.Any, lab.Stack.Address);
                lab.Kernel.Run("ping", "-c", "1", "-W", "1", "10.77.0.1").Succeeded();
            },
            new LabOptions
            {
                Stack = options =>
                {
                    options.Address = IPAddress.Parse("10.77.0.1");
                    options.ProbeAddress = true;
                },
            });

        [SkippableFact]
        public void AnAddressThatNobodyHas_IsTakenAfterItWasProbedFor() => Lab.Run(
            lab =>
            {
                Assert.Equal(IPAddress.Any, lab.Stack.Address);
                lab.Eventually(() => lab.Stack.Address == Lab.Address, () => "the address is not in use", 8000);
                lab.Kernel.Run("ping", "-c", "1", "-W", "2", $"{Lab.Address}").Succeeded();
            },
            new LabOptions { Stack = options => options.ProbeAddress = true });

        private static string Neighbor(Lab lab) => lab.Kernel.Run("ip", "neigh", "show", $"{Lab.Address}").Succeeded().Output;

        private static bool IsArpAbout(byte[] frame, IPAddress address) =>
            frame[EthernetFrame.EtherTypeOffset] == 0x08 && frame[EthernetFrame.EtherTypeOffset + 1] == 0x06
            && frame.AsSpan(EthernetFrame.HeaderLength + 14, 4).SequenceEqual(address.GetAddressBytes());

        // There are two programs of the name; the other one takes other options.
        private static void RequireArping()
        {
            Program.Require("arping", "iputils-arping");
            Skip.IfNot(Program.Run("arping", ["-V"]).Output.Contains("iputils", StringComparison.Ordinal), "`arping` is another program: install iputils-arping");
        }
    }
}
