using System.Globalization;
using Nano.Net.Wire;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>Connection requests from everywhere, none of which is ever completed.</summary>
    public class SynFloodTests(ITestOutputHelper output)
    {
        [SkippableFact]
        public void FromStrangers_LeavesAClientHalfItsGoodput_AndLetsNewConnectionsIn() => AttackLab.Run("SYN flood, spoofed sources", output, lab =>
        {
            FloodMeasurement measured = lab.MeasureUnder(AttackLab.FloodRate, () => Flood(lab));
            TimeSpan connected;
            using (Flood(lab))
            {
                // The listener's half-open connections are all taken by now.
                Thread.Sleep(200);
                connected = lab.Echo();
            }

            Assert.True(lab.Counted("tcp_segments_received") > measured.Delivered * AttackLab.Seconds);
            return string.Create(CultureInfo.InvariantCulture, $"{measured.Describe("SYN")}, new connection and 64 KiB echoed meanwhile in {connected.TotalMilliseconds:F0} ms");
        });

        private static PacedSender Flood(AttackLab lab)
        {
            var random = new Random(1);
            byte[] options = [2, 4, 0x05, 0xB4];
            return new PacedSender(
                lab.Attacker,
                AttackLab.SentRate,
                () => Forged.Segment(Forged.Stranger(random), random.Next(1024, 65536), AttackLab.EchoPort, (uint)random.NextInt64(1L << 32), 0, TcpFlags.Syn, options: options));
        }
    }
}
