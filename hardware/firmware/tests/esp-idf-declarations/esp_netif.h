#ifndef NANO_TESTS_ESP_NETIF_H
#define NANO_TESTS_ESP_NETIF_H

#include <cstddef>
#include <cstdint>

#include "esp_err.h"

struct esp_netif_obj;
using esp_netif_t = esp_netif_obj;

extern "C"
{
    esp_netif_t *esp_netif_get_handle_from_ifkey(const char *key);
    esp_err_t esp_netif_get_mac(esp_netif_t *netif, uint8_t mac[6]);
    bool esp_netif_is_netif_up(esp_netif_t *netif);
    esp_err_t esp_netif_receive(esp_netif_t *netif, void *buffer, size_t length, void *driverBuffer);
    esp_err_t esp_netif_dhcpc_start(esp_netif_t *netif);
    esp_err_t esp_netif_dhcpc_stop(esp_netif_t *netif);
}

#endif
