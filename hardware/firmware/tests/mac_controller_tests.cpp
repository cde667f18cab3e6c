#include "mac_controller.h"

#include <memory>

#include <gtest/gtest.h>

#include "internet_checksum.h"
#include "packets.h"

using Nano::MacCounter;
using Nano::MacResult;

namespace
{
constexpr int Ethernet = 0;
constexpr int LongestFrame = 1514;

class DriverModel final : public Nano::MacDriver
{
  public:
    bool Open(Nano::MacInterface interface, Nano::FrameSink &frames) override
    {
        which = interface;
        sink = &frames;
        opened += isThere ? 1 : 0;
        return isThere;
    }

    void Close() override
    {
        closed++;
    }

    void GetHardwareAddress(uint8_t (&address)[AddressLength]) override
    {
        for (uint32_t i = 0; i < AddressLength; i++)
        {
            address[i] = static_cast<uint8_t>(0x10 + i);
        }
    }

    bool IsLinkUp() override
    {
        return isLinkUp;
    }

    Nano::SendResult Send(uint8_t *frame, uint32_t length) override
    {
        sent.assign(frame, frame + length);
        return answer;
    }

    bool isThere = true;
    bool isLinkUp = true;
    Nano::SendResult answer = Nano::SendResult::Taken;
    Nano::MacInterface which = Nano::MacInterface::Ethernet;
    Nano::FrameSink *sink = nullptr;
    Frame sent;
    int opened = 0;
    int closed = 0;
};

class MacController : public testing::Test
{
  protected:
    MacController()
    {
        signals = 0;
    }

    int Open(bool offload = false, int frameLength = LongestFrame)
    {
        return mac->Open(Ethernet, frameLength, offload);
    }

    void Arrive(const Frame &frame)
    {
        driver.sink->OnFrame(frame.data(), static_cast<uint32_t>(frame.size()));
    }

    /// Receives into an allocation of exactly the capacity; empty where there is no frame.
    Frame Receive(int session, uint32_t capacity = LongestFrame)
    {
        Frame buffer(capacity);
        const int length = mac->Receive(session, buffer.data(), capacity, 0, static_cast<int>(capacity));
        EXPECT_GE(length, 0);
        buffer.resize(static_cast<uint32_t>(length));
        return buffer;
    }

    int Send(int session, Frame &frame)
    {
        return mac->Send(session, frame.data(), static_cast<uint32_t>(frame.size()), 0, static_cast<int>(frame.size()));
    }

    int Count(MacCounter counter)
    {
        return mac->ReadCounter(static_cast<int>(counter));
    }

    static void Signal()
    {
        signals++;
    }

    static int signals;
    DriverModel driver;
    std::unique_ptr<Nano::MacController> mac = std::make_unique<Nano::MacController>(driver, Signal);
};

int MacController::signals = 0;

Frame Plain(uint32_t length, uint8_t value)
{
    return Frame(length, value);
}
} // namespace

TEST_F(MacController, Open_TakesOverTheMacThatWasAskedFor)
{
    EXPECT_GT(mac->Open(1, LongestFrame, false), 0);
    EXPECT_EQ(Nano::MacInterface::WifiStation, driver.which);
    EXPECT_EQ(1, driver.opened);
}

TEST_F(MacController, OpenWithoutSuchAMac_IsUnavailable)
{
    driver.isThere = false;
    EXPECT_EQ(MacResult::Unavailable, Open());
    EXPECT_EQ(MacResult::Closed, mac->Poll(0));
    EXPECT_EQ(MacResult::Closed, mac->Poll(1));
}

TEST_F(MacController, OpenWithImpossibleArguments_IsRefused)
{
    EXPECT_EQ(MacResult::InvalidArgument, mac->Open(2, LongestFrame, false));
    EXPECT_EQ(MacResult::InvalidArgument, mac->Open(-1, LongestFrame, false));
    EXPECT_EQ(MacResult::InvalidArgument, mac->Open(Ethernet, 81, false));
    EXPECT_EQ(MacResult::InvalidArgument, mac->Open(Ethernet, 1515, false));
    EXPECT_EQ(0, driver.opened);
    EXPECT_EQ(4, Count(MacCounter::RefusedCalls));
}

TEST_F(MacController, ReceivedFrames_ComeOutInOrder)
{
    const int session = Open();
    Arrive(Plain(60, 1));
    Arrive(Plain(1514, 2));
    EXPECT_EQ(Plain(60, 1), Receive(session));
    EXPECT_EQ(Plain(1514, 2), Receive(session));
    EXPECT_TRUE(Receive(session).empty());
}

