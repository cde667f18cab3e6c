// Of ESP-IDF, the few declarations that the esp-idf back end needs, so that it compiles and runs on a PC (ESP-IDF 5,
// "API Reference"). The tests define the functions.
#ifndef NANO_TESTS_ESP_ERR_H
#define NANO_TESTS_ESP_ERR_H

using esp_err_t = int;

constexpr esp_err_t ESP_OK = 0;
constexpr esp_err_t ESP_FAIL = -1;
constexpr esp_err_t ESP_ERR_NO_MEM = 0x101;
constexpr esp_err_t ESP_ERR_INVALID_STATE = 0x103;
constexpr esp_err_t ESP_ERR_TIMEOUT = 0x107;

#endif
