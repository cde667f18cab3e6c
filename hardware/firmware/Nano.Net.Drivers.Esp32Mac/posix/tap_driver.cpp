#include "tap_driver.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Nano
{
namespace
{
constexpr char ControlDevice[] = "/dev/net/tun";
constexpr char NameVariable[] = "NANO_TAP";
constexpr char DefaultName[] = "nano0";

TapDriver driver;

ifreq RequestFor(const char *name)
{
    ifreq request = {};
    std::memcpy(request.ifr_name, name, std::strlen(name));
    return request;
}
} // namespace

MacDriver &PlatformDriver()
{
    return driver;
}

bool TapDriver::Open(MacInterface, FrameSink &sink)
{
    sink_ = &sink;
    if (OpenInterface() && StartReader())
    {
        return true;
    }

    std::fprintf(stderr, "TAP interface %s cannot be used: %s\n", name_, std::strerror(errno));
    CloseDescriptors();
    return false;
}

void TapDriver::Close()
{
    const uint64_t one = 1;
    if (write(stop_, &one, sizeof one) == sizeof one)
    {
        pthread_join(reader_, nullptr);
    }

    CloseDescriptors();
}

void TapDriver::GetHardwareAddress(uint8_t (&address)[AddressLength])
{
    ifreq request = RequestFor(name_);
    if (ioctl(control_, SIOCGIFHWADDR, &request) == 0)
    {
        std::memcpy(address, request.ifr_hwaddr.sa_data, AddressLength);
    }

    address[0] = static_cast<uint8_t>((address[0] | 0x02) & 0xFE);
    address[AddressLength - 1] ^= 1;
}

bool TapDriver::IsLinkUp()
{
    ifreq request = RequestFor(name_);
    constexpr int upAndRunning = IFF_UP | IFF_RUNNING;
    return ioctl(control_, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & upAndRunning) == upAndRunning;
}

SendResult TapDriver::Send(uint8_t *frame, uint32_t length)
{
    if (write(tap_, frame, length) == static_cast<ssize_t>(length))
    {
        return SendResult::Taken;
    }

    return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? SendResult::Busy : SendResult::Failed;
}

bool TapDriver::OpenInterface()
{
    const char *name = std::getenv(NameVariable);
    if (name == nullptr || *name == '\0')
    {
        name = DefaultName;
    }

    std::snprintf(name_, sizeof name_, "%s", name);
    if (std::strlen(name) >= sizeof name_)
    {
        errno = ENAMETOOLONG;
        return false;
    }

    tap_ = open(ControlDevice, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    control_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (tap_ < 0 || control_ < 0)
    {
        return false;
    }

    ifreq request = RequestFor(name_);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    return ioctl(tap_, TUNSETIFF, &request) == 0;
}

bool TapDriver::StartReader()
{
    stop_ = eventfd(0, EFD_CLOEXEC);
    if (stop_ < 0)
    {
        return false;
    }

    const int error = pthread_create(&reader_, nullptr, RunReader, this);
    errno = error;
    return error == 0;
}

void TapDriver::CloseDescriptors()
{
    for (int *descriptor : {&tap_, &control_, &stop_})
    {
        if (*descriptor >= 0)
        {
            close(*descriptor);
            *descriptor = -1;
        }
    }
}

void *TapDriver::RunReader(void *self)
{
    static_cast<TapDriver *>(self)->Read();
    return nullptr;
}

void TapDriver::Read()
{
    pollfd waiting[] = {{stop_, POLLIN, 0}, {tap_, POLLIN, 0}};
    while (true)
    {
        if (poll(waiting, 2, -1) < 0 && errno != EINTR)
        {
            return;
        }

        if (waiting[0].revents != 0)
        {
            return;
        }

        const ssize_t length = read(tap_, buffer_, sizeof buffer_);
        if (length > 0)
        {
            sink_->OnFrame(buffer_, static_cast<uint32_t>(length));
        }
        else if (length < 0 && errno != EAGAIN && errno != EINTR)
        {
            // The interface is down or gone; if it comes back, the next look finds it.
            waiting[1].revents = 0;
            poll(waiting, 1, 100);
        }
    }
}
} // namespace Nano
