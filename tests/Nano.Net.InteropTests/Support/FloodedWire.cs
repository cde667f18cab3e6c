using System.Buffers.Binary;
using System.Collections.Concurrent;
using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire to which somebody else sends SYNs, each from another address, of hosts on the wire that do not exist or of hosts far away.</summary>
    internal sealed class FloodedWire : LinkFilter, IDisposable
    {
        private const int Ip = 14;
        private const int Tcp = Ip + 20;
        private const int Length = Tcp + 24;
        private const int MostWaiting = 2000;

        private readonly ConcurrentQueue<byte[]> waiting = new();
        private readonly Random random = new(1);
        private readonly int port;
        private readonly int perSecond;
        private readonly bool onLink;
        private readonly Thread thread;
        private bool turn;
        private volatile bool flows;
        private volatile bool disposed;

        internal FloodedWire(ILinkDevice device, int port, int perSecond, bool onLink)
            : base(device)
        {
            this.port = port;
            this.perSecond = perSecond;
            this.onLink = onLink;
            thread = new Thread(Pour) { IsBackground = true };
            thread.Start();
        }

        /// <summary>SYNs that the stack has taken.</summary>
        internal int Taken { get; private set; }

        /// <summary>Set to lose the next full frame of the kernel.</summary>
        internal bool LoseOne { get; set; }

        internal void Begin() => flows = true;

        internal void End() => flows = false;

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            // One of each in turn: neither waits for the other.
            turn = !turn;
            int length = turn ? ReceiveOthers(buffer, offset, capacity) : 0;
            if (length > 0 || !waiting.TryDequeue(out byte[]? frame))
            {
                return length > 0 ? length : ReceiveOthers(buffer, offset, capacity);
            }

            Taken++;
            frame.CopyTo(buffer, offset);
            return frame.Length;
        }

        public void Dispose()
        {
            disposed = true;
            thread.Join();
        }

        private int ReceiveOthers(byte[] buffer, int offset, int capacity)
        {
            int length = base.Receive(buffer, offset, capacity);
            if (LoseOne && length > 1000)
            {
                LoseOne = false;
                length = base.Receive(buffer, offset, capacity);
            }

            return length;
        }

        private void Pour()
        {
            while (!disposed)
            {
                Thread.Sleep(2);
                if (flows)
                {
                    for (int i = 0; i < perSecond / 500 && waiting.Count < MostWaiting; i++)
                    {
                        waiting.Enqueue(Syn());
                    }

                    RaiseFrameAvailable();
                }
            }
        }

        private byte[] Syn()
        {
            var frame = new byte[Length];
            Device.HardwareAddress.CopyTo(frame, 0);
            new byte[] { 2, 0, 0, 0, 0, 99, 8, 0, 0x45, 0, 0, Length - Ip }.CopyTo(frame, 6);
            frame[Ip + 8] = 64;
            frame[Ip + 9] = 6;
            uint source = onLink ? 0x0A4D0003u + (uint)random.Next(250) : 0x0B000001u + (uint)random.Next(0x00FFFFFF);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(Ip + 12), source);
            Lab.Address.GetAddressBytes().CopyTo(frame, Ip + 16);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Tcp), (ushort)random.Next(1024, 65536));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Tcp + 2), (ushort)port);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(Tcp + 4), random.Next());
            new byte[] { 0x60, 2, 0xFF, 0xFF }.CopyTo(frame, Tcp + 12);
            new byte[] { 2, 4, 5, 0xB4 }.CopyTo(frame, Tcp + 20);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Ip + 10), Checksum(frame.AsSpan(Ip, 20), 0));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Tcp + 16), Checksum(frame.AsSpan(Ip + 12), 6 + 24));
            return frame;
        }

        private static ushort Checksum(ReadOnlySpan<byte> bytes, int sum)
        {
            for (int i = 0; i < bytes.Length; i += 2)
            {
                sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
            }

            sum = (sum & 0xFFFF) + (sum >> 16);
            return (ushort)~((sum & 0xFFFF) + (sum >> 16));
        }
    }
}
