using Nano.Net.Drivers;
using Nano.Net.Link;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>The command `nano serve`, in a process of its own, on links whose other end is the kernel.</summary>
    public class ServeTests(ITestOutputHelper output)
    {
        private const int Mebibyte = 1024 * 1024;

        [SkippableFact]
        public void InATunnel_16MiBComeBackUnchanged_FromAKernelSetUpAsTheGreetingSays()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Program.Require("ethtool", "ethtool");
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1")) { Patience = 30_000 };
            using NetworkNamespace board = Namespaces.Make();
            VxlanLab.LayCable(kernel.Namespace, board);
            using Program nano = Serve(board, "--vxlan", $"{VxlanLab.KernelAddress}", "--vni", "7");
            VxlanLab.AddDevice(kernel.Namespace, "vx0", 7, kernel.Address);
            WaitForEcho(kernel);
            output.WriteLine(EchoClient.Run(kernel, 16 * Mebibyte));
            ProgramResult result = End(nano);
            Assert.Contains("ip link add vx0 mtu 1450 up type vxlan id 7 remote 10.78.0.2 dstport 4789\n", result.Output, StringComparison.Ordinal);
            Assert.Contains("ip addr add 10.77.0.1/24 dev vx0\n", result.Output, StringComparison.Ordinal);
            Assert.Contains("frames received", result.Output, StringComparison.Ordinal);
        }

        [SkippableFact]
        public void OnASerialPort_4MiBComeBackUnchanged()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1")) { Patience = 30_000 };
            var terminal = new PseudoTerminal();
            using var host = new SlipHost(terminal, kernel.OpenTap(LinkMedium.Ip, 296), new LineNoise(1, 1, 0), new LineNoise(1, 2, 0));
            using Program nano = Serve(kernel.Namespace, "--serial", terminal.Path, "--baud", "2000000", "--mtu", "296");
            WaitForEcho(kernel);
            output.WriteLine(EchoClient.Run(kernel, 4 * Mebibyte));
            Assert.Contains("packets received", End(nano).Output, StringComparison.Ordinal);
        }

        private static Program Serve(NetworkNamespace within, params string[] link) =>
            new("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "nano.dll"), "serve", .. link, "--address", $"{Lab.Address}/24"], within, seconds: 90);

        /// <summary>Ends the command as a user does; what it says at the end is part of the result.</summary>
        private static ProgramResult End(Program nano)
        {
            nano.Terminate();
            return nano.WaitForEnd();
        }

        // The process takes a while to start.
        private static void WaitForEcho(KernelHost kernel)
        {
            Program.Require("ping", "iputils-ping");
            for (int tries = 0; tries < 30; tries++)
            {
                if (kernel.Run("ping", "-c", "1", "-W", "1", $"{Lab.Address}").ExitCode == 0)
                {
                    return;
                }

                Thread.Sleep(200);
            }
        }
    }
}
