#ifndef NANO_MAC_CONTROLLER_H
#define NANO_MAC_CONTROLLER_H

#include <atomic>
#include <cstdint>

#include "frame_ring.h"
#include "mac_driver.h"

namespace Nano
{
/// As in MacResult.cs.
struct MacResult
{
    static constexpr int None = 0;
    static constexpr int Done = 1;
    static constexpr int Closed = -1;
    static constexpr int InvalidArgument = -2;
    static constexpr int Unavailable = -3;
};

/// As in MacCounter.cs.
enum class MacCounter : int
{
    ReceiveOverruns = 0,
    OversizedFrames = 1,
    ChecksumErrors = 2,
    SendErrors = 3,
    RefusedCalls = 4,
};

/// The calls of IMacController.cs, where they are documented, without any of the interpreter. An array is given with its
/// length, and nothing outside of it is touched, whatever the other arguments say.
///
/// OnFrame comes from the driver's task, all other calls from the interpreter's.
class MacController final : public FrameSink
{
  public:
    /// Bytes of received frames that wait: eight long ones and more of the short ones.
    static constexpr uint32_t RingSize = 16384;

    /// An Ethernet header and the smallest MTU that IPv4 allows (RFC 791), or the largest of Ethernet.
    static constexpr int ShortestFrameLimit = 14 + 68;
    static constexpr int LongestFrameLimit = 14 + 1500;

    /// The signal is raised, from either task, when Poll may have something new to say.
    MacController(MacDriver &driver, void (*signal)()) : driver_(driver), signal_(signal)
    {
    }

    int Open(int which, int maximumFrameLength, bool offloadChecksums);
    void Close(int session);
    int GetHardwareAddress(int session, uint8_t *array, uint32_t arrayLength);
    int GetLinkState(int session);
    int Receive(int session, uint8_t *array, uint32_t arrayLength, int offset, int capacity);
    int Send(int session, uint8_t *array, uint32_t arrayLength, int offset, int length);

    /// What Wait would answer without waiting.
    int Poll(int session);

    int ReadCounter(int counter);

    void OnFrame(const uint8_t *frame, uint32_t length) override;

  private:
    static constexpr int CounterCount = 5;

    bool IsOpen(int session) const;
    int Refuse(int result);
    void Count(MacCounter counter);
    void End();

    MacDriver &driver_;
    void (*const signal_)();

    // Of the interpreter's task.
    int session_ = 0;
    bool isOpen_ = false;

    // Between the tasks. Words, because not every core has atomic instructions for less.
    std::atomic<uint32_t> accepting_{0};
    std::atomic<uint32_t> frameLimit_{0};
    std::atomic<uint32_t> offload_{0};

    /// A frame that comes now is to be told of: set when Receive has found none.
    std::atomic<uint32_t> armed_{0};

    /// One has come and was not told of.
    std::atomic<uint32_t> pending_{0};

    /// A task is in OnFrame.
    std::atomic<uint32_t> receiving_{0};

    std::atomic<uint32_t> counters_[CounterCount] = {};
    FrameRing<RingSize> ring_;
};
} // namespace Nano

#endif
