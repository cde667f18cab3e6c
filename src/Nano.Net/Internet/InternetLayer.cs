using System;
using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    /// <summary>What all network protocols of a stack share: the transports above them, and what is true of the packet at hand.</summary>
    internal sealed class InternetLayer
    {
        /// <summary>
        /// Index in the link's transmit frame where every transport header goes: the longest network header fits in front of
        /// it. A frame with a shorter one begins later, so that what is above does not know which it is.
        /// </summary>
        internal readonly int payloadOffset;

        /// <summary>Bytes that an address takes where addresses of all protocols are kept: 4, or 16 where there is IPv6, which maps IPv4's (RFC 4291 section 2.5.5.2).</summary>
        internal readonly int addressLength;

        /// <summary>IPv4.</summary>
        internal InternetProtocol ipv4;

        /// <summary>IPv6; null where the stack was given none.</summary>
        internal InternetProtocol ipv6;

        /// <summary>TCP; null before it is there.</summary>
        internal TransportProtocol tcp;

        /// <summary>UDP; null before it is there.</summary>
        internal TransportProtocol udp;

        /// <summary>Whether the device has checked the transport checksum of the packet that is being delivered; of fragments it cannot.</summary>
        internal bool checksumsVerified;

        /// <summary>Whether what is being sent answers somebody whom nothing here knows, and whose address may be forged: it must not cost others their place in the neighbour cache.</summary>
        internal bool answering;

        /// <summary>
        /// Where a datagram stands that a busy device has interrupted between two fragments: how many bytes have gone, and from bit 16 on
        /// their identification; 0 for none. When it is sent again, it goes on there: a device that takes one frame at a time would
        /// never take the second fragment of one that begins anew each time.
        /// </summary>
        internal long interrupted;

        /// <summary>The ECN field of the next TCP segment that is sent, and of none after it.</summary>
        internal int nextEcn;

        // Errors of ICMP that are sent in a second at most, of all protocols together: a token bucket that holds what a second
        // brings; an error takes 1,000.
        private readonly StackContext context;
        private readonly int errorsPerSecond;
        private int tokens;
        private long tokensAt;

        /// <summary>Makes one without protocols.</summary>
        /// <param name="link">The link.</param>
        /// <param name="longestHeader">Bytes of the longest network header.</param>
        /// <param name="options">Sizes and settings.</param>
        internal InternetLayer(LinkLayer link, int longestHeader, StackOptions options)
        {
            context = link.context;
            errorsPerSecond = options.IcmpErrorsPerSecond;
            tokens = errorsPerSecond * 1000;
            payloadOffset = link.frameOffset + link.headerLength + longestHeader;
            link.ReserveTransmitRoom(longestHeader - Ipv4Packet.HeaderLength);
            addressLength = longestHeader == Ipv4Packet.HeaderLength ? IPAddress.Ipv4Length : IPAddress.Ipv6Length;
            checksumsVerified = link.verifiesChecksums;
        }

        /// <summary>Whether an error may be sent now (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 f); it counts as sent.</summary>
        internal bool TakeErrorToken()
        {
            long elapsed = context.now - tokensAt;
            tokensAt = context.now;
            tokens += (int)(elapsed < 1000 ? elapsed : 1000) * errorsPerSecond;
            if (tokens > errorsPerSecond * 1000)
            {
                tokens = errorsPerSecond * 1000;
            }

            if (tokens < 1000)
            {
                return false;
            }

            tokens -= 1000;
            return true;
        }

        /// <summary>Remembers where a datagram stands, unless it answers a stranger: that is not sent again.</summary>
        /// <param name="done">Bytes of it that have gone; 0 where nothing or all of it has.</param>
        /// <param name="identification">Their identification.</param>
        internal void Interrupt(int done, int identification)
        {
            if (!answering)
            {
                interrupted = done == 0 ? 0 : ((long)identification << 16) + done;
            }
        }

        /// <summary>The transport of a protocol number that both versions of IP carry; null for none.</summary>
        internal TransportProtocol TransportOf(int protocol)
        {
            return protocol == Ipv4Packet.ProtocolTcp ? tcp : protocol == Ipv4Packet.ProtocolUdp ? udp : null;
        }

        /// <summary>The protocol of an address; null where the stack has not got it. An IPv6 address that stands for an IPv4 address is one of IPv4.</summary>
        internal InternetProtocol ProtocolOf(IPAddress address)
        {
            return address.ipv6 == null || address.IsIPv4MappedToIPv6 ? ipv4 : ipv6;
        }

        /// <summary>The path to an address, for one packet.</summary>
        /// <param name="address">The address.</param>
        /// <param name="local">Where it is to start, as <see cref="Binding"/> has it.</param>
        /// <returns>Null where no route leads there.</returns>
        internal Path Find(IPAddress address, IPAddress local)
        {
            InternetProtocol protocol = ProtocolOf(address);
            return protocol == null || (!(local is null) && ProtocolOf(local) != protocol) ? null : protocol.Find(address, local);
        }

        /// <summary>The path to an address that is kept as those of all protocols are, for one packet.</summary>
        /// <returns>Null where no route leads there.</returns>
        internal Path FindPath(byte[] buffer, int offset)
        {
            return IsIpv4(buffer, offset) ? ipv4.FindPath(buffer, offset + addressLength - IPAddress.Ipv4Length) : ipv6.FindPath(buffer, offset);
        }

        /// <summary>Leaves a multicast group for a socket that has joined it, by its place.</summary>
        internal void LeaveGroup(int place)
        {
            if (!ipv4.LeaveGroup(place) && ipv6 != null)
            {
                ipv6.LeaveGroup(place);
            }
        }

        /// <summary>The link has gone down or come up.</summary>
        internal void OnLinkChanged(bool isUp)
        {
            ipv4.OnLinkChanged(isUp);
            if (ipv6 != null)
            {
                ipv6.OnLinkChanged(isUp);
            }
        }

        /// <summary>Writes an IPv4 address where addresses of all protocols are kept.</summary>
        /// <param name="address">The address.</param>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte; <see cref="addressLength"/> bytes are written.</param>
        internal void WriteAddress(uint address, byte[] buffer, int offset)
        {
            if (addressLength != IPAddress.Ipv4Length)
            {
                BigEndian.WriteUInt32(buffer, offset, 0);
                BigEndian.WriteUInt32(buffer, offset + 4, 0);
                BigEndian.WriteUInt32(buffer, offset + 8, 0xFFFF);
            }

            BigEndian.WriteUInt32(buffer, offset + addressLength - IPAddress.Ipv4Length, address);
        }

        /// <summary>Whether what <see cref="Path.WriteRemoteAddress"/> has written is an address.</summary>
        internal bool IsAddress(byte[] buffer, int offset, IPAddress address)
        {
            if (address.ipv6 == null)
            {
                return IsIpv4(buffer, offset) && BigEndian.ReadUInt32(buffer, offset + addressLength - IPAddress.Ipv4Length) == address.value;
            }

            int i = addressLength == IPAddress.Ipv4Length ? 0 : IPAddress.Ipv6Length;
            while (i > 0 && buffer[offset + i - 1] == address.ipv6[i - 1])
            {
                i--;
            }

            return i == 0 && addressLength != IPAddress.Ipv4Length;
        }

        /// <summary>Makes an address of what <see cref="Path.WriteRemoteAddress"/> has written.</summary>
        internal IPAddress ReadAddress(byte[] buffer, int offset)
        {
            return IsIpv4(buffer, offset)
                ? new IPAddress(BigEndian.ReadUInt32(buffer, offset + addressLength - IPAddress.Ipv4Length))
                : new IPAddress(buffer, offset, 0);
        }

        private bool IsIpv4(byte[] buffer, int offset)
        {
            return addressLength == IPAddress.Ipv4Length
                || (BitConverter.ToUInt64(buffer, offset) == 0 && BigEndian.ReadUInt32(buffer, offset + 8) == 0xFFFF);
        }
    }
}
