using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    /// <summary>Frames for wires, which look at nothing but hardware addresses.</summary>
    internal static class Frames
    {
        public static readonly byte[] Broadcast = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

        /// <summary>A frame of a length in bytes whose payload counts up from a number.</summary>
        public static byte[] Make(int number, int length = 60, byte[]? destination = null, byte[]? source = null)
        {
            byte[] frame = new byte[length];
            for (int i = 14; i < length; i++)
            {
                frame[i] = (byte)(number + i);
            }

            (destination ?? [2, 0, 0, 0, 0, 2]).CopyTo(frame, 0);
            (source ?? [2, 0, 0, 0, 0, 1]).CopyTo(frame, 6);
            frame[12] = (byte)(number >> 8);
            frame[13] = (byte)number;
            return frame;
        }

        /// <summary>The same with the EtherType of IPv6.</summary>
        public static byte[] MakeIpv6(byte[] destination, byte[] source, int number = 1, int length = 86)
        {
            byte[] frame = Make(number, length, destination, source);
            frame[12] = 0x86;
            frame[13] = 0xDD;
            return frame;
        }

        /// <summary>The number that a frame was made with.</summary>
        public static int NumberOf(ReadOnlySpan<byte> frame) => frame[12] << 8 | frame[13];

        public static void Send(this WirePort port, byte[] frame) => Assert.True(port.Send(frame, 0, frame.Length));

        public static void Send(this WirePort port, int number, int length = 60) => port.Send(Make(number, length));

        /// <summary>The next waiting frame, or null.</summary>
        public static byte[]? Receive(this WirePort port)
        {
            byte[] buffer = new byte[70_000];
            int headroom = port.Capabilities.Headroom;
            int length = port.Receive(buffer, headroom, buffer.Length - headroom);
            return length == 0 ? null : buffer[headroom..(headroom + length)];
        }

        /// <summary>The numbers of all frames that wait.</summary>
        public static List<int> ReceiveNumbers(this WirePort port)
        {
            var numbers = new List<int>();
            while (port.Receive() is { } frame)
            {
                numbers.Add(NumberOf(frame));
            }

            return numbers;
        }
    }
}
