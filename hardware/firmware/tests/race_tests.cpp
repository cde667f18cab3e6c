// Two tasks on one controller, under ThreadSanitizer: what a driver's task does while the interpreter's works.
#include "mac_controller.h"

#include <chrono>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "packets.h"

namespace
{
constexpr int LongestFrame = 1514;

/// How long nothing may happen on a machine that has much else to do.
constexpr auto patience = std::chrono::seconds(20);

class DriverModel final : public Nano::MacDriver
{
  public:
    bool Open(Nano::MacInterface, Nano::FrameSink &) override
    {
        return true;
    }

    void Close() override
    {
    }

    void GetHardwareAddress(uint8_t (&)[AddressLength]) override
    {
    }

    bool IsLinkUp() override
    {
        return true;
    }

    Nano::SendResult Send(uint8_t *, uint32_t) override
    {
        return Nano::SendResult::Taken;
    }
};

std::atomic<int> signals{0};

void Signal()
{
    signals++;
}

/// A frame that says its number in its first bytes and in its length.
uint32_t LengthOf(uint32_t number)
{
    return 60 + number * 131 % 1000;
}
} // namespace

TEST(Races, FramesOfAnotherTask_ComeWholeAndInOrder_AndOverrunsAreExactlyWhatIsMissing)
{
    constexpr uint32_t total = 5000;
    DriverModel driver;
    auto mac = std::make_unique<Nano::MacController>(driver, Signal);
    const int session = mac->Open(0, LongestFrame, false);
    std::atomic<bool> done{false};
    std::thread receiver([&] {
        for (uint32_t number = 0; number < total; number++)
        {
            Frame frame(LengthOf(number), static_cast<uint8_t>(number));
            std::memcpy(frame.data(), &number, sizeof number);
            mac->OnFrame(frame.data(), static_cast<uint32_t>(frame.size()));
            if (number % 50 == 0)
            {
                std::this_thread::yield();
            }
        }
        done = true;
    });

    uint32_t received = 0;
    int64_t last = -1;
    Frame buffer(LongestFrame);
    while (true)
    {
        const bool wasDone = done;
        const int length = mac->Receive(session, buffer.data(), LongestFrame, 0, LongestFrame);
        if (length == 0 && wasDone)
        {
            break;
        }
        if (length > 0)
        {
            uint32_t number = 0;
            std::memcpy(&number, buffer.data(), sizeof number);
            ASSERT_GT(static_cast<int64_t>(number), last);
            ASSERT_EQ(LengthOf(number), static_cast<uint32_t>(length));
            ASSERT_EQ(static_cast<uint8_t>(number), buffer[static_cast<uint32_t>(length) - 1]);
            last = number;
            received++;
        }
    }
    receiver.join();
    EXPECT_GT(received, 0U);
    EXPECT_EQ(total, received + static_cast<uint32_t>(mac->ReadCounter(0)));
}

TEST(Races, WhoeverSleepsUntilASignal_MissesNoFrame)
{
    constexpr int total = 300;
    DriverModel driver;
    auto mac = std::make_unique<Nano::MacController>(driver, Signal);
    const int session = mac->Open(0, LongestFrame, false);
    std::atomic<int> taken{0};
    std::thread receiver([&] {
        const Frame frame(60, 1);
        for (int number = 0; number < total; number++)
        {
            mac->OnFrame(frame.data(), 60);

            // One at a time: a frame of which nobody is told would stop the whole.
            while (taken <= number)
            {
                std::this_thread::yield();
            }
        }
    });

    Frame buffer(LongestFrame);
    auto lastFrame = std::chrono::steady_clock::now();
    while (taken < total && std::chrono::steady_clock::now() - lastFrame < patience)
    {
        if (mac->Poll(session) == Nano::MacResult::None)
        {
            std::this_thread::yield();
        }
        else
        {
            while (mac->Receive(session, buffer.data(), LongestFrame, 0, LongestFrame) > 0)
            {
                taken++;
                lastFrame = std::chrono::steady_clock::now();
            }
        }
    }
    const int reached = taken;
    taken = total;
    receiver.join();
    EXPECT_EQ(total, reached);
}

TEST(Races, SessionsThatComeAndGoUnderFire_KeepEveryFrameWhole)
{
    DriverModel driver;
    auto mac = std::make_unique<Nano::MacController>(driver, Signal);
    std::atomic<bool> done{false};
    auto fire = [&](uint8_t value) {
        const Frame frame(300 + value, value);
        while (!done)
        {
            mac->OnFrame(frame.data(), static_cast<uint32_t>(frame.size()));
            std::this_thread::yield();
        }
    };
    std::thread one(fire, uint8_t{1});
    std::thread two(fire, uint8_t{2});
    Frame buffer(LongestFrame);
    constexpr uint32_t enough = 100;
    uint32_t received = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(50);
    for (int round = 0; received < enough && std::chrono::steady_clock::now() < deadline; round++)
    {
        const int session = mac->Open(0, LongestFrame, round % 2 == 0);
        std::this_thread::yield();
        for (int i = 0; i < 5; i++)
        {
            const int length = mac->Receive(session, buffer.data(), LongestFrame, 0, LongestFrame);
            if (length > 0)
            {
                ASSERT_EQ(300 + buffer[0], length);
                ASSERT_EQ(buffer[0], buffer[static_cast<uint32_t>(length) - 1]);
                received++;
            }
        }
        mac->Close(session);
    }
    done = true;
    one.join();
    two.join();
    EXPECT_GE(received, enough);
}
