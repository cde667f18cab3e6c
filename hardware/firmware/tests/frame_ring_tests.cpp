#include "frame_ring.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

using Frame = std::vector<uint8_t>;

namespace
{
Frame Pattern(uint32_t length, uint32_t seed)
{
    Frame frame(length);
    for (uint32_t i = 0; i < length; i++)
    {
        frame[i] = static_cast<uint8_t>(seed * 31 + i * 7 + 1);
    }
    return frame;
}

template <uint32_t Capacity> bool Push(Nano::FrameRing<Capacity> &ring, const Frame &frame)
{
    return ring.Push(frame.data(), static_cast<uint32_t>(frame.size()));
}

template <uint32_t Capacity> Frame Pop(Nano::FrameRing<Capacity> &ring)
{
    Frame frame(ring.FrontLength());
    ring.Pop(frame.data());
    return frame;
}
} // namespace

TEST(FrameRing, Frames_ComeOutInOrderAndEqual)
{
    Nano::FrameRing<256> ring;
    EXPECT_TRUE(ring.IsEmpty());
    EXPECT_TRUE(Push(ring, Pattern(60, 1)));
    EXPECT_TRUE(Push(ring, Pattern(1, 2)));
    EXPECT_TRUE(Push(ring, Pattern(101, 3)));
    EXPECT_EQ(Pattern(60, 1), Pop(ring));
    EXPECT_EQ(Pattern(1, 2), Pop(ring));
    EXPECT_EQ(Pattern(101, 3), Pop(ring));
    EXPECT_TRUE(ring.IsEmpty());
}

TEST(FrameRing, EveryLengthAtEveryPosition_SurvivesTheWrap)
{
    for (uint32_t length = 1; length <= Nano::FrameRing<64>::LongestFrame; length++)
    {
        Nano::FrameRing<64> ring;
        for (uint32_t round = 0; round < 200; round++)
        {
            ASSERT_TRUE(Push(ring, Pattern(length, round)));
            ASSERT_EQ(Pattern(length, round), Pop(ring)) << length << " bytes, round " << round;

            // Moves on by one position a round.
            if (round % 2 != 0)
            {
                ASSERT_TRUE(Push(ring, Frame(1)));
                ring.Drop();
            }
        }
    }
}

TEST(FrameRing, FullRing_RefusesAndKeepsWhatItHas)
{
    Nano::FrameRing<64> ring;
    uint32_t count = 0;
    while (Push(ring, Pattern(14, count)))
    {
        count++;
    }

    EXPECT_EQ(4U, count);
    EXPECT_FALSE(Push(ring, Pattern(1, 0)));
    for (uint32_t i = 0; i < count; i++)
    {
        EXPECT_EQ(Pattern(14, i), Pop(ring));
    }
    EXPECT_TRUE(ring.IsEmpty());
}

TEST(FrameRing, FrameLongerThanTheRing_IsRefused)
{
    Nano::FrameRing<64> ring;
    EXPECT_FALSE(Push(ring, Pattern(61, 0)));
    EXPECT_FALSE(Push(ring, Pattern(5000, 0)));
    EXPECT_TRUE(Push(ring, Pattern(60, 0)));
    EXPECT_EQ(Pattern(60, 0), Pop(ring));
}

TEST(FrameRing, LengthsBeyondAllReason_AreRefusedUnread)
{
    Nano::FrameRing<64> ring;
    const uint8_t byte = 0;
    EXPECT_FALSE(ring.Push(&byte, UINT32_MAX));
    EXPECT_FALSE(ring.Push(&byte, UINT32_MAX - 2));
    EXPECT_TRUE(ring.IsEmpty());
}

TEST(FrameRing, Clear_TakesEverythingOut)
{
    Nano::FrameRing<64> ring;
    Push(ring, Pattern(20, 1));
    Push(ring, Pattern(20, 2));
    ring.Clear();
    EXPECT_TRUE(ring.IsEmpty());
    EXPECT_TRUE(Push(ring, Pattern(30, 3)));
    EXPECT_EQ(Pattern(30, 3), Pop(ring));
}

TEST(FrameRing, PositionsPast32Bits_WrapRound)
{
    auto ring = std::make_unique<Nano::FrameRing<1 << 17>>();
    const Frame frame = Pattern(65000, 1);
    Frame out(frame.size());
    for (uint64_t bytes = 0; bytes < (1ULL << 32) + 200000; bytes += frame.size() + 2)
    {
        ASSERT_TRUE(Push(*ring, frame));
        ASSERT_EQ(frame.size(), ring->FrontLength());
        ring->Pop(out.data());
    }
    EXPECT_EQ(frame, out);
    EXPECT_TRUE(ring->IsEmpty());
}
