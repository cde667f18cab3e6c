#include "internet_checksum.h"

namespace Nano
{
namespace
{
constexpr uint32_t EthernetHeaderLength = 14;
constexpr uint32_t EtherTypeOffset = 12;
constexpr uint32_t EtherTypeIpv4 = 0x0800;

// RFC 791 section 3.1
constexpr uint32_t Ipv4MinimumHeaderLength = 20;
constexpr uint32_t Ipv4TotalLengthOffset = 2;
constexpr uint32_t Ipv4FragmentOffset = 6;
constexpr uint32_t Ipv4MoreFragmentsAndOffset = 0x3FFF;
constexpr uint32_t Ipv4ProtocolOffset = 9;
constexpr uint32_t Ipv4ChecksumOffset = 10;
constexpr uint32_t Ipv4AddressesOffset = 12;
constexpr uint32_t Ipv4AddressesLength = 8;

constexpr uint8_t ProtocolIcmp = 1;
constexpr uint8_t ProtocolTcp = 6;
constexpr uint8_t ProtocolUdp = 17;

constexpr uint32_t UdpLengthOffset = 4;
constexpr uint32_t AllOnes = 0xFFFF;

/// A part of a frame that carries a checksum of its own.
struct Covered
{
    uint32_t offset = 0;
    uint32_t length = 0;
    uint32_t checksumOffset = 0;

    /// Sum of what else the checksum covers: the pseudo-header.
    uint32_t pseudoSum = 0;

    /// RFC 768: zero stands for none, and so never for a sum.
    bool isOptional = false;
};

uint32_t ReadUInt16(const uint8_t *at)
{
    return static_cast<uint32_t>(at[0]) << 8 | at[1];
}

void WriteUInt16(uint8_t *at, uint32_t value)
{
    at[0] = static_cast<uint8_t>(value >> 8);
    at[1] = static_cast<uint8_t>(value);
}

/// At most 65,535 bytes, so that 32 bits are room enough.
uint32_t Sum(const uint8_t *bytes, uint32_t length)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i + 1 < length; i += 2)
    {
        sum += ReadUInt16(bytes + i);
    }

    if ((length & 1) != 0)
    {
        sum += static_cast<uint32_t>(bytes[length - 1]) << 8;
    }

    return (sum & AllOnes) + (sum >> 16);
}

uint32_t Fold(uint32_t sum)
{
    sum = (sum & AllOnes) + (sum >> 16);
    return (sum & AllOnes) + (sum >> 16);
}

/// Finds the IPv4 header; false where there is none that is sound.
bool FindHeader(const uint8_t *frame, uint32_t length, Covered &header, uint32_t &totalLength)
{
    if (length < EthernetHeaderLength + Ipv4MinimumHeaderLength || ReadUInt16(frame + EtherTypeOffset) != EtherTypeIpv4)
    {
        return false;
    }

    const uint8_t *packet = frame + EthernetHeaderLength;
    header.offset = EthernetHeaderLength;
    header.length = (packet[0] & 0x0FU) * 4;
    header.checksumOffset = EthernetHeaderLength + Ipv4ChecksumOffset;
    totalLength = ReadUInt16(packet + Ipv4TotalLengthOffset);
    return packet[0] >> 4 == 4 && header.length >= Ipv4MinimumHeaderLength && totalLength >= header.length
           && totalLength <= length - EthernetHeaderLength;
}

/// Finds what an IPv4 packet carries; false where that is a fragment, malformed, or has no checksum known here.
bool FindPayload(const uint8_t *frame, const Covered &header, uint32_t totalLength, Covered &payload)
{
    const uint8_t *packet = frame + EthernetHeaderLength;
    if ((ReadUInt16(packet + Ipv4FragmentOffset) & Ipv4MoreFragmentsAndOffset) != 0)
    {
        return false;
    }

    const uint8_t protocol = packet[Ipv4ProtocolOffset];
    payload.offset = header.offset + header.length;
    payload.length = totalLength - header.length;
    uint32_t minimum = 0;
    uint32_t field = 0;
    switch (protocol)
    {
        case ProtocolIcmp: // RFC 792
            minimum = 8;
            field = 2;
            break;
        case ProtocolTcp: // RFC 9293 section 3.1
            minimum = 20;
            field = 16;
            break;
        case ProtocolUdp: // RFC 768
            minimum = 8;
            field = 6;
            payload.isOptional = true;
            break;
        default:
            return false;
    }

    if (payload.length < minimum)
    {
        return false;
    }

    payload.checksumOffset = payload.offset + field;
    if (protocol == ProtocolUdp)
    {
        // Bytes behind the datagram belong to the packet, but not to it.
        const uint32_t datagram = ReadUInt16(frame + payload.offset + UdpLengthOffset);
        if (datagram < minimum || datagram > payload.length)
        {
            return false;
        }

        payload.length = datagram;
    }

    if (protocol != ProtocolIcmp)
    {
        payload.pseudoSum = Sum(packet + Ipv4AddressesOffset, Ipv4AddressesLength) + protocol + payload.length;
    }

    return true;
}

bool IsRight(const uint8_t *frame, const Covered &part)
{
    return Fold(part.pseudoSum + Sum(frame + part.offset, part.length)) == AllOnes;
}

void Fill(uint8_t *frame, const Covered &part)
{
    uint8_t *checksum = frame + part.checksumOffset;
    WriteUInt16(checksum, 0);
    const uint32_t value = ~Fold(part.pseudoSum + Sum(frame + part.offset, part.length)) & AllOnes;
    WriteUInt16(checksum, value == 0 && part.isOptional ? AllOnes : value);
}
} // namespace

bool AreChecksumsRight(const uint8_t *frame, uint32_t length)
{
    Covered header;
    uint32_t totalLength = 0;
    if (!FindHeader(frame, length, header, totalLength))
    {
        return true;
    }

    if (!IsRight(frame, header))
    {
        return false;
    }

    Covered payload;
    if (!FindPayload(frame, header, totalLength, payload))
    {
        return true;
    }

    return (payload.isOptional && ReadUInt16(frame + payload.checksumOffset) == 0) || IsRight(frame, payload);
}

void FillChecksums(uint8_t *frame, uint32_t length)
{
    Covered header;
    uint32_t totalLength = 0;
    if (!FindHeader(frame, length, header, totalLength))
    {
        return;
    }

    Fill(frame, header);
    Covered payload;
    if (FindPayload(frame, header, totalLength, payload))
    {
        Fill(frame, payload);
    }
}
} // namespace Nano
