#ifndef NANO_TESTS_ESP_ETH_H
#define NANO_TESTS_ESP_ETH_H

#include <cstddef>
#include <cstdint>

#include "esp_err.h"

using esp_eth_handle_t = void *;
using esp_eth_input_t = esp_err_t (*)(esp_eth_handle_t handle, uint8_t *buffer, uint32_t length, void *context);

extern "C"
{
    esp_err_t esp_eth_update_input_path(esp_eth_handle_t handle, esp_eth_input_t input, void *context);
    esp_err_t esp_eth_transmit(esp_eth_handle_t handle, void *buffer, size_t length);
}

#endif
