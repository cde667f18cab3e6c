using Nano.Net.Tests.Support;
using Nano.Net.Wire;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// Segments and ICMP errors in the name of a peer, from an attacker who knows addresses and ports but does not see the
    /// connection (RFC 5961, RFC 5927): he has to guess sequence numbers.
    /// </summary>
    public class BlindInjectionTests(ITestOutputHelper output)
    {
        // The window of a connection of `nano serve`.
        private const int Window = 131_072;
        private const int Guesses = 1000;

        private static readonly uint Peer = Forged.NumberOf(IPAddress.Parse("10.77.0.1"));

        /// <summary>What the attack would do if he guessed right: that the others fail is no accident.</summary>
        [SkippableFact]
        public void ResetWithTheRightNumber_EndsTheConnection() => Attack("RST, exact", (lab, victim) =>
        {
            victim.Send(victim.ReceiveNext, 0, TcpFlags.Rst);
            AttackLab.Eventually(() => lab.Counted("tcp_resets_received") == 1, () => "the reset has not been obeyed");
            return "obeyed";
        }, survives: false);

        [SkippableFact]
        public void ResetWithinTheWindow_IsChallenged() => Attack("blind RST, in window", (lab, victim) =>
        {
            for (int i = 0; i < Guesses; i++)
            {
                victim.Send(victim.ReceiveNext + 1 + (uint)(i * (Window / Guesses - 1)), 0, TcpFlags.Rst);
            }

            return AssertChallenged(lab);
        });

        [SkippableFact]
        public void ResetsOverAllNumbersAWindowApart_EndNothing() => Attack("blind RST, whole sequence space", (lab, victim) =>
        {
            // One in every window: what must hit, where any reset within the window is obeyed.
            const int Segments = (int)((1L << 32) / Window);
            int sent = 0;
            using (new PacedSender(lab.Attacker, AttackLab.SentRate, () => victim.Make(victim.ReceiveNext + 1 + (uint)(sent++ * (long)Window), 0, TcpFlags.Rst)))
            {
                AttackLab.Eventually(() => Volatile.Read(ref sent) >= Segments, () => $"only {sent} were sent", 30_000);
            }

            Assert.True(lab.Counted("tcp_challenge_acks") > 0, "none has hit the window");
            return $"{sent:N0} RSTs, {lab.Counted("tcp_challenge_acks")} challenged";
        });

        [SkippableFact]
        public void SynsInsideAndOutsideTheWindow_AreChallenged() => Attack("blind SYN", (lab, victim) =>
        {
            for (int i = 0; i < Guesses; i++)
            {
                victim.Send(victim.ReceiveNext + (uint)Random.Shared.Next(Window), 0, TcpFlags.Syn);
                victim.Send((uint)Random.Shared.NextInt64(1L << 32), 0, TcpFlags.Syn);
            }

            return AssertChallenged(lab);
        });

        /// <summary>RFC 5961 section 5: data within the window count only where their acknowledgment is one that can be.</summary>
        [SkippableFact]
        public void DataWithAnAcknowledgmentThatCannotBe_AreNotTaken() => Attack("blind data, bad ACK", (lab, victim) =>
        {
            byte[] data = new byte[100];
            for (int i = 0; i < Guesses; i++)
            {
                uint acknowledgment = victim.SendNext + 1 + (uint)Random.Shared.NextInt64(1u << 31);
                victim.Send(victim.ReceiveNext + (uint)(i % 2 == 0 ? 0 : Random.Shared.Next(Window - data.Length)), acknowledgment, TcpFlags.Ack | TcpFlags.Psh, data);
            }

            AttackLab.Eventually(() => lab.Counted("tcp_dropped_bad_ack") >= Guesses * 9 / 10, () => $"{lab.Counted("tcp_dropped_bad_ack")} dropped");
            return $"{Guesses:N0} segments, {lab.Counted("tcp_dropped_bad_ack"):N0} dropped";
        });

        [SkippableFact]
        public void DataOutsideTheWindow_AreNotTaken() => Attack("blind data, out of window", (lab, victim) =>
        {
            byte[] data = new byte[100];
            for (int i = 0; i < Guesses; i++)
            {
                victim.Send(victim.ReceiveNext + Window + (uint)Random.Shared.Next(1 << 30), victim.SendNext, TcpFlags.Ack | TcpFlags.Psh, data);
            }

            AttackLab.Eventually(() => lab.Counted("tcp_dropped_out_of_window") >= Guesses * 9 / 10, () => $"{lab.Counted("tcp_dropped_out_of_window")} dropped");
            return $"{Guesses:N0} segments, {lab.Counted("tcp_dropped_out_of_window"):N0} dropped";
        });

        /// <summary>RFC 5927 section 4.1 and 5.2, RFC 5461: what quotes nothing in flight is not believed, and no hard error ends a connection.</summary>
        [SkippableFact]
        public void IcmpErrors_NeitherEndTheConnection_NorMakeItsSegmentsSmaller() => Attack("blind ICMP errors", (lab, victim) =>
        {
            const int FragmentationNeeded = 4;
            for (int i = 0; i < Guesses; i++)
            {
                foreach (int code in (int[])[1, 2, 3, FragmentationNeeded])
                {
                    // With its next number, too: nothing is in flight, so that it quotes nothing that can have been lost.
                    uint sequence = i % 2 == 0 ? victim.SendNext : (uint)Random.Shared.NextInt64(1L << 32);
                    lab.Attacker.SendPacket(Forged.Message(Peer, 3, code, code == FragmentationNeeded ? 68u : 0u, victim.Quote(sequence)));
                }
            }

            AttackLab.Eventually(
                () => lab.Counted("internet_icmp_errors_received") >= Guesses * 4 * 9 / 10, () => $"{lab.Counted("internet_icmp_errors_received")} received");
            return $"{lab.Counted("internet_icmp_errors_received"):N0} received, largest segment still {victim.LargestSegment():N0} bytes";
        });

        private void Attack(string name, Func<AttackLab, Victim, string> attack, bool survives = true) => AttackLab.Run(name, output, lab =>
        {
            using var victim = new Victim(lab);
            string figures = attack(lab, victim);
            if (survives)
            {
                victim.AssertEchoes();
                Assert.Equal(0, lab.Counted("tcp_resets_received"));
                figures += ", connection alive";
            }

            return figures;
        });

        // Now and then, and not as often as it is asked for (RFC 5961 section 7).
        private static string AssertChallenged(AttackLab lab)
        {
            AttackLab.Eventually(() => lab.Counted("tcp_challenge_acks_suppressed") > Guesses / 2, () => $"{lab.Counted("tcp_challenge_acks_suppressed")} suppressed");
            Assert.InRange(lab.Counted("tcp_challenge_acks"), 1, 20);
            return $"{lab.Counted("tcp_challenge_acks")} challenge ACKs, {lab.Counted("tcp_challenge_acks_suppressed"):N0} held back";
        }

        /// <summary>A connection of the kernel's with the echo service, and what is sent in its name.</summary>
        private sealed class Victim : IDisposable
        {
            private readonly AttackLab lab;
            private readonly Eavesdropper wire;
            private readonly KernelSocket socket;
            private readonly int port;

            internal Victim(AttackLab lab)
            {
                this.lab = lab;
                wire = new Eavesdropper(lab.Kernel);
                socket = lab.Kernel.Connect(Lab.Address, AttackLab.EchoPort);
                port = ((KernelEndPoint)socket.LocalEndPoint!).Port;
                AssertEchoes();
                (SendNext, ReceiveNext) = wire.Read(port);
            }

            /// <summary>SND.NXT of the stack.</summary>
            internal uint SendNext { get; }

            /// <summary>RCV.NXT of the stack.</summary>
            internal uint ReceiveNext { get; }

            internal byte[] Make(uint sequence, uint acknowledgment, int flags, byte[]? data = null) =>
                Forged.Segment(Peer, port, AttackLab.EchoPort, sequence, acknowledgment, flags, data: data);

            internal void Send(uint sequence, uint acknowledgment, int flags, byte[]? data = null) =>
                lab.Attacker.SendPacket(Make(sequence, acknowledgment, flags, data));

            /// <summary>The beginning of a segment of the stack's, as an ICMP error quotes it.</summary>
            internal byte[] Quote(uint sequence) =>
                Packets.Ip(Forged.Tcp, Forged.SegmentBytes(Forged.Target, Peer, AttackLab.EchoPort, port, sequence, ReceiveNext, TcpFlags.Ack), Forged.Target, Peer)[..28];

            /// <summary>Has 64 KiB echoed and looks how the stack sends them.</summary>
            internal int LargestSegment()
            {
                _ = wire.TakeSegments(port);
                byte[] text = new byte[65_536];
                using Stream stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: false);
                var writer = new Worker(() => stream.Write(text));
                stream.ReadExactly(text);
                writer.Join();
                int largest = wire.TakeSegments(port).Max(segment => Packets.Get16(segment, 2));
                Assert.True(largest > 1400, $"the largest segment has {largest} bytes");
                return largest;
            }

            internal void AssertEchoes() => AttackLab.AssertEchoes(socket, "The quick brown fox jumps over the lazy dog.");

            public void Dispose()
            {
                socket.Dispose();
                wire.Dispose();
            }
        }
    }
}
