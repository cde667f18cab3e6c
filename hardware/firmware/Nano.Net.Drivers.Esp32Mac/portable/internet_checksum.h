#ifndef NANO_INTERNET_CHECKSUM_H
#define NANO_INTERNET_CHECKSUM_H

#include <cstdint>

namespace Nano
{
/// Whether an Ethernet frame may be handed on: false where the checksum of an IPv4 header, or of an ICMP message, UDP
/// datagram or TCP segment that is whole in it, is wrong (RFC 1071). What is none of these, or is malformed, or is a
/// fragment beyond its IPv4 header, is not judged.
bool AreChecksumsRight(const uint8_t *frame, uint32_t length);

/// Writes the checksums of which AreChecksumsRight speaks, whatever stands in their place.
void FillChecksums(uint8_t *frame, uint32_t length);
} // namespace Nano

#endif
