using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>The stack on a SLIP link, the kernel behind another SLIP, and between them a serial line as Linux has them.</summary>
    internal sealed class SlipLab : IDisposable
    {
        internal const int Mtu = 1006;

        private readonly PseudoTerminal terminal = new();
        private SerialPortLine? line;
        private SlipHost? host;

        private SlipLab(double noise, ulong seed)
        {
            ToHost = new LineNoise(seed, 1, noise);
            FromHost = new LineNoise(seed, 2, noise);
        }

        /// <summary>Noise on the way from the stack to the kernel.</summary>
        internal LineNoise ToHost { get; }

        /// <summary>Noise on the other way.</summary>
        internal LineNoise FromHost { get; }

        internal SlipLink Link { get; private set; } = null!;

        /// <summary>Runs a test between the two.</summary>
        internal static void Run(Action<Lab, SlipLab> test, double noise = 0, ulong seed = 1, LabOptions? options = null, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            using var slip = new SlipLab(noise, seed);
            Lab.Run(lab => test(lab, slip), (options ?? new LabOptions()) with { Link = slip.Open }, name);
        }

        public void Dispose()
        {
            host?.Dispose();
            line?.Dispose();
            terminal.Dispose();
        }

        private SlipLink Open(KernelHost kernel)
        {
            line = new SerialPortLine(terminal.Path, 2_000_000);
            host = new SlipHost(terminal, kernel.OpenTap(LinkMedium.Ip, Mtu), ToHost, FromHost);
            return Link = new SlipLink(line, new SlipOptions { MaximumTransmissionUnit = Mtu });
        }
    }
}
