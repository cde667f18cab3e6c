#ifndef NANO_TESTS_ESP_WIFI_H
#define NANO_TESTS_ESP_WIFI_H

#include "esp_event.h"

enum wifi_interface_t
{
    WIFI_IF_STA = 0,
    WIFI_IF_AP = 1,
};

constexpr int32_t WIFI_EVENT_STA_CONNECTED = 4;
extern "C" esp_event_base_t const WIFI_EVENT;

#endif
