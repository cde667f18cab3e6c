#ifndef NANO_TAP_DRIVER_H
#define NANO_TAP_DRIVER_H

#include <pthread.h>

#include "mac_driver.h"

namespace Nano
{
/// Linux instead of a chip: the wire of the MAC, whichever it is, leads into a TAP interface. The interface is the one
/// that the environment variable NANO_TAP names ("nano0" by default); where there is none it is made, which takes root.
/// Addresses and "up" are left to whoever owns it: `ip address add …`, `ip link set … up`.
class TapDriver final : public MacDriver
{
  public:
    bool Open(MacInterface which, FrameSink &sink) override;
    void Close() override;

    /// The kernel's address on the interface with another last bit, as a locally administered one.
    void GetHardwareAddress(uint8_t (&address)[AddressLength]) override;

    bool IsLinkUp() override;
    SendResult Send(uint8_t *frame, uint32_t length) override;

  private:
    static constexpr uint32_t NameSize = 16;

    // What an interface of the largest MTU can carry, so that a frame that is too long is seen in its length.
    static constexpr uint32_t BufferSize = 65536 + 32;

    static void *RunReader(void *self);
    bool OpenInterface();
    bool StartReader();
    void CloseDescriptors();
    void Read();

    FrameSink *sink_ = nullptr;
    int tap_ = -1;
    int control_ = -1;
    int stop_ = -1;
    pthread_t reader_ = {};
    char name_[NameSize] = {};
    uint8_t buffer_[BufferSize] = {};
};
} // namespace Nano

#endif
