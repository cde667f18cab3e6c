#ifndef NANO_MAC_DRIVER_H
#define NANO_MAC_DRIVER_H

#include <cstdint>

namespace Nano
{
/// As in MacInterface.cs.
enum class MacInterface : int
{
    Ethernet = 0,
    WifiStation = 1,
};

enum class SendResult
{
    /// The frame is copied, or on the wire.
    Taken,
    /// No room now; a moment later there may be.
    Busy,
    /// Trying again would not help.
    Failed,
};

/// Where a driver hands the frames that come in.
class FrameSink
{
  public:
    /// Called from the driver's task. Copies what it keeps, and never waits.
    virtual void OnFrame(const uint8_t *frame, uint32_t length) = 0;

  protected:
    ~FrameSink() = default;
};

/// What a platform has for a MAC: the back end. All calls but those to the sink come from one task.
class MacDriver
{
  public:
    static constexpr uint32_t AddressLength = 6;

    /// Takes over a MAC; false where there is none, or it has not been started. Nothing is open before.
    virtual bool Open(MacInterface which, FrameSink &sink) = 0;

    /// Gives it back. A frame may come to the sink while this is under way, and none after it but from another core.
    virtual void Close() = 0;

    /// Tells the hardware address of the MAC that is open.
    virtual void GetHardwareAddress(uint8_t (&address)[AddressLength]) = 0;

    /// Whether its link is up.
    virtual bool IsLinkUp() = 0;

    /// Sends a frame, which the driver may keep nothing of.
    virtual SendResult Send(uint8_t *frame, uint32_t length) = 0;

  protected:
    ~MacDriver() = default;
};

/// The back end that this firmware was built with.
MacDriver &PlatformDriver();
} // namespace Nano

#endif
