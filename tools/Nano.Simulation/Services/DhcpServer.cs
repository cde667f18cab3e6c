using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// A DHCP server (RFC 2131), written apart from the stack and from its client: each host gets the address that belongs to its
    /// hardware address, and a request for any other one is refused.
    /// </summary>
    internal sealed class DhcpServer
    {
        private const int ServerPort = 67;
        private const int ClientPort = 68;
        private const int UdpHeaderLength = 8;

        // The message (RFC 2131 section 2).
        private const int TransactionOffset = 4;
        private const int FlagsOffset = 10;
        private const int ClientAddressOffset = 12;
        private const int YourAddressOffset = 16;
        private const int HardwareAddressOffset = 28;
        private const int CookieOffset = 236;
        private const int OptionsOffset = 240;
        private const int MessageLength = 300;
        private const uint MagicCookie = 0x63825363;

        // Options (RFC 2132).
        private const byte SubnetMask = 1;
        private const byte RequestedAddress = 50;
        private const byte LeaseTime = 51;
        private const byte MessageType = 53;
        private const byte ServerIdentifier = 54;
        private const byte End = 255;

        private const byte Discover = 1;
        private const byte Offer = 2;
        private const byte Request = 3;
        private const byte Decline = 4;
        private const byte Acknowledge = 5;
        private const byte Refuse = 6;

        private readonly byte[] hardwareAddress = [2, 0, 0, 0, 0xFF, 0xFD];
        private readonly WirePort port;
        private readonly uint address;
        private readonly uint network;
        private readonly IReadOnlyDictionary<ulong, (int Number, int Seconds)> clients;
        private readonly byte[] buffer = new byte[2048];

        /// <param name="wire">The switch that it is on.</param>
        /// <param name="network">The network that it gives addresses of: the upper 24 bits.</param>
        /// <param name="clients">Of each hardware address, the number of its host and the seconds that its leases last.</param>
        internal DhcpServer(VirtualSwitch wire, uint network, IReadOnlyDictionary<ulong, (int Number, int Seconds)> clients)
        {
            this.network = network;
            this.clients = clients;
            address = network + 254;
            port = wire.AddPort(options: new WirePortOptions { Name = "DHCP server", HardwareAddress = hardwareAddress });
            port.FrameAvailable += Work;
        }

        /// <summary>Leases that it has granted or extended.</summary>
        internal long Acknowledged { get; private set; }

        /// <summary>Addresses that a host has refused because another one seemed to have it.</summary>
        internal long Declined { get; private set; }

        /// <summary>A hardware address as a number.</summary>
        internal static ulong NumberOf(ReadOnlySpan<byte> hardware) =>
            (ulong)BinaryPrimitives.ReadUInt16BigEndian(hardware) << 32 | BinaryPrimitives.ReadUInt32BigEndian(hardware[2..]);

        private void Work()
        {
            int length;
            while ((length = port.Receive(buffer, 0, buffer.Length)) > 0)
            {
                ReadOnlySpan<byte> frame = buffer.AsSpan(0, length);
                switch (length < FrameBuilder.PayloadOffset ? 0 : BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]))
                {
                    case EthernetFrame.EtherTypeArp:
                        AnswerArp(frame);
                        break;
                    case EthernetFrame.EtherTypeIpv4 when frame[EthernetFrame.HeaderLength + Ipv4Packet.ProtocolOffset] == Ipv4Packet.ProtocolUdp:
                        AnswerDatagram(frame);
                        break;
                }
            }
        }

        private void AnswerArp(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> arp = frame[EthernetFrame.HeaderLength..];
            if (arp.Length < ArpPacket.Length
                || arp[ArpPacket.OperationOffset + 1] != ArpPacket.Request
                || BinaryPrimitives.ReadUInt32BigEndian(arp[ArpPacket.TargetProtocolOffset..]) != address)
            {
                return;
            }

            byte[] answer = frame[..(EthernetFrame.HeaderLength + ArpPacket.Length)].ToArray();
            Span<byte> body = answer.AsSpan(EthernetFrame.HeaderLength);
            frame.Slice(EthernetFrame.SourceOffset, EthernetFrame.AddressLength).CopyTo(answer);
            hardwareAddress.CopyTo(answer, EthernetFrame.SourceOffset);
            body[ArpPacket.OperationOffset + 1] = ArpPacket.Reply;
            hardwareAddress.CopyTo(body[ArpPacket.SenderHardwareOffset..]);
            BinaryPrimitives.WriteUInt32BigEndian(body[ArpPacket.SenderProtocolOffset..], address);
            arp.Slice(ArpPacket.SenderHardwareOffset, EthernetFrame.AddressLength + 4).CopyTo(body[ArpPacket.TargetHardwareOffset..]);
            port.Send(answer, 0, answer.Length);
        }

        private void AnswerDatagram(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> ip = frame[EthernetFrame.HeaderLength..];
            int header = (ip[0] & 15) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Packet.TotalLengthOffset..]);
            if (header < Ipv4Packet.HeaderLength || total > ip.Length || total < header + UdpHeaderLength + OptionsOffset || ObservedTcp.Sum(ip[..header], 0) != 0xFFFF)
            {
                return;
            }

            // A wire may damage what it carries.
            ReadOnlySpan<byte> udp = ip[header..total];
            int pseudo = ObservedTcp.Sum(ip.Slice(Ipv4Packet.SourceOffset, 8), Ipv4Packet.ProtocolUdp + udp.Length);
            if (BinaryPrimitives.ReadUInt16BigEndian(udp[2..]) != ServerPort || ObservedTcp.Sum(udp, pseudo) != 0xFFFF)
            {
                return;
            }

            ReadOnlySpan<byte> message = udp[UdpHeaderLength..];
            ulong hardware = NumberOf(message[HardwareAddressOffset..]);
            if (message[0] == 1
                && BinaryPrimitives.ReadUInt32BigEndian(message[CookieOffset..]) == MagicCookie
                && clients.TryGetValue(hardware, out (int Number, int Seconds) client))
            {
                Answer(message, network + (uint)client.Number + 1, client.Seconds);
            }
        }

        private void Answer(ReadOnlySpan<byte> message, uint offered, int seconds)
        {
            uint server = ReadAddress(message, ServerIdentifier);
            switch (FindOption(message, MessageType) is [var type, ..] ? type : 0)
            {
                case Discover:
                    Send(message, Offer, offered, seconds);
                    break;
                case Request when server == 0 || server == address:
                    // Selecting and starting again ask for an address; who extends a lease has it already (section 4.3.2).
                    uint wanted = ReadAddress(message, RequestedAddress);
                    uint held = BinaryPrimitives.ReadUInt32BigEndian(message[ClientAddressOffset..]);
                    bool granted = (wanted == 0 ? held : wanted) == offered;
                    Acknowledged += granted ? 1 : 0;
                    Send(message, granted ? Acknowledge : Refuse, offered, seconds);
                    break;
                case Decline:
                    Declined++;
                    break;
            }
        }

        private void Send(ReadOnlySpan<byte> request, byte type, uint offered, int seconds)
        {
            byte[] message = new byte[MessageLength];
            message[0] = 2;
            message[1] = 1;
            message[2] = EthernetFrame.AddressLength;
            request.Slice(TransactionOffset, 4).CopyTo(message.AsSpan(TransactionOffset));
            request.Slice(FlagsOffset, 2).CopyTo(message.AsSpan(FlagsOffset));
            request.Slice(HardwareAddressOffset, EthernetFrame.AddressLength).CopyTo(message.AsSpan(HardwareAddressOffset));
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(CookieOffset), MagicCookie);
            int at = OptionsOffset;
            at = Put(message, at, MessageType, [type]);
            at = Put(message, at, ServerIdentifier, Bytes(address));
            if (type != Refuse)
            {
                request.Slice(ClientAddressOffset, 4).CopyTo(message.AsSpan(ClientAddressOffset));
                BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(YourAddressOffset), offered);
                at = Put(message, at, LeaseTime, Bytes((uint)seconds));
                at = Put(message, at, SubnetMask, Bytes(0xFFFFFF00));
            }

            message[at] = End;

            // A refusal goes to everybody, and an answer to who has no address yet and cannot be reached by it (section 4.1).
            bool broadcast = type == Refuse || (request[FlagsOffset] & 0x80) != 0;
            ReadOnlySpan<byte> to = broadcast ? [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] : request.Slice(HardwareAddressOffset, EthernetFrame.AddressLength);
            byte[] frame = FrameBuilder.Packet(to, hardwareAddress, address, broadcast ? uint.MaxValue : offered, Ipv4Packet.ProtocolUdp, UdpHeaderLength + message.Length);
            Span<byte> udp = frame.AsSpan(FrameBuilder.PayloadOffset);
            BinaryPrimitives.WriteUInt16BigEndian(udp, ServerPort);
            BinaryPrimitives.WriteUInt16BigEndian(udp[2..], ClientPort);
            BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
            message.CopyTo(udp[UdpHeaderLength..]);
            FrameBuilder.FillTransportChecksum(frame, UdpDatagram.ChecksumOffset);
            port.Send(frame, 0, frame.Length);
        }

        private static uint ReadAddress(ReadOnlySpan<byte> message, byte code) =>
            FindOption(message, code) is { Length: 4 } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;

        private static ReadOnlySpan<byte> FindOption(ReadOnlySpan<byte> message, byte code)
        {
            ReadOnlySpan<byte> options = message[OptionsOffset..];
            while (options.Length >= 2 && options[0] != End)
            {
                if (options[0] == 0)
                {
                    options = options[1..];
                    continue;
                }

                int length = options[1];
                if (length > options.Length - 2)
                {
                    break;
                }

                if (options[0] == code)
                {
                    return options.Slice(2, length);
                }

                options = options[(2 + length)..];
            }

            return [];
        }

        private static int Put(byte[] message, int at, byte code, ReadOnlySpan<byte> value)
        {
            message[at] = code;
            message[at + 1] = (byte)value.Length;
            value.CopyTo(message.AsSpan(at + 2));
            return at + 2 + value.Length;
        }

        private static byte[] Bytes(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }
}
