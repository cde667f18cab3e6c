#ifndef NANO_TESTS_NANOPAL_EVENTS_H
#define NANO_TESTS_NANOPAL_EVENTS_H

#include <cstdint>

constexpr uint32_t SYSTEM_EVENT_FLAG_SOCKET = 0x00004000;

extern "C" void Events_Set(uint32_t events);

#endif
