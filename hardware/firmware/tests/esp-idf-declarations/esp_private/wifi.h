#ifndef NANO_TESTS_ESP_PRIVATE_WIFI_H
#define NANO_TESTS_ESP_PRIVATE_WIFI_H

#include "../esp_wifi.h"

using wifi_rxcb_t = esp_err_t (*)(void *buffer, uint16_t length, void *driverBuffer);

extern "C"
{
    esp_err_t esp_wifi_internal_reg_rxcb(wifi_interface_t which, wifi_rxcb_t callback);
    int esp_wifi_internal_tx(wifi_interface_t which, void *buffer, uint16_t length);
    void esp_wifi_internal_free_rx_buffer(void *driverBuffer);
}

#endif
