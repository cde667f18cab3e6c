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
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1"));
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
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1"));
            var terminal = new PseudoTerminal();
            using var host = new SlipHost(terminal, kernel.OpenTap(LinkMedium.Ip, 296), new LineNoise(1, 1, 0), new LineNoise(1, 2, 0));
            using Program nano = Serve(kernel.Namespace, "--serial", terminal.Path, "--baud", "2000000", "--mtu", "296");
            WaitForEcho(kernel);
            output.WriteLine(EchoClient.Run(kernel, 4 * Mebibyte));
            Assert.Contains("packets received", End(nano).Output, StringComparison.Ordinal);
        }

        /// <summary>From power-on to dashboard: dnsmasq leases the address, Avahi finds the name.</summary>
        [SkippableFact]
        public void WithDhcpAndAName_TheDashboardAnswersUnderBothItsNameAndItsAddress()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Program.Require("dnsmasq", "dnsmasq-base");
            using var kernel = new KernelHost(IPAddress.Parse("10.77.0.1"));
            using var folder = new TemporaryFolder();
            kernel.Run("ip", "tuntap", "add", KernelHost.Interface, "mode", "tap").Succeeded();
            kernel.Run("ip", "address", "add", $"{kernel.Address}/24", "dev", KernelHost.Interface).Succeeded();
            kernel.Run("ip", "link", "set", KernelHost.Interface, "up").Succeeded();
            using Program nano = Start(kernel.Namespace, "--tap", KernelHost.Interface, "--dhcp", "--name", "nano", "--http", "80", "--push", "7000", "--token", "correct-horse-battery-staple");
            using var dnsmasq = new Program("dnsmasq", Dnsmasq.Leasing("10.77.0.50,10.77.0.60", folder["leases"]), kernel.Namespace, seconds: 90);
            using var avahi = new Avahi(kernel);

            // It knows its address after five seconds, for it asks whether somebody has it already.
            string? address = null;
            for (int tries = 0; address == null && tries < 5; tries++)
            {
                address = avahi.Resolve("nano.local");
            }

            Assert.Matches(@"^10\.77\.0\.(5\d|60)$", address);
            Assert.Contains($" {address} nano ", File.ReadAllText(folder["leases"]), StringComparison.Ordinal);

            // Its readings are a second old at most, and so perhaps from before it had the address.
            string readings = "";
            for (int tries = 0; !readings.Contains($"\"value\":\"{address}\"", StringComparison.Ordinal); tries++)
            {
                Assert.True(tries < 10, readings);
                readings = avahi.Curl("-f", "http://nano.local/api/readings").Succeeded().Output;
                Thread.Sleep(200);
            }

            Assert.Contains("</html>", avahi.Curl("-f", "--compressed", $"http://{address}/").Succeeded().Output, StringComparison.Ordinal);
            Assert.Equal([$"nano;nano.local;{address};80;"], avahi.Browse("_http._tcp"));
            Assert.StartsWith("{\"sequence\":", kernel.Run("sh", "-c", $"nc {address} 7000 | head -n 1").Succeeded().Output, StringComparison.Ordinal);

            string said = End(nano).Output;
            Assert.Contains($"Address {address}/24 from 10.77.0.1, for 120 s. Dashboard: http://{address}/\n", said, StringComparison.Ordinal);
            Assert.Contains("Known as nano.local. Dashboard: http://nano.local/\n", said, StringComparison.Ordinal);
            Assert.Matches(@"HTTP +requests +\d+\n", said);
            Assert.DoesNotContain("correct-horse", said, StringComparison.Ordinal);
        }

        private static Program Serve(NetworkNamespace within, params string[] link) => Start(within, [.. link, "--address", $"{Lab.Address}/24"]);

        private static Program Start(NetworkNamespace within, params string[] arguments) =>
            new("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "nano.dll"), "serve", .. arguments], within, seconds: 90);

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
                    // The stack answers before its services do.
                    try
                    {
                        using KernelSocket probe = kernel.Connect(Lab.Address, EchoServer.Port);
                        return;
                    }
                    catch (KernelException e) when (e.SocketErrorCode == KernelError.ConnectionRefused)
                    {
                    }
                }

                Thread.Sleep(200);
            }
        }
    }
}
