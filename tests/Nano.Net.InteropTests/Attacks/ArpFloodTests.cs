using System.Globalization;
using Nano.Net.Wire;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>Thousands of hosts that are none.</summary>
    public class ArpFloodTests(ITestOutputHelper output)
    {
        private const int Request = 1;
        private const int Prefix = 16;
        private const int FramesPerSecond = 5000;

        private static readonly uint Network = Forged.NumberOf(IPAddress.Parse("10.77.0.0"));

        /// <summary>Each wants to be remembered, for it has something to say to us.</summary>
        [SkippableFact]
        public void RequestsFromThousands_DoNotPushOutTheNeighborInUse() => Flood("ARP flood, requests", "link_neighbors_evicted", (lab, host) =>
            Packets.Arp(Request, [2, 1, 0, 0, (byte)(host >> 8), (byte)host], host, Forged.Target, to: lab.Attacker.TargetHardware));

        /// <summary>Each is sent a reset, and so has to be asked for.</summary>
        [SkippableFact]
        public void SegmentsFromThousands_DoNotPushOutTheNeighborInUse() => Flood("ARP flood, absent hosts", "link_arp_requests_sent", (lab, host) =>
            Packets.Frame(lab.Attacker.TargetHardware, lab.Attacker.HardwareAddress, 0x0800, Forged.Segment(host, 1024, AttackLab.ClosedPort, 0, 0, TcpFlags.Ack)));

        private void Flood(string name, string counter, Func<AttackLab, uint, byte[]> make) => AttackLab.Run(
            name,
            output,
            lab =>
            {
                uint host = 0x0100;
                PacedSender Start() => new(lab.Attacker, FramesPerSecond, () => make(lab, Network | (host = host == 0xFFF0 ? 0x0100 : host + 1)), frames: true);
                FloodMeasurement measured = lab.MeasureUnder(FramesPerSecond * 9 / 10, Start);
                int answered;
                using (Start())
                {
                    answered = lab.Kernel.Ping(20, "-s", "56");
                }

                Assert.True(answered >= 19, $"{answered} of 20 pings answered");
                Assert.True(lab.Counted(counter) > 0, $"{counter} has not moved");
                return string.Create(CultureInfo.InvariantCulture, $"{measured.Describe("frames")}, {counter} {lab.Counted(counter):N0}, ping {answered} of 20, {lab.Counted("link_pending_dropped"):N0} packets without a neighbour");
            },
            Prefix);
    }
}
