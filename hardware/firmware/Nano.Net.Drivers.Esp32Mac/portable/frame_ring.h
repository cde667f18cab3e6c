#ifndef NANO_FRAME_RING_H
#define NANO_FRAME_RING_H

#include <atomic>
#include <cstdint>
#include <cstring>

namespace Nano
{
/// Frames between one task that receives them and one that takes them out, in a fixed array of bytes: a frame takes what
/// it needs and three bytes at most besides, so that many short ones fit where few long ones do.
///
/// Neither side ever waits for the other. The positions only grow, and wrap round with their type.
template <uint32_t Capacity> class FrameRing
{
    static_assert(Capacity >= 8 && (Capacity & (Capacity - 1)) == 0 && Capacity <= 0x40000000, "a power of two");

  public:
    /// The longest frame that an empty ring takes, in bytes.
    static constexpr uint32_t LongestFrame = (Capacity < 0x10000 ? Capacity : 0x10000) - 4;

    /// Puts a frame in; false where there is no room for it. For the receiving task.
    bool Push(const uint8_t *frame, uint32_t length)
    {
        const uint32_t head = head_.load();
        if (length > LongestFrame || RecordSize(length) > Capacity - (head - tail_.load()))
        {
            return false;
        }

        bytes_[head % Capacity] = static_cast<uint8_t>(length);
        bytes_[(head + 1) % Capacity] = static_cast<uint8_t>(length >> 8);
        const uint32_t start = (head + LengthSize) % Capacity;
        const uint32_t first = length < Capacity - start ? length : Capacity - start;
        std::memcpy(bytes_ + start, frame, first);
        std::memcpy(bytes_, frame + first, length - first);
        head_.store(head + RecordSize(length));
        return true;
    }

    /// Whether there is nothing in. For the task that takes frames out, like everything below.
    bool IsEmpty() const
    {
        return head_.load() == tail_.load();
    }

    /// Length of the oldest frame, in bytes. The ring must not be empty.
    uint32_t FrontLength() const
    {
        const uint32_t tail = tail_.load();
        return bytes_[tail % Capacity] | static_cast<uint32_t>(bytes_[(tail + 1) % Capacity]) << 8;
    }

    /// Takes the oldest frame out, all of it. The ring must not be empty.
    void Pop(uint8_t *frame)
    {
        const uint32_t length = FrontLength();
        const uint32_t start = (tail_.load() + LengthSize) % Capacity;
        const uint32_t first = length < Capacity - start ? length : Capacity - start;
        std::memcpy(frame, bytes_ + start, first);
        std::memcpy(frame + first, bytes_, length - first);
        Drop();
    }

    /// Takes the oldest frame out and looks at nothing of it. The ring must not be empty.
    void Drop()
    {
        tail_.store(tail_.load() + RecordSize(FrontLength()));
    }

    /// Takes out whatever is in.
    void Clear()
    {
        tail_.store(head_.load());
    }

  private:
    static constexpr uint32_t LengthSize = 2;

    /// Even, so that the two bytes of a length never stand apart.
    static constexpr uint32_t RecordSize(uint32_t length)
    {
        return (LengthSize + length + 1) & ~1U;
    }

    std::atomic<uint32_t> head_{0};
    std::atomic<uint32_t> tail_{0};
    uint8_t bytes_[Capacity] = {};
};
} // namespace Nano

#endif