TEST_F(MacController, FrameIsWrittenAtItsOffset_AndNowhereElse)
{
    const int session = Open();
    Arrive(Plain(60, 7));
    Frame buffer(100, 0xEE);
    EXPECT_EQ(60, mac->Receive(session, buffer.data(), 100, 20, 70));
    Frame expected(100, 0xEE);
    std::fill_n(expected.begin() + 20, 60, uint8_t{7});
    EXPECT_EQ(expected, buffer);
}

TEST_F(MacController, FrameLongerThanTheCapacity_IsDroppedAndCounted_AndTheNextOneComes)
{
    const int session = Open();
    Arrive(Plain(200, 1));
    Arrive(Plain(60, 2));
    EXPECT_EQ(Plain(60, 2), Receive(session, 199));
    EXPECT_EQ(1, Count(MacCounter::OversizedFrames));
}

TEST_F(MacController, FrameLongerThanTheMtu_IsDroppedAndCounted)
{
    const int session = Open(false, 590);
    Arrive(Plain(591, 1));
    Arrive(Plain(590, 2));
    EXPECT_EQ(Plain(590, 2), Receive(session));
    EXPECT_EQ(1, Count(MacCounter::OversizedFrames));
}

TEST_F(MacController, Flood_FillsTheRingAndCountsTheRest)
{
    const int session = Open();
    for (int i = 0; i < 20; i++)
    {
        Arrive(Plain(1514, static_cast<uint8_t>(i)));
    }
    EXPECT_EQ(10, Count(MacCounter::ReceiveOverruns));
    for (int i = 0; i < 10; i++)
    {
        EXPECT_EQ(Plain(1514, static_cast<uint8_t>(i)), Receive(session));
    }
    EXPECT_TRUE(Receive(session).empty());
    Arrive(Plain(60, 99));
    EXPECT_EQ(Plain(60, 99), Receive(session));
}

TEST_F(MacController, RoomOutsideTheArray_IsRefusedUntouched)
{
    const int session = Open();
    Arrive(Plain(60, 1));
    Frame buffer(100, 0xEE);
    const int impossible[][2] = {{-1, 50}, {0, -1}, {0, 101}, {101, 0}, {50, 51}, {INT32_MAX, INT32_MAX}, {INT32_MIN, 1}, {1, INT32_MIN}};
    for (const auto &room : impossible)
    {
        EXPECT_EQ(MacResult::InvalidArgument, mac->Receive(session, buffer.data(), 100, room[0], room[1]));
        EXPECT_EQ(MacResult::InvalidArgument, mac->Send(session, buffer.data(), 100, room[0], room[1]));
    }
    EXPECT_EQ(MacResult::InvalidArgument, mac->Receive(session, nullptr, 0, 0, 0));
    EXPECT_EQ(MacResult::InvalidArgument, mac->Send(session, nullptr, 0, 0, 0));
    EXPECT_EQ(Frame(100, 0xEE), buffer);
    EXPECT_TRUE(driver.sent.empty());
    EXPECT_EQ(18, Count(MacCounter::RefusedCalls));
    EXPECT_EQ(Plain(60, 1), Receive(session));
}

TEST_F(MacController, Send_HandsTheDriverTheFrame)
{
    const int session = Open();
    Frame frame = Plain(60, 3);
    EXPECT_EQ(MacResult::Done, Send(session, frame));
    EXPECT_EQ(frame, driver.sent);
}

TEST_F(MacController, BusyDriver_IsNoError)
{
    const int session = Open();
    driver.answer = Nano::SendResult::Busy;
    Frame frame = Plain(60, 3);
    EXPECT_EQ(MacResult::None, Send(session, frame));
    EXPECT_EQ(0, Count(MacCounter::SendErrors));
}

TEST_F(MacController, FrameThatTheDriverRefuses_IsDroppedAndCounted)
{
    const int session = Open();
    driver.answer = Nano::SendResult::Failed;
    Frame frame = Plain(60, 3);
    EXPECT_EQ(MacResult::Done, Send(session, frame));
    EXPECT_EQ(1, Count(MacCounter::SendErrors));
}

TEST_F(MacController, FramesWithoutHeaderOrBeyondTheMtu_AreNotSent)
{
    const int session = Open(false, 590);
    Frame runt = Plain(13, 1);
    Frame giant = Plain(591, 1);
    EXPECT_EQ(MacResult::InvalidArgument, Send(session, runt));
    EXPECT_EQ(MacResult::InvalidArgument, Send(session, giant));
    EXPECT_TRUE(driver.sent.empty());
}

TEST_F(MacController, OffloadedChecksums_AreVerifiedAndFilled)
{
    const int session = Open(true);
    Frame frame = Packet(Tcp, 100);
    Arrive(frame);
    EXPECT_TRUE(Receive(session).empty());
    EXPECT_EQ(1, Count(MacCounter::ChecksumErrors));

    EXPECT_EQ(MacResult::Done, Send(session, frame));
    EXPECT_TRUE(Nano::AreChecksumsRight(driver.sent.data(), static_cast<uint32_t>(driver.sent.size())));
    Arrive(driver.sent);
    EXPECT_EQ(driver.sent, Receive(session));
}

