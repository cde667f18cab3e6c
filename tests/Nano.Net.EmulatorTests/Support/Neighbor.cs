using System;
using Nano.Net.Sockets;

namespace Nano.Net.EmulatorTests
{
    /// <summary>A stack, B at 10.0.0.2, and at the other end of its wire nobody but the test, which makes frames by hand.</summary>
    public sealed class Neighbor : IDisposable
    {
        /// <summary>Bytes of an Ethernet header.</summary>
        public const int Ethernet = 14;

        /// <summary>Bytes of an IP header.</summary>
        public const int Ip = 20;

        /// <summary>Runs the stack.</summary>
        public readonly StackRunner B;

        private readonly MemoryWire wire = new MemoryWire(1);
        private readonly byte[] frame = new byte[1514];

        /// <summary>Makes it.</summary>
        public Neighbor(int heap)
        {
            Heap.Leave(heap);
            B = StackRunner.Start(new NetworkStack(wire.B, World.Options(World.AddressB)));
        }

        /// <summary>The frame that was received, or is to be sent.</summary>
        public byte[] Frame
        {
            get { return frame; }
        }

        /// <summary>Begins a frame from 02:00:00:00:00:01 to the stack, or to everybody.</summary>
        public void Begin(bool broadcast, int etherType)
        {
            Array.Clear(frame, 0, frame.Length);
            for (int i = 0; i < 6; i++)
            {
                frame[i] = broadcast ? (byte)0xFF : wire.B.HardwareAddress[i];
                frame[6 + i] = wire.A.HardwareAddress[i];
            }

            Put16(12, etherType);
        }

        /// <summary>Writes an ARP message of 10.0.0.1, 02:00:00:00:00:01, behind the Ethernet header.</summary>
        /// <param name="operation">1 for a request, 2 for a reply.</param>
        public void PutArp(int operation)
        {
            Put16(14, 1);
            Put16(16, 0x0800);
            frame[18] = 6;
            frame[19] = 4;
            Put16(20, operation);
            Array.Copy(wire.A.HardwareAddress, 0, frame, 22, 6);
            PutAddress(28, 1);
            if (operation == 2)
            {
                Array.Copy(wire.B.HardwareAddress, 0, frame, 32, 6);
            }

            PutAddress(38, 2);
        }

        /// <summary>Writes an IP header from 10.0.0.1 to 10.0.0.2 behind the Ethernet header.</summary>
        /// <param name="protocol">Protocol number.</param>
        /// <param name="length">Bytes that follow it.</param>
        public void PutIp(int protocol, int length)
        {
            frame[14] = 0x45;
            Put16(16, Ip + length);
            frame[22] = 64;
            frame[23] = (byte)protocol;
            PutAddress(26, 1);
            PutAddress(30, 2);
            Put16(24, 0xFFFF - Sum(Ethernet, Ip));
        }

        /// <summary>Writes two bytes.</summary>
        public void Put16(int offset, int value)
        {
            frame[offset] = (byte)(value >> 8);
            frame[offset + 1] = (byte)value;
        }

        /// <summary>Reads two bytes.</summary>
        public int Get16(int offset)
        {
            return (frame[offset] << 8) | frame[offset + 1];
        }

        /// <summary>The ones' complement sum of 16-bit words of the frame; 65,535 where it includes its own checksum and all is right.</summary>
        public int Sum(int offset, int length)
        {
            int sum = 0;
            for (int i = 0; i < length; i += 2)
            {
                sum += i + 1 < length ? Get16(offset + i) : frame[offset + i] << 8;
            }

            sum = (sum & 0xFFFF) + (sum >> 16);
            return (sum & 0xFFFF) + (sum >> 16);
        }

        /// <summary>Sends the frame.</summary>
        public void Send(int length)
        {
            wire.A.Send(frame, 0, length);
        }

        /// <summary>Receives the next frame of a type; others are passed over.</summary>
        /// <returns>Its length.</returns>
        public int Receive(int etherType)
        {
            int length = 0;
            Wait.For(() => (length = wire.A.Receive(frame, 0, frame.Length)) > 0 && Get16(12) == etherType, "a frame from the stack");
            return length;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            B.Dispose();
            Heap.Release();
        }

        private void PutAddress(int offset, byte host)
        {
            frame[offset] = 10;
            frame[offset + 3] = host;
        }
    }
}
