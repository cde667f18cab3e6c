using System.Buffers.Binary;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    /// <summary>The answer to an ARP request (RFC 826), for a host that is no stack.</summary>
    internal static class ArpReply
    {
        private const int Length = 28;
        private const int Operation = 6;
        private const int Sender = 8;
        private const int SenderIp = 14;
        private const int Target = 18;
        private const int TargetIp = 24;

        /// <summary>The frame that answers another; null where that is no request for this address.</summary>
        public static byte[]? For(ReadOnlySpan<byte> frame, byte[] hardware, uint address)
        {
            if (frame.Length < EthernetFrame.HeaderLength + Length
                || BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) != EthernetFrame.EtherTypeArp
                || BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetFrame.HeaderLength + Operation)..]) != 1
                || BinaryPrimitives.ReadUInt32BigEndian(frame[(EthernetFrame.HeaderLength + TargetIp)..]) != address)
            {
                return null;
            }

            byte[] reply = frame[..(EthernetFrame.HeaderLength + Length)].ToArray();
            Span<byte> arp = reply.AsSpan(EthernetFrame.HeaderLength);
            arp.Slice(Sender, 10).CopyTo(arp[Target..]);
            hardware.CopyTo(arp[Sender..]);
            BinaryPrimitives.WriteUInt32BigEndian(arp[SenderIp..], address);
            arp[Operation + 1] = 2;
            frame.Slice(EthernetFrame.SourceOffset, 6).CopyTo(reply.AsSpan(EthernetFrame.DestinationOffset));
            hardware.CopyTo(reply, EthernetFrame.SourceOffset);
            return reply;
        }
    }
}
