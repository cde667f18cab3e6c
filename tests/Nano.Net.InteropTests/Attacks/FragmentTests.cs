using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>Fragments that contradict each other, and fragments whose rest never comes.</summary>
    public class FragmentTests(ITestOutputHelper output)
    {
        private const int More = 0x2000;
        private const int Packages = 1000;
        private const int EchoRequest = 8;

        /// <summary>RFC 5722 of IPv6, and the same here: a packet whose fragments overlap is given up.</summary>
        [SkippableFact]
        public void PacketsWhoseFragmentsOverlap_AreGivenUp() => AttackLab.Run("fragment overlap", output, lab =>
        {
            uint source = Forged.NumberOf(Attacker.Address);
            byte[] message = Packets.Icmp(EchoRequest, 0, 1, new byte[56]);
            for (int id = 0; id < Packages; id++)
            {
                // Bytes 0 to 31, and 24 to the end: what is in both differs ("teardrop", where the second lies within the first).
                lab.Attacker.SendPacket(Packets.Ip(Forged.Icmp, message[..32], source, Forged.Target, id, More));
                byte[] rest = message[24..];
                rest[0] ^= 0xFF;
                lab.Attacker.SendPacket(Packets.Ip(Forged.Icmp, id % 2 == 0 ? rest : rest[..4], source, Forged.Target, id, 24 / 8));
                if (id % 20 == 0)
                {
                    // The queue to the stack is not what is looked at.
                    Thread.Sleep(1);
                }
            }

            AttackLab.Eventually(() => lab.Counted("internet_reassembly_overlaps") >= Packages * 9 / 10, () => $"{lab.Counted("internet_reassembly_overlaps")} noticed");
            Assert.Equal(0, lab.Counted("internet_icmp_echo_replies"));
            Assert.Equal(5, lab.Kernel.Ping(5, "-s", "4000"));
            return $"{Packages:N0} packets, {lab.Counted("internet_reassembly_overlaps"):N0} overlaps, {lab.Counted("internet_reassembled")} fragmented pings answered";
        });

        [SkippableFact]
        public void IncompletePackets_DoNotKeepOthersOut() => AttackLab.Run("fragment exhaustion", output, lab =>
        {
            const int Count = 20;
            byte[] message = Packets.Icmp(EchoRequest, 0, 1, new byte[1400]);
            int id = 0;
            int answered;
            using (new PacedSender(
                lab.Attacker,
                AttackLab.SentRate,
                () => Packets.Ip(Forged.Icmp, message, Forged.Stranger(Random.Shared), Forged.Target, id++ & 0xFFFF, More | (id % 3 == 0 ? 0 : 4000 / 8))))
            {
                Thread.Sleep(TimeSpan.FromSeconds(AttackLab.Seconds));
                answered = lab.Kernel.Ping(Count, "-W", "1", "-s", "4000");
            }

            long evicted = lab.Counted("internet_reassembly_evicted");
            Assert.True(evicted > 1000, $"{evicted} given up");
            Assert.Equal(5, lab.Kernel.Ping(5, "-s", "4000"));
            return $"{lab.Counted("internet_fragments_received"):N0} fragments, {evicted:N0} packets given up; of {Count} pings of 4,000 bytes {answered} answered meanwhile, of 5 afterwards 5";
        });
    }
}
