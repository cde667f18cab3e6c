# What nanoFramework's firmware build looks for where NF_INTEROP_ASSEMBLIES names "Nano.Net.Drivers.Esp32Mac": the sources
# of the native half and their include directories. Either this file lies in the firmware's CMake/Modules and the sources
# in its InteropAssemblies, or both stay where they are and CMAKE_MODULE_PATH names this folder.

set(_esp32mac ${CMAKE_SOURCE_DIR}/InteropAssemblies/Nano.Net.Drivers.Esp32Mac)
if(NOT EXISTS ${_esp32mac})
    get_filename_component(_esp32mac ${CMAKE_CURRENT_LIST_DIR}/../../Nano.Net.Drivers.Esp32Mac ABSOLUTE)
endif()

set(Nano.Net.Drivers.Esp32Mac_INCLUDE_DIRS
    ${_esp32mac}
    ${_esp32mac}/portable
    ${CMAKE_SOURCE_DIR}/src/CLR/Core
    ${CMAKE_SOURCE_DIR}/src/CLR/Include
    ${CMAKE_SOURCE_DIR}/src/HAL/Include
    ${CMAKE_SOURCE_DIR}/src/PAL/Include)

# The table of methods first: the firmware's build reads version and checksum out of it.
set(Nano.Net.Drivers.Esp32Mac_SOURCES
    ${_esp32mac}/nano_net_drivers_esp32mac.cpp
    ${_esp32mac}/nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac_mshl.cpp
    ${_esp32mac}/portable/internet_checksum.cpp
    ${_esp32mac}/portable/mac_controller.cpp)

# RTOS_ESP32_CHECK is how the firmware's build says that it is one for an ESP32.
if(RTOS_ESP32_CHECK)
    list(APPEND Nano.Net.Drivers.Esp32Mac_INCLUDE_DIRS ${_esp32mac}/esp-idf)
    list(APPEND Nano.Net.Drivers.Esp32Mac_SOURCES ${_esp32mac}/esp-idf/esp_idf_driver.cpp)
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    list(APPEND Nano.Net.Drivers.Esp32Mac_INCLUDE_DIRS ${_esp32mac}/posix)
    list(APPEND Nano.Net.Drivers.Esp32Mac_SOURCES ${_esp32mac}/posix/tap_driver.cpp)
else()
    message(FATAL_ERROR "Nano.Net.Drivers.Esp32Mac has no back end for this platform: it runs on an ESP32, and on Linux.")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(INTEROP-Nano.Net.Drivers.Esp32Mac DEFAULT_MSG
    Nano.Net.Drivers.Esp32Mac_INCLUDE_DIRS Nano.Net.Drivers.Esp32Mac_SOURCES)
