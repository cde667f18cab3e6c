#ifndef NANO_TESTS_ESP_EVENT_H
#define NANO_TESTS_ESP_EVENT_H

#include <cstdint>

#include "esp_err.h"

using esp_event_base_t = const char *;
using esp_event_handler_t = void (*)(void *argument, esp_event_base_t base, int32_t id, void *data);
using esp_event_handler_instance_t = void *;

extern "C"
{
    esp_err_t esp_event_handler_instance_register(
        esp_event_base_t base, int32_t id, esp_event_handler_t handler, void *argument, esp_event_handler_instance_t *instance);
    esp_err_t esp_event_handler_instance_unregister(esp_event_base_t base, int32_t id, esp_event_handler_instance_t instance);
}

#endif
