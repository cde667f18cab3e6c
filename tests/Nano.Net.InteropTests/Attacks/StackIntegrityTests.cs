using System.Globalization;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// Packets that are wrong in every way: by the programs of isic, the IP stack integrity checker, where they are installed,
    /// and of our own making everywhere.
    /// </summary>
    public class StackIntegrityTests(ITestOutputHelper output)
    {
        private const string Attacker = "10.77.0.66";
        private static readonly uint Source = Forged.NumberOf(Attacks.Attacker.Address);

        [SkippableTheory]
        [InlineData("isic", "internet_malformed", "")]
        [InlineData("tcpsic", "tcp_dropped_malformed", ",7")]
        [InlineData("udpsic", "udp_datagrams_received", ",7")]
        [InlineData("icmpsic", "internet_icmp_received", "")]
        public void Isic_DoesNoHarm(string program, string counter, string port)
        {
            Program.Require(program, "isic");
            Attack(program, counter, lab => new PacedProgram(lab.Attacker, AttackLab.SentRate, program, "-s", Attacker, "-d", $"{Lab.Address}{port}", "-r", "1"));
        }

        [SkippableFact]
        public void RandomIpPackets_DoNoHarm() => Attack("random IP packets", "internet_malformed", (lab, random) => Ip(random));

        [SkippableFact]
        public void RandomSegments_DoNoHarm() => Attack("random TCP segments", "tcp_dropped_malformed", (lab, random) => Segment(random));

        [SkippableFact]
        public void RandomDatagrams_DoNoHarm() => Attack("random UDP datagrams", "udp_datagrams_received", (lab, random) => Datagram(random));

        [SkippableFact]
        public void RandomIcmpMessages_DoNoHarm() => Attack("random ICMP messages", "internet_icmp_received", (lab, random) => Message(random));

        private void Attack(string name, string counter, Func<AttackLab, Random, byte[]> make) => Attack(name, counter, lab =>
        {
            var random = new Random(1);
            return new PacedSender(lab.Attacker, AttackLab.SentRate, () => make(lab, random));
        });

        private void Attack(string name, string counter, Func<AttackLab, IDisposable> start) => AttackLab.Run(name, output, lab =>
        {
            using (start(lab))
            {
                Thread.Sleep(TimeSpan.FromSeconds(2 * AttackLab.Seconds));
                AttackLab.Eventually(() => lab.Counted("link_frames_received") > 5000, () => "nothing has come through");
            }

            Assert.True(lab.Counted(counter) > 100, $"{counter}: {lab.Counted(counter)}");
            return string.Create(CultureInfo.InvariantCulture, $"{lab.Counted("link_frames_received"):N0} frames, {counter} {lab.Counted(counter):N0}, tcp_segments_received {lab.Counted("tcp_segments_received"):N0}");
        });

        // Header fields at random, each with the checksum that goes with it; now and then one that does not.
        private static byte[] Ip(Random random)
        {
            byte[] options = random.Next(3) == 0 ? Bytes(random, 4 * random.Next(1, 11)) : [];
            byte[] packet = Packets.Ip(random.Next(256), Bytes(random, random.Next(1400)), Source, Forged.Target, random.Next(0x10000), Fragment(random), random.Next(256), options);
            switch (random.Next(6))
            {
                case 0:
                    packet[0] = (byte)random.Next(256);
                    break;
                case 1:
                    Packets.Put16(packet, 2, random.Next(0x10000));
                    break;
                case 2:
                    return packet[..random.Next(1, packet.Length)];
            }

            if (random.Next(10) != 0)
            {
                int header = Math.Min((packet[0] & 15) << 2, packet.Length);
                Packets.Put16(packet, 10, 0);
                Packets.Put16(packet, 10, Packets.Checksum(packet.AsSpan(0, header)));
            }

            return packet;
        }

        private static byte[] Segment(Random random)
        {
            byte[] options = Bytes(random, 4 * random.Next(11));
            byte[] segment = Forged.SegmentBytes(
                Source, Forged.Target, random.Next(0x10000), random.Next(4) == 0 ? random.Next(0x10000) : AttackLab.EchoPort, (uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32),
                random.Next(256), random.Next(0x10000), Bytes(random, random.Next(3) == 0 ? random.Next(1300) : 0), options);
            if (random.Next(4) == 0)
            {
                // A header that is longer or shorter than it says, and urgent data.
                segment[12] = (byte)random.Next(256);
                Packets.Put16(segment, 18, random.Next(0x10000));
            }

            return Wrap(random, Forged.Tcp, segment);
        }

        private static byte[] Datagram(Random random)
        {
            byte[] datagram = Packets.Udp(random.Next(0x10000), random.Next(0x10000), Bytes(random, random.Next(1300)), Source, Forged.Target);
            if (random.Next(3) == 0)
            {
                Packets.Put16(datagram, 4, random.Next(0x10000));
            }

            return Wrap(random, Forged.Udp, datagram);
        }

        // Errors quote what may be a packet of the stack's.
        private static byte[] Message(Random random)
        {
            byte[] payload = random.Next(2) == 0
                ? Bytes(random, random.Next(1300))
                : Packets.Ip(random.Next(2) == 0 ? Forged.Tcp : random.Next(256), Bytes(random, random.Next(40)), Forged.Target, Source);
            return Wrap(random, Forged.Icmp, Packets.Icmp(random.Next(20), random.Next(20), (uint)random.NextInt64(1L << 32), payload));
        }

        private static byte[] Wrap(Random random, int protocol, byte[] payload) => Packets.Ip(
            protocol, payload, Source, Forged.Target, random.Next(0x10000), random.Next(10) == 0 ? Fragment(random) : 0, options: random.Next(10) == 0 ? Bytes(random, 4 * random.Next(11)) : []);

        private static int Fragment(Random random) => random.Next(2) == 0 ? 0 : random.Next(0x10000);

        private static byte[] Bytes(Random random, int count)
        {
            byte[] bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }
}
