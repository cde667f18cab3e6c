using System;

namespace Nano.Net.Wire
{
    /// <summary>ARP for IPv4 over Ethernet (RFC 826): offsets, constants, and how one is written.</summary>
    public static class ArpPacket
    {
        /// <summary>Bytes of a packet; what follows it in a frame is padding.</summary>
        public const int Length = 28;

        /// <summary>Offset of the hardware type.</summary>
        public const int HardwareTypeOffset = 0;

        /// <summary>Offset of the protocol type, an EtherType.</summary>
        public const int ProtocolTypeOffset = 2;

        /// <summary>Offset of the length of a hardware address.</summary>
        public const int HardwareLengthOffset = 4;

        /// <summary>Offset of the length of a protocol address.</summary>
        public const int ProtocolLengthOffset = 5;

        /// <summary>Offset of the operation.</summary>
        public const int OperationOffset = 6;

        /// <summary>Offset of the sender's hardware address.</summary>
        public const int SenderHardwareOffset = 8;

        /// <summary>Offset of the sender's protocol address.</summary>
        public const int SenderProtocolOffset = 14;

        /// <summary>Offset of the target's hardware address.</summary>
        public const int TargetHardwareOffset = 18;

        /// <summary>Offset of the target's protocol address.</summary>
        public const int TargetProtocolOffset = 24;

        /// <summary>Hardware type of Ethernet.</summary>
        public const int HardwareTypeEthernet = 1;

        /// <summary>Bytes of an IPv4 address.</summary>
        public const int ProtocolAddressLength = 4;

        /// <summary>Operation: who has the target protocol address?</summary>
        public const int Request = 1;

        /// <summary>Operation: the sender has the sender protocol address.</summary>
        public const int Reply = 2;

        /// <summary>Whether bytes are an ARP request or reply that maps IPv4 to Ethernet addresses.</summary>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes there are, padding included.</param>
        public static bool IsValid(byte[] buffer, int offset, int length)
        {
            if (length < Length)
            {
                return false;
            }

            int operation = BigEndian.ReadUInt16(buffer, offset + OperationOffset);
            return (operation == Request || operation == Reply)
                && BigEndian.ReadUInt16(buffer, offset + HardwareTypeOffset) == HardwareTypeEthernet
                && BigEndian.ReadUInt16(buffer, offset + ProtocolTypeOffset) == EthernetFrame.EtherTypeIpv4
                && buffer[offset + HardwareLengthOffset] == EthernetFrame.AddressLength
                && buffer[offset + ProtocolLengthOffset] == ProtocolAddressLength;
        }

        /// <summary>Writes a packet.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte; <see cref="Length"/> bytes are written.</param>
        /// <param name="operation"><see cref="Request"/> or <see cref="Reply"/>.</param>
        /// <param name="senderHardware">The sender's hardware address, 6 bytes.</param>
        /// <param name="senderProtocol">The sender's IPv4 address.</param>
        /// <param name="targetHardware">Holds the target's hardware address; null for all zero, as in a request (RFC 5227 section 1.1).</param>
        /// <param name="targetHardwareOffset">Index of its first byte.</param>
        /// <param name="targetProtocol">The target's IPv4 address.</param>
        public static void Write(
            byte[] buffer,
            int offset,
            int operation,
            byte[] senderHardware,
            uint senderProtocol,
            byte[] targetHardware,
            int targetHardwareOffset,
            uint targetProtocol)
        {
            BigEndian.WriteUInt16(buffer, offset + HardwareTypeOffset, HardwareTypeEthernet);
            BigEndian.WriteUInt16(buffer, offset + ProtocolTypeOffset, EthernetFrame.EtherTypeIpv4);
            buffer[offset + HardwareLengthOffset] = EthernetFrame.AddressLength;
            buffer[offset + ProtocolLengthOffset] = ProtocolAddressLength;
            BigEndian.WriteUInt16(buffer, offset + OperationOffset, operation);
            Array.Copy(senderHardware, 0, buffer, offset + SenderHardwareOffset, EthernetFrame.AddressLength);
            BigEndian.WriteUInt32(buffer, offset + SenderProtocolOffset, senderProtocol);
            if (targetHardware == null)
            {
                Array.Clear(buffer, offset + TargetHardwareOffset, EthernetFrame.AddressLength);
            }
            else
            {
                Array.Copy(targetHardware, targetHardwareOffset, buffer, offset + TargetHardwareOffset, EthernetFrame.AddressLength);
            }

            BigEndian.WriteUInt32(buffer, offset + TargetProtocolOffset, targetProtocol);
        }
    }
}
