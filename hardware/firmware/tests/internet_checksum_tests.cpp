#include "internet_checksum.h"

#include <memory>

#include <gtest/gtest.h>

#include "packets.h"

namespace
{
bool IsRight(const Frame &frame)
{
    return Nano::AreChecksumsRight(frame.data(), static_cast<uint32_t>(frame.size()));
}

Frame Filled(Frame frame)
{
    Nano::FillChecksums(frame.data(), static_cast<uint32_t>(frame.size()));
    return frame;
}

constexpr uint8_t Protocols[] = {Icmp, Udp, Tcp};
} // namespace

TEST(InternetChecksum, HeaderOfAKnownPacket_GetsItsKnownChecksum)
{
    // An example that many texts compute by hand: 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7.
    Frame frame = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x00, 0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40,
                   0xFD, 0x00, 0x00, 0xC0, 0xA8, 0x00, 0x01, 0xC0, 0xA8, 0x00, 0xC7};
    frame.resize(14 + 0x73);
    frame[23] = Udp;
    frame = Filled(frame);
    EXPECT_EQ(0xB8, frame[24]);
    EXPECT_EQ(0x61, frame[25]);
}

TEST(InternetChecksum, FilledChecksums_AreThoseOfAnotherWayToSum)
{
    for (uint8_t protocol : Protocols)
    {
        for (uint32_t length = 20; length <= 1480; length++)
        {
            const Frame frame = Filled(Packet(protocol, length));
            const uint8_t *ip = frame.data() + 14;
            ASSERT_EQ(0U, Remainder(ip, 20));
            const uint64_t pseudo = protocol == Icmp ? 0 : Remainder(ip + 12, 8) + protocol + length;
            ASSERT_EQ(0U, Remainder(ip + 20, length, pseudo)) << "protocol " << int(protocol) << ", " << length << " bytes";
            ASSERT_TRUE(IsRight(frame));
        }
    }
}

TEST(InternetChecksum, WhateverStoodInTheFields_IsNoPartOfTheSum)
{
    for (uint8_t protocol : Protocols)
    {
        const Frame filled = Filled(Packet(protocol, 100));
        Frame again = filled;
        again[24] = 0xAB;
        again[ChecksumAt(protocol) + 1] = 0xCD;
        EXPECT_EQ(filled, Filled(again));
        EXPECT_EQ(filled, Filled(filled));
    }
}

TEST(InternetChecksum, EveryFlippedBit_IsSeen)
{
    for (uint8_t protocol : Protocols)
    {
        Frame frame = Filled(Packet(protocol, 41));
        for (uint32_t bit = (14 + 8) * 8; bit < frame.size() * 8; bit++)
        {
            if (bit / 8 == 14 + 9 || (protocol == Udp && (bit / 8 == 38 || bit / 8 == 39)))
            {
                continue; // Another protocol or UDP length: another packet, or a malformed one.
            }
            frame[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            ASSERT_FALSE(IsRight(frame)) << "protocol " << int(protocol) << ", bit " << bit;
            frame[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        }
        ASSERT_TRUE(IsRight(frame));
    }
}

TEST(InternetChecksum, UdpWithoutChecksum_IsRight)
{
    Frame frame = Filled(Packet(Udp, 30));
    frame[40] = frame[41] = 0;
    EXPECT_TRUE(IsRight(frame));
    frame[41] = 1;
    EXPECT_FALSE(IsRight(frame));
}

TEST(InternetChecksum, UdpSumOfZero_IsSentAsAllOnes)
{
    Frame frame = Filled(Packet(Udp, 10));

    // The word behind the header takes what the checksum was: now the sum is zero.
    const uint32_t checksum = static_cast<uint32_t>(frame[40]) << 8 | frame[41];
    uint32_t word = (static_cast<uint32_t>(frame[42]) << 8 | frame[43]) + checksum;
    word = (word & 0xFFFF) + (word >> 16);
    frame[42] = static_cast<uint8_t>(word >> 8);
    frame[43] = static_cast<uint8_t>(word);
    frame = Filled(frame);
    EXPECT_EQ(0xFF, frame[40]);
    EXPECT_EQ(0xFF, frame[41]);
    EXPECT_TRUE(IsRight(frame));
}

TEST(InternetChecksum, HeaderWithOptions_IsSummedInItsLength)
{
    const Frame frame = Filled(Packet(Tcp, 60, 60));
    EXPECT_EQ(0U, Remainder(frame.data() + 14, 60));
    EXPECT_TRUE(IsRight(frame));
}

TEST(InternetChecksum, Fragments_HaveOnlyTheirHeaderLookedAtAndFilled)
{
    for (uint16_t fragment : {uint16_t{0x2000}, uint16_t{0x2005}, uint16_t{0x0005}})
    {
        const Frame before = Packet(Tcp, 64, 20, fragment);
        const Frame frame = Filled(before);
        EXPECT_EQ(0U, Remainder(frame.data() + 14, 20));
        EXPECT_TRUE(std::equal(frame.begin() + 34, frame.end(), before.begin() + 34));
        EXPECT_TRUE(IsRight(frame));
    }
}

TEST(InternetChecksum, PaddingBehindThePacket_IsNoPartOfIt)
{
    Frame frame = Filled(Packet(Tcp, 20));
    frame.resize(60, 0xEE);
    EXPECT_TRUE(IsRight(frame));
    EXPECT_EQ(frame, Filled(frame));
}

TEST(InternetChecksum, WhatIsNotIpv4_IsLeftAlone)
{
    for (uint32_t type : {0x0806U, 0x86DDU, 0x8100U})
    {
        Frame frame = Packet(Tcp, 40);
        frame[12] = static_cast<uint8_t>(type >> 8);
        frame[13] = static_cast<uint8_t>(type);
        EXPECT_EQ(frame, Filled(frame));
        EXPECT_TRUE(IsRight(frame));
    }
}

TEST(InternetChecksum, OtherProtocols_HaveTheirHeaderFilledOnly)
{
    const Frame before = Packet(2, 16);
    const Frame frame = Filled(before);
    EXPECT_EQ(0U, Remainder(frame.data() + 14, 20));
    EXPECT_TRUE(std::equal(frame.begin() + 34, frame.end(), before.begin() + 34));
}

/// Each in an allocation of its exact size, so that a byte too far is seen.
TEST(InternetChecksum, TruncatedAndLyingFrames_AreReadWithinTheirBounds)
{
    for (uint8_t protocol : Protocols)
    {
        const Frame whole = Packet(protocol, 64);
        for (uint32_t length = 0; length <= whole.size(); length++)
        {
            for (int lie = 0; lie < 6; lie++)
            {
                std::unique_ptr<uint8_t[]> frame(new uint8_t[length]);
                std::copy_n(whole.begin(), length, frame.get());
                const uint32_t at[] = {14, 14, 16, 17, 38, 39};
                const uint8_t value[] = {0x4F, 0x40, 0xFF, 0x13, 0xFF, 0x07};
                if (at[lie] < length)
                {
                    frame[at[lie]] = value[lie];
                }
                Nano::FillChecksums(frame.get(), length);
                Nano::AreChecksumsRight(frame.get(), length);
            }
        }
    }
}
