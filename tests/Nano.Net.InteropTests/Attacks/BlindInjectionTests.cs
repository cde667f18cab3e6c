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
                Pause(i);
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
                Pause(2 * i);
            }

            return AssertChallenged(lab);
        });

        /// <summary>RFC 5961 section 5: data within the window count only where their acknowledgment is one that can be; nor do they move the clock of PAWS.</summary>
        [SkippableFact]
        public void DataWithAnAcknowledgmentThatCannotBe_AreNotTaken() => Inject("blind data, bad ACK", "tcp_dropped_bad_ack", (victim, i, data) => victim.Make(
            victim.ReceiveNext + (uint)(i % 2 == 0 ? 0 : Random.Shared.Next(Window - data.Length)),
            victim.SendNext + 1 + (uint)Random.Shared.NextInt64(1u << 31),
            TcpFlags.Ack | TcpFlags.Psh,
            data,
            victim.Timestamp(1 << 30)));

        [SkippableFact]
        public void DataOutsideTheWindow_AreNotTaken() => Inject("blind data, out of window", "tcp_dropped_out_of_window", (victim, i, data) => victim.Make(
            victim.ReceiveNext + Window + (uint)Random.Shared.Next(1 << 30), victim.SendNext, TcpFlags.Ack | TcpFlags.Psh, data, victim.Timestamp(5000)));

        /// <summary>RFC 7323 section 5: what is too old is not taken, though everything else is right.</summary>
        [SkippableFact]
        public void DataWithATimestampTooOld_AreNotTaken() => Inject("blind data, old timestamp", "tcp_dropped_old_timestamp", (victim, i, data) => victim.Make(
            victim.ReceiveNext, victim.SendNext, TcpFlags.Ack | TcpFlags.Psh, data, victim.Timestamp(-1 - Random.Shared.Next(1 << 30))));

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

                Pause(4 * i);
            }

            AttackLab.Eventually(
                () => lab.Counted("internet_icmp_errors_received") >= Guesses * 4 * 9 / 10, () => $"{lab.Counted("internet_icmp_errors_received")} received");
            return $"{lab.Counted("internet_icmp_errors_received"):N0} received, largest segment still {victim.LargestSegment():N0} bytes";
        });

        private void Inject(string name, string counter, Func<Victim, int, byte[], byte[]> make) => Attack(name, (lab, victim) =>
        {
            byte[] data = new byte[100];
            for (int i = 0; i < Guesses; i++)
            {
                lab.Attacker.SendPacket(make(victim, i, data));
                Pause(i);
            }

            AttackLab.Eventually(() => lab.Counted(counter) >= Guesses * 9 / 10, () => $"{lab.Counted(counter)} dropped");
            return $"{Guesses:N0} segments, {lab.Counted(counter):N0} dropped";
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

        // The queue to the stack is not what is looked at.
        private static void Pause(int sent)
        {
            if (sent % 48 == 0)
            {
                Thread.Sleep(1);
            }
        }

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
            private readonly uint clock;

            internal Victim(AttackLab lab)
            {
                this.lab = lab;
                wire = new Eavesdropper(lab.Kernel);
                socket = lab.Kernel.Connect(Lab.Address, AttackLab.EchoPort);
                port = ((KernelEndPoint)socket.LocalEndPoint!).Port;
                AssertEchoes();
                (SendNext, ReceiveNext, clock) = wire.Read(port);
            }

            /// <summary>SND.NXT of the stack.</summary>
            internal uint SendNext { get; }

            /// <summary>RCV.NXT of the stack.</summary>
            internal uint ReceiveNext { get; }

            internal byte[] Make(uint sequence, uint acknowledgment, int flags, byte[]? data = null, byte[]? options = null) =>
                Forged.Segment(Peer, port, AttackLab.EchoPort, sequence, acknowledgment, flags, data: data, options: options);

            /// <summary>A timestamp that many milliseconds after the peer's last one.</summary>
            internal byte[] Timestamp(int ahead)
            {
                byte[] option = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];
                Packets.Put32(option, 4, clock + (uint)ahead);
                return option;
            }

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
