#ifndef NANO_TESTS_PACKETS_H
#define NANO_TESTS_PACKETS_H

#include <cstdint>
#include <vector>

using Frame = std::vector<uint8_t>;

constexpr uint8_t Icmp = 1;
constexpr uint8_t Tcp = 6;
constexpr uint8_t Udp = 17;

/// Where the checksum of a protocol stands in an Ethernet frame with a 20-byte IPv4 header.
inline uint32_t ChecksumAt(uint8_t protocol)
{
    return 34 + (protocol == Tcp ? 16U : protocol == Udp ? 6U : 2U);
}

/// A frame that carries a message of some protocol, of which everything is right but the checksums, which are zero.
inline Frame Packet(uint8_t protocol, uint32_t length, uint32_t headerLength = 20, uint16_t fragment = 0)
{
    const uint32_t total = headerLength + length;
    Frame frame(14 + total);
    for (uint32_t i = 0; i < frame.size(); i++)
    {
        frame[i] = static_cast<uint8_t>(i * 37 + length);
    }

    frame[12] = 0x08;
    frame[13] = 0x00;
    uint8_t *ip = frame.data() + 14;
    ip[0] = static_cast<uint8_t>(0x40 | headerLength / 4);
    ip[2] = static_cast<uint8_t>(total >> 8);
    ip[3] = static_cast<uint8_t>(total);
    ip[6] = static_cast<uint8_t>(fragment >> 8);
    ip[7] = static_cast<uint8_t>(fragment);
    ip[9] = protocol;
    ip[10] = ip[11] = 0;
    uint8_t *message = ip + headerLength;
    const uint32_t field = ChecksumAt(protocol) - 34;
    if (length >= field + 2)
    {
        message[field] = message[field + 1] = 0;
    }
    if (protocol == Udp && length >= 8)
    {
        message[4] = static_cast<uint8_t>(length >> 8);
        message[5] = static_cast<uint8_t>(length);
    }
    return frame;
}

/// The same sum another way: a big number's remainder modulo 65,535 (RFC 1071 section 2), byte by byte.
inline uint32_t Remainder(const uint8_t *bytes, uint32_t length, uint64_t start = 0)
{
    uint64_t sum = start;
    for (uint32_t i = 0; i < length; i++)
    {
        sum += static_cast<uint64_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    }
    return static_cast<uint32_t>(sum % 65535);
}

#endif
