#include "esp_idf_driver.h"

#include <cstdlib>

#include <sdkconfig.h>

#ifdef CONFIG_SOC_WIFI_SUPPORTED
#include <esp_private/wifi.h>
#include <esp_wifi.h>
#endif

/// nanoFramework's handle of the Ethernet driver (targets/ESP32/_Network/NF_ESP32_Ethernet.cpp). Weak, because a firmware
/// without Ethernet has none.
extern esp_eth_handle_t eth_handle __attribute__((weak));

namespace Nano
{
namespace
{
EspIdfDriver driver;

// The names under which ESP-IDF's default configurations make their network interfaces.
constexpr char EthernetKey[] = "ETH_DEF";
constexpr char WifiStationKey[] = "WIFI_STA_DEF";
} // namespace

MacDriver &PlatformDriver()
{
    return driver;
}

bool EspIdfDriver::Open(MacInterface which, FrameSink &sink)
{
    which_ = which;
    sink_ = &sink;
    netif_ = esp_netif_get_handle_from_ifkey(which == MacInterface::Ethernet ? EthernetKey : WifiStationKey);
    if (netif_ == nullptr || !(which == MacInterface::Ethernet ? OpenEthernet() : OpenWifiStation()))
    {
        return false;
    }

    // lwIP hears nothing any more, and is not to ask a DHCP server for an address that it could not learn of.
    dhcpWasRunning_ = esp_netif_dhcpc_stop(netif_) == ESP_OK;
    return true;
}

void EspIdfDriver::Close()
{
    if (which_ == MacInterface::Ethernet)
    {
        esp_eth_update_input_path(eth_handle, OnEthernetFrameForFirmware, this);
    }
#ifdef CONFIG_SOC_WIFI_SUPPORTED
    else
    {
        esp_event_handler_instance_unregister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, connected_);
        esp_wifi_internal_reg_rxcb(WIFI_IF_STA, OnWifiFrameForFirmware);
    }
#endif

    if (dhcpWasRunning_)
    {
        esp_netif_dhcpc_start(netif_);
    }
}

void EspIdfDriver::GetHardwareAddress(uint8_t (&address)[AddressLength])
{
    esp_netif_get_mac(netif_, address);
}

bool EspIdfDriver::IsLinkUp()
{
    return esp_netif_is_netif_up(netif_);
}

SendResult EspIdfDriver::Send(uint8_t *frame, uint32_t length)
{
    esp_err_t error = ESP_FAIL;
    if (which_ == MacInterface::Ethernet)
    {
        error = esp_eth_transmit(eth_handle, frame, length);
    }
#ifdef CONFIG_SOC_WIFI_SUPPORTED
    else
    {
        error = esp_wifi_internal_tx(WIFI_IF_STA, frame, static_cast<uint16_t>(length));
    }
#endif

    if (error == ESP_OK)
    {
        return SendResult::Taken;
    }

    return error == ESP_ERR_NO_MEM || error == ESP_ERR_TIMEOUT ? SendResult::Busy : SendResult::Failed;
}

bool EspIdfDriver::OpenEthernet()
{
    return &eth_handle != nullptr && eth_handle != nullptr
           && esp_eth_update_input_path(eth_handle, OnEthernetFrame, this) == ESP_OK;
}

bool EspIdfDriver::OpenWifiStation()
{
#ifdef CONFIG_SOC_WIFI_SUPPORTED
    // ESP-IDF's default handler of this event hands the station's frames to lwIP again, each time that an access point is
    // joined. Handlers run in the order in which they were registered, and it was before.
    if (esp_event_handler_instance_register(
            WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, OnStationConnected, this, &connected_)
        != ESP_OK)
    {
        return false;
    }

    if (esp_wifi_internal_reg_rxcb(WIFI_IF_STA, OnWifiFrame) == ESP_OK)
    {
        return true;
    }

    esp_event_handler_instance_unregister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, connected_);
#endif
    return false;
}

esp_err_t EspIdfDriver::OnEthernetFrame(esp_eth_handle_t, uint8_t *buffer, uint32_t length, void *self)
{
    static_cast<EspIdfDriver *>(self)->sink_->OnFrame(buffer, length);

    // Whoever is handed a frame owns its memory.
    std::free(buffer);
    return ESP_OK;
}

esp_err_t EspIdfDriver::OnEthernetFrameForFirmware(esp_eth_handle_t, uint8_t *buffer, uint32_t length, void *self)
{
    return esp_netif_receive(static_cast<EspIdfDriver *>(self)->netif_, buffer, length, nullptr);
}

#ifdef CONFIG_SOC_WIFI_SUPPORTED
esp_err_t EspIdfDriver::OnWifiFrame(void *buffer, uint16_t length, void *driverBuffer)
{
    driver.sink_->OnFrame(static_cast<const uint8_t *>(buffer), length);
    esp_wifi_internal_free_rx_buffer(driverBuffer);
    return ESP_OK;
}

esp_err_t EspIdfDriver::OnWifiFrameForFirmware(void *buffer, uint16_t length, void *driverBuffer)
{
    return esp_netif_receive(driver.netif_, buffer, length, driverBuffer);
}

void EspIdfDriver::OnStationConnected(void *, esp_event_base_t, int32_t, void *)
{
    esp_wifi_internal_reg_rxcb(WIFI_IF_STA, OnWifiFrame);
}
#endif
} // namespace Nano
