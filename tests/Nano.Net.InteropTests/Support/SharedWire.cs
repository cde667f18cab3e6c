using System.Buffers.Binary;
using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire with one more host on it, which has an address and answers who asks for it by ARP.</summary>
    internal sealed class SharedWire(ILinkDevice device) : LinkFilter(device)
    {
        private const int ArpFrame = 42;
        private static readonly byte[] Squatter = [0x02, 0, 0, 0, 0x5C, 0x01];
        private byte[]? answer;
        private volatile bool isCut;

        /// <summary>Whether the stack's cable is out.</summary>
        internal bool IsCut
        {
            get => isCut;
            set => isCut = value;
        }

        public override bool IsLinkUp => !isCut && base.IsLinkUp;

        public override bool RaisesLinkChanged => false;

        /// <summary>Bytes of the longest frame that the stack has received.</summary>
        internal int LongestReceived { get; private set; }

        /// <summary>Its address; null for no such host.</summary>
        internal IPAddress? Taken { get; set; }

        /// <summary>Has the stack look at its clock.</summary>
        internal void Wake() => RaiseFrameAvailable();

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            if (isCut)
            {
                while (base.Receive(buffer, offset, capacity) > 0)
                {
                }

                return 0;
            }

            if (Interlocked.Exchange(ref answer, null) is { } frame)
            {
                frame.CopyTo(buffer, offset);
                return frame.Length;
            }

            int length = base.Receive(buffer, offset, capacity);
            LongestReceived = Math.Max(LongestReceived, length);
            return length;
        }

        public override bool Send(byte[] buffer, int offset, int length)
        {
            ReadOnlySpan<byte> sent = buffer.AsSpan(offset, length);
            if (length == ArpFrame && BinaryPrimitives.ReadUInt16BigEndian(sent[12..]) == 0x0806
                && Taken is { } address && sent[38..42].SequenceEqual(address.GetAddressBytes()))
            {
                byte[] reply = sent.ToArray();
                sent[6..12].CopyTo(reply);
                Squatter.CopyTo(reply, 6);
                reply[21] = 2;
                Squatter.CopyTo(reply, 22);
                sent[38..42].CopyTo(reply.AsSpan(28));
                sent[22..32].CopyTo(reply.AsSpan(32));
                answer = reply;
                RaiseFrameAvailable();
            }

            return !isCut && base.Send(buffer, offset, length);
        }
    }
}
