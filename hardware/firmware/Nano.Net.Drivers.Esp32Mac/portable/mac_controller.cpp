#include "mac_controller.h"

#include "internet_checksum.h"

namespace Nano
{
namespace
{
constexpr int EthernetHeaderLength = 14;

bool IsWithin(const uint8_t *array, uint32_t arrayLength, int offset, int length)
{
    return array != nullptr && offset >= 0 && length >= 0 && static_cast<uint32_t>(offset) <= arrayLength
           && static_cast<uint32_t>(length) <= arrayLength - static_cast<uint32_t>(offset);
}
} // namespace

int MacController::Open(int which, int maximumFrameLength, bool offloadChecksums)
{
    if ((which != static_cast<int>(MacInterface::Ethernet) && which != static_cast<int>(MacInterface::WifiStation))
        || maximumFrameLength < ShortestFrameLimit || maximumFrameLength > LongestFrameLimit)
    {
        return Refuse(MacResult::InvalidArgument);
    }

    // A program that was stopped and deployed anew has closed nothing.
    End();
    ring_.Clear();
    frameLimit_.store(static_cast<uint32_t>(maximumFrameLength));
    offload_.store(offloadChecksums ? 1 : 0);
    pending_.store(0);
    armed_.store(1);
    accepting_.store(1);
    if (!driver_.Open(static_cast<MacInterface>(which), *this))
    {
        accepting_.store(0);
        return MacResult::Unavailable;
    }

    isOpen_ = true;
    session_ = session_ == INT32_MAX ? 1 : session_ + 1;
    return session_;
}

void MacController::Close(int session)
{
    if (IsOpen(session))
    {
        End();
    }
}

int MacController::GetHardwareAddress(int session, uint8_t *array, uint32_t arrayLength)
{
    if (!IsOpen(session))
    {
        return Refuse(MacResult::Closed);
    }

    if (array == nullptr || arrayLength != MacDriver::AddressLength)
    {
        return Refuse(MacResult::InvalidArgument);
    }

    uint8_t address[MacDriver::AddressLength] = {};
    driver_.GetHardwareAddress(address);
    std::memcpy(array, address, sizeof address);
    return MacResult::Done;
}

int MacController::GetLinkState(int session)
{
    if (!IsOpen(session))
    {
        return Refuse(MacResult::Closed);
    }

    return driver_.IsLinkUp() ? MacResult::Done : MacResult::None;
}

int MacController::Receive(int session, uint8_t *array, uint32_t arrayLength, int offset, int capacity)
{
    if (!IsOpen(session))
    {
        return Refuse(MacResult::Closed);
    }

    if (!IsWithin(array, arrayLength, offset, capacity))
    {
        return Refuse(MacResult::InvalidArgument);
    }

    while (true)
    {
        if (ring_.IsEmpty())
        {
            // Asked again once armed: a frame that has come in between has told nobody.
            armed_.store(1);
            if (ring_.IsEmpty())
            {
                return MacResult::None;
            }
        }

        const uint32_t length = ring_.FrontLength();
        if (length <= static_cast<uint32_t>(capacity))
        {
            ring_.Pop(array + offset);
            return static_cast<int>(length);
        }

        ring_.Drop();
        Count(MacCounter::OversizedFrames);
    }
}

int MacController::Send(int session, uint8_t *array, uint32_t arrayLength, int offset, int length)
{
    if (!IsOpen(session))
    {
        return Refuse(MacResult::Closed);
    }

    if (!IsWithin(array, arrayLength, offset, length) || length < EthernetHeaderLength
        || static_cast<uint32_t>(length) > frameLimit_.load())
    {
        return Refuse(MacResult::InvalidArgument);
    }

    uint8_t *frame = array + offset;
    if (offload_.load() != 0)
    {
        FillChecksums(frame, static_cast<uint32_t>(length));
    }

    switch (driver_.Send(frame, static_cast<uint32_t>(length)))
    {
        case SendResult::Taken:
            return MacResult::Done;
        case SendResult::Busy:
            return MacResult::None;
        default:
            Count(MacCounter::SendErrors);
            return MacResult::Done;
    }
}

int MacController::Poll(int session)
{
    if (!IsOpen(session))
    {
        return MacResult::Closed;
    }

    return pending_.exchange(0) != 0 ? MacResult::Done : MacResult::None;
}

int MacController::ReadCounter(int counter)
{
    if (counter < 0 || counter >= CounterCount)
    {
        return Refuse(MacResult::InvalidArgument);
    }

    return static_cast<int>(counters_[counter].load() & INT32_MAX);
}

void MacController::OnFrame(const uint8_t *frame, uint32_t length)
{
    if (accepting_.load() == 0 || length == 0)
    {
        return;
    }

    if (length > frameLimit_.load())
    {
        Count(MacCounter::OversizedFrames);
        return;
    }

    if (offload_.load() != 0 && !AreChecksumsRight(frame, length))
    {
        Count(MacCounter::ChecksumErrors);
        return;
    }

    // There is one task that receives. While one MAC is given back and another taken over there may be two for a moment;
    // a driver's task does not wait, so the second loses its frame.
    if (receiving_.exchange(1) != 0)
    {
        Count(MacCounter::ReceiveOverruns);
        return;
    }

    const bool stored = ring_.Push(frame, length);
    receiving_.store(0);
    if (!stored)
    {
        Count(MacCounter::ReceiveOverruns);
        return;
    }

    if (armed_.exchange(0) != 0)
    {
        pending_.store(1);
        signal_();
    }
}

bool MacController::IsOpen(int session) const
{
    return isOpen_ && session == session_;
}

int MacController::Refuse(int result)
{
    Count(MacCounter::RefusedCalls);
    return result;
}

void MacController::Count(MacCounter counter)
{
    counters_[static_cast<int>(counter)].fetch_add(1);
}

void MacController::End()
{
    if (isOpen_)
    {
        accepting_.store(0);
        isOpen_ = false;
        driver_.Close();

        // Whoever waits is to see that it is over.
        signal_();
    }
}
} // namespace Nano
