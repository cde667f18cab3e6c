using FsCheck;
using FsCheck.Fluent;
using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>Whatever the packets, the pieces in which they come, and the noise.</summary>
    public class SlipProperties
    {
        [Fact]
        public void AnyPackets_AreReadByTheRfcsReceiver()
        {
            Prop.ForAll(Arbitraries.Seed, seed =>
            {
                RandomSource random = new((ulong)seed);
                List<byte[]> packets = RandomPackets(random);
                SlipHarness slip = new();
                return Same(packets, new Rfc1055(1006).Take([.. packets.SelectMany(packet => slip.Send(packet))]));
            }).QuickCheckThrowOnFailure();
        }

        [Fact]
        public void WhatTheRfcsSenderSends_ComesIn_InWhateverPieces()
        {
            Prop.ForAll(Arbitraries.Seed, seed =>
            {
                RandomSource random = new((ulong)seed);
                List<byte[]> packets = RandomPackets(random);
                byte[] line = [.. packets.SelectMany(packet => Rfc1055.Encode(packet))];
                SlipHarness slip = new();
                slip.Line.MostAtOnce = 1 + (int)random.NextBelow(600);
                List<byte[]> received = [];
                for (int at = 0; at < line.Length;)
                {
                    int piece = (int)Math.Min(line.Length - at, 1 + random.NextBelow(700));
                    received.AddRange(slip.Receive(line[at..(at + piece)]));
                    at += piece;
                }

                return Same(packets, received);
            }).QuickCheckThrowOnFailure();
        }

        [Fact]
        public void NoiseWithinAPacket_CostsThatPacketAtMost()
        {
            Prop.ForAll(Arbitraries.Seed, seed =>
            {
                RandomSource random = new((ulong)seed);
                List<byte[]> packets = RandomPackets(random, distinct: true);
                int victim = (int)random.NextBelow(packets.Count);
                List<byte> line = [];
                for (int i = 0; i < packets.Count; i++)
                {
                    List<byte> encoded = [.. Rfc1055.Encode(packets[i])];
                    if (i == victim)
                    {
                        // A burst takes the place of a stretch, anything from nothing to all, of a packet.
                        int from = (int)random.NextBelow(encoded.Count);
                        encoded.RemoveRange(from, (int)random.NextBelow(encoded.Count - from + 1));
                        encoded.InsertRange(from, RandomBytes(random, 1 + (int)random.NextBelow(50)));
                    }

                    line.AddRange(encoded);
                }

                List<byte[]> received = new SlipHarness().Receive([.. line]);
                packets.RemoveAt(victim);
                return Contains(received, packets);
            }).QuickCheckThrowOnFailure();
        }

        [Fact]
        public void NoiseBetweenPackets_CostsNone()
        {
            Prop.ForAll(Arbitraries.Seed, seed =>
            {
                RandomSource random = new((ulong)seed);
                List<byte[]> packets = RandomPackets(random, distinct: true);
                byte[] line = [.. packets.SelectMany(packet => RandomBytes(random, (int)random.NextBelow(50)).Concat(Rfc1055.Encode(packet)))];
                return Contains(new SlipHarness().Receive(line), packets);
            }).QuickCheckThrowOnFailure();
        }

        [Fact]
        public void TheFirstSpecialCharacter_IsFound_WhereverItIs()
        {
            Prop.ForAll(Arbitraries.Bytes, Arbitraries.Seed, (bytes, seed) =>
            {
                // Few special characters, so that the search is of any length; and their neighbours in value.
                RandomSource random = new((ulong)seed);
                byte[] near = [0xBF, 0xC1, 0xDA, 0xDC, 0x40, 0x5B, 0x00, 0xFF, 0x80, 0x01];
                byte[] text = [.. bytes.Select(b => random.Chance(0.02) ? b : near[b % near.Length])];
                int from = (int)random.NextBelow(text.Length + 1);
                int expected = from;
                while (expected < text.Length && text[expected] != SlipHarness.End && text[expected] != SlipHarness.Escape)
                {
                    expected++;
                }

                return SlipCharacter.Find(text, from, text.Length) == expected;
            }).QuickCheckThrowOnFailure();
        }

        private static List<byte[]> RandomPackets(RandomSource random, bool distinct = false)
        {
            List<byte[]> packets = [];
            int count = 1 + (int)random.NextBelow(8);
            for (int i = 0; i < count; i++)
            {
                byte[] packet = RandomBytes(random, 1 + (int)random.NextBelow(random.Chance(0.2) ? 1006 : 80));
                packets.Add(distinct ? [(byte)i, .. "packet"u8, .. packet[..Math.Min(packet.Length, 999)]] : packet);
            }

            return packets;
        }

        // A third of them special, in any order.
        private static byte[] RandomBytes(RandomSource random, int length)
        {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (int)random.NextBelow(12) switch
                {
                    0 => SlipHarness.End,
                    1 => SlipHarness.Escape,
                    2 => SlipHarness.EscapedEnd,
                    3 => SlipHarness.EscapedEscape,
                    _ => (byte)random.NextBelow(256),
                };
            }

            return bytes;
        }

        private static bool Same(List<byte[]> expected, List<byte[]> actual) =>
            expected.Count == actual.Count && expected.Zip(actual).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

        /// <summary>Whether all that are expected are there, in order; what noise has made may stand between.</summary>
        private static bool Contains(List<byte[]> received, List<byte[]> expected)
        {
            int found = 0;
            foreach (byte[] packet in received)
            {
                if (found < expected.Count && packet.AsSpan().SequenceEqual(expected[found]))
                {
                    found++;
                }
            }

            return found == expected.Count;
        }
    }
}
