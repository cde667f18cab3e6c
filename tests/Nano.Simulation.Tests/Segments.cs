using System.Buffers.Binary;

namespace Nano.Simulation.Tests
{
    /// <summary>Frames for the watches, which look at no checksum of what a host sends.</summary>
    internal static class Segments
    {
        /// <summary>An acknowledgment from 10.0.0.1 to 10.0.0.2:7.</summary>
        internal static byte[] Ack(uint acknowledgment, int window, int localPort = 1000)
        {
            byte[] frame = new byte[54];
            frame[12] = 8;
            frame[14] = 0x45;
            frame[17] = 40;
            frame[23] = 6;
            new byte[] { 10, 0, 0, 1, 10, 0, 0, 2 }.CopyTo(frame, 26);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(34), (ushort)localPort);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), 7);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(42), acknowledgment);
            frame[46] = 0x50;
            frame[47] = 0x10;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(48), (ushort)window);
            return frame;
        }

        /// <summary>A segment between port 7 of 10.0.0.1 and port 1000 of 10.0.0.2, with its checksums.</summary>
        /// <param name="flags">Its flags.</param>
        /// <param name="sequence">Its sequence number.</param>
        /// <param name="acknowledgment">Its acknowledgment.</param>
        /// <param name="to">The hardware address of 10.0.0.1 where the segment goes there; null where it comes from there.</param>
        internal static byte[] OfServer(int flags, uint sequence, uint acknowledgment, byte[]? to = null)
        {
            byte[] frame = Ack(acknowledgment, 500, 7);
            frame[47] = (byte)flags;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), 1000);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(38), sequence);
            if (to != null)
            {
                to.CopyTo(frame, 0);
                (frame[29], frame[33]) = (frame[33], frame[29]);
                (frame[34], frame[35], frame[36], frame[37]) = (frame[36], frame[37], frame[34], frame[35]);
            }

            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(24), Checksum(frame.AsSpan(14, 20), 0));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(50), Checksum(frame.AsSpan(26), 6 + 20));
            return frame;
        }

        private static ushort Checksum(ReadOnlySpan<byte> words, uint sum)
        {
            for (int i = 0; i < words.Length; i += 2)
            {
                sum += BinaryPrimitives.ReadUInt16BigEndian(words[i..]);
            }

            sum = (sum & 0xFFFF) + (sum >> 16);
            return (ushort)~(sum + (sum >> 16));
        }
    }
}
