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
    }
}
