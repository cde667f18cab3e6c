using System.Buffers.Binary;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>A segment that the stack has sent, taken apart by the test itself; its numbers count from the initial ones.</summary>
    internal sealed class SentSegment
    {
        internal SentSegment(byte[] packet, long at)
        {
            Packet = packet;
            At = at;
            Assert.Equal(0x45, packet[0]);
            Assert.Equal(packet.Length, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)));
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(6));
            Assert.Equal(0, fragment & ~0x4000);
            MayBeFragmented = fragment == 0;
            if (!MayBeFragmented)
            {
                Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(4)));
            }

            Assert.Equal(6, packet[9]);
            Assert.Equal(0xFFFF, Sum(packet.AsSpan(0, 20), 0));
            ReadOnlySpan<byte> tcp = packet.AsSpan(20);
            Assert.Equal(0xFFFF, Sum(tcp, Sum(packet.AsSpan(12, 8), 6 + tcp.Length)));
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(tcp);
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]);
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
            Acknowledgment = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]);
            int header = (tcp[12] >> 4) * 4;
            Flags = tcp[13];
            Window = BinaryPrimitives.ReadUInt16BigEndian(tcp[14..]);
            Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(tcp[18..]));
            Options = tcp[20..header].ToArray();
            Data = tcp[header..].ToArray();
            for (int i = 0; i < Options.Length && Options[i] != 0;)
            {
                if (Options[i] == 1)
                {
                    i++;
                    continue;
                }

                if (Options[i] == 2)
                {
                    Mss = BinaryPrimitives.ReadUInt16BigEndian(Options.AsSpan(i + 2));
                }
                else if (Options[i] == 3)
                {
                    Scale = Options[i + 2];
                }
                else if (Options[i] == 4)
                {
                    SackPermitted = true;
                }
                else if (Options[i] == 5)
                {
                    for (int block = i + 2; block < i + Options[i + 1]; block += 8)
                    {
                        Sacks.Add((BinaryPrimitives.ReadUInt32BigEndian(Options.AsSpan(block)), BinaryPrimitives.ReadUInt32BigEndian(Options.AsSpan(block + 4))));
                    }
                }
                else if (Options[i] == 8)
                {
                    HasTimestamp = true;
                    TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(Options.AsSpan(i + 2));
                    TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(Options.AsSpan(i + 6));
                }

                i += Options[i + 1];
            }
        }

        /// <summary>Whether a router for whom it is too large may fragment it.</summary>
        internal bool MayBeFragmented { get; }

        internal byte[] Packet { get; }

        /// <summary>When it was sent, in milliseconds.</summary>
        internal long At { get; }

        internal int SourcePort { get; }

        internal int DestinationPort { get; }

        internal uint Sequence { get; }

        internal uint Acknowledgment { get; }

        internal int Flags { get; }

        internal int Window { get; }

        /// <summary>The ECN field of the IP header.</summary>
        internal int Ecn => Packet[1] & 3;

        internal byte[] Options { get; }

        internal byte[] Data { get; }

        /// <summary>The MSS option; -1 where there is none.</summary>
        internal int Mss { get; } = -1;

        /// <summary>The window scale option; -1 where there is none.</summary>
        internal int Scale { get; } = -1;

        internal bool SackPermitted { get; }

        internal bool HasTimestamp { get; }

        /// <summary>TSval.</summary>
        internal uint TimestampValue { get; }

        /// <summary>TSecr.</summary>
        internal uint TimestampEcho { get; }

        /// <summary>The SACK blocks: from the first byte of each to behind its last.</summary>
        internal List<(uint Start, uint End)> Sacks { get; } = [];

        /// <summary>The Internet checksum's sum, word by word as RFC 1071 has it.</summary>
        internal static int Sum(ReadOnlySpan<byte> bytes, int sum)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                sum += (i & 1) == 0 ? bytes[i] << 8 : bytes[i];
            }

            while (sum > 0xFFFF)
            {
                sum = (sum & 0xFFFF) + (sum >> 16);
            }

            return sum;
        }
    }
}
