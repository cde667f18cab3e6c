// The table by which the interpreter finds native methods: one entry for each method of the assembly, in the order of its
// metadata. A test (NativeTableTests.cs) compares it with the assembly and prints the one that is right.

#include "nano_net_drivers_esp32mac.h"

// clang-format off

static const CLR_RT_MethodHandler method_lookup[] = {
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::Open___I4__I4__I4__BOOLEAN,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::Close___VOID__I4,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::GetHardwareAddress___I4__I4__SZARRAY_U1,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::GetLinkState___I4__I4,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::Receive___I4__I4__SZARRAY_U1__I4__I4,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::Send___I4__I4__SZARRAY_U1__I4__I4,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::Wait___I4__I4__I4,
    Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac::ReadCounter___I4__I4,
    NULL,
};

const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Nano_Net_Drivers_Esp32Mac = {
    "Nano.Net.Drivers.Esp32Mac",
    0x675F189E,
    method_lookup,
    { 0, 1, 0, 0 }
};

// clang-format on
