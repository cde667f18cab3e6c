#ifndef NANO_NET_DRIVERS_ESP32MAC_H
#define NANO_NET_DRIVERS_ESP32MAC_H

#include <nanoCLR_Interop.h>
#include <nanoCLR_Runtime.h>
#include <nanoPAL_Events.h>

/// The methods of NativeMac.cs, named as the interpreter's tools name them.
struct Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac
{
    NANOCLR_NATIVE_DECLARE(Open___I4__I4__I4__BOOLEAN);
    NANOCLR_NATIVE_DECLARE(Close___VOID__I4);
    NANOCLR_NATIVE_DECLARE(GetHardwareAddress___I4__I4__SZARRAY_U1);
    NANOCLR_NATIVE_DECLARE(GetLinkState___I4__I4);
    NANOCLR_NATIVE_DECLARE(Receive___I4__I4__SZARRAY_U1__I4__I4);
    NANOCLR_NATIVE_DECLARE(Send___I4__I4__SZARRAY_U1__I4__I4);
    NANOCLR_NATIVE_DECLARE(Wait___I4__I4__I4);
    NANOCLR_NATIVE_DECLARE(ReadCounter___I4__I4);
};

extern const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Nano_Net_Drivers_Esp32Mac;

#endif
