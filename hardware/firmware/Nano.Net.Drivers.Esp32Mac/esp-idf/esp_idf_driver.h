#ifndef NANO_ESP_IDF_DRIVER_H
#define NANO_ESP_IDF_DRIVER_H

#include <esp_eth.h>
#include <esp_event.h>
#include <esp_netif.h>

#include "mac_driver.h"

namespace Nano
{
/// The MACs of an ESP32 through ESP-IDF. The firmware has installed and started them for its own network stack (lwIP);
/// this takes over what they receive, and gives it back when it is closed.
class EspIdfDriver final : public MacDriver
{
  public:
    bool Open(MacInterface which, FrameSink &sink) override;
    void Close() override;
    void GetHardwareAddress(uint8_t (&address)[AddressLength]) override;

    /// Whether the network interface of the firmware is up: it follows the PHY, or the station.
    bool IsLinkUp() override;

    SendResult Send(uint8_t *frame, uint32_t length) override;

  private:
    static esp_err_t OnEthernetFrame(esp_eth_handle_t ethernet, uint8_t *buffer, uint32_t length, void *self);
    static esp_err_t OnEthernetFrameForFirmware(esp_eth_handle_t ethernet, uint8_t *buffer, uint32_t length, void *self);
    static esp_err_t OnWifiFrame(void *buffer, uint16_t length, void *driverBuffer);
    static esp_err_t OnWifiFrameForFirmware(void *buffer, uint16_t length, void *driverBuffer);
    static void OnStationConnected(void *self, esp_event_base_t base, int32_t id, void *data);

    bool OpenEthernet();
    bool OpenWifiStation();

    MacInterface which_ = MacInterface::Ethernet;
    FrameSink *sink_ = nullptr;
    esp_netif_t *netif_ = nullptr;
    bool dhcpWasRunning_ = false;
    esp_event_handler_instance_t connected_ = nullptr;
};
} // namespace Nano

#endif
