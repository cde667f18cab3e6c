using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>ARP packets that are not true.</summary>
    public class ArpSpoofingTests(ITestOutputHelper output)
    {
        private const int Request = 1;
        private const int Reply = 2;
        private const int Claims = 200;

        private static readonly uint Peer = Forged.NumberOf(IPAddress.Parse("10.77.0.1"));
        private static readonly uint Nobody = Forged.NumberOf(IPAddress.Parse("10.77.0.99"));

        /// <summary>A neighbour that is there is not replaced by who claims its address: it is asked, and answers.</summary>
        [SkippableTheory]
        [InlineData(Request)]
        [InlineData(Reply)]
        public void ClaimToTheAddressOfANeighborInUse_IsNotBelieved(int operation) => AttackLab.Run($"ARP spoofing, {(operation == Reply ? "replies" : "announcements")}", output, lab =>
        {
            using KernelSocket socket = lab.Kernel.Connect(Lab.Address, AttackLab.EchoPort);
            socket.ReceiveTimeout = 2000;
            for (int i = 0; i < Claims; i++)
            {
                lab.Attacker.Send(Packets.Arp(operation, lab.Attacker.HardwareAddress, Peer, operation == Reply ? Forged.Target : Peer, lab.Attacker.TargetHardware, lab.Attacker.TargetHardware));
                AttackLab.AssertEchoes(socket, "still here");
                Thread.Sleep(10);
            }

            long contested = lab.Counted("link_neighbors_contested");
            Assert.True(contested >= Claims / 2, $"{contested} noticed");
            return $"{Claims} claims to the client's address, {contested} noticed, no answer went astray";
        });

        [SkippableFact]
        public void ReplyThatNobodyAskedFor_MakesNoEntry() => AttackLab.Run("ARP reply unasked", output, lab =>
        {
            lab.Attacker.Send(Packets.Arp(Reply, lab.Attacker.HardwareAddress, Nobody, Forged.Target, lab.Attacker.TargetHardware, lab.Attacker.TargetHardware));
            long before = lab.Counted("link_arp_requests_sent");

            // What is sent to that address now has to be asked for.
            lab.Attacker.SendPacket(Forged.Message(Nobody, 8, 0, 1, new byte[8]));
            AttackLab.Eventually(() => lab.Counted("link_arp_requests_sent") > before, () => "the reply was believed");
            return "not believed";
        });

        /// <summary>RFC 5227 section 2.4: the address is kept, and defended, but not in a storm.</summary>
        [SkippableFact]
        public void ClaimToTheStacksOwnAddress_IsContradicted() => AttackLab.Run("ARP claim to the own address", output, lab =>
        {
            for (int i = 0; i < Claims; i++)
            {
                lab.Attacker.Send(Packets.Arp(Request, lab.Attacker.HardwareAddress, Forged.Target, Forged.Target));
            }

            AttackLab.Eventually(() => lab.Counted("link_address_conflicts") >= Claims, () => $"{lab.Counted("link_address_conflicts")} noticed");
            Assert.InRange(lab.Counted("link_arp_requests_sent"), 1, 3);
            return $"{lab.Counted("link_address_conflicts")} conflicts, {lab.Counted("link_arp_requests_sent")} announcements in defence";
        });
    }
}