TEST_F(MacController, WithoutOffload_FramesPassAsTheyAre)
{
    const int session = Open(false);
    Frame frame = Packet(Tcp, 100);
    Arrive(frame);
    EXPECT_EQ(frame, Receive(session));
    EXPECT_EQ(MacResult::Done, Send(session, frame));
    EXPECT_EQ(frame, driver.sent);
}

TEST_F(MacController, FirstFrameAfterNone_Signals_AndThoseBehindItDoNot)
{
    const int session = Open();
    EXPECT_EQ(MacResult::None, mac->Poll(session));
    Arrive(Plain(60, 1));
    Arrive(Plain(60, 2));
    EXPECT_EQ(1, signals);
    EXPECT_EQ(MacResult::Done, mac->Poll(session));
    EXPECT_EQ(MacResult::None, mac->Poll(session));

    Receive(session);
    Arrive(Plain(60, 3));
    EXPECT_EQ(1, signals);
    Receive(session);
    Receive(session);
    EXPECT_TRUE(Receive(session).empty());
    Arrive(Plain(60, 4));
    EXPECT_EQ(2, signals);
    EXPECT_EQ(MacResult::Done, mac->Poll(session));
}

TEST_F(MacController, Close_GivesTheMacBackAndWakesWhoWaits)
{
    const int session = Open();
    mac->Close(session);
    EXPECT_EQ(1, driver.closed);
    EXPECT_EQ(1, signals);
    EXPECT_EQ(MacResult::Closed, mac->Poll(session));
    mac->Close(session);
    EXPECT_EQ(1, driver.closed);
}

TEST_F(MacController, CallsAfterClose_AreRefusedAndCounted)
{
    const int session = Open();
    Arrive(Plain(60, 1));
    mac->Close(session);
    Frame buffer(100, 0xEE);
    EXPECT_EQ(MacResult::Closed, mac->Receive(session, buffer.data(), 100, 0, 100));
    EXPECT_EQ(MacResult::Closed, mac->Send(session, buffer.data(), 100, 0, 60));
    EXPECT_EQ(MacResult::Closed, mac->GetLinkState(session));
    EXPECT_EQ(MacResult::Closed, mac->GetHardwareAddress(session, buffer.data(), 6));
    EXPECT_EQ(Frame(100, 0xEE), buffer);
    EXPECT_TRUE(driver.sent.empty());
    EXPECT_EQ(4, Count(MacCounter::RefusedCalls));
}

TEST_F(MacController, FramesAfterClose_AreDropped_AndNoneIsLeftForTheNextSession)
{
    const int session = Open();
    Arrive(Plain(60, 1));
    mac->Close(session);
    Arrive(Plain(60, 2));
    const int next = Open();
    EXPECT_TRUE(Receive(next).empty());
    Arrive(Plain(60, 3));
    EXPECT_EQ(Plain(60, 3), Receive(next));
}

TEST_F(MacController, OpenWhileOpen_EndsTheOlderSession)
{
    const int older = Open();
    const int newer = Open();
    EXPECT_NE(older, newer);
    EXPECT_EQ(1, driver.closed);
    EXPECT_EQ(MacResult::Closed, mac->Poll(older));
    mac->Close(older);
    EXPECT_EQ(MacResult::None, mac->Poll(newer));
    EXPECT_EQ(MacResult::Done, mac->GetLinkState(newer));
}

TEST_F(MacController, LinkState_IsTheDrivers)
{
    const int session = Open();
    EXPECT_EQ(MacResult::Done, mac->GetLinkState(session));
    driver.isLinkUp = false;
    EXPECT_EQ(MacResult::None, mac->GetLinkState(session));
}

TEST_F(MacController, HardwareAddress_GoesIntoSixBytesAndNoOtherNumber)
{
    const int session = Open();
    Frame address(6);
    EXPECT_EQ(MacResult::Done, mac->GetHardwareAddress(session, address.data(), 6));
    EXPECT_EQ((Frame{0x10, 0x11, 0x12, 0x13, 0x14, 0x15}), address);
    EXPECT_EQ(MacResult::InvalidArgument, mac->GetHardwareAddress(session, address.data(), 5));
    EXPECT_EQ(MacResult::InvalidArgument, mac->GetHardwareAddress(session, nullptr, 0));
}

TEST_F(MacController, CountersThatAreNone_AreRefused)
{
    EXPECT_EQ(MacResult::InvalidArgument, mac->ReadCounter(-1));
    EXPECT_EQ(MacResult::InvalidArgument, mac->ReadCounter(5));
    EXPECT_EQ(2, Count(MacCounter::RefusedCalls));
}
