#include "tap_driver.h"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

using Frame = std::vector<uint8_t>;

namespace
{
constexpr char Name[] = "nanotest0";

// Of the experimental range (IEEE 802, local experimental EtherType 1): nothing else on the wire has it.
constexpr uint16_t OwnEtherType = 0x88B5;
constexpr auto Patience = std::chrono::seconds(20);

class Received final : public Nano::FrameSink
{
  public:
    void OnFrame(const uint8_t *frame, uint32_t length) override
    {
        if (length < 14 || (frame[12] << 8 | frame[13]) != OwnEtherType)
        {
            return;
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        frames_.emplace_back(frame, frame + length);
        changed_.notify_all();
    }

    bool WaitFor(size_t count, std::chrono::milliseconds time = Patience)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, time, [&] { return frames_.size() >= count; });
    }

    Frame operator[](size_t index)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        return frames_[index];
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Frame> frames_;
};

Frame FrameOf(uint32_t length, uint8_t value)
{
    Frame frame(length, value);
    std::fill_n(frame.begin(), 6, uint8_t{0xFF});
    frame[6] = 0x02;
    frame[12] = OwnEtherType >> 8;
    frame[13] = OwnEtherType & 0xFF;
    return frame;
}

/// In a network namespace of the test's own, which ends with its process: each test is one.
class TapDriver : public testing::Test
{
  protected:
    void SetUp() override
    {
        if (access("/dev/net/tun", R_OK | W_OK) != 0)
        {
            GTEST_SKIP() << "/dev/net/tun is missing, or not for this user";
        }
        if (unshare(CLONE_NEWNET) != 0)
        {
            GTEST_SKIP() << "a network namespace takes root";
        }
        setenv("NANO_TAP", Name, 1);
        ASSERT_TRUE(driver.Open(Nano::MacInterface::Ethernet, received));
        isOpen = true;
    }

    void TearDown() override
    {
        if (kernel >= 0)
        {
            close(kernel);
        }
        if (isOpen)
        {
            driver.Close();
        }
    }

    /// Sets the interface up or down; up, the kernel's end of the wire is open as well.
    void SetUp(bool up, int mtu = 1500)
    {
        const int control = socket(AF_INET, SOCK_DGRAM, 0);
        ifreq request = Request();
        request.ifr_mtu = mtu;
        ASSERT_EQ(0, ioctl(control, SIOCSIFMTU, &request));
        request = Request();
        ASSERT_EQ(0, ioctl(control, SIOCGIFFLAGS, &request));
        request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
        ASSERT_EQ(0, ioctl(control, SIOCSIFFLAGS, &request));
        close(control);
        if (up)
        {
            kernel = socket(AF_PACKET, SOCK_RAW, htons(OwnEtherType));
            sockaddr_ll address = {};
            address.sll_family = AF_PACKET;
            address.sll_protocol = htons(OwnEtherType);
            address.sll_ifindex = static_cast<int>(if_nametoindex(Name));
            ASSERT_EQ(0, bind(kernel, reinterpret_cast<sockaddr *>(&address), sizeof address));
        }
    }

    void SendFromKernel(const Frame &frame)
    {
        ASSERT_EQ(static_cast<ssize_t>(frame.size()), send(kernel, frame.data(), frame.size(), 0));
    }

    Frame ReceiveInKernel()
    {
        pollfd waiting = {kernel, POLLIN, 0};
        Frame frame(70000);
        if (poll(&waiting, 1, 20000) <= 0)
        {
            return {};
        }
        const ssize_t length = recv(kernel, frame.data(), frame.size(), 0);
        frame.resize(length < 0 ? 0 : static_cast<size_t>(length));
        return frame;
    }

    static ifreq Request()
    {
        ifreq request = {};
        std::memcpy(request.ifr_name, Name, sizeof Name);
        return request;
    }

    Received received;
    Nano::TapDriver driver;
    bool isOpen = false;
    int kernel = -1;
};
} // namespace

TEST_F(TapDriver, WhatTheKernelSends_ComesToTheSink)
{
    SetUp(true);
    SendFromKernel(FrameOf(60, 1));
    SendFromKernel(FrameOf(1514, 2));
    ASSERT_TRUE(received.WaitFor(2));
    EXPECT_EQ(FrameOf(60, 1), received[0]);
    EXPECT_EQ(FrameOf(1514, 2), received[1]);
}

TEST_F(TapDriver, WhatIsSent_ComesToTheKernel)
{
    SetUp(true);
    Frame frame = FrameOf(1514, 3);
    EXPECT_EQ(Nano::SendResult::Taken, driver.Send(frame.data(), 1514));
    EXPECT_EQ(frame, ReceiveInKernel());
}

TEST_F(TapDriver, FramesOfALargeMtu_AreNotCut)
{
    SetUp(true, 9000);
    SendFromKernel(FrameOf(9014, 4));
    ASSERT_TRUE(received.WaitFor(1));
    EXPECT_EQ(9014U, received[0].size());
}

TEST_F(TapDriver, LinkIsUp_WhileTheInterfaceIs)
{
    EXPECT_FALSE(driver.IsLinkUp());
    SetUp(true);
    EXPECT_TRUE(driver.IsLinkUp());
    SetUp(false);
    EXPECT_FALSE(driver.IsLinkUp());
}

TEST_F(TapDriver, SendingWhileTheInterfaceIsDown_Fails_AndWorksAgainWhenItIsUp)
{
    Frame frame = FrameOf(60, 5);
    EXPECT_EQ(Nano::SendResult::Failed, driver.Send(frame.data(), 60));
    SetUp(true);
    EXPECT_EQ(Nano::SendResult::Taken, driver.Send(frame.data(), 60));
    EXPECT_EQ(frame, ReceiveInKernel());
    SendFromKernel(FrameOf(60, 6));
    EXPECT_TRUE(received.WaitFor(1));
}

TEST_F(TapDriver, HardwareAddress_IsLocallyAdministeredAndNotTheKernels)
{
    uint8_t address[6] = {};
    driver.GetHardwareAddress(address);
    EXPECT_EQ(0x02, address[0] & 0x03);

    const int control = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request = Request();
    ASSERT_EQ(0, ioctl(control, SIOCGIFHWADDR, &request));
    close(control);
    EXPECT_NE(0, std::memcmp(address, request.ifr_hwaddr.sa_data, 6));
}

TEST_F(TapDriver, Close_RemovesTheInterfaceThatItMade_AndOpenMakesItAnew)
{
    for (int round = 0; round < 20; round++)
    {
        EXPECT_NE(0U, if_nametoindex(Name));
        driver.Close();
        EXPECT_EQ(0U, if_nametoindex(Name));
        ASSERT_TRUE(driver.Open(Nano::MacInterface::WifiStation, received));
    }
    SetUp(true);
    SendFromKernel(FrameOf(60, 7));
    EXPECT_TRUE(received.WaitFor(1));
}

TEST_F(TapDriver, InterfaceInUse_CannotBeOpened)
{
    Nano::TapDriver second;
    EXPECT_FALSE(second.Open(Nano::MacInterface::Ethernet, received));
}

TEST_F(TapDriver, NameLongerThanAnInterfaceCanHave_CannotBeOpened)
{
    setenv("NANO_TAP", "a-name-of-sixteen", 1);
    Nano::TapDriver second;
    EXPECT_FALSE(second.Open(Nano::MacInterface::Ethernet, received));
}
